"""Proposes, accepts, approves, refuses and withdraws amendments of a signed plan. Who proposes one does not decide it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from llegada.core.actors import Actor
from llegada.core.errors import NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.workplans import amendment_rules, selectors
from llegada.workplans.choices import AmendmentKind
from llegada.workplans.errors import (
    AmendmentAlreadyOpen,
    AmendmentChangesNothing,
    OwnAmendment,
    PlanNotAmendable,
)
from llegada.workplans.models import WorkPlan, WorkPlanAmendment
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, may_amend_by, person_id_of
from llegada.workplans.services.amendment_applying import apply_changes
from llegada.workplans.services.amendment_changes import Wanted, compose_changes, find_milestone_of
from llegada.workplans.services.versions import freeze_version


@transaction.atomic
def propose_amendment(
    *, actor: Actor, public_id: UUID, kind: str, reason: str, wanted: Wanted, now: datetime
) -> WorkPlanAmendment:
    """Propose a change of one kind in a signed plan. Nothing changes until it is approved.

    Raises NotFound, NotAllowed, PlanNotAmendable, ReasonRequired, Invalid, MilestoneStays, AmendmentChangesNothing,
    AmendmentAlreadyOpen.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.AMEND, plan)
    if kind not in AmendmentKind.values:
        raise NotFound(kind=kind)
    _require_amendable(plan)
    if not reason.strip():
        raise ReasonRequired()
    changes = compose_changes(plan, kind, wanted, today=timezone.localdate(now))
    if not changes:
        raise AmendmentChangesNothing()
    is_milestone = kind == AmendmentKind.NOT_APPLICABLE
    amendment = WorkPlanAmendment(
        plan=plan,
        number=(plan.amendments.aggregate(last=Max("number"))["last"] or 0) + 1,
        kind=kind,
        milestone=find_milestone_of(plan, wanted.milestone_id) if is_milestone else None,
        changes=[one.as_json() for one in changes],
        reason=reason.strip(),
        proposed_by_id=person_id_of(actor),
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            amendment.save(force_insert=True)
    except IntegrityError:
        raise AmendmentAlreadyOpen() from None
    _tell(amendment, "propose", actor=actor, now=now, reason=amendment.reason)
    return amendment


@transaction.atomic
def move_amendment(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> WorkPlanAmendment:
    """Move an amendment by an action of `amendment_rules.TRANSITIONS`; approving applies it in the same transaction.

    Raises NotFound, NotAllowed, PlanNotAmendable, TransitionNotAllowed, OwnAmendment, ReasonRequired, AmendmentStale,
    MilestoneStays, Conflict.
    """
    amendment = selectors.get_amendment(actor=actor, public_id=public_id)
    plan, before = amendment.plan, amendment.status
    if not may_amend_by(action, amendment.kind) & WORK_PLAN_POLICY.permissions_on(actor, plan):
        raise NotAllowed(action=action)
    after = amendment_rules.next_status(before, action, kind=amendment.kind)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in amendment_rules.SECOND_PERSON:
        _require_amendable(plan)
        if selectors.is_own_amendment(amendment, action, actor):
            raise OwnAmendment()
    if action in amendment_rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    if action == "accept":
        values: dict[str, Any] = {"accepted_by_id": person_id_of(actor), "accepted_at": now}
    else:
        values = {"decided_by_id": person_id_of(actor), "decided_at": now, "decision_reason": reason.strip()}
    if action == "approve":
        values |= _applied(amendment, actor, now)
    move(amendment, before=before, after=after, **values)
    _tell(amendment, action, actor=actor, now=now, reason=reason.strip())
    return amendment


def withdraw_open_amendments(plan: WorkPlan, *, actor: Actor, now: datetime, reason: str) -> None:
    """Withdraw what waits for a decision in a plan that ends early. The caller has checked who may."""
    for one in plan.amendments.filter(status__in=amendment_rules.OPEN):
        decided: dict[str, Any] = {"decided_by_id": person_id_of(actor), "decided_at": now, "decision_reason": reason}
        move(one, before=one.status, after="withdrawn", **decided)


def _require_amendable(plan: WorkPlan) -> None:
    if plan.status not in amendment_rules.AMENDABLE:
        raise PlanNotAmendable()


def _applied(amendment: WorkPlanAmendment, actor: Actor, now: datetime) -> dict[str, Any]:
    """Apply an amendment and return what it keeps of it: the changes as they were made, the progress, the version."""
    plan = amendment.plan
    before = selectors.progress_of_plan(plan)
    changes = selectors.changes_of(amendment)
    if amendment.milestone is not None:  # with the weights of today, which another amendment may have moved
        wanted = Wanted(milestone_id=amendment.milestone.public_id)
        changes = compose_changes(plan, amendment.kind, wanted, today=timezone.localdate(now))
    apply_changes(amendment, changes, now=now)
    after, version = selectors.progress_of_plan(plan), freeze_version(plan, actor=actor, now=now)
    return {
        "changes": [one.as_json() for one in changes],
        "done_before": before.done,
        "total_before": before.total,
        "done_after": after.done,
        "total_after": after.total,
        "version": version,
    }


def _tell(amendment: WorkPlanAmendment, action: str, *, actor: Actor, now: datetime, reason: str) -> None:
    """Write the decision in the history of the amendment's plan, and tell whom it concerns."""
    data: dict[str, Any] = {
        "amendment": str(amendment.public_id),
        "number": amendment.number,
        "kind": amendment.kind,
    }
    if action == "approve":
        data["changes"] = amendment.changes
        data["progress"] = {
            name: str(getattr(amendment, name)) for name in ("done_before", "total_before", "done_after", "total_after")
        }
    event = record(
        actor=actor,
        verb=f"modification.{action}",
        target=amendment.plan,
        now=now,
        after=str(amendment.number),
        reason=reason,
        data=data,
    )
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
