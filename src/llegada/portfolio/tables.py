"""Services and strategies as tables to download. The columns of services are those of the import template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE, Table
from llegada.portfolio.models import ServiceVersion, Strategy
from llegada.portfolio.offer import MILESTONE_COLUMNS, TEMPLATE_COLUMNS
from llegada.portfolio.services.drafts import write_number
from llegada.portfolio.strategy_content import CHOICE_FIELDS

#: What a download says besides; an import leaves these columns alone.
SAID_BESIDES = ("Estado", "Versión", "Etapa", "Publicada el")
#: Groups of milestone columns in an empty template.
TEMPLATE_MILESTONES = 6


def services_table(versions: Iterable[ServiceVersion], *, name: str) -> Table:
    """Return versions with their service, line, modalities and milestones loaded, one a row."""
    listed = list(versions)
    most = max((len(version.milestones.all()) for version in listed), default=0)
    return Table(name=name, columns=_columns(most, SAID_BESIDES), rows=_rows(listed, most))


def template_table() -> Table:
    """Return the empty template."""
    return Table(name="plantilla-servicios", columns=_columns(TEMPLATE_MILESTONES, ()), rows=[])


def _columns(most_milestones: int, besides: Sequence[str]) -> list[str]:
    groups = [column.format(number) for number in range(1, most_milestones + 1) for column in MILESTONE_COLUMNS]
    return [*TEMPLATE_COLUMNS, *groups, *besides]


def _rows(versions: Iterable[ServiceVersion], most_milestones: int) -> Iterator[list[Any]]:
    for version in versions:
        with override(TABLE_LANGUAGE):  # a table goes out in the words that the import reads
            kind = str(version.get_kind_display()) or None
            modalities = "; ".join(str(one.get_modality_display()) for one in version.modalities.all())
            status = str(version.service.get_status_display())
            stage = str(version.get_status_display())
        service = version.service
        row: list[Any] = [
            str(service.public_id),
            service.organization.name,
            service.organization.acronym,
            service.unit.name if service.unit else None,
            version.line.name,
            kind,
            version.name,
            version.objective,
            version.deliverable,
            version.audience,
            modalities,
            version.website,
        ]
        milestones = sorted(version.milestones.all(), key=lambda milestone: milestone.position)
        for one in milestones:
            row += [one.name, one.weight, one.expected_evidence, one.typical_days]
        row += [None] * (len(MILESTONE_COLUMNS) * (most_milestones - len(milestones)))
        published_on = timezone.localtime(version.published_at).date() if version.published_at else None
        yield [*row, status, version.number, stage, published_on]


STRATEGY_COLUMNS = (
    "Identificador", "Vigencia", "Estrategia", "Dependencia", "Estado", "Objetivo", "Metas", "Escala territorial",
    "Clase de capacidad", "Horizonte", "Origen", "Forma de la asistencia", "Ejecución", "Dependencias que participan",
    "Líder técnico",
)  # fmt: skip


def strategies_table(strategies: Iterable[Strategy]) -> Table:
    """Return strategies with their unit and goals loaded, one a row."""
    return Table(name="estrategias", columns=STRATEGY_COLUMNS, rows=_strategy_rows(strategies))


def _strategy_rows(strategies: Iterable[Strategy]) -> Iterator[list[Any]]:
    for one in strategies:
        goals = "; ".join(
            f"{goal.name}: {write_number(goal.target)} {goal.measure} ({goal.due_year})" for goal in one.goals.all()
        )
        with override(TABLE_LANGUAGE):
            words = [str(getattr(one, f"get_{name}_display")()) or None for name in CHOICE_FIELDS]
            status = str(one.get_status_display())
        first = [str(one.public_id), one.year, one.name, one.unit.name, status, one.objective or None, goals or None]
        partners = "; ".join(unit.name for unit in one.partners.all())
        yield [*first, *words, partners or None, one.technical_lead.full_name if one.technical_lead else None]
