from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.core.working_days import (
    add_working_days,
    count_working_days,
    easter_of,
    holidays_of,
    is_working_day,
    working_days_of,
)

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
OFF = st.frozensets(DAYS, max_size=8)


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


class TestAddWorkingDays:
    @pytest.mark.parametrize(
        ("received", "due"),
        [
            ("2026-07-08", ("2026-07-16", "2026-07-24", "2026-07-31", "2026-08-25")),
            ("2026-10-09", ("2026-10-19", "2026-10-26", "2026-11-03", "2026-11-25")),
            ("2026-12-18", ("2026-12-28", "2027-01-05", "2027-01-13", "2027-02-03")),
            ("2026-03-27", ("2026-04-07", "2026-04-14", "2026-04-21", "2026-05-13")),
            ("2025-07-08", ("2025-07-15", "2025-07-22", "2025-07-29", "2025-08-21")),
        ],
    )
    def test_counts_from_the_day_after_as_the_law_does(self, received, due):
        found = tuple(add_working_days(date.fromisoformat(received), count).isoformat() for count in (5, 10, 15, 30))
        assert found == due

    def test_leaves_out_the_days_on_which_the_organisation_does_not_work(self):
        assert add_working_days(date(2026, 12, 18), 5, {date(2026, 12, 24)}) == date(2026, 12, 29)

    def test_refuses_to_go_back(self):
        with pytest.raises(ValueError, match="-1"):
            add_working_days(date(2026, 7, 8), -1)

    @given(day=DAYS, count=st.integers(1, 60), off=OFF)
    def test_ends_on_a_working_day_with_as_many_of_them_in_between(self, day, count, off):
        due = add_working_days(day, count, off)
        assert is_working_day(due, off)
        assert count_working_days(day, due, off) - is_working_day(day, off) == count

    @given(day=DAYS, first=st.integers(0, 30), then=st.integers(0, 30), off=OFF)
    def test_in_two_parts_is_the_same_as_at_once(self, day, first, then, off):
        assert add_working_days(add_working_days(day, first, off), then, off) == add_working_days(
            day, first + then, off
        )

    @given(day=DAYS, count=st.integers(0, 40), off=OFF)
    def test_never_ends_earlier_for_a_day_off_more(self, day, count, off):
        assert add_working_days(day, count, off) >= add_working_days(day, count)
