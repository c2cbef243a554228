"""Questions about the milestones of plans and their evidence."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.workplans.models import MilestoneEvidence, PlanMilestone, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission


def visible_plans(actor: Actor, permission: Permission = Permission.VIEW) -> QuerySet[WorkPlan]:
    """Return the plans on which the actor holds `permission`, to narrow what hangs from them."""
    return WORK_PLAN_POLICY.scope(actor, permission, WorkPlan.objects.all())


def list_milestones(*, actor: Actor, permission: Permission = Permission.VIEW) -> QuerySet[PlanMilestone]:
    """Return the milestones of the plans on which the actor holds `permission`, by due date."""
    return (
        PlanMilestone.objects.filter(plan__in=visible_plans(actor, permission))
        .select_related(
            "plan__unit__organization",
            "plan__entity__municipality",
            "plan__entity__department",
            "plan__advisor",
            "plan_service__service_version__service",
            "milestone",
            "reported_by",
            "reviewed_by",
        )
        .order_by("due_on", "pk")
    )


def get_milestone(*, actor: Actor, public_id: UUID) -> PlanMilestone:
    """Return a milestone of a plan that the actor may see. Raises NotFound."""
    found = list_milestones(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(milestone=str(public_id))
    return found


def get_evidence(*, actor: Actor, public_id: UUID) -> MilestoneEvidence:
    """Return a piece of evidence of a plan that the actor may see, with its file. Raises NotFound."""
    found = (
        MilestoneEvidence.objects.filter(milestone__plan__in=visible_plans(actor), public_id=public_id)
        .select_related("file", "milestone__plan")
        .first()
    )
    if found is None:
        raise NotFound(evidence=str(public_id))
    return found
