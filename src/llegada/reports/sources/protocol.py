"""The protocol of a service: its pre-design, all its design and its schedule (PRD-08 to PRD-14, PRD-18, PRD-22; seed S4, Dis 8)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from llegada.core.templatetags.llegada import number as written
from llegada.core.templatetags.llegada import short_date
from llegada.portfolio.design_content import sheet_of
from llegada.portfolio.design_reading import read_section
from llegada.portfolio.design_rules import CONDITIONS, add_costs, topics_in
from llegada.portfolio.models import DesignSheet, ServiceVersion
from llegada.reports.content import Block, Column, Content, Facts, Paragraph, Said, Section, Table, said
from llegada.reports.sources.gantt import schedule_blocks
from llegada.reports.sources.money import in_cop
from llegada.reports.sources.predesign_sheet import predesign_sections
from llegada.reports.sources.services import identity, source_of, validation

_CONDITION_WORDS = {
    "realistic": "Realista",
    "effective": "Eficaz",
    "coherent": "Coherente",
    "quantifiable": "Cuantificable",
}


def _content(version: ServiceVersion) -> Content:
    milestones = sorted(version.milestones.all(), key=lambda one: one.position)
    sheet = sheet_of(version)
    day_kind = sheet.day_kind if isinstance(sheet, DesignSheet) else "working"
    return Content(
        title=f"Protocolo: {version.name}",
        subtitle=f"Protocolo de asistencia técnica, versión {version.number}. Etapa: {version.get_status_display().lower()}",
        sections=[
            Section("El servicio", [identity(version), *_card(version)]),
            *predesign_sections(version),
            Section("Brechas de capacidad", [_gaps(version)]),
            Section("Objetivos de capacidad", [_objectives(version)]),
            Section("Cómo se presta", _delivery(version)),
            Section("Cronograma", schedule_blocks(milestones, day_kind)),
            Section("Indicadores y metas", [_indicators(version)]),
            Section("Costos", _costs(version)),
            *_own_fields(version),
            validation(version),
        ],
    )


SOURCE = source_of(_content)


def _card(version: ServiceVersion) -> list[Block]:
    return [
        Paragraph(said(version.objective), "Objetivo"),
        Paragraph(said(version.audience), "A quién se dirige"),
        Paragraph(said(version.deliverable), "Entregable"),
    ]


def _gaps(version: ServiceVersion) -> Table:
    return Table(
        caption="Lo que falta, por nivel, en palabras y donde se puede en cifras",
        columns=[
            Column("Qué falta", 5),
            Column("Nivel y clase", 4),
            Column("Hoy", 2, is_number=True),
            Column("Se busca", 2, is_number=True),
            Column("Unidad", 2),
            Column("Taller conjunto", 3),
        ],
        rows=[
            [
                one.description,
                _words(one.get_level_display(), one.get_kind_display(), one.get_capacity_display()),
                _amount(one.present_value),
                _amount(one.wanted_value),
                said(one.measure),
                _words(short_date(one.workshop_on) if one.workshop_on else "", one.workshop_record),
            ]
            for one in version.gaps.all()
        ],
        empty="No se han escrito brechas.",
    )


def _objectives(version: ServiceVersion) -> Table:
    return Table(
        caption="Cada objetivo con las brechas que cierra y cómo cumple las cuatro condiciones",
        columns=[Column("Objetivo", 3), Column("Brechas que cierra", 3), Column("Condiciones", 5)],
        rows=[
            [
                one.text,
                said("\n".join(gap.description for gap in one.gaps.all())),
                "\n".join(_condition(one, name) for name in CONDITIONS),
            ]
            for one in version.objectives.all()
        ],
        empty="No se han escrito objetivos.",
    )


def _condition(objective: object, name: str) -> str:
    is_met, how = getattr(objective, f"is_{name}"), getattr(objective, f"{name}_how")
    return f"{_CONDITION_WORDS[name]}: {'sí' if is_met else 'no'}{f'. {how}' if how else ''}"


def _delivery(version: ServiceVersion) -> list[Block]:
    sheet = sheet_of(version)
    ending, topics = (sheet.get_ending_display(), sheet.topics) if isinstance(sheet, DesignSheet) else ("", "")
    modalities = ", ".join(sorted(one.get_modality_display() for one in version.modalities.all()))
    milestones = sorted(version.milestones.all(), key=lambda one: one.position)
    return [
        Facts(
            [
                ("Modalidades", said(modalities)),
                ("Temas", said("\n".join(topics_in(topics)))),
                ("Termina en", said(ending)),
            ]
        ),
        Table(
            caption="Hitos: los puntos de control con cada entidad. El servicio se da por prestado cuando se cumplen todos",
            columns=[
                Column("N.º", 1, is_number=True),
                Column("Hito", 4),
                Column("Peso", 2, is_number=True),
                Column("Punto de control", 4),
                Column("Evidencia esperada", 4),
            ],
            rows=[
                [
                    str(one.position),
                    one.name,
                    f"{_amount(one.weight)}\u00a0%",
                    said(one.control_point),
                    said(one.expected_evidence),
                ]
                for one in milestones
            ],
            empty="No se han escrito hitos.",
            total=["", "Total", f"{_amount(sum((one.weight for one in milestones), Decimal(0)))}\u00a0%", "", ""]
            if milestones
            else None,
        ),
    ]


def _indicators(version: ServiceVersion) -> Table:
    return Table(
        caption="Con qué se sabrá si el servicio sirvió",
        columns=[
            Column("Nivel", 2),
            Column("Indicador", 5),
            Column("Unidad", 2),
            Column("Línea base", 2, is_number=True),
            Column("Meta", 2, is_number=True),
            Column("Año", 1, is_number=True),
        ],
        rows=[
            [
                one.sheet.get_level_display(),
                one.sheet.name,
                said(one.sheet.measure_unit),
                _amount(one.sheet.baseline_value),
                _amount(one.goal_value),
                str(one.goal_year) if one.goal_year else None,
            ]
            for one in version.indicators.all()
        ],
        empty="No se han escogido indicadores.",
    )


def _costs(version: ServiceVersion) -> list[Block]:
    costs = list(version.costs.all())
    totals = add_costs((one.source, one.year, one.amount) for one in costs)
    by_year = [[str(year), in_cop(amount)] for year, amount in totals.years.items()]
    return [
        Table(
            caption="Por rubro, en pesos",
            columns=[
                Column("Rubro", 4),
                Column("Fuente", 3),
                Column("Año", 1, is_number=True),
                Column("Valor", 3, is_number=True),
                Column("Operación y administración", 4),
            ],
            rows=[
                [
                    one.item,
                    one.get_source_display() or None,
                    str(one.year) if one.year else None,
                    in_cop(one.amount),
                    _words(one.operation, one.administration),
                ]
                for one in costs
            ],
            empty="No se han escrito costos.",
            total=["Total", "", "", in_cop(totals.total), ""] if costs else None,
        ),
        *([_years(by_year)] if len(by_year) > 1 else []),
    ]


def _years(rows: Sequence[Sequence[Said]]) -> Table:
    return Table("Por año, en pesos", [Column("Año", 1), Column("Valor", 2, is_number=True)], rows, empty="")


def _own_fields(version: ServiceVersion) -> list[Section]:
    read = read_section(version, "fields")
    if not read.facts:
        return []
    return [Section("Especificaciones de la dependencia", [Facts([(label, said(text)) for label, text in read.facts])])]


def _amount(value: Decimal | None) -> Said:
    """Write a number with all its decimals, the Colombian way."""
    if value is None:
        return None
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    return written(value, decimals)


def _words(*texts: str) -> Said:
    return said(". ".join(one.strip().rstrip(".") for one in texts if one and one.strip()))
