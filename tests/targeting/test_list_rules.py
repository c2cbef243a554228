"""The life of a prioritised list and of a manual change, state by state."""

import pytest

from llegada.targeting import list_rules
from llegada.targeting.choices import ChangeStatus, ListStatus
from llegada.targeting.policies import FOR_LIST_ACTION
from llegada.targeting.verbs import CHANGE_STATUS_PILLS, LIST_ACTION_LABELS, LIST_STATUS_PILLS, VERBS

ACTIONS = [*list_rules.LIST_ACTIONS, "supersede"]


class TestListTransitions:
    @pytest.mark.parametrize("status", ListStatus.values)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_lead_where_the_table_says_and_nowhere_else(self, status, action):
        expected = {
            ("draft", "send"): "in_review",
            ("draft", "discard"): "discarded",
            ("in_review", "send_back"): "draft",
            ("in_review", "approve"): "approved",
            ("approved", "withdraw"): "withdrawn",
            ("approved", "supersede"): "superseded",
        }

        assert list_rules.next_list_status(status, action) == expected.get((status, action))

    def test_have_words_permission_and_pill(self):
        assert set(FOR_LIST_ACTION) == set(LIST_ACTION_LABELS) == set(list_rules.LIST_ACTIONS)
        assert set(LIST_STATUS_PILLS) == set(ListStatus.values)
        assert {f"prioritizedlist.{action}" for action in ACTIONS} <= set(VERBS)

    def test_never_offer_what_comes_with_another_version(self):
        assert list_rules.available_list_actions("approved") == ["withdraw"]


class TestListSteps:
    def test_of_one_in_review(self):
        assert list_rules.list_steps("in_review") == [
            ("draft", "done"),
            ("in_review", "current"),
            ("approved", "pending"),
        ]

    @pytest.mark.parametrize("status", ["approved", "superseded", "withdrawn"])
    def test_of_one_that_was_approved(self, status):
        assert {state for _, state in list_rules.list_steps(status)} == {"done"}

    def test_of_one_discarded(self):
        assert {state for _, state in list_rules.list_steps("discarded")} == {"pending"}


class TestChangeTransitions:
    @pytest.mark.parametrize("status", ChangeStatus.values)
    @pytest.mark.parametrize(
        ("decision", "after"), [("approve", "approved"), ("deny", "denied"), ("take_back", "taken_back")]
    )
    def test_leave_only_from_asked(self, status, decision, after):
        assert list_rules.next_change_status(status, decision) == (after if status == "asked" else None)

    def test_have_words(self):
        assert set(CHANGE_STATUS_PILLS) == set(ChangeStatus.values)
        assert {f"listchange.{decision}" for _, decision in list_rules.CHANGE_TRANSITIONS} <= set(VERBS)
