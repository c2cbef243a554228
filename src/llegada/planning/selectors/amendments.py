"""Questions about amendments."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.planning.choices import AmendmentKind, AmendmentStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment
from llegada.planning.policies import PLAN_POLICY, PlanPermission


def list_amendments(plan: AnnualPlan) -> QuerySet[PlanAmendment]:
    """Return the amendments of a plan that may be seen: what waits first, then newest first."""
    return (
        PlanAmendment.objects.filter(plan=plan)
        .select_related("line__entity", "line__service__published_version", "requested_by", "decided_by")
        .order_by("decided_at", "-requested_at", "-pk")
    )


def get_amendment(*, actor: Actor, public_id: UUID) -> PlanAmendment:
    """Return one amendment with its plan and line. Raises NotFound if hidden or absent."""
    plans = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all())
    try:
        return (
            PlanAmendment.objects.filter(plan__in=plans)
            .select_related(
                "plan__cycle__organization",
                "plan__unit__organization",
                "line__entity",
                "line__service__published_version",
                "requested_by",
                "decided_by",
            )
            .get(public_id=public_id)
        )
    except PlanAmendment.DoesNotExist:
        raise NotFound(amendment=str(public_id)) from None


def count_open_amendments(plan: AnnualPlan) -> int:
    """Return how many amendments of a plan wait for a decision."""
    return PlanAmendment.objects.filter(plan=plan, status=AmendmentStatus.REQUESTED).count()


def budget_last_decided(line: AnnualPlanLine, *, stands: Decimal) -> Decimal:
    """Return the budget of a line that the committee decided last, in COP; `stands` where nobody has moved it since."""
    approved = PlanAmendment.objects.filter(line=line, status=AmendmentStatus.APPROVED, kind=AmendmentKind.BUDGET)
    decided = stands
    for amendment in approved.order_by("-decided_at", "-pk"):
        if amendment.needs_committee:
            break
        before, _after = amendment.changes["budget"]
        decided = sum((Decimal(amount) for amount in before.values()), Decimal(0))
    return decided
