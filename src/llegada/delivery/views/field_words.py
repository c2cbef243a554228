"""How plans travel to a device and how what became of its records is told to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from llegada.delivery import rules
from llegada.delivery.models import AttendanceEntry, FieldItem, Session
from llegada.delivery.selectors.field import describe_session
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.rules import next_milestone_status


def describe_carried(plan: WorkPlan, people: Sequence[AttendanceEntry]) -> dict[str, Any]:
    """Return a plan as `list_plans_to_carry` gives it: of the people of last time only names and posts, never addresses."""
    return {
        "id": str(plan.public_id),
        "title": plan.title,
        "entity": plan.entity.name,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "services": [
            {"id": str(one.service_version.public_id), "name": one.service_version.name}
            for one in plan.plan_services.all()
        ],
        "milestones": [_milestone(one) for one in plan.milestones.all()],
        "sessions": [_session(one) for one in plan.sessions_around],  # type: ignore[attr-defined]  # prefetched there
        "people": [{"id": one.pk, "name": one.name, "post": one.post} for one in people],
    }


def _milestone(milestone: PlanMilestone) -> dict[str, Any]:
    return {
        "id": str(milestone.public_id),
        "name": milestone.name,
        "status": milestone.status,
        "can_report": next_milestone_status(milestone.status, "report") is not None,
        "status_label": milestone.get_status_display(),
        "due_on": milestone.due_on.isoformat(),
        "observation": milestone.observation,
        "report": milestone.report,
        "revision": milestone.revision,  # type: ignore[attr-defined]  # annotated there
    }


def _session(session: Session) -> dict[str, Any]:
    return {
        "id": str(session.public_id),
        "is_awaited": session.status in rules.AWAITED,
        "is_open": session.status in rules.OPEN_TO_RECORD,
        "status": session.status,
        "status_label": session.get_status_display(),
        "revision": session.revision,
        "service": str(session.service_version.public_id),
        "attendance": session.attendance_count,  # type: ignore[attr-defined]  # annotated there
        "milestones": [str(one.public_id) for one in session.milestones.all()],
        "url": session.get_absolute_url(),
        **describe_session(session),
    }


def describe_outcome(item: FieldItem) -> dict[str, Any]:
    """Return what became of a record, with the page where a person chooses if there are two versions."""
    told = {
        "id": str(item.public_id),
        "outcome": item.outcome,
        "code": item.code,
        "sentence": item.sentence,
    }
    if item.outcome == "conflict":
        told["url"] = reverse("delivery:field_conflict", kwargs={"public_id": item.public_id})
    return told
