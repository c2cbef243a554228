"""What the acts of the committee share, whatever it decided on (GOV-05; seed S2, step 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date
from llegada.portfolio.choices import CommitteeDecision
from llegada.portfolio.models import CommitteeRoundBase, CommitteeSheetBase
from llegada.reports.content import Column, Paragraph, Said, Section, Signature, Signatures, Table, said

Sheets = Sequence[CommitteeSheetBase]


def act_name(act_number: str) -> str:
    """Return how an act is called, whether or not who numbered it wrote «Acta»."""
    return act_number if act_number.lower().startswith("acta") else f"Acta {act_number}"


def meeting_rows(closed: CommitteeRoundBase, sheets: Sheets) -> list[tuple[str, Said]]:
    """Return the facts of a meeting."""
    return [
        ("Acta", closed.act_number),
        ("Fecha de la reunión", short_date(closed.met_on)),
        ("Presentado al comité", short_date(closed.opened_at)),
        ("Miembros del comité ese día", written(closed.members)),
        ("Quórum", written(closed.quorum)),
        ("Planillas recibidas", written(len(sheets))),
    ]


def decision_sections(closed: CommitteeRoundBase, sheets: Sheets) -> list[Section]:
    """Return what the committee decided, and each member."""
    return [
        Section("La decisión", [_decision(closed, sheets), _count(sheets)]),
        Section("Lo que decidió cada miembro", [sheets_table(sheets)]),
    ]


def sheets_table(sheets: Sheets) -> Table:
    """Return what each member decided."""
    return Table(
        caption="Planillas, en el orden en que se escribieron",
        columns=[Column("Miembro", 3), Column("Decisión", 2), Column("Comentarios", 5), Column("Fecha", 2)],
        rows=[
            [
                one.member.full_name,
                one.get_decision_display(),
                said(one.comments) or "Sin comentarios",
                short_date(one.written_at),
            ]
            for one in sheets
        ],
        empty="No hay planillas.",
    )


def signatures(closed: CommitteeRoundBase) -> Section:
    """Return the lines on which an act is signed."""
    secretary = closed.closed_by.full_name if closed.closed_by else ""
    return Section(
        None,
        [Signatures([Signature(secretary, "Secretaría del comité"), Signature("", "Presidencia del comité")])],
    )


def _decision(closed: CommitteeRoundBase, sheets: Sheets) -> Paragraph:
    agreed = sum(one.decision == closed.outcome for one in sheets)
    share = f"comparten {agreed} planillas" if agreed != 1 else "comparte 1 planilla"
    return Paragraph(f"La decisión del comité es: {closed.get_outcome_display().lower()}. La {share} de {len(sheets)}.")


def _count(sheets: Sheets) -> Table:
    found = Counter(one.decision for one in sheets)
    return Table(
        caption="Planillas por decisión",
        columns=[Column("Decisión", 3), Column("Planillas", 1, is_number=True)],
        rows=[[str(one.label), written(found[one.value])] for one in CommitteeDecision],
        empty="",
        total=["Total", written(len(sheets))],
    )
