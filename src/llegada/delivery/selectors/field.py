"""What travels to a device before the field, what came back and asks a person, and how much is still to come (OPE-15)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import field_rules
from llegada.delivery.choices import FieldKind, FieldOutcome
from llegada.delivery.models import AttendanceEntry, FieldDevice, FieldItem, Session
from llegada.delivery.policies import FIELD_DEVICE_POLICY, FIELD_ITEM_POLICY, SESSION_POLICY, Permission
from llegada.delivery.selectors.sessions import list_plans_to_record, with_attendance_count
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService


def list_plans_to_carry(*, actor: Actor, today: date) -> tuple[list[WorkPlan], bool]:
    """Return the plans in course of `actor` with services, milestones (with `revision`) and the sessions of the days around.

    The second is whether some stay out: there are more than `field_rules.MOST_PLANS`.
    """
    start, end = field_rules.window(today)
    around = Session.objects.filter(held_on__range=(start, end)).select_related("service_version")
    sessions = with_attendance_count(around).order_by("held_on", "starts_at", "pk")
    plans = list_plans_to_record(actor=actor).prefetch_related(
        Prefetch("plan_services", WorkPlanService.objects.select_related("service_version").order_by("pk")),
        Prefetch("milestones", _with_revision(PlanMilestone.objects.order_by("plan_service", "position"))),
        Prefetch("sessions", sessions.prefetch_related("milestones"), to_attr="sessions_around"),
    )
    found: list[WorkPlan] = [*plans[: field_rules.MOST_PLANS + 1]]
    return found[: field_rules.MOST_PLANS], len(found) > field_rules.MOST_PLANS


def _with_revision(milestones: QuerySet[PlanMilestone]) -> QuerySet[PlanMilestone]:
    versions = PlanMilestone.history.model.objects.filter(id=OuterRef("pk")).order_by().values("id")
    return milestones.annotate(revision=Coalesce(Subquery(versions.annotate(n=Count("pk")).values("n")), 0))


def milestone_revision(*, milestone: PlanMilestone) -> int:
    """Return how many times a milestone already seen was written: it grows with every change."""
    return int(milestone.history.count())


def list_people_of_before(*, actor: Actor, plans: list[WorkPlan]) -> dict[int, list[AttendanceEntry]]:
    """Return key of plan → who attended its latest session that has a list, for the plans whose names `actor` may see."""
    visible = SESSION_POLICY.scope(actor, Permission.VIEW_ATTENDANCE, Session.objects.filter(plan__in=plans))
    listed = visible.filter(attendance__isnull=False).order_by().values("plan").annotate(latest=Max("held_on"))
    latest = {row["plan"]: row["latest"] for row in listed}
    if not latest:
        return {}
    those = Q()
    for plan_id, held_on in latest.items():
        those |= Q(session__plan_id=plan_id, session__held_on=held_on)
    found: dict[int, dict[int, AttendanceEntry]] = {}
    for entry in AttendanceEntry.objects.filter(those).select_related("session").order_by("name", "pk"):
        found.setdefault(entry.session.plan_id, {}).setdefault(entry.person_key, entry)
    return {plan_id: list(people.values()) for plan_id, people in found.items()}


def list_conflicts(*, actor: Actor) -> QuerySet[FieldItem]:
    """Return what came in two versions and nobody has chosen, of the plans that `actor` sees, oldest first."""
    visible = FIELD_ITEM_POLICY.scope(actor, Permission.VIEW, FieldItem.objects.filter(outcome=FieldOutcome.CONFLICT))
    return visible.select_related("sender", "plan__unit", "plan__entity").order_by("captured_at", "pk")


def get_conflict(*, actor: Actor, public_id: UUID) -> FieldItem:
    """Return one record that came in two versions, also once somebody chose. Raises NotFound."""
    came = FieldItem.objects.filter(outcome__in=(FieldOutcome.CONFLICT, FieldOutcome.DISCARDED), plan__isnull=False)
    visible = FIELD_ITEM_POLICY.scope(actor, Permission.VIEW, came)
    try:
        return visible.select_related("sender", "settled_by", "plan__unit", "plan__entity", "file").get(
            public_id=public_id
        )
    except FieldItem.DoesNotExist:
        raise NotFound(field_item=str(public_id)) from None


def find_subject(*, item: FieldItem) -> Session | PlanMilestone | None:
    """Return the session or the milestone that a record already seen is about."""
    if item.kind == FieldKind.MILESTONE:
        return PlanMilestone.objects.select_related("plan", "reported_by").filter(public_id=item.target).first()
    return Session.objects.select_related("service_version", "plan").filter(public_id=item.target).first()


def stands_at(*, item: FieldItem) -> int:
    """Return the revision at which what a record is about stands now; 0 if it is not there."""
    subject = find_subject(item=item)
    if isinstance(subject, PlanMilestone):
        return milestone_revision(milestone=subject)
    return subject.revision if subject is not None else 0


def list_devices(*, actor: Actor) -> QuerySet[FieldDevice]:
    """Return the devices of the units that `actor` supervises, those that have kept work the longest first."""
    visible = FIELD_DEVICE_POLICY.scope(actor, Permission.VIEW, FieldDevice.objects.all())
    return visible.select_related("person", "unit").order_by("-unsent_count", "oldest_at", "pk")


def list_unsent_devices(*, actor: Actor) -> QuerySet[FieldDevice]:
    """Return the devices that `actor` supervises and that still have something to send, the oldest first."""
    return list_devices(actor=actor).filter(unsent_count__gt=0).order_by("oldest_at", "pk")


def describe_session(session: Session) -> dict[str, Any]:
    """Return what a session says, under the names that the field uses."""
    same = ("title", "kind", "other_kind", "modality", "place", "agenda", "what_was_done", "no_commitments")
    return {
        **{name: getattr(session, name) for name in same},
        "held_on": session.held_on.isoformat(),
        "starts_at": f"{session.starts_at:%H:%M}",
        "ends_at": f"{session.ends_at:%H:%M}",
    }
