"""The checks of a plan: what its lines lack, money and people against what there is, overlaps, repeated lines (PLA-08, XCT-04)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import ExtractMonth

from llegada.planning import rules
from llegada.planning.choices import LineStatus
from llegada.planning.models import AnnualPlan, AnnualPlanLine, LineBudget
from llegada.planning.selectors.availability import (
    available_by_month,
    available_by_source,
    planned_by_month,
    planned_by_source,
)
from llegada.portfolio.choices import FundingSource
from llegada.territory.choices import EntityOrder

#: A page shows so many lines of each kind of finding at most; all are counted.
SHOWN = 25
#: What `mark_lines` says of each line.
MARKS = ("lacks", "overlaps", "repeats")
_PARTNERS = AnnualPlanLine.partners.through.objects


@dataclass(frozen=True)
class Overlap:
    """A line of the plan and one of another unit with the same entity and topic in a month in common."""

    line: AnnualPlanLine
    other: AnnualPlanLine


@dataclass(frozen=True)
class PlanChecks:
    """All that the checks found, with the first lines of each kind and the balances by source and by month."""

    findings: rules.Findings
    sources: dict[str, rules.Balance]
    months: dict[str, rules.Balance]
    incomplete: list[tuple[AnnualPlanLine, list[str]]]
    overlaps: list[Overlap]
    duplicates: list[AnnualPlanLine]


def check_plan(plan: AnnualPlan, *, with_lines: bool = False) -> PlanChecks:
    """Check a plan that may be seen, whatever its size, in a fixed number of queries; `with_lines` brings those found."""
    lines = AnnualPlanLine.objects.filter(plan=plan).exclude(status=LineStatus.CANCELLED)
    sources = rules.balances(planned_by_source([plan]), available_by_source(plan), order=FundingSource.values)
    planned = {str(month): days for month, days in planned_by_month([plan]).items()}
    available = {str(month): days for month, days in available_by_month(plan).items()}
    months = rules.balances(planned, available, order=[str(month) for month in range(1, 13)])
    marked = list(mark_lines(lines).order_by("starts_on", "pk").values("pk", *MARKS))
    incomplete, overlapping, repeated = ([one["pk"] for one in marked if one[mark]] for mark in MARKS)
    findings = rules.Findings(
        lines=len(marked),
        missing_texts=tuple(name for name in rules.PLAN_MUST_SAY if not getattr(plan, name)),
        incomplete_lines=len(incomplete),
        sources_over=tuple(key for key, one in sources.items() if one.is_over),
        sources_unknown=tuple(key for key, one in sources.items() if one.is_unknown),
        months_over=tuple(key for key, one in months.items() if one.is_over),
        months_unknown=tuple(key for key, one in months.items() if one.is_unknown),
        overlaps=len(overlapping),
        duplicates=len(repeated),
    )
    if not with_lines:
        return PlanChecks(findings, sources, months, [], [], [])
    shown = _lines_by_key([*incomplete[:SHOWN], *overlapping[:SHOWN], *repeated[:SHOWN]])
    return PlanChecks(
        findings=findings,
        sources=sources,
        months=months,
        incomplete=[(shown[pk], gaps_of(shown[pk])) for pk in incomplete[:SHOWN]],
        overlaps=find_overlaps([shown[pk] for pk in overlapping[:SHOWN]]),
        duplicates=[shown[pk] for pk in repeated[:SHOWN]],
    )


def mark_lines(lines: QuerySet[AnnualPlanLine]) -> QuerySet[AnnualPlanLine]:
    """Say of each line whether it `lacks` something, `overlaps` another unit's, or `repeats` one of its own plan."""
    return lines.annotate(
        has_budget=Exists(LineBudget.objects.filter(line=OuterRef("pk"))),
        overlaps=Exists(_overlapping()),
        repeats=Exists(
            AnnualPlanLine.objects.filter(plan=OuterRef("plan"), entity=OuterRef("entity"), service=OuterRef("service"))
            .exclude(pk=OuterRef("pk"))
            .exclude(status=LineStatus.CANCELLED)
            .filter(_IN_COMMON)
        ),
    ).annotate(
        lacks=Q(has_budget=False)
        | Q(modality="")
        | Q(origin="")
        | Q(obligation="")
        | Q(person_days__isnull=True)
        | (Q(entity__order=EntityOrder.TERRITORIAL) & Q(territorial_manager__isnull=True))
    )


def gaps_of(line: AnnualPlanLine) -> list[str]:
    """Return what a line does not say yet. Makes no query if its entity and budgets are loaded."""
    said = {name for name in rules.LINE_MUST_SAY[1:] if getattr(line, name)}
    if line.budgets.all():
        said.add("budget")
    return rules.line_gaps(said, is_territorial=line.entity.order == EntityOrder.TERRITORIAL)


def find_overlaps(lines: Iterable[AnnualPlanLine]) -> list[Overlap]:
    """Return the lines of other units that each of `lines`, of one plan, overlaps, with their units."""
    found = []
    for line, others in _candidates(list(lines)):
        mine = {unit.pk for unit in line.partners.all()}
        for other in others:
            is_joint = other.plan.unit_id in mine or line.plan.unit_id in {unit.pk for unit in other.partners.all()}
            if not is_joint and rules.months_overlap(line.starts_on, line.ends_on, other.starts_on, other.ends_on):
                found.append(Overlap(line, other))
    return found


def list_overlapping_units(line: AnnualPlanLine) -> set[int]:
    """Return the keys of the units whose lines this one overlaps: those with which it may be made joint."""
    return {one.other.plan.unit_id for one in find_overlaps([line])}


_IN_COMMON = Q(starts_on__month__lte=ExtractMonth(OuterRef("ends_on"))) & Q(
    ends_on__month__gte=ExtractMonth(OuterRef("starts_on"))
)


def _overlapping() -> QuerySet[AnnualPlanLine]:
    """Return the lines that overlap an outer one: other units of its cycle, neither of them joint with the other."""
    joined_here = _PARTNERS.filter(annualplanline=OuterRef(OuterRef("pk")), orgunit=OuterRef("plan__unit"))
    joined_there = _PARTNERS.filter(annualplanline=OuterRef("pk"), orgunit=OuterRef(OuterRef("plan__unit")))
    return (
        AnnualPlanLine.objects.filter(
            entity=OuterRef("entity"), topic=OuterRef("topic"), plan__cycle=OuterRef("plan__cycle")
        )
        .exclude(plan=OuterRef("plan"))
        .exclude(status=LineStatus.CANCELLED)
        .filter(_IN_COMMON)
        .exclude(Exists(joined_here))
        .exclude(Exists(joined_there))
    )


def _lines_by_key(keys: Iterable[int]) -> dict[int, AnnualPlanLine]:
    found = (
        AnnualPlanLine.objects.filter(pk__in=set(keys))
        .select_related("plan__unit", "plan__cycle", "entity", "service__published_version", "topic")
        .prefetch_related("budgets", "partners")
    )
    return {line.pk: line for line in found}


def _candidates(lines: list[AnnualPlanLine]) -> Iterable[tuple[AnnualPlanLine, list[AnnualPlanLine]]]:
    others = list(
        AnnualPlanLine.objects.filter(
            entity__in={line.entity_id for line in lines},
            topic__in={line.topic_id for line in lines},
            plan__cycle__in={line.plan.cycle_id for line in lines},
        )
        .exclude(plan__in={line.plan_id for line in lines})
        .exclude(status=LineStatus.CANCELLED)
        .select_related("plan__unit", "service__published_version", "entity")
        .prefetch_related("partners")
        .order_by(F("plan__unit__name"), "starts_on", "pk")
        if lines
        else ()
    )
    for line in lines:
        yield line, [one for one in others if (one.entity_id, one.topic_id) == (line.entity_id, line.topic_id)]
