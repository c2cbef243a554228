"""What is planned and what is available: money by source, days of people by month. Added up by the database."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet, Sum

from llegada.planning import rules
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, BudgetAvailability, LineBudget, UnitCapacity
from llegada.portfolio.choices import FundingSource


def list_budget_availability(*, plan: AnnualPlan) -> QuerySet[BudgetAvailability]:
    """Return how much money of each source the unit of a plan has for its year."""
    return BudgetAvailability.objects.filter(unit=plan.unit_id, year=plan.cycle.year).select_related("unit")


def list_capacity(*, plan: AnnualPlan) -> QuerySet[UnitCapacity]:
    """Return how many days of people the unit of a plan has in each month of its year."""
    return UnitCapacity.objects.filter(unit=plan.unit_id, year=plan.cycle.year).select_related("unit")


def planned_by_source(plans: Collection[AnnualPlan]) -> dict[str, Decimal]:
    """Return the money of the lines of `plans` that were not cancelled, by source, in the order of the list, in COP."""
    rows = dict(
        LineBudget.objects.filter(line__plan__in=[plan.pk for plan in plans])
        .exclude(line__status=LineStatus.CANCELLED)
        .order_by()
        .values_list("source")
        .annotate(total=Sum("amount"))
    )
    return {source: rows[source] for source in FundingSource.values if source in rows}


def available_by_source(plan: AnnualPlan) -> dict[str, Decimal]:
    """Return the money that the unit of a plan has, by source, in COP; what nobody has said is not there."""
    rows = dict(list_budget_availability(plan=plan).order_by().values_list("source", "amount"))
    return {source: rows[source] for source in FundingSource.values if source in rows}


def planned_by_month(plans: Collection[AnnualPlan]) -> dict[int, Decimal]:
    """Return the days of people of the lines of `plans` that were not cancelled, by month."""
    spans = (
        AnnualPlanLine.objects.filter(plan__in=[plan.pk for plan in plans], person_days__isnull=False)
        .exclude(status=LineStatus.CANCELLED)
        .order_by()
        .values_list("starts_on", "ends_on")
        .annotate(total=Sum("person_days"))
    )
    months: dict[int, Decimal] = {}
    for starts_on, ends_on, total in spans:
        for month, days in rules.spread_days(starts_on, ends_on, Decimal(str(total))).items():
            months[month] = months.get(month, Decimal(0)) + days
    return {month: rules.round_days(months[month]) for month in sorted(months)}


def available_by_month(plan: AnnualPlan) -> dict[int, Decimal]:
    """Return the days of people that the unit of a plan has, by month; what nobody has said is not there."""
    return dict(list_capacity(plan=plan).order_by("month").values_list("month", "person_days"))
