"""Questions about the lines of plans."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.text import search_terms
from llegada.planning import rules
from llegada.planning.choices import AmendmentStatus, LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget, PlanAmendment
from llegada.planning.policies import PLAN_POLICY, PlanPermission

_RELATED = (
    "entity__municipality", "entity__department", "service__published_version", "topic", "territorial_manager", "strategy",
)  # fmt: skip
_MONEY: DecimalField[Decimal, Decimal] = DecimalField(max_digits=20, decimal_places=2)


def list_lines(*, actor: Actor) -> QuerySet[AnnualPlanLine]:
    """Return the lines of the plans that the actor sees, by their start, each with `total`: its money from every source."""
    plans = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.all())
    return _with_total(AnnualPlanLine.objects.filter(plan__in=plans))


def list_lines_of(plan: AnnualPlan) -> QuerySet[AnnualPlanLine]:
    """Return the lines of a plan that may be seen, by their start, each with `total`: its money from every source."""
    return _with_total(AnnualPlanLine.objects.filter(plan=plan))


def _with_total(lines: QuerySet[AnnualPlanLine]) -> QuerySet[AnnualPlanLine]:
    totals = LineBudget.objects.filter(line=OuterRef("pk")).order_by().values("line").annotate(total=Sum("amount"))
    return (
        lines.select_related(*_RELATED)
        .annotate(total=Subquery(totals.values("total"), output_field=_MONEY))
        .order_by("starts_on", "pk")
    )


def search_lines(lines: QuerySet[AnnualPlanLine], text: str) -> QuerySet[AnnualPlanLine]:
    """Keep the lines that hold every word of `text`, whatever its order, case or accents."""
    for term in search_terms(text):
        lines = lines.filter(search_text__contains=term)
    return lines


def get_line(*, actor: Actor, public_id: UUID) -> AnnualPlanLine:
    """Return one line with all that it says. Raises NotFound if hidden or absent."""
    try:
        return (
            list_lines(actor=actor)
            .select_related(
                "plan__cycle__organization",
                "plan__unit__organization",
                "service__published_version__line",
                "prioritized__list",
            )
            .prefetch_related("partners", "budgets")
            .get(public_id=public_id)
        )
    except AnnualPlanLine.DoesNotExist:
        raise NotFound(line=str(public_id)) from None


def count_open_lines(plan: AnnualPlan) -> int:
    """Return how many lines of a plan have neither been fulfilled nor cancelled."""
    return AnnualPlanLine.objects.filter(plan=plan).exclude(status__in=rules.LINE_ENDED).count()


def summarize_lines(plan: AnnualPlan) -> dict[str, int]:
    """Return how many lines of a plan are in each state, and under `amending` how many wait for an amendment."""
    states = {status: Count("pk", filter=Q(status=status)) for status in LineStatus.values}
    waiting = PlanAmendment.objects.filter(line=OuterRef("pk"), status=AmendmentStatus.REQUESTED)
    found = AnnualPlanLine.objects.filter(plan=plan).annotate(is_amending=Exists(waiting))
    return found.aggregate(**states, amending=Count("pk", filter=Q(is_amending=True)))
