"""Indicator sheets as a table to download, in the columns of the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE, Table
from llegada.indicators.choices import Criterion
from llegada.indicators.models import IndicatorSheet

#: The fields of S4's capture form (MON-06) and of the board (MON-02). Years and questions follow, one column each.
TEMPLATE_COLUMNS = (
    "Identificador",
    "Organización",
    "Dependencia responsable",
    "Nivel",
    "Nombre del indicador",
    "Descripción del indicador",
    "Unidad de medida",
    "Periodicidad",
    "Fórmula de cálculo",
    "Variables",
    "Fuente",
    "Línea base",
    "Motivo sin línea base",
    "Año de la línea base",
    "Sentido",
    "Tipo de acumulación",
    "Responsable",
    "Observaciones",
)
#: What a download says besides.
SAID_BESIDES = ("Estado", "Versión", "En vigor desde")


def sheets_table(sheets: Iterable[IndicatorSheet], *, name: str) -> Table:
    """Return sheets with their unit, responsible, targets and answers loaded, one a row. A blank cell is no data."""
    listed = list(sheets)
    years = sorted({target.year for sheet in listed for target in sheet.targets.all()})
    with override(TABLE_LANGUAGE):
        criteria = [f"CREMAS: {criterion.label}" for criterion in Criterion]
    columns = [*TEMPLATE_COLUMNS, *(f"Meta {year}" for year in years), *criteria, *SAID_BESIDES]
    return Table(name=name, columns=columns, rows=_rows(listed, years))


def _rows(sheets: Iterable[IndicatorSheet], years: list[int]) -> Iterator[list[Any]]:
    for sheet in sheets:
        targets = {target.year: target.value for target in sheet.targets.all()}
        answers = {answer.criterion: answer for answer in sheet.answers.all()}
        said = [answers.get(criterion.value) for criterion in Criterion]
        with override(TABLE_LANGUAGE):
            yield [
                *_said(sheet),
                *(targets.get(year) for year in years),
                *(f"{'Sí' if one.holds else 'No'}. {one.justification}".strip() if one else None for one in said),
                str(sheet.get_status_display()),
                sheet.number,
                timezone.localtime(sheet.in_force_at).date() if sheet.in_force_at else None,
            ]


def _said(sheet: IndicatorSheet) -> list[Any]:
    return [
        str(sheet.public_id),
        sheet.unit.organization.name,
        sheet.unit.name,
        str(sheet.get_level_display()),
        sheet.name,
        sheet.description or None,
        sheet.measure_unit or None,
        str(sheet.get_periodicity_display()) or None,
        sheet.formula or None,
        sheet.variables or None,
        sheet.source or None,
        sheet.baseline_value,
        str(sheet.get_baseline_gap_display()) or None,
        sheet.baseline_year,
        str(sheet.get_direction_display()) or None,
        str(sheet.get_accumulation_display()) or None,
        sheet.responsible.full_name if sheet.responsible else None,
        sheet.notes or None,
    ]
