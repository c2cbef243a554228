"""The lines of plans as a table to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from llegada.core.tabular import Table
from llegada.planning.line_content import name_of
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.choices import FundingSource

_BEFORE: Final = (
    "Identificador propio", "Entidad", "Departamento", "Servicio", "Temática", "Inicio", "Fin", "Días de trabajo",
    "Modalidad", "Origen", "Obligatoriedad", "Gestor territorial", "Dependencias con las que se hace", "Estrategia",
    "Código en el plan de acción", "Código en el plan de adquisiciones",
)  # fmt: skip


def lines_table(lines: Iterable[AnnualPlanLine], *, name: str) -> Table:
    """Return lines, with their partners and budgets loaded, as a table: one column of money a source, in COP."""
    columns = (*_BEFORE, *(str(one.label) for one in FundingSource), "Total", "Estado")
    return Table(name, columns, _rows(lines))


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
