"""Reports and reviews the milestones of a plan. Whoever reports one does not review it (MON-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from llegada.core import facts
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.history import compose, record_many
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.records.rules import clean_name
from llegada.records.services import store_file
from llegada.workplans import rules
from llegada.workplans.errors import OwnReport, PlanNotInCourse, StageOutOfOrder
from llegada.workplans.facts import KIND
from llegada.workplans.models import MilestoneEvidence, PlanMilestone
from llegada.workplans.policies import FOR_MILESTONE_ACTION, WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.selectors.changing import find_milestone
from llegada.workplans.selectors.facts import compose_plan_fact
from llegada.workplans.selectors.stages import stages_that_hold

#: Most files in one report.
MAX_FILES = 10


@transaction.atomic
def report_milestone(
    *, actor: Actor, public_id: UUID, report: str, uploads: Sequence[UploadedFile[Any]], now: datetime
) -> PlanMilestone:
    """Report a milestone as reached, with what was achieved and at least one piece of evidence (earlier ones count).

    Raises NotFound, NotAllowed, PlanNotInCourse, StageOutOfOrder, TransitionNotAllowed, Invalid, TooLarge, FileRefused,
    Conflict.
    """
    milestone = find_milestone(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, FOR_MILESTONE_ACTION["report"], milestone.plan)
    if milestone.plan.status not in rules.IN_COURSE:
        raise PlanNotInCourse()
    if earlier := stages_that_hold(milestone=milestone):
        raise StageOutOfOrder(stages=", ".join(earlier))
    after = _next_status(milestone, "report")
    report = report.strip()
    missing = {} if report else {"report": _("Cuente qué se logró.")}
    if not uploads and not milestone.evidence.exists():
        missing["evidence"] = _("Adjunte al menos un archivo que lo pruebe: acta, documento o foto.")
    if len(uploads) > MAX_FILES:
        missing["evidence"] = _("Adjunte como máximo %(count)s archivos.") % {"count": MAX_FILES}
    if missing:
        raise Invalid(missing)
    for upload in uploads:
        _attach(actor, milestone, upload, now)
    changes: dict[str, Any] = {"report": report, "reported_at": now, "reported_by_id": actor.person_id}
    _move(actor, milestone, "report", after, now, **changes, reviewed_at=None, reviewed_by=None)
    return milestone


@transaction.atomic
def review_milestone(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, observation: str = ""
) -> PlanMilestone:
    """Validate a reported milestone, or return it with an observation. `action` is «validate» or «return».

    Raises NotFound, NotAllowed, PlanNotInCourse, OwnReport, TransitionNotAllowed, ReasonRequired, Conflict.
    """
    milestone = find_milestone(actor=actor, public_id=public_id)
    WORK_PLAN_POLICY.require(actor, Permission.REVIEW_MILESTONE, milestone.plan)
    if action not in {"validate", "return"}:
        raise TransitionNotAllowed(action=action, status=milestone.status)
    if milestone.plan.status not in rules.REVIEWABLE:
        raise PlanNotInCourse()
    after = _next_status(milestone, action)
    if milestone.reported_by_id == actor.person_id:
        raise OwnReport()
    observation = observation.strip()
    if action in rules.NEEDS_REASON and not observation:
        raise ReasonRequired()
    changes: dict[str, Any] = {"reviewed_at": now, "reviewed_by_id": actor.person_id, "observation": observation}
    _move(actor, milestone, action, after, now, reason=observation, **changes)
    return milestone


def _next_status(milestone: PlanMilestone, action: str) -> str:
    after = rules.next_milestone_status(milestone.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=milestone.status)
    return after


def _attach(actor: Actor, milestone: PlanMilestone, upload: UploadedFile[Any], now: datetime) -> None:
    """Attach a file to a milestone; the same bytes twice are one piece of evidence."""
    stored = store_file(actor=actor, upload=upload, now=now)
    evidence = MilestoneEvidence(
        milestone=milestone,
        file=stored,
        name=clean_name(upload.name or "", stored.media_type),
        added_by_id=person_id_of(actor),
        added_at=now,
    )
    MilestoneEvidence.objects.bulk_create([evidence], ignore_conflicts=True)


def _move(
    actor: Actor, milestone: PlanMilestone, action: str, after: str, now: datetime, *, reason: str = "", **values: Any
) -> None:
    """Move the milestone and write it in its history and in that of its plan."""
    before, plan = milestone.status, milestone.plan
    stood = compose_plan_fact(plan, [milestone], on=localdate(now))
    move(milestone, before=before, after=after, at=now, **values)
    facts.announce(KIND, before=stood, after=compose_plan_fact(plan, [milestone], on=stood.known_on))
    common: dict[str, Any] = {"actor": actor, "verb": f"milestone.{action}", "now": now, "reason": reason}
    event, _of_plan = record_many(
        [
            compose(target=milestone, before=before, after=after, data={"plan": str(plan.public_id)}, **common),
            compose(target=plan, after=milestone.name, data={"milestone": str(milestone.public_id)}, **common),
        ]
    )
    enqueue_on_commit("workplans.notify_moved", event_id=event.pk)
