"""The committee decides: one sheet a member, and the secretary closes the round (GOV-05; seed S2, step 4)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotAllowed, TransitionNotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import rules, selectors
from llegada.portfolio.choices import CommitteeDecision
from llegada.portfolio.errors import AlreadyDecided, DesignerCannotApprove, NoMajority, NoOpenRound, NoQuorum
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.services.strategies import claim_strategy
from llegada.portfolio.services.strategy_notices import tell_of_strategy
from llegada.portfolio.strategy_content import tidy


@transaction.atomic
def write_sheet(
    *, actor: Actor, public_id: UUID, decision: str, comments: str, now: datetime, today: date
) -> CommitteeSheet:
    """Write what a member decides on a strategy; once written it stays.

    Raises NotFound, NotAllowed, NoOpenRound, AlreadyDecided, DesignerCannotApprove, Invalid.
    """
    strategy, current = _open_round(actor, public_id, StrategyPermission.VOTE)
    members = selectors.list_committee_members(organization=strategy.organization, today=today)
    member = members.filter(pk=actor.person_id or 0).first()
    if member is None:
        raise NotAllowed(permission=StrategyPermission.VOTE)
    if rules.is_own_work(edited_by_id=strategy.edited_by_id, person_id=actor.person_id):
        raise DesignerCannotApprove()
    sheet = CommitteeSheet(round=current, member=member, decision=decision, comments=tidy(comments), written_at=now)
    ensure_fields_valid(sheet, exclude=["round", "member"])
    if decision != CommitteeDecision.APPROVE and not sheet.comments:
        raise Invalid({"comments": _("Para devolver o no aprobar, escriba por qué.")})
    # The same row that a closing takes: a sheet enters before the closing, or is refused after it.
    alive = CommitteeRound.objects.filter(pk=current.pk, closed_at__isnull=True)
    if alive.update(sheet_count=F("sheet_count") + 1) != 1:
        raise NoOpenRound()
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError:
        raise AlreadyDecided() from None
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

    Only the sheets of who is a member today count. Raises NotFound, NotAllowed, NoOpenRound, NoQuorum, NoMajority, Invalid,
    Conflict.
    """
    strategy, current = _open_round(actor, public_id, StrategyPermission.CLOSE_ROUND)
    _check_act(current, met_on, act_number, today)
    seen = CommitteeRound.objects.filter(pk=current.pk, closed_at__isnull=True, sheet_count=current.sheet_count)
    if seen.update(act_number=act_number.strip()) != 1:
        raise Conflict()  # a sheet came in meanwhile
    members = list(
        selectors.list_committee_members(organization=strategy.organization, today=today).values_list("pk", flat=True)
    )
    sheets = list(current.sheets.filter(member__in=members).order_by("written_at", "pk"))
    needed = rules.quorum(len(members))
    if len(sheets) < needed:
        raise NoQuorum(sheets=len(sheets), members=len(members), quorum=needed)
    action = rules.majority([one.decision for one in sheets])
    if action is None:
        raise NoMajority()
    before, after = strategy.status, rules.next_strategy_status(strategy.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    CommitteeRound.objects.filter(pk=current.pk).update(
        closed_at=now,
        closed_by=actor.person_id,
        met_on=met_on,
        act_number=act_number.strip(),
        outcome=action,
        members=len(members),
        quorum=needed,
    )
    claim_strategy(strategy, now=now)
    states.move(strategy, before=before, after=after, updated_at=now)
    event = history.record(
        actor=actor,
        verb=f"strategy.{action}",
        target=strategy,
        now=now,
        before=before,
        after=after,
        reason="\n".join(one.comments for one in sheets if one.comments and one.decision == action),
        data={"round": current.number, "act": act_number.strip(), "met_on": str(met_on), "sheets": len(sheets)},
    )
    tell_of_strategy(event, strategy, action=action, now=now)
    return strategy


def _open_round(actor: Actor, public_id: UUID, permission: str) -> tuple[Strategy, CommitteeRound]:
    strategy = selectors.get_strategy(actor=actor, public_id=public_id)
    STRATEGY_POLICY.require(actor, permission, strategy)
    current = selectors.find_open_round(strategy)
    if current is None:
        raise NoOpenRound()
    return strategy, current


def _check_act(current: CommitteeRound, met_on: date | None, act_number: str, today: date) -> None:
    errors = {}
    if met_on is None:
        errors["met_on"] = _("Escriba la fecha de la reunión.")
    elif met_on > today:
        errors["met_on"] = _("La reunión no puede ser en el futuro: la ronda se cierra después de ella.")
    if not act_number.strip():
        errors["act_number"] = _("Escriba el número del acta.")
    elif len(act_number.strip()) > CommitteeRound._meta.get_field("act_number").max_length:  # type: ignore[operator]
        errors["act_number"] = _("El número del acta es demasiado largo.")
    if errors:
        raise Invalid(errors)
