"""Columns that several datasets share: who gives, to whom, where."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.exports.datasets.shape import Column, Kind, kind_of
from llegada.portfolio.models import Service, ServiceVersion, ThematicLine
from llegada.territory.models import Entity, Municipality

#: Renaming one of these changes the words of every table.
CATALOGUE_KINDS: Final = (kind_of(Organization), kind_of(OrgUnit), kind_of(Entity), kind_of(Municipality))
#: And of these, of every table that says which service and of what line.
SERVICE_KINDS: Final = (kind_of(Service), kind_of(ServiceVersion), kind_of(ThematicLine))


def year_column(source: str) -> Column:
    """Return the column of the fiscal year."""
    return Column(code="vigencia", label=_("Vigencia"), source=source, kind=Kind.YEAR)


def unit_columns(to_unit: str) -> tuple[Column, ...]:
    """Return who gives: organisation and unit; `to_unit` is the lookup of the unit."""
    return (
        Column(
            code="codigo_organizacion",
            label=_("Organización (código)"),
            source=f"{to_unit}__organization__public_id",
            description=_("Identificador estable de la organización que asiste."),
        ),
        Column(code="organizacion", label=_("Organización"), source=f"{to_unit}__organization__name"),
        Column(
            code="codigo_dependencia",
            label=_("Dependencia (código)"),
            source=f"{to_unit}__public_id",
            description=_("Identificador estable de la dependencia que asiste."),
        ),
        Column(code="dependencia", label=_("Dependencia"), source=f"{to_unit}__name"),
    )


def entity_columns(to_entity: str) -> tuple[Column, ...]:
    """Return the entity that is assisted and where its seat is; `to_entity` is the lookup of the entity."""
    return (
        Column(
            code="codigo_entidad",
            label=_("Entidad (código)"),
            source=f"{to_entity}__public_id",
            references=("entidades", "codigo_entidad"),
        ),
        Column(code="entidad", label=_("Entidad"), source=f"{to_entity}__name"),
        *place_columns(f"{to_entity}__"),
    )


def place_columns(prefix: str, **more: Any) -> tuple[Column, ...]:
    """Return department and municipality, by DANE code and name; blank where the entity has no seat in the catalogue."""
    return (
        Column(
            code="codigo_departamento",
            label=_("Departamento (código DANE)"),
            source=f"{prefix}department_id",
            references=("departamentos", "codigo_departamento"),
            description=_("Dos cifras, como texto: 05."),
        ),
        Column(code="departamento", label=_("Departamento"), source=f"{prefix}department__name"),
        Column(
            code="codigo_municipio",
            label=_("Municipio (código DANE)"),
            source=f"{prefix}municipality_id",
            references=("municipios", "codigo_municipio"),
            description=_("Cinco cifras, como texto: 05001."),
        ),
        Column(code="municipio", label=_("Municipio"), source=f"{prefix}municipality__name"),
    )


def service_columns(to_version: str) -> tuple[Column, ...]:
    """Return what is given: service and thematic line; `to_version` is the lookup of the version of the service."""
    return (
        Column(
            code="codigo_servicio",
            label=_("Servicio (código)"),
            source=f"{to_version}__service__public_id",
            references=("servicios", "codigo_servicio"),
        ),
        Column(code="servicio", label=_("Servicio"), source=f"{to_version}__name"),
        Column(code="linea_tematica", label=_("Línea temática"), source=f"{to_version}__line__name"),
    )
