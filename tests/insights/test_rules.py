"""Classes, circles and expected progress."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.insights import rules
from llegada.insights.rules import Pace, ValueClass


class TestValueClasses:
    def test_are_none_without_values(self):
        assert rules.value_classes([]) == []
        assert rules.value_classes([0, 0]) == []

    def test_hold_as_many_places_each(self):
        assert rules.value_classes(range(1, 11)) == [(1, 2), (3, 4), (5, 6), (7, 8), (9, 10)]

    def test_never_split_equal_values(self):
        assert rules.value_classes([1, 1, 1, 1, 1, 1, 2, 5]) == [(1, 1), (2, 2), (5, 5)]

    def test_may_be_fewer_when_asked(self):
        assert rules.value_classes([1, 2, 3, 4], at_most=2) == [(1, 2), (3, 4)]

    @given(st.lists(st.integers(0, 500), max_size=60))
    def test_cover_every_value_once(self, values):
        classes = rules.value_classes(values)

        assert len(classes) <= rules.CLASSES
        for value in values:
            assert sum(one.low <= value <= one.high for one in classes) == (1 if value else 0)


class TestLevelOf:
    def test_is_zero_without_data(self):
        assert rules.level_of(None, [ValueClass(1, 9)]) == 0
        assert rules.level_of(0, [ValueClass(1, 9)]) == 0

    def test_spreads_few_classes_over_the_scale(self):
        classes = [ValueClass(1, 2), ValueClass(3, 9)]

        assert [rules.level_of(value, classes) for value in (1, 3)] == [1, 5]

    def test_gives_the_only_class_the_strongest_shade(self):
        assert rules.level_of(4, [ValueClass(4, 4)]) == rules.CLASSES

    def test_uses_only_the_shades_it_may(self):
        classes = [ValueClass(1, 2), ValueClass(3, 4), ValueClass(5, 9)]

        assert [rules.level_of(value, classes, shades=3) for value in (2, 3, 9)] == [1, 2, 3]

    def test_takes_a_value_above_the_classes_as_the_highest(self):
        assert rules.level_of(99, [ValueClass(1, 2), ValueClass(3, 9)]) == rules.CLASSES


class TestCircleRadius:
    def test_makes_areas_proportional_to_values(self):
        assert rules.circle_radius(25, 100) == pytest.approx(rules.LARGEST_RADIUS / 2, abs=0.05)
        assert rules.circle_radius(100, 100) == rules.LARGEST_RADIUS

    def test_never_hides_a_value(self):
        assert rules.circle_radius(1, 100_000) == rules.SMALLEST_RADIUS

    @pytest.mark.parametrize(("value", "largest"), [(0, 10), (3, 0)])
    def test_draws_nothing_for_nothing(self, value, largest):
        assert rules.circle_radius(value, largest) == 0


class TestPathBounds:
    @pytest.mark.parametrize(
        ("path", "bounds"),
        [
            ("M10 20L30 5L-2 8Z", (-2, 5, 30, 20)),
            ("M10 20l5-3-.5 .5z", (10, 17, 15, 20)),
            ("m1 1 2 2 2-5zM0 0H9v4h-20V2z", (-11, -2, 9, 4)),
        ],
    )
    def test_hold_every_point(self, path, bounds):
        assert rules.path_bounds(path) == bounds


class TestLegendSizes:
    @pytest.mark.parametrize(
        ("largest", "sizes"), [(0, []), (1, [1]), (3, [1, 3]), (40, [2, 10, 40]), (1508, [50, 200, 1508])]
    )
    def test_are_the_largest_and_round_ones_below(self, largest, sizes):
        assert rules.legend_sizes(largest) == sizes


class TestExpectedPercent:
    PLAN = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 10)}

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            (date(2025, 12, 31), "0"),
            (date(2026, 1, 1), "10.0"),
            (date(2026, 1, 5), "50.0"),
            (date(2026, 1, 10), "100"),
            (date(2027, 1, 1), "100"),
        ],
    )
    def test_grows_evenly_with_the_days(self, today, expected):
        assert rules.expected_percent(**self.PLAN, today=today) == Decimal(expected)

    def test_is_whole_on_the_only_day_of_a_plan(self):
        day = date(2026, 5, 2)

        assert rules.expected_percent(starts_on=day, ends_on=day, today=day) == 100


class TestPace:
    @pytest.mark.parametrize(
        ("actual", "expected", "found"),
        [
            (None, "50", Pace.NO_DATA),
            ("50", None, Pace.NO_DATA),
            ("0", "0", Pace.ON_TIME),
            ("72", "70", Pace.ON_TIME),
            ("45", "50", Pace.ON_TIME),
            ("44.9", "50", Pace.AT_RISK),
            ("35", "50", Pace.AT_RISK),
            ("34.9", "50", Pace.LATE),
            ("0", "10", Pace.LATE),
        ],
    )
    def test_compares_with_what_was_expected(self, actual, expected, found):
        as_decimal = [None if text is None else Decimal(text) for text in (actual, expected)]

        assert rules.pace(*as_decimal) == found
