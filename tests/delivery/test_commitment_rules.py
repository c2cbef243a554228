"""What happens to a commitment after it is made, as pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.delivery import commitment_rules as rules

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


class TestReports:
    @pytest.mark.parametrize(
        ("status", "action", "after"),
        [
            ("pending", "accept", "accepted"),
            ("pending", "return", "returned"),
            ("accepted", "return", None),
            ("returned", "accept", None),
            ("pending", "verify", None),
        ],
    )
    def test_move_only_along_their_table(self, status, action, after):
        assert rules.next_report_status(status, action) == after


class TestExtensions:
    @given(before=DAYS, after=DAYS, today=DAYS)
    def test_only_go_forward_and_never_to_a_day_that_passed(self, before, after, today):
        problem = rules.extension_problem(before_on=before, after_on=after, today=today)
        assert (problem is None) is (after > before and after >= today)
        assert (problem == "not_later") is (after <= before)


class TestReminders:
    @pytest.mark.parametrize(
        ("days", "said"),
        [(-16, None), (-15, "overdue"), (-1, "overdue"), (0, "due_soon"), (3, "due_soon"), (4, None)],
    )
    def test_are_for_what_is_near_or_has_just_passed(self, days, said):
        assert rules.reminder_for(due_on=TODAY + timedelta(days=days), today=TODAY) == said


class TestLinks:
    @given(dates=st.lists(DAYS), today=DAYS)
    def test_outlive_all_that_they_show(self, dates, today):
        expires_on = rules.link_expires_on(due_dates=dates, today=today)
        assert all(expires_on > one for one in [today, *dates])
