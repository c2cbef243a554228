"""Cycles, plans and lines for the tests, straight to the tables, and the cast that works on them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from llegada.accounts.models import Organization, OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.planning.choices import AnalysisSection
from llegada.planning.models import (
    AnalysisFinding,
    AnalysisPriority,
    AnalysisSource,
    AnnualAnalysis,
    AnnualPlan,
    AnnualPlanLine,
    BudgetAvailability,
    InterventionScenario,
    LineBudget,
    LineMonth,
    MonthStep,
    PlanAmendment,
    PlanningCycle,
    PlanRound,
    UnitCapacity,
)
from llegada.planning.rules import PLAN_DECIDED
from llegada.portfolio.models import ServiceVersion
from tests import factories as make

YEAR = 2027
_count = itertools.count(1)


def make_cycle(
    organization: Organization | None = None, *, year: int = YEAR, units: list[OrgUnit] | None = None, **values: Any
) -> PlanningCycle:
    """Return the cycle of a year, due on 15 December of the year before, which asks `units` for a plan."""
    defaults: dict[str, Any] = {
        "opens_on": date(year - 1, 11, 1),
        "strategies_due_on": date(year - 1, 11, 20),
        "plans_due_on": date(year - 1, 12, 15),
        "committee_on": date(year - 1, 12, 20),
        "registers_on": date(year, 1, 31),
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }
    cycle = PlanningCycle.objects.create(
        organization=organization or make.make_organization(), year=year, **(defaults | values)
    )
    cycle.units.set(units or [])
    return cycle


def make_analysis(
    unit: OrgUnit | None = None,
    *,
    cycle: PlanningCycle | None = None,
    status: str = "draft",
    is_whole: bool = True,
    author: Person | None = None,
) -> AnnualAnalysis:
    """Return an analysis in any state, that says all it must unless told."""
    unit = unit or make.make_unit()
    cycle = cycle or PlanningCycle.objects.filter(organization=unit.organization, year=YEAR).first()
    cycle = cycle or make_cycle(unit.organization, units=[unit])
    author = author or make.make_person()
    times = {"created_at": make.NOW, "updated_at": make.NOW}
    analysis = AnnualAnalysis.objects.create(cycle=cycle, unit=unit, edited_by=author, **times)
    if is_whole:
        for section in AnalysisSection.values:
            finding = AnalysisFinding.objects.create(analysis=analysis, section=section, text="Se encontró algo.")
            AnalysisSource.objects.create(finding=finding, position=1, name="Datos", url="https://datos.example/a")
        InterventionScenario.objects.create(
            analysis=analysis, position=1, name="Visitas", description="Ir dos veces.", scope="Diez municipios."
        )
        AnalysisPriority.objects.create(
            analysis=analysis, position=1, name="Los que pidieron", reason="Lo pidieron.", line=make.make_line()
        )
    changes: dict[str, Any] = {"status": status}
    if status != "draft":
        changes |= {"sent_at": make.NOW, "sent_by": author}
    if status == "accepted":
        changes |= {"accepted_at": make.NOW, "accepted_by": make.make_person()}
    AnnualAnalysis.objects.filter(pk=analysis.pk).update(**changes)
    return AnnualAnalysis.objects.select_related("cycle__organization", "unit").get(pk=analysis.pk)


def grow_analysis(analysis: AnnualAnalysis, number: int) -> None:
    """Add to an analysis that is being written one more of each row."""
    at = number + 10
    finding = analysis.findings.get(section="previous_results")
    AnalysisSource.objects.create(finding=finding, position=at, name=f"Datos {at}", url="https://datos.example/b")
    InterventionScenario.objects.create(analysis=analysis, position=at, name=f"E{at}", description="x", scope="x")
    AnalysisPriority.objects.create(
        analysis=analysis, position=at, name=f"P{at}", reason="x", line=make.make_line(f"Línea de {at}")
    )


def make_annual_plan(
    unit: OrgUnit | None = None,
    *,
    cycle: PlanningCycle | None = None,
    status: str = "in_preparation",
    lines: int = 1,
    author: Person | None = None,
    **values: Any,
) -> AnnualPlan:
    """Return a plan in any state, with whole lines; one in committee or beyond has its round."""
    unit = unit or make.make_unit()
    cycle = cycle or PlanningCycle.objects.filter(organization=unit.organization, year=YEAR).first()
    cycle = cycle or make_cycle(unit.organization, units=[unit])
    author = author or make.make_person()
    fields: dict[str, Any] = {"impacts": "Más capacidad.", "outcomes": "Planta al día.", **values}
    plan = AnnualPlan.objects.create(
        cycle=cycle, unit=unit, edited_by=author, created_at=make.NOW, updated_at=make.NOW, **fields
    )
    for _ in range(lines):
        make_plan_line(plan)
    if status != "in_preparation":
        put_in(plan, status, author=author)
    return AnnualPlan.objects.select_related("cycle__organization", "unit").get(pk=plan.pk)


def put_in(plan: AnnualPlan, status: str, *, author: Person | None = None) -> None:
    """Put a plan in a state as if it had gone all the way."""
    changes: dict[str, Any] = {"status": status, "sent_at": make.NOW, "sent_by": author or plan.edited_by}
    if status == "in_committee":
        open_round(plan.cycle, [plan])
    if status in PLAN_DECIDED:
        changes["approved_in"] = closed_round(plan.cycle, [plan])
        AnnualPlanLine.objects.filter(plan=plan).update(status="approved")
    AnnualPlan.objects.filter(pk=plan.pk).update(**changes)


def make_plan_line(
    plan: AnnualPlan,
    *,
    entity: Any = None,
    version: ServiceVersion | None = None,
    budget: dict[str, Any] | None = None,
    **values: Any,
) -> AnnualPlanLine:
    """Return a line that says all it must, of 10 days of people and 1.000.000 COP of investment unless told."""
    version = version or make.make_service(plan.unit)
    defaults: dict[str, Any] = {
        "topic": version.line,
        "starts_on": date(plan.cycle.year, 2, 1),
        "ends_on": date(plan.cycle.year, 3, 31),
        "person_days": Decimal(10),
        "modality": "onsite_ta",
        "origin": "demand",
        "obligation": "voluntary",
        "territorial_manager": None,
        "created_at": make.NOW,
        "updated_at": make.NOW,
    }
    fields = defaults | values
    if fields["territorial_manager"] is None:
        fields["territorial_manager"] = make.make_person()
    number = next(_count) % 900 + 100
    line = AnnualPlanLine.objects.create(
        plan=plan,
        entity=entity or make.make_entity(make.make_municipality(f"05{number}", f"Lugar {number}")),
        service=version.service,
        **fields,
    )
    for source, amount in ({"investment": 1_000_000} if budget is None else budget).items():
        LineBudget.objects.create(line=line, source=source, amount=Decimal(amount))
    return line


def make_month(
    line: AnnualPlanLine,
    month: int = 2,
    *,
    team: list[Person] | None = None,
    steps: tuple[str, ...] = (),
    **values: Any,
) -> LineMonth:
    """Return what is programmed of a line in a month, of 5 days of people unless told, with its steps to be done."""
    defaults: dict[str, Any] = {"person_days": Decimal(5), "created_at": make.NOW, "updated_at": make.NOW}
    found = LineMonth.objects.create(line=line, month=month, **(defaults | values))
    found.team.set(team or [])
    for name in steps:
        MonthStep.objects.create(programming=found, name=name)
    return found


def open_round(cycle: PlanningCycle, plans: list[AnnualPlan], amendment: PlanAmendment | None = None) -> PlanRound:
    """Return a round in which the committee is deciding."""
    found = PlanRound.objects.create(
        cycle=cycle, number=cycle.rounds.count() + 1, opened_at=make.NOW, amendment=amendment
    )
    found.plans.set(plans)
    return found


def closed_round(cycle: PlanningCycle, plans: list[AnnualPlan], outcome: str = "approve") -> PlanRound:
    """Return a round that the secretary closed, of a committee of one."""
    found = open_round(cycle, plans)
    PlanRound.objects.filter(pk=found.pk).update(
        closed_at=make.NOW,
        closed_by=make.make_person(),
        met_on=make.TODAY,
        act_number="CD-01",
        outcome=outcome,
        members=1,
        quorum=1,
        sheet_count=1,
    )
    found.refresh_from_db()
    return found


def make_amendment(line: AnnualPlanLine, **values: Any) -> PlanAmendment:
    """Return an amendment of the dates of a line, waiting for a decision."""
    defaults: dict[str, Any] = {
        "kind": "dates",
        "changes": {"ends_on": [str(line.ends_on), f"{line.ends_on.year}-04-30"]},
        "reason": "Invierno",
        "requested_at": make.NOW,
    }
    fields = defaults | values
    fields.setdefault("requested_by", make.make_person())
    return PlanAmendment.objects.create(plan=line.plan, line=line, **fields)


def make_availability(unit: OrgUnit, *, year: int = YEAR, **amounts: int) -> None:
    """Say how much money of each source a unit has."""
    for source, amount in amounts.items():
        BudgetAvailability.objects.create(unit=unit, year=year, source=source, amount=Decimal(amount))


def make_capacity(unit: OrgUnit, days: dict[int, float], *, year: int = YEAR) -> None:
    """Say how many days of people a unit has in each month."""
    for month, amount in days.items():
        UnitCapacity.objects.create(unit=unit, year=year, month=month, person_days=Decimal(str(amount)))


@dataclass(frozen=True)
class Cast:
    """The people of one unit, its organisation's coordination and committee of three, and strangers."""

    unit: OrgUnit
    liaison: Actor
    head: Actor
    other_head: Actor
    coordinator: Actor
    planner: Actor
    members: list[Actor]
    reader: Actor
    stranger: Actor


def make_cast() -> Cast:
    unit = make.make_unit(make.make_organization("Instituto de Planes", "IPL"), name="Dirección de Planes")
    organization = unit.organization
    return Cast(
        unit=unit,
        liaison=make.make_actor(Role.LIAISON, unit=unit),
        head=make.make_actor(Role.UNIT_HEAD, unit=unit),
        other_head=make.make_actor(Role.UNIT_HEAD, unit=make.make_unit(organization, name="Otra dirección")),
        coordinator=make.make_actor(Role.COORDINATOR, organization=organization),
        planner=make.make_actor(Role.PLANNING_OFFICE, organization=organization),
        members=[make.make_actor(Role.COMMITTEE, organization=organization) for _ in range(3)],
        reader=make.make_actor(Role.INTERNAL_CONTROL, organization=organization),
        stranger=make.make_actor(Role.COORDINATOR, unit=make.make_unit()),
    )
