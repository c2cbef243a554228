from decimal import Decimal

import pytest

from llegada.portfolio import rules
from llegada.portfolio.choices import CommitteeDecision, StrategyAspect, StrategyStatus

STATES = StrategyStatus.values
ACTIONS = sorted({action for _, action in rules.STRATEGY_TRANSITIONS})
#: Written a second time, by hand, from the states of the mission.
LIFE = {
    "draft": {"submit": "in_review"},
    "in_review": {"present": "presented", "send_back": "returned"},
    "presented": {"approve": "approved", "return": "returned", "reject": "not_approved"},
    "returned": {"rework": "draft"},
    "approved": {"start": "in_implementation"},
    "in_implementation": {"adjust": "in_adjustment", "close": "closed"},
    "in_adjustment": {"resume": "in_implementation"},
    "closed": {"archive": "archived"},
}


class TestNextStrategyStatus:
    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("action", ACTIONS)
    def test_leads_where_the_mission_says_and_nowhere_else(self, state, action):
        assert rules.next_strategy_status(state, action) == LIFE.get(state, {}).get(action)

    def test_names_only_known_states(self):
        named = {state for state, _ in rules.STRATEGY_TRANSITIONS} | set(rules.STRATEGY_TRANSITIONS.values())
        assert named == set(STATES)

    def test_reaches_approval_only_through_the_committee(self):
        into = {action for (_, action), after in rules.STRATEGY_TRANSITIONS.items() if after == "approved"}
        assert into == {"approve"} <= rules.COMMITTEE_ACTIONS == set(CommitteeDecision.values)


class TestStrategyGaps:
    def test_names_everything_when_nothing_is_said(self):
        assert rules.strategy_gaps(()) == {name: list(keys) for name, keys in rules.STRATEGY_SECTIONS.items()}

    def test_is_empty_when_all_is_said(self):
        assert rules.strategy_gaps({key for keys in rules.STRATEGY_SECTIONS.values() for key in keys}) == {}

    def test_asks_for_seven_and_three_criteria_of_the_list(self):
        asked = [*rules.STRATEGY_SECTIONS["orientation"], *rules.STRATEGY_SECTIONS["conduct"]]
        assert len(rules.STRATEGY_SECTIONS["orientation"]) == 7
        assert asked == [one for one in StrategyAspect.values if one.startswith(("orientation_", "conduct_"))]


class TestQuorum:
    @pytest.mark.parametrize(("members", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
    def test_is_more_than_half(self, members, needed):
        assert rules.quorum(members) == needed


class TestMajority:
    @pytest.mark.parametrize(
        ("decisions", "outcome"),
        [
            ([], None),
            (["approve"], "approve"),
            (["approve", "return"], None),
            (["approve", "return", "return"], "return"),
            (["approve", "return", "reject"], None),
            (["approve", "approve", "return", "reject"], None),
        ],
    )
    def test_is_more_than_half_of_the_sheets(self, decisions, outcome):
        assert rules.majority(decisions) == outcome


class TestReadAmount:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("1.234,5", "1234.5"),
            ("1234.5", "1234.5"),
            ("1.234", "1234"),
            ("72,25", "72.25"),
            ("-3", "-3"),
            ("1 200", "1200"),
            ("mil", None),
            ("1,2,3", None),
            ("0,00001", None),
            ("", None),
        ],
    )
    def test_reads_as_colombians_write(self, text, amount):
        assert rules.read_amount(text) == (None if amount is None else Decimal(amount))
