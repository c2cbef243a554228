"""Questions about the plans of units."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.planning.models import AnnualPlan
from llegada.planning.policies import PLAN_POLICY, PlanPermission


def list_plans(*, actor: Actor) -> QuerySet[AnnualPlan]:
    """Return the plans that the actor sees, newest year first, then by unit."""
    return (
        PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all())
        .select_related("cycle__organization", "unit")
        .order_by("-cycle__year", "unit__name", "pk")
    )


def get_plan(*, actor: Actor, public_id: UUID) -> AnnualPlan:
    """Return one plan with its unit and cycle. Raises NotFound if hidden or absent."""
    visible = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all())
    try:
        return visible.select_related(
            "cycle__organization", "unit__organization", "edited_by", "sent_by", "approved_in"
        ).get(public_id=public_id)
    except AnnualPlan.DoesNotExist:
        raise NotFound(annual_plan=str(public_id)) from None
