"""How a consultation moves on, when it is late, and how long answers take."""

from __future__ import annotations

from datetime import date

import pytest

from llegada.workplans import consultation_rules as rules
from llegada.workplans.choices import ConsultationStatus
from llegada.workplans.policies import FOR_CONSULTATION_ACTION

STATES = ConsultationStatus.values
ACTIONS = tuple(FOR_CONSULTATION_ACTION)
LEADS = {
    ("open", "take"): "assigned",
    ("open", "assign"): "assigned",
    ("open", "withdraw"): "closed",
    ("assigned", "assign"): "assigned",
    ("assigned", "answer"): "answered",
    ("assigned", "withdraw"): "closed",
    ("answered", "answer"): "answered",
    ("answered", "close"): "closed",
    ("answered", "reopen"): "assigned",
    ("closed", "reopen"): "assigned",
}
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


class TestTransitions:
    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_lead_where_the_table_says_and_nowhere_else(self, state, action):
        assert rules.next_status(state, action) == LEADS.get((state, action))
        offered = rules.available_actions(state, is_reopened=False, is_answered=True)
        assert (action in offered) == ((state, action) in LEADS)

    @pytest.mark.parametrize(("is_reopened", "is_answered"), [(True, True), (False, False)])
    def test_reopen_once_and_only_what_was_answered(self, is_reopened, is_answered):
        offered = rules.available_actions("closed", is_reopened=is_reopened, is_answered=is_answered)
        assert offered == []


class TestIsLate:
    @pytest.mark.parametrize(
        ("status", "today", "late"),
        [
            ("open", FRIDAY, True),
            ("assigned", FRIDAY, True),
            ("open", MONDAY, False),
            ("answered", FRIDAY, False),
            ("closed", FRIDAY, False),
        ],
    )
    def test_only_while_somebody_has_to_answer(self, status, today, late):
        assert rules.is_late(status=status, due_on=MONDAY, today=today) is late


class TestMedianDays:
    def test_counts_working_days_after_the_question(self):
        same_day, four, with_day_off = (
            (MONDAY, MONDAY, ()),
            (MONDAY, FRIDAY, ()),
            (MONDAY, FRIDAY, {date(2026, 11, 25)}),
        )
        assert rules.median_days([same_day, four, with_day_off]) == 3
        assert rules.median_days([(FRIDAY, date(2026, 11, 30), ())]) == 1

    def test_has_no_figure_where_nothing_was_answered(self):
        assert rules.median_days([]) is None
