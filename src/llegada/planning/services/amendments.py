"""Amendments of a plan in execution: asked by its unit, decided by others, applied in the same transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.planning import rules, selectors
from llegada.planning.choices import AmendmentKind, AmendmentStatus, LineStatus
from llegada.planning.errors import (
    AmendmentChangesNothing,
    AuthorCannotDecide,
    CommitteeDecides,
    LineAlreadyAmending,
    RoundAlreadyOpen,
)
from llegada.planning.line_content import (
    CONTENT_FIELDS,
    LineContent,
    changed_line_fields,
    line_content_of,
    read_said,
    said,
)
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget, PlanAmendment, PlanRound
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.services.amendment_money import require_money
from llegada.planning.services.lines import check_line, claim_line, insert_line, write_line
from llegada.planning.services.notices import tell_of


@transaction.atomic
def request_amendment(
    *,
    actor: Actor,
    plan_id: UUID,
    kind: str,
    reason: str,
    now: datetime,
    line_id: UUID | None = None,
    changes: Mapping[str, Any] | None = None,
    content: LineContent | None = None,
) -> PlanAmendment:
    """Ask for a change of a plan in execution: `changes` of a line's fields of its kind, or the `content` of a new line.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, LineAlreadyAmending, AmendmentChangesNothing, Invalid.
    """
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, PlanPermission.AMEND, plan)
    if plan.status not in rules.PLAN_AMENDABLE:
        raise TransitionNotAllowed(action="amend", status=plan.status)
    if kind not in AmendmentKind.values:
        raise NotFound(kind=kind)
    if not reason.strip():
        raise ReasonRequired()
    if kind == AmendmentKind.NEW_LINE:
        line, kept, before, after = None, _new_line(plan, content), Decimal(0), _total(content)
    else:
        line = _line_to_amend(actor, plan, line_id, kind)
        kept, before, after = _changes_of(line, kind, dict(changes or {}))
        before = selectors.budget_last_decided(line, stands=before)  # many small changes add up
    amendment = PlanAmendment(
        plan=plan,
        kind=kind,
        line=line,
        changes=kept,
        reason=reason.strip(),
        needs_committee=rules.needs_committee(kind=kind, before=before, after=after),
        requested_by_id=actor.person_id or 0,
        requested_at=now,
    )
    try:
        with transaction.atomic():
            amendment.save(force_insert=True)
    except IntegrityError:
        raise LineAlreadyAmending() from None
    event = history.record(
        actor=actor,
        verb="amendment.request",
        target=amendment,
        now=now,
        reason=amendment.reason,
        after=amendment.status,
    )
    tell_of(event, plan.unit, now=now)
    return amendment


@transaction.atomic
def present_amendment(*, actor: Actor, public_id: UUID, now: datetime) -> PlanRound:
    """Present to the committee an amendment that it decides.

    Raises NotFound, NotAllowed, TransitionNotAllowed, AuthorCannotDecide, AmendmentOverAvailable, RoundAlreadyOpen.
    """
    amendment = _decidable(actor, public_id)
    if not amendment.needs_committee:
        raise TransitionNotAllowed(action="present", status=amendment.status)
    require_money(amendment)
    cycle = amendment.plan.cycle
    if selectors.find_open_round(cycle, amendment=amendment) is not None:
        raise RoundAlreadyOpen()
    number = (cycle.rounds.aggregate(last=Max("number"))["last"] or 0) + 1
    current = PlanRound.objects.create(cycle=cycle, amendment=amendment, number=number, opened_at=now)
    event = history.record(
        actor=actor, verb="amendment.present", target=amendment, now=now, data={"round": current.number}
    )
    tell_of(event, amendment.plan.unit, now=now)
    return current


@transaction.atomic
def decide_amendment(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> PlanAmendment:
    """Approve or deny an amendment that the coordination decides alone. Denying says why.

    Raises NotFound, NotAllowed, TransitionNotAllowed, AuthorCannotDecide, CommitteeDecides, ReasonRequired,
    AmendmentOverAvailable, Conflict, Invalid.
    """
    amendment = _decidable(actor, public_id)
    if (AmendmentStatus.REQUESTED, action) not in rules.AMENDMENT_TRANSITIONS:
        raise NotFound(action=action)
    if amendment.needs_committee:
        raise CommitteeDecides()
    if action == "deny" and not reason.strip():
        raise ReasonRequired()
    decide = approve_and_apply if action == "approve" else deny
    return decide(amendment, actor=actor, now=now, reason=reason.strip(), data={})


def approve_and_apply(
    amendment: PlanAmendment, *, actor: Actor, now: datetime, reason: str, data: dict[str, Any]
) -> PlanAmendment:
    """Approve an amendment and make its change, both or neither. The caller has checked who may.

    Raises AmendmentOverAvailable, Conflict, Invalid.
    """
    plan = amendment.plan
    if AnnualPlan.objects.filter(pk=plan.pk, status__in=rules.PLAN_AMENDABLE).update(revision=F("revision") + 1) != 1:
        raise Conflict()
    require_money(amendment)  # after the plan is held: two approvals do not both find the same money
    line = _apply_new(amendment, now) if amendment.kind == AmendmentKind.NEW_LINE else _apply(amendment, now)
    _decide(amendment, "approve", actor=actor, now=now, reason=reason, data=data, line=line)
    verb = {"cancellation": "cancel", "dates": "reschedule", "new_line": "create"}.get(amendment.kind, "edit")
    history.record(
        actor=actor,
        verb=f"planline.{verb}",
        target=line,
        now=now,
        reason=amendment.reason,
        data={"changes": amendment.changes, "amendment": str(amendment.public_id)},
    )
    return amendment


def deny(amendment: PlanAmendment, *, actor: Actor, now: datetime, reason: str, data: dict[str, Any]) -> PlanAmendment:
    """Deny an amendment: nothing changes. The caller has checked who may. Raises Conflict."""
    _decide(amendment, "deny", actor=actor, now=now, reason=reason, data=data, line=amendment.line)
    return amendment


def _decide(
    amendment: PlanAmendment,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    reason: str,
    data: dict[str, Any],
    line: AnnualPlanLine | None,
) -> None:
    before, after = AmendmentStatus.REQUESTED, rules.AMENDMENT_TRANSITIONS["requested", action]
    states.move(
        amendment,
        before=before,
        after=after,
        decided_by_id=actor.person_id,
        decided_at=now,
        decision_reason=reason,
        line=line,
    )
    event = history.record(
        actor=actor,
        verb=f"amendment.{action}",
        target=amendment,
        now=now,
        before=before,
        after=after,
        reason=reason,
        data={**data, "changes": amendment.changes},
    )
    tell_of(event, amendment.plan.unit, now=now)


def _decidable(actor: Actor, public_id: UUID) -> PlanAmendment:
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    PLAN_POLICY.require(actor, PlanPermission.DECIDE_AMENDMENT, amendment.plan)
    if amendment.status != AmendmentStatus.REQUESTED:
        raise TransitionNotAllowed(action="decide", status=amendment.status)
    if rules.is_own_work(authors=(amendment.requested_by_id,), person_id=actor.person_id):
        raise AuthorCannotDecide()
    return amendment


def _line_to_amend(actor: Actor, plan: AnnualPlan, line_id: UUID | None, kind: str) -> AnnualPlanLine:
    if line_id is None:
        raise NotFound(line="")
    line = selectors.get_line(actor=actor, public_id=line_id)
    if line.plan_id != plan.pk:
        raise NotFound(line=str(line_id))
    action = rules.AMENDMENT_LINE_ACTION.get(kind, "reschedule")  # what may be rescheduled may be amended
    if rules.next_line_status(line.status, action) is None:
        raise TransitionNotAllowed(action=action, status=line.status)
    return line


def _changes_of(line: AnnualPlanLine, kind: str, given: dict[str, Any]) -> tuple[dict[str, Any], Decimal, Decimal]:
    """Return what changes from what to what, and the money of the line before and after, in COP."""
    content = line_content_of(line)
    before = _total(content)
    if kind == AmendmentKind.CANCELLATION:
        return {"status": [line.status, LineStatus.CANCELLED.value]}, before, Decimal(0)
    allowed = {name: value for name, value in given.items() if name in rules.AMENDMENT_FIELDS[kind]}
    if kind == AmendmentKind.SERVICE and "topic" not in allowed:
        allowed["topic"] = None  # that of the new service
    wanted = replace(content, **allowed)
    changed = changed_line_fields(content, wanted)
    if not changed:
        raise AmendmentChangesNothing()
    _check(line, wanted)
    return {name: [said(content, name), said(wanted, name)] for name in changed}, before, _total(wanted)


def _check(line: AnnualPlanLine, content: LineContent) -> None:
    """Refuse now what could not be applied later; the line is not written."""
    if not content.budget:
        raise Invalid({"budget": _("La línea debe tener presupuesto de al menos una fuente.")})
    trial = AnnualPlanLine.objects.select_related("plan__unit", "plan__cycle").get(pk=line.pk)
    for name in ("starts_on", "ends_on", "person_days"):
        setattr(trial, name, getattr(content, name))
    money = [LineBudget(source=key, amount=amount) for key, amount in content.budget.items()]
    check_line(trial, content, money, kept_service=line.service_id)


def _new_line(plan: AnnualPlan, content: LineContent | None) -> dict[str, Any]:
    if content is None:
        raise Invalid({"": _("Escriba lo que dice la línea nueva.")})
    trial = AnnualPlanLine(plan=plan, created_at=plan.created_at, updated_at=plan.updated_at)
    for name in CONTENT_FIELDS:
        if name not in {"partners", "budget"}:
            setattr(trial, name, getattr(content, name))
    if not content.budget:
        raise Invalid({"budget": _("La línea debe tener presupuesto de al menos una fuente.")})
    check_line(trial, content, [LineBudget(source=key, amount=amount) for key, amount in content.budget.items()])
    return {name: [None, said(content, name)] for name in CONTENT_FIELDS if name != "is_joint"}


def _apply(amendment: PlanAmendment, now: datetime) -> AnnualPlanLine:
    line = (
        AnnualPlanLine.objects.select_related("plan__unit", "plan__cycle", "service__published_version__line")
        .prefetch_related("partners", "budgets")
        .get(pk=amendment.line_id or 0)
    )
    claim_line(line, now=now)
    action = rules.AMENDMENT_LINE_ACTION.get(amendment.kind)
    if amendment.kind != AmendmentKind.CANCELLATION:
        content = line_content_of(line)
        for name, (before, _after) in amendment.changes.items():
            if said(content, name) != before:
                raise Conflict()  # the line is no longer as it was when the change was asked
        try:
            wanted = {name: read_said(name, after) for name, (_before, after) in amendment.changes.items()}
        except ObjectDoesNotExist:
            raise Conflict() from None
        write_line(line, replace(content, **wanted))
    if action is not None:
        status = rules.next_line_status(line.status, action)
        if status is None:
            raise Conflict()
        values: dict[str, Any] = {"cancel_reason": amendment.reason} if action == "cancel" else {}
        states.move(line, before=line.status, after=status, **values)
    return line


def _apply_new(amendment: PlanAmendment, now: datetime) -> AnnualPlanLine:
    try:
        content = LineContent(**{name: read_said(name, after) for name, (_, after) in amendment.changes.items()})
    except ObjectDoesNotExist:
        raise Conflict() from None
    return insert_line(amendment.plan, content, now=now, status=LineStatus.APPROVED)


def _total(content: LineContent | None) -> Decimal:
    return sum(content.budget.values(), Decimal(0)) if content else Decimal(0)
