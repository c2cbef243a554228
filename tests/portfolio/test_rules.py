from decimal import Decimal

import pytest

from llegada.portfolio import rules
from llegada.portfolio.choices import ServiceStatus


class TestNextStatus:
    @pytest.mark.parametrize(
        ("current", "action", "after"),
        [
            ("draft", "publish", "published"),
            ("draft", "retire", "retired"),
            ("published", "publish", "published"),
            ("published", "retire", "retired"),
        ],
    )
    def test_follows_the_table(self, current, action, after):
        assert rules.next_status(current, action) == after

    @pytest.mark.parametrize(("current", "action"), [("retired", "publish"), ("retired", "retire"), ("draft", "x")])
    def test_leads_nowhere_outside_the_table(self, current, action):
        assert rules.next_status(current, action) is None

    def test_only_names_known_states(self):
        named = {state for state, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values())
        assert named == set(ServiceStatus.values)


class TestAvailableActions:
    def test_are_those_of_the_state(self):
        assert rules.available_actions("draft") == ["publish", "retire"]
        assert rules.available_actions("published") == ["publish", "retire"]

    def test_are_none_once_retired(self):
        assert rules.available_actions("retired") == []


class TestMissingWeight:
    @pytest.mark.parametrize(
        ("weights", "missing"),
        [
            (["33.33", "33.33", "33.34"], "0"),
            (["33.33", "33.33", "33.33"], "0.01"),
            (["60", "60"], "-20"),
            ([], "100"),
        ],
    )
    def test_is_what_lacks_to_reach_one_hundred(self, weights, missing):
        assert rules.missing_weight(map(Decimal, weights)) == Decimal(missing)


class TestIsOwnWork:
    def test_holds_for_who_edited_last(self):
        assert rules.is_own_work(edited_by_id=7, person_id=7)

    def test_does_not_hold_for_somebody_else(self):
        assert not rules.is_own_work(edited_by_id=7, person_id=8)

    def test_does_not_hold_when_nobody_is_known(self):
        assert not rules.is_own_work(edited_by_id=None, person_id=None)


class TestMerge:
    @pytest.mark.parametrize(
        ("base", "current", "incoming", "result"),
        [
            ("a", "a", "a", ("a", False)),
            ("a", "corrected", "a", ("corrected", False)),
            ("a", "a", "b", ("b", False)),
            ("a", "b", "b", ("b", False)),
            ("a", "corrected", "b", ("corrected", True)),
        ],
        ids=["nothing-new", "corrected-here", "changed-there", "changed-alike", "changed-in-both"],
    )
    def test_never_writes_over_a_correction(self, base, current, incoming, result):
        assert rules.merge(base=base, current=current, incoming=incoming) == result
