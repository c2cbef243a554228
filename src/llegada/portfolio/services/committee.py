"""The committee decides on a strategy: one sheet a member, and the secretary closes the round (GOV-05; seed S2, step 4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.portfolio import rules, selectors
from llegada.portfolio.errors import DesignerCannotApprove, NoOpenRound
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.services.rounds import add_sheet, require_member, settle
from llegada.portfolio.services.strategies import claim_strategy
from llegada.portfolio.services.strategy_notices import tell_of_strategy


@transaction.atomic
def write_sheet(
    *, actor: Actor, public_id: UUID, decision: str, comments: str, now: datetime, today: date
) -> CommitteeSheet:
    """Write what a member decides on a strategy; once written it stays.

    Raises NotFound, NotAllowed, NoOpenRound, AlreadyDecided, DesignerCannotApprove, Invalid.
    """
    strategy, current = _open_round(actor, public_id, StrategyPermission.VOTE)
    member = require_member(
        actor=actor, organization=strategy.organization, permission=StrategyPermission.VOTE, today=today
    )
    if rules.is_own_work(edited_by_id=strategy.edited_by_id, person_id=actor.person_id):
        raise DesignerCannotApprove()
    sheet = add_sheet(current, CommitteeSheet, member=member, decision=decision, comments=comments, now=now)
    history.record(
        actor=actor,
        verb="strategy.vote",
        target=strategy,
        now=now,
        reason=sheet.comments,
        data={"round": current.number, "decision": decision},
    )
    return sheet


@transaction.atomic
def close_round(
    *, actor: Actor, public_id: UUID, met_on: date | None, act_number: str, now: datetime, today: date
) -> Strategy:
    """Close the round with the date of the meeting and its act: the decision of the majority moves the strategy.

    Raises NotFound, NotAllowed, NoOpenRound, NoQuorum, NoMajority, Invalid, Conflict.
    """
    strategy, current = _open_round(actor, public_id, StrategyPermission.CLOSE_ROUND)
    verdict = settle(
        current,
        actor=actor,
        organization=strategy.organization,
        met_on=met_on,
        act_number=act_number,
        now=now,
        today=today,
    )
    before, after = strategy.status, rules.next_strategy_status(strategy.status, verdict.action)
    if after is None:
        raise TransitionNotAllowed(action=verdict.action, status=before)
    claim_strategy(strategy, now=now)
    states.move(strategy, before=before, after=after, updated_at=now)
    event = history.record(
        actor=actor,
        verb=f"strategy.{verdict.action}",
        target=strategy,
        now=now,
        before=before,
        after=after,
        reason=verdict.comments,
        data={"round": current.number, "act": act_number.strip(), "met_on": str(met_on), "sheets": verdict.sheets},
    )
    tell_of_strategy(event, strategy, action=verdict.action, now=now)
    return strategy


def _open_round(actor: Actor, public_id: UUID, permission: str) -> tuple[Strategy, CommitteeRound]:
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, permission, strategy)
    current = selectors.find_open_round(strategy)
    if current is None:
        raise NoOpenRound()
    return strategy, current
