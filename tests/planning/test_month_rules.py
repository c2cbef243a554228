from datetime import date
from decimal import Decimal

import pytest

from llegada.planning import month_rules as rules
from llegada.planning.month_rules import Booking

D = Decimal


def booking(days, *people):
    return Booking(frozenset(people), None if days is None else D(days))


class TestBookedDays:
    def test_are_shared_alike_and_added_up(self):
        assert rules.booked_days([booking(10, 1, 2), booking(3, 1), booking(None, 1), booking(4)]) == {1: 8, 2: 5}

    def test_are_too_many_beyond_the_working_days(self):
        found = rules.overbooked([booking(20, 1), booking(1, 1), booking(20, 2)], working_days=20)
        assert found == {1: 21}


class TestIsStepDay:
    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (None, True),
            (date(2025, 12, 31), False),
            (date(2026, 1, 1), True),
            (date(2028, 12, 31), True),
            (date(2029, 1, 1), False),
        ],
    )
    def test_reaches_a_year_to_each_side(self, day, expected):
        assert rules.is_step_day(day, year=2027) is expected


class TestDurationOf:
    @pytest.mark.parametrize(("kind", "days"), [("calendar", 28), ("working", 20)])
    def test_counts_the_days_of_the_kind_of_the_service(self, kind, days):
        line = {"starts_on": date(2027, 2, 1), "ends_on": date(2027, 2, 28)}
        for typical, is_short in ((days, False), (days + 1, True)):
            found = rules.duration_of(typical_days=typical, kind=kind, **line)
            assert found == rules.Duration(typical, days, kind)
            assert found.is_short == is_short

    def test_is_unknown_where_nobody_said_it(self):
        assert rules.duration_of(typical_days=None, kind="working", starts_on=date.min, ends_on=date.min) is None


class TestCatalogueWarnings:
    @pytest.mark.parametrize(
        ("status", "is_published", "typical", "found"),
        [
            ("in_operation", True, None, []),
            ("published", True, 9, []),
            ("published", True, 11, ["too_short"]),
            ("suspended", True, None, ["suspended"]),
            ("in_closure", True, None, ["in_closure"]),
            ("retired", True, 60, ["retired", "too_short"]),
            ("in_design", False, None, ["unpublished"]),
            ("suspended", False, None, ["suspended", "unpublished"]),
        ],
    )
    def test_name_what_does_not_fit(self, status, is_published, typical, found):
        duration = typical and rules.Duration(typical, 10, "working")
        said = rules.catalogue_warnings(service_status=status, is_published=is_published, duration=duration)
        assert said == found


class TestMonthAfter:
    @pytest.mark.parametrize(
        ("by", "month"),
        [(1, date(2027, 1, 1)), (-1, date(2026, 11, 1)), (0, date(2026, 12, 1)), (13, date(2028, 1, 1))],
    )
    def test_goes_over_the_year(self, by, month):
        assert rules.month_after(date(2026, 12, 24), by) == month
