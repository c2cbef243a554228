"""Questions about the obstacles of plans: one, those of a plan, how many are open, and who may resolve them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.workplans import obstacle_rules, rules
from llegada.workplans.models import PlanLesson, PlanObstacle, WorkPlan
from llegada.workplans.policies import FOR_OBSTACLE_ACTION, WORK_PLAN_POLICY
from llegada.workplans.selectors.candidates import list_entity_people, list_reviewers
from llegada.workplans.selectors.milestones import visible_plans

#: What obstacles may be added up by, as `selectors.GROUPS` does milestones.
_KEYS: Final[Mapping[str, str]] = {
    "entity": "plan__entity__public_id",
    "unit": "plan__unit__public_id",
    "service": "plan__plan_services__service_version__service__public_id",
    "advisor": "plan__advisor__public_id",
}


def visible_obstacles(actor: Actor) -> QuerySet[PlanObstacle]:
    """Return the obstacles of the plans that the actor may see, with what policies ask."""
    return PlanObstacle.objects.filter(plan__in=visible_plans(actor)).select_related(
        "plan__unit__organization", "plan__entity", "plan__advisor"
    )


def get_obstacle(*, actor: Actor, public_id: UUID) -> PlanObstacle:
    """Return an obstacle of a plan that the actor may see. Raises NotFound."""
    found = visible_obstacles(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(obstacle=str(public_id))
    return found


def list_obstacle_actions(*, actor: Actor, obstacle: PlanObstacle) -> list[str]:
    """Return what the actor may do now with an obstacle, in the table's order."""
    held = WORK_PLAN_POLICY.permissions_on(actor, obstacle.plan)
    return [
        action for action in obstacle_rules.available_actions(obstacle.status) if FOR_OBSTACLE_ACTION[action] in held
    ]


def list_obstacles(*, plan: WorkPlan) -> list[PlanObstacle]:
    """Return the obstacles of a plan already seen, those still open first, the most pressing first."""
    is_open = Case(When(status__in=obstacle_rules.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(
        plan.obstacles.select_related("milestone", "responsible", "raised_by", "closed_by").order_by(
            is_open, "due_on", "pk"
        )
    )


def list_lessons(*, plan: WorkPlan) -> QuerySet[PlanLesson]:
    """Return what was learnt in a plan already seen, newest first."""
    return plan.lessons.select_related("recorded_by").order_by("-recorded_at", "-pk")


def list_resolvers(*, plan: WorkPlan, today: date) -> QuerySet[Person]:
    """Return who may be asked to resolve an obstacle: the advisor, those who review, and the entity's people."""
    people = Q(pk=plan.advisor_id)
    people |= Q(pk__in=list_reviewers(plan=plan, today=today).order_by().values("pk"))
    people |= Q(pk__in=list_entity_people(plan=plan, today=today).order_by().values("pk"))
    return Person.objects.filter(people).order_by("full_name", "pk")


def count_open_obstacles(*, actor: Actor, by: str) -> dict[str, int]:
    """Return how many obstacles are open in the followed plans that the actor sees, by the keys of `summarize_progress`."""
    found = (
        PlanObstacle.objects.filter(
            plan__in=visible_plans(actor), plan__status__in=rules.FOLLOWED, status__in=obstacle_rules.OPEN
        )
        .values(group=F(_KEYS[by]))
        .annotate(count=Count("pk", distinct=True))
        .order_by("group")
    )
    return {str(row["group"]): row["count"] for row in found}
