"""Questions about work plans: one, and lists with their progress found in the database."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict
from uuid import UUID

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    Expression,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.folding import having_words
from llegada.workplans import obstacle_rules, rules
from llegada.workplans.choices import MilestoneStatus
from llegada.workplans.models import (
    MilestoneEvidence,
    PlanMilestone,
    PlanObstacle,
    WorkPlan,
    WorkPlanService,
    WorkPlanVersion,
)
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

WEIGHT: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=2)


class PlanFigures(TypedDict):
    """What a list knows of each plan beside its fields. Weights are percentage points; None where there are no milestones."""

    done_weight: Any
    total_weight: Any
    overdue_count: int
    obstacle_count: int
    next_due: date | None


def _related(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    return plans.select_related(
        "unit__organization", "entity__municipality", "entity__department", "advisor", "annual_line"
    )


def get_work_plan(*, actor: Actor, public_id: UUID) -> WorkPlan:
    """Return a plan that the actor may see, with its unit, entity and advisor. Raises NotFound."""
    plans = _related(WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all()))
    found = (
        plans.select_related("signed_version", "signed_by", "annual_line__plan__cycle", "annual_line__plan__unit")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound(work_plan=str(public_id))
    return found


def late_milestones(today: date) -> Q:
    """Return the condition of a milestone that is overdue, the same as `rules.is_overdue`."""
    in_course = Q(plan__status__in=rules.IN_COURSE) | Q(plan__status="historical", plan__ends_on__gte=today)
    return Q(due_on__lt=today, status__in=rules.OPEN_MILESTONES) & in_course


def of_each_plan(value: Expression) -> Subquery:
    """Return a figure over the milestones of each plan, as a column of its own so that no join multiplies rows."""
    grouped = PlanMilestone.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    return Subquery(grouped.annotate(figure=value).values("figure"))


def validated_weight(condition: Q | None = None) -> Coalesce:
    """Return Σ weights of the validated milestones of a group: zero, not nothing, where none is validated yet."""
    validated = Q(status=MilestoneStatus.VALIDATED)
    return Coalesce(
        Sum("weight", filter=validated & condition if condition else validated),
        Value(0),
        output_field=WEIGHT,
    )


def list_work_plans(*, actor: Actor, today: date) -> QuerySet[WithAnnotations[WorkPlan, PlanFigures]]:
    """Return the plans that the actor may see, newest first, each with the figures of `PlanFigures`."""
    plans = _related(WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all()))
    return plans.annotate(
        done_weight=of_each_plan(validated_weight()),
        total_weight=of_each_plan(Sum("weight", output_field=WEIGHT)),
        overdue_count=Coalesce(of_each_plan(Count("pk", filter=late_milestones(today))), Value(0)),
        obstacle_count=Coalesce(_open_obstacles(), Value(0)),
        next_due=of_each_plan(Min("due_on", filter=Q(status__in=rules.OPEN_MILESTONES))),
    ).order_by("-starts_on", "-pk")


def _open_obstacles() -> Subquery:
    """Return how many obstacles of each plan nobody has closed."""
    found = PlanObstacle.objects.filter(plan=OuterRef("pk"), status__in=obstacle_rules.OPEN).order_by().values("plan")
    return Subquery(found.annotate(figure=Count("pk")).values("figure"))


def filter_obstacles(plans: QuerySet[WorkPlan]) -> QuerySet[WorkPlan]:
    """Return the part of `plans` with an obstacle that nobody has closed."""
    return plans.filter(Exists(PlanObstacle.objects.filter(plan=OuterRef("pk"), status__in=obstacle_rules.OPEN)))


def filter_overdue(plans: QuerySet[WorkPlan], *, today: date) -> QuerySet[WorkPlan]:
    """Return the part of `plans` with a milestone overdue."""
    return plans.filter(Exists(PlanMilestone.objects.filter(late_milestones(today), plan=OuterRef("pk"))))


def filter_text(plans: QuerySet[WorkPlan], text: str) -> QuerySet[WorkPlan]:
    """Return the part of `plans` where every word is in the entity's name or place, or in the title."""
    return having_words(plans, text, said=("title",), kept=("entity__search_text",))


def list_plan_services(*, plan: WorkPlan) -> list[WorkPlanService]:
    """Return the services of a plan already seen, with their milestones, evidence and who reported and reviewed."""
    milestones = (
        PlanMilestone.objects.select_related("milestone", "reported_by", "reviewed_by")
        .prefetch_related(Prefetch("evidence", MilestoneEvidence.objects.select_related("file", "added_by")))
        .order_by("position", "pk")
    )
    return list(
        plan.plan_services.select_related("service_version__service", "service_version__line")
        .prefetch_related(Prefetch("milestones", milestones))
        .order_by("pk")
    )


def progress_of(milestones: list[PlanMilestone]) -> rules.Progress:
    """Return the progress of milestones at hand."""
    return rules.progress((milestone.weight, milestone.status) for milestone in milestones)


def list_versions(*, plan: WorkPlan) -> list[WorkPlanVersion]:
    """Return what the entity was shown, newest first, of a plan already seen."""
    return list(plan.versions.select_related("created_by").order_by("-number"))


def latest_version(*, plan: WorkPlan) -> WorkPlanVersion | None:
    """Return the version in force of a plan already seen, or None if it was never shown."""
    return plan.versions.order_by("-number").first()
