"""Moves a strategy along its life, each gate saying what is missing. The committee's own moves are in `committee`."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import NotFound, ReasonRequired, TransitionNotAllowed
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import StatementStatus
from llegada.portfolio.errors import ClosingIncomplete, DesignerCannotApprove, StrategyIncomplete
from llegada.portfolio.models import CommitteeRound, Strategy
from llegada.portfolio.policies import FOR_STRATEGY_ACTION, STRATEGY_POLICY
from llegada.portfolio.services.strategies import claim_strategy
from llegada.portfolio.services.strategy_notices import tell_of_strategy
from llegada.portfolio.strategy_content import said_in, strategy_content_of
from llegada.portfolio.strategy_words import SECTION_TITLES


@transaction.atomic
def move_strategy(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "", revision: int | None = None
) -> Strategy:
    """Carry out an action of the transition table that is not the committee's. Presenting opens a round of the committee.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired,
    StrategyIncomplete, ClosingIncomplete, DesignerCannotApprove, Conflict.
    """
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    if action not in FOR_STRATEGY_ACTION:
        raise NotFound(action=action)
    STRATEGY_POLICY.require(actor, FOR_STRATEGY_ACTION[action], strategy)
    before, after = strategy.status, rules.next_strategy_status(strategy.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in rules.STRATEGY_NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _pass_gate(actor, strategy, action)
    claim_strategy(strategy, now=now, expected=revision)
    states.move(strategy, before=before, after=after, updated_at=now)
    if action == "present":
        last = strategy.rounds.aggregate(last=Max("number"))["last"] or 0
        CommitteeRound.objects.create(strategy=strategy, number=last + 1, opened_at=now)
    event = history.record(
        actor=actor,
        verb=f"strategy.{action}",
        target=strategy,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    tell_of_strategy(event, strategy, action=action, now=now)
    return strategy


def missing_in_strategy(strategy: Strategy) -> dict[str, list[str]]:
    """Return, by section, the keys of what a strategy does not say yet. Makes no query if its parts are loaded."""
    besides = set()
    if _is_aligned(strategy):
        besides.add("statement")
    if any(one.removed_at is None for one in strategy.proofs.all()):
        besides.add("proofs")
    return rules.strategy_gaps(said_in(strategy_content_of(strategy), besides=besides))


def _is_aligned(strategy: Strategy) -> bool:
    """Return whether it says with which statements it aligns: those in force, for as long as it can still be edited."""
    if strategy.statement is None:
        return False
    may_change = strategy.status in rules.STRATEGY_EDITABLE
    return not may_change or strategy.statement.status == StatementStatus.IN_FORCE


def missing_to_close(strategy: Strategy) -> list[str]:
    """Return which texts of the closing are not written yet."""
    return [name for name in rules.CLOSING_SECTION if not getattr(strategy, name)]


def _pass_gate(actor: Actor, strategy: Strategy, action: str) -> None:
    if action in rules.NEEDS_OTHER_PERSON and rules.is_own_work(
        edited_by_id=strategy.edited_by_id, person_id=actor.person_id
    ):
        raise DesignerCannotApprove()
    missing = missing_in_strategy(strategy) if action in rules.NEEDS_WHOLE else {}
    if missing:
        raise StrategyIncomplete(sections=", ".join(str(SECTION_TITLES[name]).lower() for name in missing))
    if action == "close" and missing_to_close(strategy):
        raise ClosingIncomplete()
