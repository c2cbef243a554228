"""Moves a work plan along its life."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, ReasonRequired, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.planning.services import follow_work_plan
from llegada.workplans import rules
from llegada.workplans.amendment_rules import OPEN
from llegada.workplans.choices import JointStatus, LessonMoment, PlanSide, ReceiptStatus
from llegada.workplans.errors import (
    AmendmentsOpen,
    BothSides,
    ConsentRequired,
    DeliveryActMissing,
    JointNotFormed,
    JointPartsUnsigned,
    LessonsRequired,
    MilestonesMissing,
    ObstaclesOpen,
    PlanIncomplete,
    ReceiptMissing,
    SignatureMissing,
    StaleVersion,
)
from llegada.workplans.facts import COUNTED, KIND
from llegada.workplans.models import PlanLesson, WorkPlan
from llegada.workplans.obstacle_rules import OPEN as OPEN_OBSTACLES
from llegada.workplans.policies import FOR_ACTION, WORK_PLAN_POLICY, person_id_of
from llegada.workplans.selectors.changing import find_latest_version, find_plan
from llegada.workplans.selectors.deliveries import find_delivery_act
from llegada.workplans.selectors.facts import read_plan_fact
from llegada.workplans.selectors.joint_plans import find_part_of, list_parts_that_hold
from llegada.workplans.selectors.rounds import missing_signatures
from llegada.workplans.services.amendments import withdraw_open_amendments
from llegada.workplans.services.rounds import keep_signature
from llegada.workplans.services.versions import freeze_version

#: What a version of a plan names, beside its services.
_SHOWN: Final = ("unit__organization", "entity", "advisor")
#: How many missing milestones a refusal names.
NAMED = 3


@dataclass(frozen=True)
class Request:
    """What comes with an action: who asks, when, why, which version was read, and whether the consent was marked."""

    actor: Actor
    now: datetime
    reason: str
    version_id: UUID | None
    has_consent: bool
    lessons: str = ""


@transaction.atomic
def apply_action(
    *,
    actor: Actor,
    public_id: UUID,
    action: str,
    now: datetime,
    reason: str = "",
    version_id: UUID | None = None,
    has_consent: bool = False,
    seen_status: str = "",
    lessons: str = "",
) -> WorkPlan:
    """Move a plan by an action of `rules.TRANSITIONS`; signing also needs the version that was read and the consent.

    `seen_status` is the state that the actor's page showed: if somebody moved the plan since, the action is not what they meant.
    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, PlanIncomplete, BothSides, ConsentRequired,
    StaleVersion, SignatureMissing, JointNotFormed, JointPartsUnsigned, MilestonesMissing, AmendmentsOpen, ObstaclesOpen,
    LessonsRequired, DeliveryActMissing, ReceiptMissing, Conflict.
    """
    plan = find_plan(actor=actor, public_id=public_id, related=_SHOWN if action == "socialize" else ())
    if action not in FOR_ACTION:
        raise TransitionNotAllowed(action=action, status=plan.status)
    WORK_PLAN_POLICY.require(actor, FOR_ACTION[action], plan)
    before, after = plan.status, rules.next_status(plan.status, action)
    if seen_status and seen_status != before:
        raise Conflict()
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    request = Request(actor, now, reason.strip(), version_id, has_consent, lessons.strip())
    if action in rules.NEEDS_REASON and not request.reason:
        raise ReasonRequired()
    values = _GUARDS.get(action, _free)(plan, request)
    # Whatever changed the plan since it was read, text or state, changed `updated_at`: what is frozen or signed is what is there.
    move(plan, field="updated_at", before=plan.updated_at, after=now, at=now, status=after, **values)
    _announce(plan, before, now)
    data = {}
    if action == "socialize":
        version = freeze_version(plan, actor=actor, now=now)
        data = {"version": version.number, "sha256": version.sha256}
    if action == "terminate":
        withdraw_open_amendments(plan, actor=actor, now=now, reason=request.reason)
    if request.lessons and action in LessonMoment.values:
        _keep_lesson(plan, action, request)
    if action == "sign" and plan.signed_version is not None:
        keep_signature(plan, plan.signed_version, PlanSide.ENTITY, actor=actor, now=now)
    event = record(
        actor=actor,
        verb=f"workplan.{action}",
        target=plan,
        now=now,
        before=before,
        after=after,
        reason=request.reason,
        data=data,
    )
    if plan.annual_line_id is not None:
        follow_work_plan(
            actor=actor, line_id=plan.annual_line_id, action=action, work_plan=str(plan.public_id), now=now
        )
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
    return plan


def _announce(plan: WorkPlan, before: str, now: datetime) -> None:
    """Tell the figures that a plan left the state `before`, where it counted there or counts now."""
    if COUNTED.isdisjoint({before, plan.status}):
        return
    after = read_plan_fact(plan, on=timezone.localdate(now))
    facts.announce(KIND, before=replace(after, status=before), after=after)


def _free(plan: WorkPlan, request: Request) -> dict[str, Any]:
    return {}


def _check_complete(plan: WorkPlan, request: Request) -> dict[str, Any]:
    missing = []
    if not plan.plan_services.exists():
        missing.append(_("al menos un servicio"))
    if not plan.counterpart_name:
        missing.append(_("la contraparte en la entidad"))
    if missing:
        raise PlanIncomplete(missing=", ".join(missing))
    part = find_part_of(plan=plan)
    if part is not None and part.joint.status == JointStatus.FORMING:
        raise JointNotFormed()
    return {}


def _check_other_side(plan: WorkPlan, request: Request) -> dict[str, Any]:
    if request.actor.person_id in {plan.advisor_id, plan.created_by_id}:
        raise BothSides()
    return {}


def _check_signature(plan: WorkPlan, request: Request) -> dict[str, Any]:
    """Sign the version in force and no other, with the consent to be followed (PTR-10)."""
    _check_other_side(plan, request)
    if not request.has_consent:
        raise ConsentRequired()
    version = find_latest_version(plan)
    if version is None or version.public_id != request.version_id:
        raise StaleVersion(number=version.number if version else "–")
    person = {"consent_given_by_id": request.actor.person_id, "signed_by_id": request.actor.person_id}
    return {"consent_given_at": request.now, "signed_at": request.now, "signed_version": version, **person}


def _check_both_signed(plan: WorkPlan, request: Request) -> dict[str, Any]:
    if missing := missing_signatures(plan=plan):
        raise SignatureMissing(parties=", ".join(str(PlanSide(party).label).lower() for party in missing))
    part = find_part_of(plan=plan)
    if part is not None and (others := list_parts_that_hold(part=part)):
        raise JointPartsUnsigned(units=", ".join(one.unit.name for one in others))
    return {}


def _check_all_validated(plan: WorkPlan, request: Request) -> dict[str, Any]:
    if plan.amendments.filter(status__in=OPEN).exists():
        raise AmendmentsOpen()
    if count := plan.obstacles.filter(status__in=OPEN_OBSTACLES).count():
        raise ObstaclesOpen(count=count)
    milestones = plan.milestones.order_by("due_on", "pk")
    names = list(milestones.exclude(status__in=rules.SETTLED).values_list("name", flat=True))
    if names:
        shown = ", ".join(names[:NAMED]) + ("…" if len(names) > NAMED else "")
        raise MilestonesMissing(count=len(names), names=shown)
    if find_delivery_act(plan=plan) is None:
        raise DeliveryActMissing()
    return {"ended_on": timezone.localdate(request.now)}


def _check_receipt(plan: WorkPlan, request: Request) -> dict[str, Any]:
    act = find_delivery_act(plan=plan)
    if not request.reason and (act is None or act.receipt != ReceiptStatus.CONFIRMED):
        raise ReceiptMissing()
    return {}


def _end_early(plan: WorkPlan, request: Request) -> dict[str, Any]:
    if plan.status in rules.FOLLOWED and not request.lessons:
        raise LessonsRequired()
    return {"end_reason": request.reason, "ended_on": timezone.localdate(request.now)}


#: Action → what must hold for it, and what it writes beside the state.
_GUARDS: Final[Mapping[str, Callable[[WorkPlan, Request], dict[str, Any]]]] = {
    "socialize": _check_complete,
    "agree": _check_other_side,
    "sign": _check_signature,
    "start": _check_both_signed,
    "finish": _check_all_validated,
    "close": _check_receipt,
    "terminate": _end_early,
}


def _keep_lesson(plan: WorkPlan, action: str, request: Request) -> None:
    PlanLesson.objects.create(
        plan=plan,
        moment=action,
        text=request.lessons,
        recorded_by_id=person_id_of(request.actor),
        recorded_at=request.now,
    )
