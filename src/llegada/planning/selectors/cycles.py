"""Questions about the yearly cycle: its units and how each goes, who is late, who was reminded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from llegada.accounts.models import Organization, OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.planning import rules
from llegada.planning.analysis_rules import ANALYSIS_DELIVERED
from llegada.planning.choices import LineStatus, ReminderMatter
from llegada.planning.models import (
    AnnualAnalysis,
    AnnualPlan,
    AnnualPlanLine,
    LineBudget,
    PlanningCycle,
    PlanReminder,
)
from llegada.planning.policies import CYCLE_POLICY, PLAN_POLICY, CyclePermission, PlanPermission
from llegada.portfolio.models import Strategy
from llegada.portfolio.rules import STRATEGY_UNFINISHED


@dataclass(frozen=True)
class MatrixRow:
    """How the plan of one unit goes: `plan` is None where it has not begun; `total` is in COP, None without any money."""

    unit: OrgUnit
    plan: AnnualPlan | None
    lines: int
    total: Decimal | None
    days_late: int

    @property
    def state(self) -> str:
        """Return the state of PLAN_PATH at which the plan stands; that of a plan that has not begun is the first."""
        return rules.stands_at(self.plan.status) if self.plan else rules.PLAN_PATH[0]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Return each state of PLAN_PATH with how it stands for the plan."""
        return rules.steps_of(self.state)

    @property
    def is_delivered(self) -> bool:
        """Return whether the plan has left its unit."""
        return self.plan is not None and self.plan.status not in rules.PLAN_EDITABLE


@dataclass(frozen=True)
class CalendarRow:
    """What one unit owes in a cycle: whether it was delivered, by how many days it is late, and when it was last reminded."""

    unit: OrgUnit
    matter: ReminderMatter
    due_on: date
    is_delivered: bool
    days_late: int
    reminded_on: date | None


def list_cycles(*, actor: Actor) -> QuerySet[PlanningCycle]:
    """Return the cycles that the actor sees, newest year first."""
    return (
        CYCLE_POLICY.scope(actor, CyclePermission.VIEW, PlanningCycle.objects.all())
        .select_related("organization")
        .order_by("-year", "organization__name", "pk")
    )


def get_cycle(*, actor: Actor, public_id: UUID) -> PlanningCycle:
    """Return one cycle. Raises NotFound if hidden or absent."""
    found = list_cycles(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(cycle=str(public_id))
    return found


def list_matrix(cycle: PlanningCycle, *, today: date) -> list[MatrixRow]:
    """Return how the plan of each unit of a cycle goes, by name (PLA-02)."""
    plans = {plan.unit_id: plan for plan in AnnualPlan.objects.filter(cycle=cycle).select_related("unit", "cycle")}
    alive = AnnualPlanLine.objects.filter(plan__cycle=cycle).exclude(status=LineStatus.CANCELLED)
    counts = dict(alive.order_by().values_list("plan").annotate(total=Count("pk")))
    money = LineBudget.objects.filter(line__plan__cycle=cycle).exclude(line__status=LineStatus.CANCELLED)
    totals = dict(money.order_by().values_list("line__plan").annotate(total=Sum("amount")))
    rows = []
    for unit in units_of(cycle, plans):
        plan = plans.get(unit.pk)
        is_delivered = plan is not None and plan.status not in rules.PLAN_EDITABLE
        late = rules.days_late(due_on=cycle.plans_due_on, today=today, is_delivered=is_delivered)
        key = plan.pk if plan else 0
        rows.append(MatrixRow(unit, plan, counts.get(key, 0), totals.get(key), late))
    return rows


def list_calendar(cycle: PlanningCycle, *, today: date) -> list[CalendarRow]:
    """Return what each unit of a cycle owes: its analysis and its strategies, where they have a date, and its plan."""
    reminded = {
        (unit, matter): day
        for unit, matter, day in PlanReminder.objects.filter(cycle=cycle)
        .order_by()
        .values_list("unit", "matter")
        .annotate(last=Max("sent_on"))
    }
    sent_plans = set(
        AnnualPlan.objects.filter(cycle=cycle).exclude(status__in=rules.PLAN_EDITABLE).values_list("unit", flat=True)
    )
    sent_analyses = _units_with_analysis(cycle) if cycle.analysis_due_on else set()
    sent_strategies = _paths_with_strategies(cycle)
    rows = []
    for unit in units_of(cycle, ()):
        owed = [(ReminderMatter.PLAN, cycle.plans_due_on, unit.pk in sent_plans)]
        if cycle.strategies_due_on:
            has_sent = any(path.startswith(unit.path) for path in sent_strategies)
            owed.insert(0, (ReminderMatter.STRATEGY, cycle.strategies_due_on, has_sent))
        if cycle.analysis_due_on:
            owed.insert(0, (ReminderMatter.ANALYSIS, cycle.analysis_due_on, unit.pk in sent_analyses))
        for matter, due_on, is_delivered in owed:
            late = rules.days_late(due_on=due_on, today=today, is_delivered=is_delivered)
            rows.append(CalendarRow(unit, matter, due_on, is_delivered, late, reminded.get((unit.pk, matter.value))))
    return rows


def list_organizations_to_open(*, actor: Actor) -> QuerySet[Organization]:
    """Return the active organisations whose cycle the actor may open, by name."""
    roles = CYCLE_POLICY.table[CyclePermission.MANAGE]
    keys = {grant.organization_id or 0 for grant in actor.grants if grant.role in roles}
    return Organization.objects.filter(pk__in=keys, is_active=True).order_by("name", "pk")


def list_units_to_ask(organizations: Collection[Organization]) -> QuerySet[OrgUnit]:
    """Return the active units of some organisations as their trees are read."""
    found = OrgUnit.objects.filter(organization__in=[one.pk for one in organizations], is_active=True)
    return found.select_related("organization").order_by("organization__name", "path")


def list_units_to_plan(*, actor: Actor, cycle: PlanningCycle) -> QuerySet[OrgUnit]:
    """Return the units of a cycle that have no plan yet and whose plan the actor may begin."""
    keys = PLAN_POLICY.unit_ids(actor, PlanPermission.EDIT)
    begun = AnnualPlan.objects.filter(cycle=cycle).values("unit")
    return cycle.units.filter(pk__in=keys).exclude(pk__in=begun).order_by("name", "pk")


def units_of(cycle: PlanningCycle, besides: Collection[int]) -> QuerySet[OrgUnit]:
    """Return the units that the cycle asks for a plan, and those `besides` that have one all the same."""
    asked = cycle.units.through.objects.filter(planningcycle=cycle).values("orgunit")
    found = OrgUnit.objects.filter(Q(pk__in=asked) | Q(pk__in=list(besides)))
    return found.select_related("organization").order_by("name", "pk")


def _units_with_analysis(cycle: PlanningCycle) -> set[int]:
    """Return the keys of the units that have sent their analysis of the year."""
    sent = AnnualAnalysis.objects.filter(cycle=cycle, status__in=ANALYSIS_DELIVERED)
    return set(sent.values_list("unit", flat=True))


def _paths_with_strategies(cycle: PlanningCycle) -> list[str]:
    """Return the paths of the units that have sent a strategy of the year."""
    sent = Strategy.objects.filter(organization=cycle.organization_id, year=cycle.year)
    return list(sent.exclude(status__in=STRATEGY_UNFINISHED[:2]).values_list("unit__path", flat=True))
