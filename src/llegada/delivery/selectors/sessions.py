"""Questions about sessions: only what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from llegada.accounts.models import ConsentText, Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.core.templatetags.llegada import short_date
from llegada.delivery import rules
from llegada.delivery.choices import CommitmentStatus, SessionKind, SessionModality
from llegada.delivery.models import AttendanceEntry, Commitment, MinutesNumber, Session, SessionEvidence
from llegada.delivery.policies import PLAN_POLICY, SESSION_POLICY, Permission
from llegada.portfolio.models import ServiceVersion
from llegada.workplans import rules as plan_rules
from llegada.workplans.models import PlanMilestone, WorkPlan

_LOADED = (
    "plan__unit__organization",
    "plan__entity__municipality",
    "plan__entity__department",
    "plan__advisor",
    "service_version__service",
    "minutes_approved_by",
    "coverage",
)


def list_sessions(*, actor: Actor) -> QuerySet[Session]:
    """Return the sessions that `actor` sees, with plan, entity and service loaded, in order of day and hour."""
    visible = SESSION_POLICY.scope(actor, Permission.VIEW, Session.objects.all())
    return visible.select_related(*_LOADED).order_by("held_on", "starts_at", "pk")


def get_session(*, actor: Actor, public_id: UUID) -> Session:
    """Return one session, with its plan, entity, service and test loaded. Raises NotFound."""
    try:
        return list_sessions(actor=actor).select_related("training_test__test").get(public_id=public_id)
    except Session.DoesNotExist:
        raise NotFound(session=str(public_id)) from None


def list_plans_to_record(*, actor: Actor) -> QuerySet[WorkPlan]:
    """Return the plans in execution on which `actor` may plan and record sessions, by entity."""
    mine = PLAN_POLICY.scope(actor, Permission.RECORD, WorkPlan.objects.filter(status__in=plan_rules.IN_COURSE))
    return mine.select_related("unit__organization", "entity__municipality", "advisor").order_by("entity__name", "pk")


def list_plans_to_commit(*, actor: Actor) -> QuerySet[WorkPlan]:
    """Return the plans on which `actor` may write down what was agreed outside a session, by entity."""
    mine = PLAN_POLICY.scope(actor, Permission.COMMIT, WorkPlan.objects.filter(status__in=rules.PROMISED_IN))
    return mine.select_related("unit__organization", "entity__municipality", "advisor").order_by("entity__name", "pk")


def get_plan(*, actor: Actor, public_id: UUID) -> WorkPlan:
    """Return one plan that `actor` sees, in any state. Raises NotFound."""
    visible = PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all())
    try:
        return visible.select_related("unit__organization", "entity__municipality", "advisor").get(public_id=public_id)
    except WorkPlan.DoesNotExist:
        raise NotFound(work_plan=str(public_id)) from None


def list_plan_services(*, plan: WorkPlan) -> QuerySet[ServiceVersion]:
    """Return the versions of services that a plan brings, in the plan's order."""
    return ServiceVersion.objects.filter(plan_services__plan=plan, plan_services__dropped_at__isnull=True).order_by(
        "plan_services__pk"
    )


def list_plan_milestones(*, plan: WorkPlan) -> QuerySet[PlanMilestone]:
    """Return the milestones of a plan, in the order of its services."""
    return plan.milestones.select_related("plan_service__service_version").order_by("plan_service", "position")


def list_session_milestones(*, session: Session) -> QuerySet[PlanMilestone]:
    """Return the milestones of a session's plan, each with `is_advanced`: whether the session advanced it."""
    advanced = Session.milestones.through.objects.filter(session_id=session.pk, planmilestone_id=OuterRef("pk"))
    return list_plan_milestones(plan=session.plan).annotate(is_advanced=Exists(advanced))


def list_possible_advisors(*, plan: WorkPlan, today: date, session: Session | None = None) -> QuerySet[Person]:
    """Return who may appear as advisor of a plan's sessions: the plan's own, and who advises in its organisation on `today`.

    Who gave `session` already may stay in it, even if their role has ended since.
    """
    in_force = Q(assignments__starts_on__lte=today) & (
        Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gte=today)
    )
    advises = Q(
        assignments__role__in=[Role.ADVISOR, Role.TERRITORIAL_MANAGER, Role.EXPERT],
        assignments__organization_id=plan.unit.organization_id,
    )
    here = Q(assignments__unit_id=plan.unit_id) | Q(assignments__unit__isnull=True)
    gave = Q(pk__in=session.advisors.values("pk")) if session is not None else Q(pk__in=())
    return (
        Person.objects.filter(Q(pk=plan.advisor_id) | gave | (in_force & advises & here))
        .distinct()
        .order_by("full_name", "pk")
    )


def list_attendance(*, actor: Actor, session: Session) -> QuerySet[AttendanceEntry]:
    """Return who attended, in order of arrival, or nobody if `actor` may only know how many."""
    if not SESSION_POLICY.can(actor, Permission.VIEW_ATTENDANCE, session):
        return AttendanceEntry.objects.none()
    return session.attendance.select_related("consent_text").order_by("pk")


def count_attendance(*, sessions: Iterable[Session]) -> dict[int, int]:
    """Return key of session → how many attended, for sessions that the actor already sees."""
    counted = AttendanceEntry.objects.filter(session__in=[session.pk for session in sessions]).order_by()
    return dict(counted.values_list("session_id").annotate(Count("pk")))


def with_attendance_count(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return `sessions` with `attendance_count`, counted only for the rows that are read."""
    entries = AttendanceEntry.objects.filter(session=OuterRef("pk")).order_by().values("session")
    counted = entries.annotate(n=Count("pk")).values("n")
    return sessions.annotate(attendance_count=Coalesce(Subquery(counted), 0))


def _latest_with_list(actor: Actor, plan: WorkPlan, besides: Session | None = None) -> QuerySet[Session]:
    """Return, at most, the latest session of `plan` that has a list (`besides` one) and whose names `actor` may see."""
    others = plan.sessions.all() if besides is None else plan.sessions.exclude(pk=besides.pk)
    return (
        SESSION_POLICY.scope(actor, Permission.VIEW_ATTENDANCE, others)
        .filter(Exists(AttendanceEntry.objects.filter(session=OuterRef("pk"))))
        .exclude(status__in=rules.GIVEN_UP)
        .order_by("-held_on", "-starts_at", "-pk")[:1]
    )


def list_last_attendees(*, actor: Actor, plan: WorkPlan) -> list[AttendanceEntry]:
    """Return who attended the latest session of `plan` that has a list, to be offered again; nobody to who may not see names."""
    latest = _latest_with_list(actor, plan).values("pk")
    return list(AttendanceEntry.objects.filter(session__in=latest).order_by("name", "pk"))


def list_attendance_and_offered(
    *, actor: Actor, session: Session
) -> tuple[list[AttendanceEntry], list[AttendanceEntry]]:
    """Return who attended, and who attended the latest session of the plan before and is not on the list: in one query."""
    latest = _latest_with_list(actor, session.plan, besides=session).values("pk")
    entries = AttendanceEntry.objects.filter(Q(session=session) | Q(session__in=latest))
    found = list(entries.select_related("consent_text").order_by("pk"))
    attended = [entry for entry in found if entry.session_id == session.pk]
    there = {entry.person_key for entry in attended}
    offered = [entry for entry in found if entry.session_id != session.pk and entry.person_key not in there]
    return attended, sorted(offered, key=lambda entry: entry.name)


def list_known_places(*, plan: WorkPlan) -> list[str]:
    """Return where sessions of `plan` have taken place, latest first."""
    places = plan.sessions.order_by("-held_on", "-pk").values_list("place", flat=True)[:20]
    return list(dict.fromkeys(places))


def suggest_details(*, plan: WorkPlan, today: date) -> dict[str, Any]:
    """Return what a new session of `plan` most likely is: today, and for the rest as the latest one that took place."""
    suggested: dict[str, Any] = {
        "held_on": min(max(today, plan.starts_on), plan.ends_on),
        "starts_at": time(8),
        "ends_at": time(12),
        "kind": SessionKind.ADVISORY,
        "modality": SessionModality.IN_PERSON,
        "place": plan.entity.name,
    }
    left = find_left_over(plan=plan, before=today)
    if left is not None:
        since = gettext("viene del %(day)s") % {"day": short_date(left.held_on)}
        suggested["agenda"] = rules.carried_agenda(left.pending_agenda or "", since)
    last = plan.sessions.filter(held_on__lte=today).order_by("-held_on", "-pk").first()
    if last is not None:
        same = ("starts_at", "ends_at", "kind", "other_kind", "modality", "place")
        suggested.update({name: getattr(last, name) for name in same})
    return suggested


def find_number(*, session: Session) -> int | None:
    """Return the number that a session's minutes took when they were approved, or None before."""
    return MinutesNumber.objects.filter(session=session).values_list("number", flat=True).first()


def find_left_over(*, plan: WorkPlan, before: date) -> Session | None:
    """Return the last session of a plan that took place by a day, if it left items of its agenda: the next one opens with them."""
    held = plan.sessions.filter(status__in=rules.COUNTED, held_on__lte=before)
    last = held.order_by("-held_on", "-starts_at", "-pk").first()
    return last if last is not None and last.pending_agenda else None


def list_carried_commitments(*, plan: WorkPlan, besides: Session | None = None) -> list[Commitment]:
    """Return what other sessions of a plan promised and is still open, the most urgent first."""
    open_ones = plan.commitments.filter(status=CommitmentStatus.OPEN).select_related("session")
    if besides is not None:
        open_ones = open_ones.exclude(session=besides)
    return list(open_ones.order_by("due_on", "pk"))


def find_next_session(*, session: Session) -> Session | None:
    """Return the next session planned under the same plan, for the call at the foot of the minutes."""
    later = Session.objects.filter(
        plan_id=session.plan_id, status__in=rules.AWAITED, held_on__gt=session.held_on
    ).order_by("held_on", "starts_at", "pk")
    return later.first()


def list_evidence(*, session: Session) -> QuerySet[SessionEvidence]:
    """Return the files that prove a session, in the order in which they came."""
    return session.evidence.select_related("file", "added_by").order_by("pk")


def get_evidence(*, actor: Actor, public_id: UUID) -> SessionEvidence:
    """Return one file with its session loaded. Raises NotFound, also to who may not see names: a photo of a list shows them."""
    visible = SESSION_POLICY.scope(actor, Permission.VIEW_ATTENDANCE, Session.objects.all())
    try:
        return SessionEvidence.objects.select_related("file", "session").get(public_id=public_id, session__in=visible)
    except SessionEvidence.DoesNotExist:
        raise NotFound(evidence=str(public_id)) from None


def find_consent_text(*, today: date) -> ConsentText | None:
    """Return the text by which people authorise the treatment of their data on `today`."""
    return ConsentText.objects.filter(valid_from__lte=today).order_by("-valid_from", "-pk").first()
