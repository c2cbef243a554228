"""The act of one round of the committee on a strategy (GOV-05; seed S2, step 4). Documents are in Spanish: no translation."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.utils import timezone

from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.errors import NotFound
from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date
from llegada.portfolio import selectors
from llegada.portfolio.choices import CommitteeDecision
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission
from llegada.reports.content import Column, Content, Facts, Paragraph, Section, Signature, Signatures, Table, said
from llegada.reports.sources.subject import Source, Subject


def _find(actor: Actor, target_id: UUID, number: int) -> Subject:
    return _subject(actor, selectors.get_strategy(actor=actor, public_id=target_id), number)


def _find_any(target_id: UUID, number: int) -> Subject | None:
    strategy = Strategy.objects.select_related("organization", "unit").filter(public_id=target_id).first()
    try:
        return _subject(ANONYMOUS, strategy, number) if strategy else None
    except NotFound:
        return None


SOURCE = Source(_find, _find_any)


def _subject(actor: Actor, strategy: Strategy, number: int) -> Subject:
    closed = next((one for one in selectors.list_rounds(strategy) if one.number == number and one.closed_at), None)
    if closed is None:
        raise NotFound(round=number)
    return Subject(
        organization=strategy.organization,
        name=_title(strategy, closed),
        parent=strategy.name,
        url=strategy.get_absolute_url(),
        may_issue=STRATEGY_POLICY.can(actor, StrategyPermission.CLOSE_ROUND, strategy),
        build=lambda: _content(strategy, closed),
    )


def _title(strategy: Strategy, closed: CommitteeRound) -> str:
    act = closed.act_number
    return f"{act if act.lower().startswith('acta') else f'Acta {act}'}: {strategy.name}"


def _content(strategy: Strategy, closed: CommitteeRound) -> Content:
    seen = _as_seen(strategy, closed)
    sheets = list(closed.sheets.all())
    return Content(
        title=_title(seen, closed),
        subtitle=f"Ronda {closed.number} del Comité Directivo sobre una estrategia, vigencia {seen.year}",
        sections=(
            Section("La reunión", [_meeting(seen, closed, sheets)]),
            Section("La decisión", [_decision(closed, sheets), _count(sheets)]),
            Section("Lo que decidió cada miembro", [_sheets(sheets)]),
            Section(
                "Lo que el comité tuvo a la vista",
                [
                    Paragraph(said(seen.objective), "Objetivo de la estrategia"),
                    Paragraph(said(seen.expected_impact), "Objetivo general e impacto esperado"),
                    Paragraph(said(seen.evidence), "Datos y lineamientos que la sustentan"),
                ],
            ),
            Section(None, [_signatures(closed)]),
        ),
    )


def _as_seen(strategy: Strategy, closed: CommitteeRound) -> Strategy:
    """Return the strategy as it was when the round was closed: an adjustment that came later is not in the act."""
    try:
        seen: Strategy = strategy.history.as_of(closed.closed_at)
    except Strategy.DoesNotExist:
        return strategy  # it has no version so old
    return seen


def _meeting(strategy: Strategy, closed: CommitteeRound, sheets: list[CommitteeSheet]) -> Facts:
    return Facts(
        [
            ("Acta", closed.act_number),
            ("Fecha de la reunión", short_date(closed.met_on)),
            ("Estrategia", strategy.name),
            ("Dependencia", strategy.unit.name),
            ("Presentada al comité", short_date(closed.opened_at)),
            ("Miembros del comité ese día", written(closed.members)),
            ("Quórum", written(closed.quorum)),
            ("Planillas recibidas", written(len(sheets))),
        ]
    )


def _decision(closed: CommitteeRound, sheets: list[CommitteeSheet]) -> Paragraph:
    agreed = sum(sheet.decision == closed.outcome for sheet in sheets)
    share = f"comparten {agreed} planillas" if agreed != 1 else "comparte 1 planilla"
    return Paragraph(f"La decisión del comité es: {closed.get_outcome_display().lower()}. La {share} de {len(sheets)}.")


def _count(sheets: list[CommitteeSheet]) -> Table:
    found = Counter(sheet.decision for sheet in sheets)
    return Table(
        caption="Planillas por decisión",
        columns=[Column("Decisión", 3), Column("Planillas", 1, is_number=True)],
        rows=[[str(one.label), written(found[one.value])] for one in CommitteeDecision],
        empty="",
        total=["Total", written(len(sheets))],
    )


def _sheets(sheets: list[CommitteeSheet]) -> Table:
    return Table(
        caption="Planillas, en el orden en que se escribieron",
        columns=[
            Column("Miembro", 3),
            Column("Decisión", 2),
            Column("Comentarios", 5),
            Column("Fecha", 2),
        ],
        rows=[
            [
                sheet.member.full_name,
                sheet.get_decision_display(),
                said(sheet.comments) or "Sin comentarios",
                short_date(timezone.localdate(sheet.written_at)),
            ]
            for sheet in sheets
        ],
        empty="No hay planillas.",
    )


def _signatures(closed: CommitteeRound) -> Signatures:
    secretary = closed.closed_by.full_name if closed.closed_by else ""
    return Signatures(
        [
            Signature(secretary, "Secretaría del comité"),
            Signature("", "Presidencia del comité"),
        ]
    )
