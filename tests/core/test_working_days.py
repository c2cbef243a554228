from datetime import date

import pytest

from llegada.core.working_days import count_working_days, easter_of, holidays_of, working_days_of


class TestEasterOf:
    @pytest.mark.parametrize("day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)])
    def test_is_the_sunday_of_the_calendar(self, day):
        assert easter_of(day.year) == day


class TestHolidaysOf:
    @pytest.mark.parametrize(
        ("year", "said"),
        [
            (
                2024,
                "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25",
            ),
            (
                2026,
                (
                    "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 10-12 11-02 11-16 "
                    "12-08 12-25"
                ),
            ),
            (
                2027,
                (
                    "01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-12 07-20 08-07 08-16 10-18 11-01 11-15 "
                    "12-08 12-25"
                ),
            ),
        ],
    )
    def test_are_those_of_the_laws_of_the_year(self, year, said):
        assert holidays_of(year) == {date.fromisoformat(f"{year}-{day}") for day in said.split()}

    @pytest.mark.parametrize(("year", "count"), [(2025, 17), (2030, 18)])
    def test_are_fewer_where_two_fall_on_one_day(self, year, count):
        assert len(holidays_of(year)) == count


class TestCountWorkingDays:
    @pytest.mark.parametrize(
        ("first", "last", "count"),
        [
            (date(2026, 11, 2), date(2026, 11, 6), 4),
            (date(2026, 11, 7), date(2026, 11, 8), 0),
            (date(2026, 12, 31), date(2027, 1, 4), 2),
            (date(2026, 11, 6), date(2026, 11, 5), 0),
            (date(2026, 7, 9), date(2026, 7, 16), 5),
            (date(2026, 7, 9), date(2026, 8, 25), 30),
            (date(2025, 7, 9), date(2025, 8, 21), 30),
        ],
    )
    def test_leave_out_weekends_and_holidays(self, first, last, count):
        assert count_working_days(first, last) == count

    def test_of_a_month_are_those_of_its_days(self):
        assert (working_days_of(2026, 11), working_days_of(2027, 2)) == (19, 20)
