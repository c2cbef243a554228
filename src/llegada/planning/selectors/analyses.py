"""Questions about the annual analyses: each with its parts, how those of a year go, and what is already known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.planning import analysis_rules, rules
from llegada.planning.analysis_content import said_in
from llegada.planning.choices import LineStatus
from llegada.planning.models import (
    AnalysisFinding,
    AnalysisPriority,
    AnnualAnalysis,
    AnnualPlan,
    AnnualPlanLine,
    PlanningCycle,
)
from llegada.planning.policies import ANALYSIS_POLICY, AnalysisPermission
from llegada.planning.selectors.cycles import units_of
from llegada.portfolio.models import ThematicLine

#: Decisions that make of who took them an author.
_WRITING: Final = ("analysis.edit", "analysis.send")


@dataclass(frozen=True)
class AnalysisRow:
    """How the analysis of one unit goes: `analysis` is None where it has not begun; `states` is one of `rules` a section."""

    unit: OrgUnit
    analysis: AnnualAnalysis | None
    states: Mapping[str, str]
    days_late: int

    @property
    def is_delivered(self) -> bool:
        """Return whether the analysis has left its unit."""
        return self.analysis is not None and self.analysis.status in analysis_rules.ANALYSIS_DELIVERED


@dataclass(frozen=True)
class PreviousLines:
    """What became of the lines of a unit's plan of the year before: those that stood, fulfilled and cancelled."""

    plan: AnnualPlan
    stood: int
    fulfilled: int
    cancelled: int
    entities: int


def list_analyses(*, actor: Actor) -> QuerySet[AnnualAnalysis]:
    """Return the analyses that the actor sees, by unit."""
    seen = ANALYSIS_POLICY.scope(actor, AnalysisPermission.VIEW, AnnualAnalysis.objects.all())
    return seen.select_related("unit", "cycle").order_by("unit__name", "pk")


def get_analysis(*, actor: Actor, public_id: UUID) -> AnnualAnalysis:
    """Return one analysis with its unit, cycle and parts. Raises NotFound if hidden or absent."""
    seen = ANALYSIS_POLICY.scope(actor, AnalysisPermission.VIEW, AnnualAnalysis.objects.all())
    found = (
        seen.select_related("cycle__organization", "unit__organization", "sent_by", "accepted_by")
        .prefetch_related(*_parts())
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise NotFound(annual_analysis=str(public_id))
    return found


def has_written(analysis: AnnualAnalysis, person_id: int | None) -> bool:
    """Return whether a person ever wrote or sent an analysis, however many wrote after."""
    if person_id is None:
        return False
    if person_id in (analysis.edited_by_id, analysis.sent_by_id):
        return True
    return history.list_events(target=analysis).filter(verb__in=_WRITING, actor_id=person_id).exists()


def list_analysis_rows(cycle: PlanningCycle, *, today: date) -> list[AnalysisRow]:
    """Return how the analysis of each unit of a cycle goes, by name: who has sent it and who is late (EST-10)."""
    found = AnnualAnalysis.objects.filter(cycle=cycle).select_related("unit", "cycle").prefetch_related(*_parts())
    analyses = {one.unit_id: one for one in found}
    rows = []
    for unit in units_of(cycle, analyses):
        analysis = analyses.get(unit.pk)
        is_delivered = analysis is not None and analysis.status in analysis_rules.ANALYSIS_DELIVERED
        late = rules.days_late(due_on=cycle.analysis_due_on, today=today, is_delivered=is_delivered)
        said = said_in(analysis) if analysis else {}
        states = {key: analysis_rules.section_state(one) for key, one in said.items()}
        rows.append(AnalysisRow(unit, analysis, states, late))
    return rows


def list_units_to_analyze(*, actor: Actor, cycle: PlanningCycle) -> QuerySet[OrgUnit]:
    """Return the units of a cycle that have no analysis yet and whose analysis the actor may begin."""
    keys = ANALYSIS_POLICY.unit_ids(actor, AnalysisPermission.EDIT)
    begun = AnnualAnalysis.objects.filter(cycle=cycle).values("unit")
    return cycle.units.filter(pk__in=keys).exclude(pk__in=begun).order_by("name", "pk")


def list_priority_lines(analysis: AnnualAnalysis) -> QuerySet[ThematicLine]:
    """Return the thematic lines that a priority may be of, by name: those in use, and those that it already names."""
    named = AnalysisPriority.objects.filter(analysis=analysis, line__isnull=False).values("line")
    return ThematicLine.objects.filter(Q(is_active=True) | Q(pk__in=named)).order_by("name")


def find_previous_lines(analysis: AnnualAnalysis) -> PreviousLines | None:
    """Return what became of the plan of its unit in the year that an analysis looks at, or None where it had none."""
    plan = (
        AnnualPlan.objects.filter(
            unit=analysis.unit_id, cycle__organization=analysis.cycle.organization_id, cycle__year=analysis.looked_year
        )
        .select_related("unit", "cycle")
        .first()
    )
    if plan is None or plan.status not in rules.PLAN_DECIDED:
        return None
    is_fulfilled = Q(status=LineStatus.FULFILLED)
    counts: dict[str, Any] = AnnualPlanLine.objects.filter(plan=plan).aggregate(
        stood=Count("pk", filter=~Q(status=LineStatus.CANCELLED)),
        fulfilled=Count("pk", filter=is_fulfilled),
        cancelled=Count("pk", filter=Q(status=LineStatus.CANCELLED)),
        entities=Count("entity", filter=is_fulfilled, distinct=True),
    )
    return PreviousLines(plan, **counts)


def _parts() -> tuple[Any, ...]:
    findings = AnalysisFinding.objects.prefetch_related("sources")
    priorities = AnalysisPriority.objects.select_related("line")
    return Prefetch("findings", queryset=findings), "scenarios", Prefetch("priorities", queryset=priorities)
