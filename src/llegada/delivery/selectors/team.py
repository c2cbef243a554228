"""Questions about students and their drafts: the teams they are in, what they may write of, what awaits a professional."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from llegada.accounts.models import Person
from llegada.accounts.selectors import find_role_holders
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.roles import Role
from llegada.delivery import draft_rules, rules
from llegada.delivery.models import PlanStudent, Session, StudentDraft
from llegada.delivery.team_policies import DRAFT_POLICY, MEMBER_POLICY, TeamPermission
from llegada.workplans import rules as plan_rules
from llegada.workplans.models import PlanMilestone, WorkPlan

_RELATED = (
    "plan__unit__organization",
    "plan__entity",
    "plan__advisor",
    "session",
    "milestone",
    "author",
    "reviewed_by",
)


def _is_in(today: date) -> Q:
    """Return the condition of `draft_rules.is_in`, for the database."""
    return Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gte=today))


def list_own_places(*, actor: Actor, today: date) -> QuerySet[PlanStudent]:
    """Return the plans in course in whose team the student is today, with plan, entity and advisor."""
    own = MEMBER_POLICY.scope(actor, TeamPermission.VIEW, PlanStudent.objects.filter(_is_in(today)))
    return (
        own.filter(plan__status__in=plan_rules.IN_COURSE)
        .select_related("plan__entity", "plan__unit", "plan__advisor")
        .order_by("plan__entity__name", "pk")
    )


def list_sessions_to_draft(*, actor: Actor, today: date) -> QuerySet[Session]:
    """Return the sessions of which the student may write: of their plans, not yet closed, and not still to come."""
    plans = list_own_places(actor=actor, today=today).values("plan")
    open_ones = Session.objects.filter(plan__in=plans, status__in=rules.OPEN_TO_RECORD, held_on__lte=today)
    return open_ones.select_related("plan__entity").order_by("-held_on", "pk")


def list_milestones_to_draft(*, actor: Actor, today: date) -> QuerySet[PlanMilestone]:
    """Return the milestones of which the student may write: of their plans, that nobody has reported."""
    plans = list_own_places(actor=actor, today=today).values("plan")
    pending = PlanMilestone.objects.filter(plan__in=plans, status__in=plan_rules.OPEN_MILESTONES)
    return pending.select_related("plan__entity").order_by("due_on", "pk")


def list_drafts(*, actor: Actor) -> QuerySet[StudentDraft]:
    """Return the drafts that the actor may see, the newest first."""
    seen = DRAFT_POLICY.scope(actor, TeamPermission.VIEW, StudentDraft.objects.all())
    return seen.select_related(*_RELATED).order_by("-updated_at", "-pk")


def get_draft(*, actor: Actor, public_id: UUID) -> StudentDraft:
    """Return one draft. Raises NotFound."""
    found = list_drafts(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(draft=str(public_id))
    return found


def list_draft_actions(*, actor: Actor, draft: StudentDraft) -> list[str]:
    """Return what the actor may do now with a draft, in the table's order."""
    may = DRAFT_POLICY.permissions_on(actor, draft)
    needed = dict.fromkeys(draft_rules.OF_THE_AUTHOR, TeamPermission.WRITE)
    return [
        action
        for action in draft_rules.available_actions(draft.status)
        if needed.get(action, TeamPermission.REVIEW) in may
    ]


def list_students(*, plan: WorkPlan) -> QuerySet[PlanStudent]:
    """Return who is or was a student in the team of a plan already seen, those still in it first."""
    return plan.students.select_related("person", "added_by").order_by("until", "since", "pk")


def list_students_to_add(*, plan: WorkPlan, today: date) -> QuerySet[Person]:
    """Return the students of the organisation who are not in the team of a plan."""
    there = plan.students.filter(until__isnull=True).values("person")
    known = find_role_holders(organization=plan.unit.organization, roles=[Role.STUDENT], today=today)
    return known.exclude(pk__in=there)
