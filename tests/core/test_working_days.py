from datetime import date

import pytest

from llegada.core.working_days import count_working_days, easter_of, holidays_of, working_days_of


class TestEasterOf:
    @pytest.mark.parametrize("day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)])
    def test_is_the_sunday_of_the_calendar(self, day):
        assert easter_of(day.year) == day


class TestHolidaysOf:
    def test_are_the_eighteen_of_the_law(self):
        said = "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25"
        assert holidays_of(2026) == {date.fromisoformat(f"2026-{day}") for day in said.split()}


class TestCountWorkingDays:
    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [
            (date(2026, 11, 2), date(2026, 11, 6), 4),
            (date(2026, 11, 7), date(2026, 11, 8), 0),
            (date(2026, 12, 31), date(2027, 1, 4), 2),
            (date(2026, 11, 6), date(2026, 11, 5), 0),
        ],
    )
    def test_leave_out_weekends_and_holidays(self, first, last, count):
        assert count_working_days(first, last) == count

    def test_of_a_month_are_those_of_its_days(self):
        assert (working_days_of(2026, 11), working_days_of(2027, 2)) == (19, 20)
