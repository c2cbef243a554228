"""Tables of focalisation to download."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from llegada.core.tabular import Table
from llegada.targeting.models import PrioritizedEntity, PrioritizedList


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
