from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.workplans import amendment_rules as rules
from llegada.workplans.choices import AmendmentKind, AmendmentStatus, MilestoneStatus, WorkPlanStatus
from llegada.workplans.policies import may_amend_by
from llegada.workplans.rules import progress
from llegada.workplans.verbs import AMENDMENT_ACTIONS, AMENDMENT_DOORS, AMENDMENT_PILLS, VERBS

ACTIONS = sorted({action for _, action in rules.TRANSITIONS})
CENTS = st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100)
STATES = st.sampled_from(["pending", "reported", "returned", "validated"])


@st.composite
def services(draw):
    """Return the milestones of a service, whose weights add up to 100, and which of those to be done is skipped."""
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=1, max_size=9, unique=True)))
    weights = [Decimal(high - low) / 100 for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    rows = [(str(at), weight, draw(STATES)) for at, weight in enumerate(weights)]
    skipped = draw(st.integers(0, len(rows) - 1))
    rows[skipped] = (str(skipped), rows[skipped][1], "pending")
    return rows, str(skipped)


class TestNextStatus:
    @pytest.mark.parametrize("kind", AmendmentKind.values)
    @pytest.mark.parametrize("status", AmendmentStatus.values)
    @pytest.mark.parametrize("action", [*ACTIONS, "fly"])
    def test_leads_only_where_the_table_and_the_kind_say(self, kind, status, action):
        expected = rules.TRANSITIONS.get((status, action))
        by_the_entity = kind in rules.NEEDS_ENTITY
        if (action == "accept" and not by_the_entity) or (
            action == "approve" and by_the_entity and status == "proposed"
        ):
            expected = None
        assert rules.next_status(status, action, kind=kind) == expected
        assert (action in rules.available_actions(status, kind=kind)) is (expected is not None)

    def test_uses_only_known_states_and_kinds(self):
        used = {status for status, _ in rules.TRANSITIONS} | set(rules.TRANSITIONS.values())
        assert used == set(AmendmentStatus.values) == set(AMENDMENT_PILLS)
        assert set(AmendmentKind.values) > rules.NEEDS_ENTITY
        assert set(AmendmentKind.values) == set(AMENDMENT_DOORS)
        assert set(WorkPlanStatus.values) > rules.AMENDABLE
        assert set(MilestoneStatus.values) > rules.MOVABLE

    def test_has_permission_and_words_for_each_action(self):
        assert set(ACTIONS) == set(AMENDMENT_ACTIONS)
        assert all(may_amend_by(action, kind) or action == "accept" for action in ACTIONS for kind in AmendmentKind)
        assert may_amend_by("fly", "dates") == frozenset()
        assert {f"modification.{action}" for action in ["propose", *ACTIONS]} <= set(VERBS)


class TestRedistribute:
    @given(CENTS, st.lists(CENTS, min_size=1, max_size=12))
    def test_never_loses_nor_makes_a_hundredth(self, freed, weights):
        new = rules.redistribute(freed, weights)
        assert sum(new) == sum(weights) + freed
        assert all(after >= before for before, after in zip(weights, new, strict=True))

    @given(CENTS, st.lists(CENTS, min_size=2, max_size=12))
    def test_gives_more_to_what_weighs_more(self, freed, weights):
        given = [after - before for before, after in zip(weights, rules.redistribute(freed, weights), strict=True)]
        for one, other in zip(sorted(weights), sorted(weights)[1:], strict=False):
            at, to = weights.index(one), weights.index(other)
            assert given[at] <= given[to] + Decimal("0.01")

    def test_shares_alike_what_all_weigh_nothing(self):
        assert rules.redistribute(Decimal("10.00"), [Decimal(0)] * 3) == [
            Decimal("3.34"), Decimal("3.33"), Decimal("3.33"),
        ]  # fmt: skip

    def test_refuses_to_share_with_nobody(self):
        with pytest.raises(ValueError, match="nobody"):
            rules.redistribute(Decimal(10), [])


class TestWeightsWithout:
    @given(services())
    def test_keeps_the_sum_at_one_hundred_and_the_skipped_at_zero(self, case):
        rows, skipped = case
        new = rules.weights_without(rows, skipped)
        after = {key: new.get(key, weight) for key, weight, _ in rows}
        assert sum(after.values()) == Decimal(100)
        assert after[skipped] == 0

    @given(services())
    def test_leaves_what_was_earned_as_it_was_while_something_is_to_be_done(self, case):
        rows, skipped = case
        new = rules.weights_without(rows, skipped)
        before = progress((weight, status) for _, weight, status in rows)
        after = progress((new.get(key, weight), status) for key, weight, status in rows)
        left = [status for key, _, status in rows if key != skipped and status != "validated"]
        assert after.percent == (before.percent if left else Decimal(100))

    def test_gives_nothing_to_another_that_does_not_apply(self):
        rows = [
            ("a", Decimal(40), "pending"),
            ("b", Decimal(0), "not_applicable"),
            ("c", Decimal(60), "pending"),
        ]
        assert rules.weights_without(rows, "a") == {"a": Decimal(0), "c": Decimal(100)}

    def test_refuses_the_only_one_that_applies(self):
        with pytest.raises(ValueError, match="nobody"):
            rules.weights_without([("a", Decimal(100), "pending"), ("b", Decimal(0), "not_applicable")], "a")
