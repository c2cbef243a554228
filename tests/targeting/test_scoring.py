"""Scales, methods, ranks and cuts of a rule of focalisation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from llegada.targeting import errors
from llegada.targeting.scoring import NO_GROUP, Criterion, Cut, choose, rank, scale, score, tied_at_the_edge
from tests.targeting.score_makers import problem

NAN = math.nan
METHODS = st.sampled_from(["weighted_sum", "topsis"])
SCALES = st.sampled_from(["min_max", "percentile", "z_score"])
CELLS = st.integers(0, 40).map(float)


def matrices(*, gaps=False, columns=3):
    cells = st.one_of(CELLS, st.just(NAN)) if gaps else CELLS
    return st.integers(2, 12).flatmap(lambda places: arrays.arrays(float, (places, columns), elements=cells))


def result(asked):
    scaled = scale(asked)
    return scaled, score(asked.method, scaled.scaled, scaled.shares)


def outcome(asked):
    """Return row → score; nothing where the data give no order."""
    try:
        scaled, scored = result(asked)
    except (errors.NothingVaries, errors.NobodyRanked):
        return {}
    return dict(zip(scaled.rows.tolist(), scored.scores.tolist(), strict=True))


class TestScale:
    @pytest.mark.parametrize(
        ("name", "more", "expected"),
        [
            ("min_max", True, [0, 0.25, 1]),
            ("min_max", False, [1, 0.75, 0]),
            ("percentile", True, [0, 0.5, 1]),
            ("percentile", False, [1, 0.5, 0]),
        ],
    )
    def test_goes_from_least_to_most_of_a_priority(self, name, more, expected):
        asked = problem([[10], [20], [50]], criteria=[Criterion(weight=1, more=more, scale=name)])
        assert scale(asked).scaled[:, 0].tolist() == pytest.approx(expected)

    def test_brings_a_z_score_to_half_and_a_tenth(self):
        asked = problem([[1], [3]], criteria=[Criterion(weight=1, scale="z_score")])
        assert scale(asked).scaled[:, 0].tolist() == pytest.approx([0.4, 0.6])

    def test_leaves_out_a_place_without_the_value(self):
        scaled = scale(problem([[1, 5], [NAN, 9], [3, 6]]))
        assert scaled.rows.tolist() == [0, 2]
        assert scaled.left_out.tolist() == [[False, False], [True, False], [False, False]]
        assert scaled.scaled[:, 1].tolist() == [0, 1]

    def test_puts_the_median_of_the_group_and_says_so(self):
        one = Criterion(weight=1, missing="group_median")
        scaled = scale(problem([[0], [10], [NAN], [90], [NAN]], criteria=[one], groups=[1, 1, 1, 2, 3]))
        assert scaled.rows.tolist() == [0, 1, 2, 3]
        assert scaled.completed[:, 0].tolist() == [0, 10, 5, 90]
        assert scaled.filled[:, 0].tolist() == [False, False, True, False]
        assert scaled.left_out[:, 0].tolist() == [False] * 4 + [True]

    def test_leaves_out_who_has_no_group_when_the_group_would_fill(self):
        one = Criterion(weight=1, missing="group_median")
        assert scale(problem([[0], [10], [NAN]], criteria=[one])).rows.tolist() == [0, 1]

    def test_looks_again_when_who_had_the_value_of_a_group_is_left_out(self):
        criteria = [Criterion(weight=1, missing="group_median"), Criterion(weight=1, missing="group_median")]
        values = [[1, 1], [2, 2], [NAN, 3], [4, NAN]]
        assert scale(problem(values, criteria=criteria, groups=[1, 1, 2, 2])).rows.tolist() == [0, 1, 2, 3]
        values = [[1, 1], [2, 2], [NAN, 3], [NAN, 4], [5, NAN]]
        assert scale(problem(values, criteria=criteria, groups=[1, 1, 2, 2, 3])).rows.tolist() == [0, 1]

    @pytest.mark.parametrize(("more", "expected"), [(True, 1), (False, 7)])
    def test_puts_the_worst_case_where_it_is_asked(self, more, expected):
        one = Criterion(weight=1, more=more, missing="worst_case")
        assert scale(problem([[1], [7], [NAN]], criteria=[one])).completed[2, 0] == expected

    def test_asks_nothing_of_a_criterion_without_weight(self):
        scaled = scale(problem([[1, NAN], [2, NAN]], weights=[1, 0]))
        assert scaled.rows.tolist() == [0, 1]
        assert scaled.constant.tolist() == [False, True]

    def test_shares_out_the_weight_of_a_criterion_that_is_the_same_for_all(self):
        scaled, scored = result(problem([[1, 7, 2], [2, 7, 1]], weights=[1, 2, 1]))
        assert scaled.constant.tolist() == [False, True, False]
        assert scaled.shares.tolist() == [0.5, 0, 0.5]
        assert scored.parts[:, 1].tolist() == [0, 0]

    @pytest.mark.parametrize(
        ("values", "weights", "error"),
        [
            ([[1], [2]], [0], errors.NoWeight),
            ([[1], [2]], [-1], errors.NegativeWeight),
            ([[1], [2]], [NAN], errors.NegativeWeight),
            ([[3], [3]], [1], errors.NothingVaries),
            ([[NAN], [NAN]], [1], errors.NobodyRanked),
        ],
    )
    def test_refuses_what_gives_no_order(self, values, weights, error):
        with pytest.raises(error):
            scale(problem(values, weights))

    def test_refuses_an_empty_universe(self):
        with pytest.raises(errors.UniverseEmpty):
            scale(problem(np.empty((0, 1)), criteria=[Criterion(weight=1)]))


class TestScore:
    @given(matrices(gaps=True), METHODS, SCALES)
    def test_is_the_sum_of_its_parts(self, values, method, name):
        criteria = [Criterion(weight=weight, scale=name, missing="worst_case") for weight in (1, 2, 3)]
        try:
            _scaled, scored = result(problem(values, criteria=criteria, method=method))
        except (errors.NothingVaries, errors.NobodyRanked):
            return
        assert scored.parts.sum(axis=1) == pytest.approx(scored.scores, abs=1e-9)

    @given(matrices(), METHODS, SCALES, st.floats(0.001, 1000))
    def test_does_not_change_when_every_weight_grows_alike(self, values, method, name, factor):
        small, large = (
            outcome(problem(values, criteria=[Criterion(weight=w * k, scale=name) for w in (1, 2, 5)], method=method))
            for k in (1, factor)
        )
        assert small == pytest.approx(large, abs=1e-9)
        if small:
            assert rank(np.array([*small.values()])).order.tolist() == rank(np.array([*large.values()])).order.tolist()

    @given(matrices(), METHODS, SCALES, st.tuples(*[st.booleans()] * 3))
    def test_never_puts_a_dominated_place_above(self, values, method, name, more):
        scores = outcome(
            problem(values, criteria=[Criterion(weight=1, more=one, scale=name) for one in more], method=method)
        )
        turned = np.where(more, values, -values)
        for one, other in [(a, b) for a in scores for b in scores if (turned[a] >= turned[b]).all()]:
            assert scores[one] >= scores[other] - 1e-9

    @given(matrices(gaps=True), METHODS, SCALES, st.sampled_from(["leave_out", "group_median", "worst_case"]))
    def test_does_not_move_when_a_place_without_data_comes(self, values, method, name, missing):
        criteria = [Criterion(weight=weight, scale=name, missing=missing) for weight in (1, 2, 3)]
        places = len(values)
        before = outcome(problem(values, criteria=criteria, method=method, groups=[1] * places))
        wider = np.vstack([values, [NAN] * 3])
        after = outcome(problem(wider, criteria=criteria, method=method, groups=[1] * (places + 1)))
        assert {row: after[row] for row in before} == pytest.approx(before, abs=1e-9)

    def test_of_topsis_is_zero_for_the_least_and_hundred_for_the_best(self):
        _scaled, scored = result(problem([[0, 0], [5, 5], [9, 9]], method="topsis"))
        assert scored.scores[[0, 2]].tolist() == [0, 100]
        assert scored.parts[0].tolist() == [0, 0]


class TestRank:
    def test_is_shared_by_equal_scores_and_the_code_says_who_goes_first(self):
        found = rank(np.array([50.0, 80.0, 50.0 + 1e-12, 10.0]))
        assert found.ranks.tolist() == [2, 1, 2, 4]
        assert found.position.tolist() == [2, 1, 3, 4]
        assert found.order.tolist() == [1, 0, 2, 3]


class TestChoose:
    SCORES = np.array([90.0, 80.0, 70.0, 70.0, 60.0])

    @pytest.mark.parametrize(
        ("cut", "expected"),
        [
            (Cut(number=3), [0, 1, 2]),
            (Cut(number=9), [0, 1, 2, 3, 4]),
            (Cut(score=70), [0, 1, 2, 3]),
            (Cut(score=99), []),
            (Cut(quota=1), [0, 1]),
            (Cut(quota=2), [0, 1, 2, 3]),
        ],
    )
    def test_takes_the_first_ones(self, cut, expected):
        quotas = np.array([1, 2, 2, 1, NO_GROUP])
        assert np.flatnonzero(choose(cut, self.SCORES, rank(self.SCORES).position, quotas)).tolist() == expected

    @pytest.mark.parametrize(("cut", "expected"), [(Cut(number=3), [3]), (Cut(number=2), []), (Cut(score=80), [])])
    def test_says_who_was_left_out_by_code_alone(self, cut, expected):
        quotas = np.zeros(5, dtype=int)
        chosen = choose(cut, self.SCORES, rank(self.SCORES).position, quotas)
        assert np.flatnonzero(tied_at_the_edge(chosen, self.SCORES, quotas, cut)).tolist() == expected
