"""The arithmetic of the profile: standing, likeness and nearness."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.targeting import profile_rules as rules

NAN = float("nan")
numbers = st.floats(min_value=-1000, max_value=1000).map(lambda one: round(one, 2))
groups = st.lists(numbers, min_size=1, max_size=40)


class TestStanding:
    def test_counts_who_is_ahead(self):
        found = rules.standing(60.0, rules.ordered(np.array([80.0, 60.0, 60.0, 40.0, NAN])), less_is_first=False)
        assert found == rules.Standing(place=2, among=4, passed=50.0, median=60.0)

    def test_puts_the_least_first_where_more_is_worse(self):
        assert rules.standing(40.0, [40.0, 60.0, 80.0], less_is_first=True).place == 1

    def test_of_one_alone_passes_nobody(self):
        assert rules.standing(4.0, [4.0], less_is_first=False) == rules.Standing(1, 1, None, 4.0)

    @given(groups)
    def test_is_mirrored_by_the_direction(self, group):
        up, down = (rules.standing(group[0], sorted(group), less_is_first=one) for one in (False, True))
        assert 1 <= up.place <= up.among == len(group)
        assert up.median == pytest.approx(np.median(group))
        if up.passed is not None:
            assert up.passed + down.passed == pytest.approx(100)


class TestOrdered:
    @given(groups)
    def test_is_not_moved_by_places_without_data(self, group):
        assert rules.ordered(np.array([NAN, *group, NAN])) == sorted(group)


class TestSpread:
    def test_gives_quartiles_and_nothing_of_nothing(self):
        assert rules.spread([0.0, 1.0, 2.0, 3.0, 4.0]) == rules.Spread(0, 1, 2, 3, 4)
        assert rules.spread([]) is None


class TestStrengthsAndGaps:
    def test_are_the_ends_the_best_and_the_worst_first(self):
        shares = {"a": 80.0, "b": 99.0, "c": 50.0, "d": 25.0, "e": 3.0, "f": None}
        assert rules.strengths_and_gaps(shares) == (["b", "a"], ["e", "d"])

    def test_are_at_most_five(self):
        strong, weak = rules.strengths_and_gaps(dict.fromkeys(range(9), 100.0))
        assert (len(strong), weak) == (rules.MOST_NAMED, [])


def likeness(*columns: list[float]) -> list[rules.Likeness]:
    codes = [f"p{row}" for row in range(len(columns[0]))]
    return rules.most_similar(0, codes, rules.standardized([np.array(one) for one in columns]))


class TestMostSimilar:
    def test_puts_the_nearest_first_and_leaves_itself_out(self):
        found = likeness([1.0, 9.0, 2.0], [1.0, 9.0, 2.0], [1.0, 9.0, 2.0])
        assert [one.code for one in found] == ["p2", "p1"]

    def test_leaves_out_who_has_little_data(self):
        assert [one.code for one in likeness([1.0, 1.0, 5.0], [1.0, NAN, 5.0], [1.0, NAN, 5.0])] == ["p2"]

    def test_leaves_out_an_index_with_one_value_for_all(self):
        assert rules.standardized([np.array([3.0, 3.0]), np.array([NAN, NAN])]).shape == (2, 0)

    @given(st.lists(st.tuples(numbers, numbers, numbers), min_size=3, max_size=12), st.floats(0.5, 50))
    def test_does_not_change_with_the_unit_of_an_index(self, rows, factor):
        columns = [np.array(one) for one in zip(*rows, strict=True)]
        if min(float(np.std(one)) for one in columns) < 0.01:
            return
        codes = [str(row) for row in range(len(rows))]
        plain = rules.most_similar(0, codes, rules.standardized(columns))
        scaled = rules.most_similar(0, codes, rules.standardized([columns[0] * factor + 7, *columns[1:]]))
        distances = {one.code: one.distance for one in plain}
        assert distances == pytest.approx({one.code: one.distance for one in scaled}, abs=1e-6)


class TestNearest:
    def test_measures_over_the_surface(self):
        bogota, medellin = np.array([4.711, -74.0721]), np.array([6.2442, -75.5812])
        assert rules.kilometres(bogota, np.array([medellin, bogota])) == pytest.approx([238, 0], abs=2)

    def test_gives_the_nearest_first_without_itself(self):
        assert rules.nearest(0, np.array([0.0, 50.0, 10.0])) == [2, 1]


class TestLatestMethods:
    def test_leave_the_old_one_out(self):
        asked = [("idf", "IDF", 2020), ("old", "IDF", 2019), ("mdm", "MDM", 2018), ("again", "MDM", 2018)]
        assert rules.latest_methods(asked) == ["idf", "mdm"]
