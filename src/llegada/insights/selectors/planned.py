"""What was loaded against what was planned: the lines of approved annual plans beside their work plans (PLA-03, PLA-09)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import ExtractMonth

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.rules import PLAN_DECIDED
from llegada.workplans.choices import UnplannedReason, WorkPlanStatus
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

_MONEY: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
_WEIGHT: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=2)


@dataclass(frozen=True)
class PlannedTotal:
    """One unit or month: lines that stand, those with a work plan, COP and person-days (None without data), sessions held."""

    key: Any
    lines: int
    loaded: int
    budget: Any
    person_days: Any
    sessions: int


def list_planned_years(*, actor: Actor) -> list[int]:
    """Return the years with an approved plan that the actor sees, newest first."""
    plans = _approved(actor)
    return list(plans.order_by("-cycle__year").values_list("cycle__year", flat=True).distinct())


def list_planned_lines(*, actor: Actor, year: int) -> QuerySet[AnnualPlanLine]:
    """Return the lines of the approved plans of a year that stand, each with its money and what its work plan has done.

    `total` is COP; `loaded` the key of its work plan; `sessions` those held; `done_weight` and `total_weight` its progress.
    """
    work = _seen_work_plans(actor).filter(annual_line=OuterRef("pk")).exclude(status=WorkPlanStatus.TERMINATED)
    lines = AnnualPlanLine.objects.filter(plan__in=_approved(actor).filter(cycle__year=year)).exclude(
        status="cancelled"
    )
    money = LineBudget.objects.filter(line=OuterRef("pk")).order_by().values("line")
    return (
        lines.select_related("plan__unit", "entity__department", "service__published_version")
        .annotate(
            total=Subquery(money.annotate(sum=Sum("amount")).values("sum"), output_field=_MONEY),
            loaded=Subquery(work.values("pk")[:1]),
            loaded_id=Subquery(work.values("public_id")[:1]),
            loaded_status=Subquery(work.values("status")[:1]),
            loaded_starts_on=Subquery(work.values("starts_on")[:1]),
            loaded_ends_on=Subquery(work.values("ends_on")[:1]),
        )
        .annotate(
            sessions=_sessions(OuterRef("loaded")),
            done_weight=_weight(Q(status="validated")),
            total_weight=_weight(Q()),
        )
        .order_by("plan__unit__name", "starts_on", "pk")
    )


def summarize_planned(lines: QuerySet[AnnualPlanLine], *, by: str) -> list[PlannedTotal]:
    """Return the totals of `lines` by «unit» or by the «month» in which they start, in one query."""
    key = F("plan__unit__name") if by == "unit" else ExtractMonth("starts_on")
    found = lines.order_by().annotate(key=key).values("key")
    rows = found.annotate(
        lines=Count("pk"),
        with_plan=Count("loaded"),
        budget=Sum("total", output_field=_MONEY),
        days=Sum("person_days"),
        held=Sum("sessions"),
    ).order_by("key")
    return [
        PlannedTotal(row["key"], row["lines"], row["with_plan"], row["budget"], row["days"], row["held"] or 0)
        for row in rows
    ]


def list_planned_units(*, actor: Actor, year: int) -> QuerySet[OrgUnit]:
    """Return the units with an approved plan of the year that the actor sees, by name."""
    plans = _approved(actor).filter(cycle__year=year)
    return OrgUnit.objects.filter(pk__in=plans.values("unit")).order_by("name", "pk")


def count_unplanned(*, actor: Actor, year: int) -> list[tuple[UnplannedReason, int]]:
    """Return how many work plans that start in the year have no line, by the reason that was recorded."""
    plans = _seen_work_plans(actor).filter(annual_line__isnull=True, starts_on__year=year)
    rows = (
        plans.order_by().values("unplanned_reason").annotate(count=Count("pk")).order_by("-count", "unplanned_reason")
    )
    return [(UnplannedReason(row["unplanned_reason"]), row["count"]) for row in rows]


def _approved(actor: Actor) -> QuerySet[AnnualPlan]:
    return PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.filter(status__in=PLAN_DECIDED))


def _seen_work_plans(actor: Actor) -> QuerySet[WorkPlan]:
    return WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all()).order_by("-pk")


def _sessions(plan: OuterRef) -> Subquery:
    held = Session.objects.filter(plan=plan, status__in=COUNTED).order_by().values("plan")
    return Subquery(held.annotate(count=Count("pk")).values("count"))


def _weight(condition: Q) -> Subquery:
    milestones = PlanMilestone.objects.filter(condition, plan=OuterRef("loaded")).order_by().values("plan")
    return Subquery(milestones.annotate(sum=Sum("weight")).values("sum"), output_field=_WEIGHT)
