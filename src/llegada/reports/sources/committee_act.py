"""The act of one round of the committee, on a strategy or on the plans of a year. Documents are in Spanish: no translation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.errors import NotFound
from llegada.planning.models import AnnualPlan, PlanningCycle, PlanRound, PlanSheet
from llegada.planning.policies import CYCLE_POLICY, CyclePermission
from llegada.portfolio import selectors
from llegada.portfolio.models import CommitteeRound, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.reports.content import Column, Content, Facts, Paragraph, Section, Table, said
from llegada.reports.sources.money import in_cop, line_count, total_of
from llegada.reports.sources.rounds import act_name, decision_sections, meeting_rows, signatures
from llegada.reports.sources.subject import Source, Subject


def _find(actor: Actor, target_id: UUID, number: int) -> Subject:
    try:
        strategy = selectors.get_strategy(actor=actor, public_id=target_id)
    except NotFound:
        cycles = CYCLE_POLICY.scope(actor, CyclePermission.VIEW, _cycles())
        return _of_cycle(actor, cycles.filter(public_id=target_id).first(), number)
    return _of_strategy(actor, strategy, number)


def _find_any(target_id: UUID, number: int) -> Subject | None:
    strategy = Strategy.objects.select_related("organization", "unit").filter(public_id=target_id).first()
    try:
        if strategy is not None:
            return _of_strategy(ANONYMOUS, strategy, number)
        return _of_cycle(ANONYMOUS, _cycles().filter(public_id=target_id).first(), number)
    except NotFound:
        return None


SOURCE = Source(_find, _find_any)


# --- on a strategy ----------------------------------------------------------------------------------------------------
def _of_strategy(actor: Actor, strategy: Strategy, number: int) -> Subject:
    closed = next((one for one in selectors.list_rounds(strategy) if one.number == number and one.closed_at), None)
    if closed is None:
        raise NotFound(round=number)
    return Subject(
        organization=strategy.organization,
        name=f"{act_name(closed.act_number)}: {strategy.name}",
        parent=strategy.name,
        url=strategy.get_absolute_url(),
        may_issue=STRATEGY_POLICY.can(actor, StrategyPermission.CLOSE_ROUND, strategy),
        build=lambda: _content_of_strategy(strategy, closed),
    )


def _content_of_strategy(strategy: Strategy, closed: CommitteeRound) -> Content:
    seen = _as_seen(strategy, closed)
    sheets = list(closed.sheets.all())
    about = [("Estrategia", seen.name), ("Dependencia", seen.unit.name), ("Vigencia", str(seen.year))]
    return Content(
        title=f"{act_name(closed.act_number)}: {seen.name}",
        subtitle=f"Ronda {closed.number} del Comité Directivo sobre una estrategia de la vigencia {seen.year}",
        sections=[
            Section("La reunión", [Facts([*about, *meeting_rows(closed, sheets)])]),
            *decision_sections(closed, sheets),
            Section(
                "Lo que el comité tuvo a la vista",
                [
                    Paragraph(said(seen.objective), "Objetivo de la estrategia"),
                    Paragraph(said(seen.expected_impact), "Objetivo general e impacto esperado"),
                    Paragraph(said(seen.evidence), "Datos y lineamientos que la sustentan"),
                ],
            ),
            signatures(closed),
        ],
    )


def _as_seen(strategy: Strategy, closed: CommitteeRound) -> Strategy:
    """Return the strategy as it was when the round was closed: an adjustment that came later is not in the act."""
    try:
        seen: Strategy = strategy.history.as_of(closed.closed_at)
    except Strategy.DoesNotExist:
        return strategy  # it has no version so old
    return seen


# --- on the plans of a year, or on an amendment -------------------------------------------------------------------------
def _cycles() -> QuerySet[PlanningCycle]:
    return PlanningCycle.objects.select_related("organization")


def _of_cycle(actor: Actor, cycle: PlanningCycle | None, number: int) -> Subject:
    sheets = PlanSheet.objects.select_related("member").order_by("written_at", "pk")
    plans = AnnualPlan.objects.select_related("unit").order_by("unit__name", "pk")
    closed = (
        PlanRound.objects.filter(cycle=cycle, number=number, closed_at__isnull=False)
        .select_related("closed_by", "amendment__plan__unit", "amendment__line__entity", "amendment__requested_by")
        .prefetch_related(Prefetch("sheets", queryset=sheets), Prefetch("plans", queryset=plans))
        .first()
        if cycle
        else None
    )
    if cycle is None or closed is None:
        raise NotFound(round=number)
    return Subject(
        organization=cycle.organization,
        name=_name_of_plan_act(cycle, closed),
        parent=f"Plan anual {cycle.year}",
        url=cycle.get_absolute_url(),
        may_issue=CYCLE_POLICY.can(actor, CyclePermission.CLOSE_ROUND, cycle),
        build=lambda: _content_of_cycle(cycle, closed),
    )


def _name_of_plan_act(cycle: PlanningCycle, closed: PlanRound) -> str:
    matter = "modificación del plan anual" if closed.amendment else "plan anual"
    return f"{act_name(closed.act_number)}: {matter} {cycle.year}"


def _content_of_cycle(cycle: PlanningCycle, closed: PlanRound) -> Content:
    sheets = list(closed.sheets.all())
    return Content(
        title=_name_of_plan_act(cycle, closed),
        subtitle=f"Ronda {closed.number} del Comité Directivo sobre el plan anual de la vigencia {cycle.year}",
        sections=[
            Section("La reunión", [Facts([("Vigencia", str(cycle.year)), *meeting_rows(closed, sheets)])]),
            *decision_sections(closed, sheets),
            Section("Lo que el comité tuvo a la vista", [_amendment(closed) if closed.amendment else _plans(closed)]),
            signatures(closed),
        ],
    )


def _plans(closed: PlanRound) -> Table:
    """Return the plans that were presented, with what they hold today: approved ones change only by amendments."""
    plans = list(closed.plans.all())
    counts = {plan.pk: line_count([plan]) for plan in plans}
    totals = {plan.pk: total_of([plan]) for plan in plans}
    return Table(
        caption="Planes presentados, por dependencia",
        columns=[
            Column("Dependencia", 4),
            Column("Líneas", 1, is_number=True),
            Column("Presupuesto", 2, is_number=True),
        ],
        rows=[[plan.unit.name, str(counts[plan.pk]), in_cop(totals[plan.pk])] for plan in plans],
        empty="No se presentó ningún plan.",
        total=["Total", str(sum(counts.values())), in_cop(sum(one for one in totals.values() if one is not None))],
    )


def _amendment(closed: PlanRound) -> Facts:
    amendment = closed.amendment
    if amendment is None:
        return Facts([])
    return Facts(
        [
            ("Dependencia", amendment.plan.unit.name),
            ("Qué se modifica", amendment.get_kind_display()),
            ("Línea", amendment.line.entity.name if amendment.line else "Línea nueva"),
            ("Motivo", said(amendment.reason)),
            ("Solicitada por", amendment.requested_by.full_name),
        ]
    )
