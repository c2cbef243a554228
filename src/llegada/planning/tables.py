"""The lines of plans, what is programmed of them in a month, and the analyses of a year, as tables to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _

from llegada.core.tabular import Table
from llegada.planning.line_content import name_of
from llegada.planning.models import AnnualAnalysis, AnnualPlanLine, MonthStep
from llegada.planning.plan_words import catalogue_words
from llegada.planning.selectors import AnalysisRow, MonthRow
from llegada.portfolio.choices import FundingSource

_BEFORE: Final = (
    "Identificador propio", "Entidad", "Departamento", "Servicio", "Temática", "Inicio", "Fin", "Días de trabajo",
    "Modalidad", "Origen", "Obligatoriedad", "Gestor territorial", "Dependencias con las que se hace", "Estrategia",
    "Código en el plan de acción", "Código en el plan de adquisiciones",
)  # fmt: skip
_OF_MONTH: Final = (
    "Identificador propio", "Entidad", "Departamento", "Servicio", "Inicio", "Fin", "Estado", "Programada", "Equipo",
    "Días de trabajo en el mes", "Lugar o espacio", "Materiales", "Pasos", "Pasos pendientes", "Nota", "Revisión del catálogo",
)  # fmt: skip


def lines_table(lines: Iterable[AnnualPlanLine], *, name: str) -> Table:
    """Return lines, with their partners and budgets loaded, as a table: one column of money a source, in COP."""
    columns = (*_BEFORE, *(str(one.label) for one in FundingSource), "Total", "Estado")
    return Table(name, columns, _rows(lines))


def month_table(rows: Iterable[MonthRow], *, name: str) -> Table:
    """Return the lines of a month with what is programmed of each, as a table; what nobody has said is a blank cell."""
    return Table(name, _OF_MONTH, _month_rows(rows))


def _month_rows(rows: Iterable[MonthRow]) -> Iterator[list[Any]]:
    for row in rows:
        line, programming = row.line, row.programming
        steps = list(programming.steps.all()) if programming else []
        yield [
            line.external_id or None,
            line.entity.name,
            line.entity.department.name if line.entity.department else None,
            name_of(line.service),
            line.starts_on,
            line.ends_on,
            line.get_status_display(),
            "Sí" if programming else "No",
            "; ".join(person.full_name for person in programming.team.all()) or None if programming else None,
            programming.person_days if programming else None,
            programming.place or None if programming else None,
            programming.materials or None if programming else None,
            "; ".join(_step(one) for one in steps) or None,
            len(row.pending_steps) if steps else None,
            programming.note or None if programming else None,
            "; ".join(catalogue_words(key, row.duration) for key in row.warnings) or None,
        ]


def _step(step: MonthStep) -> str:
    until = f" (hasta {step.due_on})" if step.due_on else ""
    return f"{step.name}{until}: {f'hecho el {step.done_on}' if step.done_on else 'pendiente'}"


def _rows(lines: Iterable[AnnualPlanLine]) -> Iterator[list[Any]]:
    for line in lines:
        money = {one.source: one.amount for one in line.budgets.all()}
        yield [
            line.external_id or None,
            line.entity.name,
            line.entity.department.name if line.entity.department else None,
            name_of(line.service),
            line.topic.name,
            line.starts_on,
            line.ends_on,
            line.person_days,
            line.get_modality_display() or None,
            line.get_origin_display() or None,
            line.get_obligation_display() or None,
            line.territorial_manager.full_name if line.territorial_manager else None,
            "; ".join(unit.name for unit in line.partners.all()) or None,
            line.strategy.name if line.strategy else None,
            line.action_plan_code or None,
            line.procurement_code or None,
            *(money.get(source) for source in FundingSource.values),
            sum(money.values()) if money else None,
            line.get_status_display(),
        ]


def analyses_table(rows: Iterable[AnalysisRow], *, name: str) -> Table:
    """Return what the analyses of a year say: a row for each thing said, and one for each unit that has not sent."""
    columns = [
        _("Dependencia"), _("Estado"), _("Días de atraso"), _("Parte"), _("Orden"), _("Nombre"), _("Texto"), _("Aplica"),
        _("Entidades o alcance"), _("Línea temática"), _("Fuentes"),
    ]  # fmt: skip
    return Table(name, columns, _analysis_rows(rows))


def _analysis_rows(rows: Iterable[AnalysisRow]) -> Iterator[list[Any]]:
    for row in rows:
        if row.analysis is None or not row.is_delivered:
            status = row.analysis.get_status_display() if row.analysis else _("Sin comenzar")
            yield [row.unit.name, status, row.days_late or None, *(None,) * 8]
            continue
        head = [row.unit.name, row.analysis.get_status_display(), None]
        yield from (head + said for said in _said_in(row.analysis))


def _said_in(analysis: AnnualAnalysis) -> Iterator[list[Any]]:
    for found in analysis.findings.all():
        sources = "; ".join(f"{one.name} ({one.url})" for one in found.sources.all()) or None
        applies = _("Sí") if found.applies else _("No")
        yield [found.get_section_display(), None, None, found.text, applies, None, None, sources]
    for one in analysis.scenarios.all():
        yield [_("Escenario"), one.position, one.name, one.description, None, one.scope, None, None]
    for each in analysis.priorities.all():
        line = each.line.name if each.line else None
        yield [_("Prioridad"), each.position, each.name, each.reason, None, None, line, None]
