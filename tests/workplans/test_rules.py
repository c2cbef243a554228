from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llegada.workplans import rules
from llegada.workplans.choices import MilestoneStatus, WorkPlanStatus
from llegada.workplans.policies import FOR_ACTION, FOR_MILESTONE_ACTION
from llegada.workplans.verbs import ACTION_LABELS, NEXT_STEPS, REASON_QUESTIONS, VERBS

ACTIONS = sorted({action for _, action in rules.TRANSITIONS})
START, END = date(2026, 2, 1), date(2026, 12, 1)


class TestTransitions:
    @pytest.mark.parametrize("status", WorkPlanStatus.values)
    @pytest.mark.parametrize("action", [*ACTIONS, "fly"])
    def test_lead_only_where_the_table_says(self, status, action):
        after = rules.next_status(status, action)
        assert after == rules.TRANSITIONS.get((status, action))
        assert (action in rules.available_actions(status)) is (after is not None)

    def test_use_only_known_states(self):
        used = {status for status, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values())
        assert used == set(WorkPlanStatus.values) - {WorkPlanStatus.HISTORICAL}  # it comes so, and stays

    def test_never_leave_an_ended_plan(self):
        assert [status for status in rules.ENDED if rules.available_actions(status)] == []

    def test_have_permission_label_and_words(self):
        assert set(ACTIONS) == set(FOR_ACTION) == set(ACTION_LABELS)
        assert {f"workplan.{action}" for action in ACTIONS} <= set(VERBS)
        assert set(NEXT_STEPS) == set(WorkPlanStatus.values)
        assert set(REASON_QUESTIONS) == rules.NEEDS_REASON

    @pytest.mark.parametrize("status", MilestoneStatus.values)
    @pytest.mark.parametrize("action", ["report", "validate", "return", "fly"])
    def test_of_milestones_lead_only_where_the_table_says(self, status, action):
        assert rules.next_milestone_status(status, action) == rules.MILESTONE_TRANSITIONS.get((status, action))

    def test_of_milestones_have_permission_and_words(self):
        actions = {action for _, action in rules.MILESTONE_TRANSITIONS}
        assert actions == set(FOR_MILESTONE_ACTION)
        assert {f"milestone.{action}" for action in actions} <= set(VERBS)


class TestStepsOf:
    @pytest.mark.parametrize(
        ("status", "done", "current"),
        [
            ("draft", 0, ["draft"]),
            ("changes_requested", 0, ["draft"]),
            ("suspended", 4, ["in_execution"]),
            ("closed", 7, []),
        ],
    )
    def test_says_what_is_done_and_where_it_stands(self, status, done, current):
        steps = rules.steps_of(status)
        assert [how for _, how in steps].count("done") == done
        assert [state for state, how in steps if how == "current"] == current

    def test_of_a_plan_that_ended_early_are_none(self):
        assert rules.steps_of("terminated") == []


class TestProgress:
    def test_adds_the_weights_of_the_validated_only(self):
        found = rules.progress(
            [
                (Decimal(20), "validated"),
                (Decimal(50), "reported"),
                (Decimal(20), "validated"),
                (Decimal(10), "returned"),
            ]
        )
        assert (found.done, found.total) == (Decimal(40), Decimal(100))
        assert found.percent == Decimal("40.00")
        assert not found.is_complete

    def test_without_milestones_has_no_percentage_which_is_not_zero(self):
        found = rules.progress([])
        assert found.percent is None
        assert not found.is_complete

    def test_of_nothing_validated_is_zero(self):
        assert rules.progress([(Decimal(100), "pending")]).percent == Decimal("0.00")

    def test_is_complete_only_at_everything(self):
        assert rules.progress([(Decimal("99.99"), "validated"), (Decimal("0.01"), "validated")]).is_complete
        assert not rules.progress([(Decimal("99.99"), "validated"), (Decimal("0.01"), "reported")]).is_complete

    def test_rounds_half_up(self):
        assert rules.Progress(Decimal(1), Decimal(800)).percent == Decimal("0.13")


class TestIsOverdue:
    @pytest.mark.parametrize(
        ("due_on", "status", "plan_status", "late"),
        [
            (date(2026, 3, 1), "pending", "in_execution", True),
            (date(2026, 3, 1), "returned", "in_execution", True),
            (date(2026, 3, 1), "reported", "in_execution", False),
            (date(2026, 3, 1), "validated", "in_execution", False),
            (date(2026, 3, 1), "pending", "suspended", False),
            (date(2026, 3, 1), "pending", "terminated", False),
            (date(2026, 3, 2), "pending", "in_execution", False),
            (date(2026, 3, 3), "pending", "in_execution", False),
            (None, "pending", "in_execution", False),
        ],
    )
    def test_is_derived_from_date_and_states(self, due_on, status, plan_status, late):
        today = date(2026, 3, 2)
        assert rules.is_overdue(due_on=due_on, status=status, today=today, plan_status=plan_status) is late


class TestSpreadDueDates:
    def test_follows_the_typical_days_where_they_fit(self):
        assert rules.spread_due_dates(START, END, [10, 20]) == [date(2026, 2, 11), date(2026, 3, 3)]

    def test_shares_the_span_out_where_they_do_not_fit(self):
        found = rules.spread_due_dates(START, date(2026, 2, 11), [100, 300])
        assert found == [date(2026, 2, 4), date(2026, 2, 11)]

    def test_takes_the_mean_for_what_is_missing(self):
        found = rules.spread_due_dates(START, date(2026, 2, 13), [10, None, 30])
        assert found == [date(2026, 2, 3), date(2026, 2, 7), date(2026, 2, 13)]

    def test_spreads_evenly_with_no_typical_days(self):
        found = rules.spread_due_dates(START, date(2026, 2, 11), [None, 0])
        assert found == [date(2026, 2, 6), date(2026, 2, 11)]

    def test_puts_all_on_the_one_day_of_a_plan_of_a_day(self):
        assert rules.spread_due_dates(START, START, [5, 5]) == [START, START]

    def test_of_nothing_is_nothing(self):
        assert rules.spread_due_dates(START, END, []) == []


class TestContentHash:
    def test_does_not_depend_on_the_order_of_keys(self):
        assert rules.content_hash({"a": 1, "b": "ñ"}) == rules.content_hash({"b": "ñ", "a": 1})

    def test_changes_with_any_value(self):
        assert rules.content_hash({"a": 1}) != rules.content_hash({"a": 2})

    def test_writes_one_way(self):
        assert rules.canonical({"b": ["ñ", 1], "a": None}) == '{"a":null,"b":["ñ",1]}'.encode()


class TestDifferences:
    def test_follow_items_by_their_id_and_not_their_place(self):
        older = {"title": "A", "services": [{"id": "x", "due": "1"}, {"id": "y", "due": "2"}]}
        newer = {"title": "A", "services": [{"id": "y", "due": "3"}, {"id": "x", "due": "1"}]}
        assert rules.differences(older, newer) == [(("services", "y", "due"), "2", "3")]

    def test_tell_what_came_and_what_went(self):
        assert rules.differences({"a": 1, "tags": ["u"]}, {"b": 2, "tags": ["u", "v"]}) == [
            (("b",), None, 2),
            (("tags", "1"), None, "v"),
            (("a",), 1, None),
        ]

    def test_of_equals_are_none(self):
        assert rules.differences({"a": [{"b": 1}]}, {"a": [{"b": 1}]}) == []
