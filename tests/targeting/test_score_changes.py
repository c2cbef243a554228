"""Sensitivity of a list to its weights, and what would change one place of it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from llegada.targeting.scoring import (
    Criterion,
    Cut,
    answer,
    choose,
    draw_weights,
    measure_sensitivity,
    rank,
    scale,
    score,
    value_changes,
    weight_changes,
)
from tests.targeting.score_makers import problem

#: Scaled as they stand: the first place wins by the first criterion, the second by the second, the last one is the least.
VALUES = [[100, 0], [0, 100], [60, 30], [0, 0]]


def listed(values=VALUES, weights=(3, 1), *, method="weighted_sum", cut=None, quotas=None, criteria=None):
    asked = problem(values, weights, method=method, cut=cut or Cut(number=1), quotas=quotas, criteria=criteria)
    return answer(asked).listed


def rescored(found, weights):
    return score(found.method, found.scaled.scaled, np.array(weights)).scores


class TestDrawWeights:
    def test_add_up_to_one_around_the_chosen_ones_and_come_again_from_their_seed(self):
        drawn = draw_weights(np.array([0.5, 0.3, 0.2, 0.0]), seed=4, draws=4000)
        assert drawn.sum(axis=1) == pytest.approx(1)
        assert drawn.mean(axis=0) == pytest.approx([0.5, 0.3, 0.2, 0], abs=0.01)
        assert drawn[:, 3].max() == 0
        assert (drawn == draw_weights(np.array([0.5, 0.3, 0.2, 0.0]), seed=4, draws=4000)).all()


class TestMeasureSensitivity:
    @pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
    @pytest.mark.parametrize("cut", [Cut(number=7), Cut(score=55), Cut(quota=2)])
    def test_is_what_one_draw_after_another_would_say(self, method, cut):
        random = np.random.default_rng(3)
        values = np.round(random.random((40, 3)), 1)
        quotas = np.arange(40) % 5 - 1
        scaled = scale(problem(values, [2, 1, 1], method=method))
        weights = draw_weights(scaled.shares, seed=1, draws=301)
        found = measure_sensitivity(method, scaled.scaled, weights, cut, quotas)
        ranks, inside = [], []
        for one in weights:
            scores = score(method, scaled.scaled, one).scores
            ranks.append(rank(scores).position)
            inside.append(choose(cut, scores, ranks[-1], quotas))
        assert found.stay_share == pytest.approx(np.mean(inside, axis=0), abs=1e-6)
        ordered = np.sort(ranks, axis=0)
        assert found.rank_low.tolist() == ordered[15].tolist()
        assert found.rank_high.tolist() == ordered[285].tolist()

    def test_says_which_weight_carries_a_place_in_and_which_out(self):
        scaled = scale(problem(VALUES, [1, 1]))
        weights = draw_weights(scaled.shares, seed=1, draws=500)
        found = measure_sensitivity("weighted_sum", scaled.scaled, weights, Cut(number=1), np.zeros(4, dtype=int))
        assert found.pull[0, 0] > 0.5 > -0.5 > found.pull[0, 1]
        assert found.pull[3].tolist() == [0, 0]
        assert found.stay_share[3] == 0


class TestWeightChanges:
    @pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
    @pytest.mark.parametrize("row", [0, 1, 2])
    def test_name_the_weight_at_which_the_place_enters_or_leaves(self, method, row):
        found = listed(method=method)
        for change in weight_changes(found, row):
            across = change.share + math.copysign(0.002, change.share - change.now)
            before = change.share - math.copysign(0.002, change.share - change.now)
            weights = [(across, 1 - across), (before, 1 - before)]
            sides = [
                bool(rank(rescored(found, w if change.criterion == 0 else w[::-1])).position[row] == 1) for w in weights
            ]
            assert sides == [not found.chosen[row], bool(found.chosen[row])]

    def test_are_sought_from_the_nearest(self):
        [first, *_others] = weight_changes(listed(), 1)
        assert (first.criterion, first.now) == (0, 0.75)
        assert first.share == pytest.approx(0.5, abs=0.001) or first.share < 0.5

    def test_are_none_for_who_is_the_least_in_all(self):
        assert weight_changes(listed(), 3) == []

    def test_are_of_the_room_of_the_group(self):
        found = listed(cut=Cut(quota=1), quotas=[1, 2, 1, -1])
        assert weight_changes(found, 1) == []
        assert weight_changes(found, 3) == []
        assert [one.criterion for one in weight_changes(found, 2)] == [0, 1]

    def test_reach_a_score_where_that_is_the_cut(self):
        found = listed(cut=Cut(score=50))
        [change, _other] = weight_changes(found, 1)
        assert change.share == pytest.approx(0.5, abs=0.001)


class TestValueChanges:
    CRITERIA = (Criterion(weight=3), Criterion(weight=1, more=False))

    def test_name_the_value_that_would_leave_it_out_of_the_list(self):
        found = listed()
        [change] = value_changes(found, 0, [Criterion(weight=3), Criterion(weight=1)])
        assert (change.criterion, change.now) == (0, 100)
        assert change.value == pytest.approx(70, abs=0.01)

    def test_turn_round_where_less_is_more_of_a_priority(self):
        found = listed([[100, 0], [90, 50], [0, 100]], criteria=self.CRITERIA)
        changes = value_changes(found, 1, list(self.CRITERIA))
        assert [change.criterion for change in changes] == []
        changes = value_changes(found, 0, list(self.CRITERIA))
        assert {change.criterion for change in changes} == {0, 1}

    def test_are_none_that_the_data_have_never_shown(self):
        assert [one.criterion for one in value_changes(listed(), 3, [Criterion(weight=3), Criterion(weight=1)])] == []

    @pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
    def test_are_sought_by_every_scale_and_cut(self, method):
        random = np.random.default_rng(8)
        for name in ("min_max", "percentile", "z_score"):
            criteria = [Criterion(weight=1, scale=name), Criterion(weight=2, scale=name, more=False)]
            for cut in (Cut(number=4), Cut(score=55), Cut(quota=2)):
                found = listed(
                    random.random((15, 2)), method=method, cut=cut, quotas=np.arange(15) % 3, criteria=criteria
                )
                for row in range(15):
                    for change in value_changes(found, row, criteria):
                        up = change.value > change.now
                        assert up == (criteria[change.criterion].more != bool(found.chosen[row]))

    def test_are_none_where_nobody_else_competes(self):
        found = listed(cut=Cut(number=4))
        assert value_changes(found, 0, [Criterion(weight=3), Criterion(weight=1)]) == []
