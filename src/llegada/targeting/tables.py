"""Tables of focalisation to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from llegada.core.tabular import Table
from llegada.targeting.columns import Column
from llegada.targeting.models import PrioritizedEntity, PrioritizedList, RunPlace


def list_table(one: PrioritizedList, rows: Iterable[PrioritizedEntity]) -> Table:
    """Return the entities of a version, in and out of it, with codes and words."""
    return Table(
        name=_("entidades-priorizadas-%(year)s-v%(number)s") % {"year": one.year, "number": one.number},
        columns=[
            _("Puesto"),
            _("Puntaje"),
            _("Entidad"),
            _("NIT"),
            _("Código del municipio"),
            _("Municipio"),
            _("Código del departamento"),
            _("Departamento"),
            _("Grupo"),
            _("Está en la lista"),
            _("Cómo llegó"),
            _("Motivo del cambio manual"),
            _("Obligatoriedad"),
            _("Norma que obliga"),
            _("Respuesta"),
            _("Fecha de la respuesta"),
            _("Cargo de quien respondió"),
            _("Cómo consta, o por qué no aceptó"),
        ],
        rows=(_row(one) for one in rows),
    )


def _row(row: PrioritizedEntity) -> tuple[object, ...]:
    entity = row.entity
    return (
        row.rank,
        row.score,
        entity.name,
        entity.nit,
        entity.municipality_id,
        entity.municipality.name if entity.municipality else None,
        entity.department_id,
        entity.department.name if entity.department else None,
        row.group.name if row.group else None,
        _("Sí") if row.is_included else _("No"),
        row.get_origin_display(),
        row.reason,
        row.get_duty_display(),
        row.duty_norm,
        row.get_acceptance_display(),
        row.acceptance_on,
        row.acceptance_by,
        row.acceptance_note,
    )


def run_table(name: str, places: Iterable[RunPlace], columns: Sequence[Column]) -> Table:
    """Return the places of a run, with the value and the points of each criterion."""
    who = [_("Orden"), _("Puesto"), _("Código"), _("Lugar"), _("Puntaje"), _("Está en la lista")]
    firm = [_("Probabilidad de estar"), _("Mejor puesto probable"), _("Peor puesto probable"), _("Firmeza")]
    values = [_("%(index)s: valor") % {"index": column.label} for column in columns]
    parts = [_("%(index)s: aporte") % {"index": column.label} for column in columns]
    return Table(name=name, columns=[*who, *firm, *values, *parts], rows=_run_rows(places, len(columns)))


def _run_rows(places: Iterable[RunPlace], columns: int) -> Iterator[list[object]]:
    for one in places:
        listed = _("Sí") if one.is_chosen else _("No")
        firm = [one.stay_share, one.rank_low, one.rank_high, one.get_standing_display() or None]
        who = [one.position, one.rank, one.code, one.name, one.score, listed]
        yield [*who, *firm, *one.values, *(one.parts or [None] * columns)]
