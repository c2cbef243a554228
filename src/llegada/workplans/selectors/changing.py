"""What a service is about to change, within the actor's reach, with only what its rules read loaded."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanVersion
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.milestones import visible_plans


def find_plan(*, actor: Actor, public_id: UUID, related: Collection[str] = ()) -> WorkPlan:
    """Return a plan that the actor may see, with `related` loaded; few rules ask for more than the plan. Raises NotFound."""
    plans = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.filter(public_id=public_id))
    try:
        return (plans.select_related(*related) if related else plans).get()
    except WorkPlan.DoesNotExist:
        raise NotFound(work_plan=str(public_id)) from None


def find_milestone(*, actor: Actor, public_id: UUID) -> PlanMilestone:
    """Return a milestone of a plan that the actor may see, with what its figures are told by. Raises NotFound."""
    milestones = PlanMilestone.objects.filter(public_id=public_id, plan__in=visible_plans(actor))
    try:
        return milestones.select_related("plan__unit", "plan__entity", "plan_service").get()
    except PlanMilestone.DoesNotExist:
        raise NotFound(milestone=str(public_id)) from None


def find_latest_version(plan: WorkPlan) -> WorkPlanVersion | None:
    """Return the version in force of a plan already seen, its content not loaded, or None if it was never shown."""
    return plan.versions.defer("content").order_by("-number").first()
