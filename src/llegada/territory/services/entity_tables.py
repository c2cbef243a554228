"""The tables in which entities come and go: the official list as it is published, and our own template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE, MissingColumns, Row, Table, read_table
from llegada.territory.choices import EntityKind, EntityOrder
from llegada.territory.models import Entity

#: Our template: the heading of each column.
TEMPLATE_COLUMNS: Final[Mapping[str, str]] = {
    "public_id": "Identificador",
    "source_code": "Código en la fuente",
    "name": "Nombre",
    "nit": "NIT",
    "order": "Orden",
    "kind": "Clase",
    "sector": "Sector",
    "legal_nature": "Naturaleza jurídica",
    "department": "Código del departamento",
    "department_name": "Departamento",
    "municipality": "Código del municipio",
    "municipality_name": "Municipio",
    "website": "Sitio web",
    "is_active": "Activa",
}
_TEMPLATE_REQUIRED: Final = ("name", "nit", "order", "kind", "municipality")
#: The list of public institutions as Función Pública publishes it (SUIT/SIGEP).
OFFICIAL_COLUMNS: Final[Mapping[str, str]] = {
    "source_code": "DM_INSTITUCION_COD_INSTITUCION",
    "name": "NOMBRE",
    "nit": "CCB_NIT_INST",
    "order": "ORDEN",
    "sector": "SECTOR",
    "legal_nature": "NATURALEZA_JURIDICA",
    "department": "IDDEPARTAMENTO",
    "department_name": "DEPARTAMENTO",
    "municipality": "cod_mpio",
    "municipality_in_department": "IDMUNICIPIO",
    "municipality_name": "MUNICIPIO",
    "website": "CCB_PAGINA_WEB",
    "is_active": "ESTADO_INS",
}
_OFFICIAL_REQUIRED: Final = (
    "source_code",
    "name",
    "nit",
    "order",
    "legal_nature",
    "department",
    "municipality_in_department",
    "municipality_name",
)


@dataclass(frozen=True)
class EntityRow:
    """One row of either table: its number, its cells by our names, and the heading that each has in the file."""

    number: int
    cells: Mapping[str, str]
    headings: Mapping[str, str]

    def get(self, field: str) -> str:
        """Return the cell's text, empty where it is blank or the table has no such column."""
        return self.cells.get(field, "")

    @property
    def is_official(self) -> bool:
        """Return whether the row comes from the official list, which states no kind."""
        return "kind" not in self.headings

    def heading(self, field: str) -> str:
        """Return the heading of the file's column for a finding."""
        return self.headings.get(field, TEMPLATE_COLUMNS.get(field, ""))


def read_entities(source: BinaryIO, *, name: str) -> list[EntityRow]:
    """Read the official list or our template, whichever it is. Raises Unreadable and MissingColumns."""
    content = source.read()
    missing: list[MissingColumns] = []
    for headings, required in ((TEMPLATE_COLUMNS, _TEMPLATE_REQUIRED), (OFFICIAL_COLUMNS, _OFFICIAL_REQUIRED)):
        try:
            rows = read_table(io.BytesIO(content), name=name, required=[headings[field] for field in required])
        except MissingColumns as refusal:
            missing.append(refusal)
        else:
            return [_entity_row(row, headings) for row in rows]
    # Of the two refusals, the one that is nearer to what was brought; our template if neither is.
    raise min(missing, key=lambda refusal: len(refusal.params["columns"].split(", ")))


def _entity_row(row: Row, headings: Mapping[str, str]) -> EntityRow:
    return EntityRow(row.number, {field: row.get(heading) for field, heading in headings.items()}, headings)


def entities_table(entities: Iterable[Entity]) -> Table:
    """Return entities as our template, so that what is downloaded can be corrected and imported again."""
    return Table("entidades", list(TEMPLATE_COLUMNS.values()), (_exported(entity) for entity in entities))


def template_table() -> Table:
    """Return our template with one example row to write over."""
    example = [
        "",
        "",
        "Alcaldía de Medellín",
        "890905211-1",
        "Territorial",
        "Alcaldía",
        "",
        "",
        "05",
        "Antioquia",
        "05001",
    ]
    return Table("plantilla-entidades", list(TEMPLATE_COLUMNS.values()), [[*example, "Medellín", "", "Sí"]])


def _exported(entity: Entity) -> list[Any]:
    with override(TABLE_LANGUAGE):
        order, kind = str(EntityOrder(entity.order).label), str(EntityKind(entity.kind).label)
    return [
        str(entity.public_id),
        entity.source_code,
        entity.name,
        f"{entity.nit}-{entity.nit_check_digit}" if entity.nit else None,
        order,
        kind,
        entity.sector,
        entity.legal_nature,
        entity.department_id,
        entity.department.name if entity.department else None,
        entity.municipality_id,
        entity.municipality.name if entity.municipality else None,
        entity.website,
        "Sí" if entity.is_active else "No",
    ]
