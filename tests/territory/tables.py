"""Writes small tables of entities, ours and the official one, as files that people would bring."""

from __future__ import annotations

import csv
import io

from llegada.core.actors import SYSTEM
from llegada.core.imports import ImportReport, ImportSource
from llegada.core.tabular import Table, xlsx_bytes
from llegada.territory.services import EntityRow, import_entities, read_entities
from llegada.territory.services.entity_tables import OFFICIAL_COLUMNS, TEMPLATE_COLUMNS
from tests.factories import NOW

HOSPITAL = {
    "name": "Hospital San Rafael",
    "nit": "800012345-1",
    "order": "Territorial",
    "kind": "Otra entidad",
    "municipality": "05001",
}
OFFICIAL_HOSPITAL = {
    "source_code": "2954",
    "name": "HOSPITAL SAN RAFAEL",
    "nit": "800012345",
    "order": "TERRITORIAL",
    "sector": "NO APLICA",
    "legal_nature": "EMPRESAS SOCIALES DEL ESTADO",
    "department": "05",
    "department_name": "ANTIOQUIA",
    "municipality": "05001",
    "municipality_in_department": "1",
    "municipality_name": "MEDELLÍN",
    "website": "NO DISPONIBLE",
    "is_active": "ACTIVA",
}


def csv_bytes(columns: dict[str, str], *rows: dict[str, str]) -> bytes:
    """Return rows, keyed by our names, as a CSV under the headings of the file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns.values()))
    writer.writeheader()
    writer.writerows({columns[field]: value for field, value in row.items()} for row in rows)
    return text.getvalue().encode()


def ours(*rows: dict[str, str]) -> list[EntityRow]:
    """Return rows of our template, each over the example of the hospital."""
    return read(csv_bytes(dict(TEMPLATE_COLUMNS), *({**HOSPITAL, **row} for row in rows)))


def official(*rows: dict[str, str]) -> list[EntityRow]:
    """Return rows of the official list, each over the example of the hospital."""
    return read(csv_bytes(dict(OFFICIAL_COLUMNS), *({**OFFICIAL_HOSPITAL, **row} for row in rows)))


def read(content: bytes, name: str = "entidades.csv") -> list[EntityRow]:
    """Read a file."""
    return read_entities(io.BytesIO(content), name=name)


def as_xlsx(table: Table) -> list[EntityRow]:
    """Return a table as it comes back from a spreadsheet."""
    return read(xlsx_bytes(table), "entidades.xlsx")


SOURCE = ImportSource.of("prueba.csv", b"una tabla")


def bring(rows: list[EntityRow], *, dry_run: bool = False) -> ImportReport:
    """Import rows from the console."""
    return import_entities(actor=SYSTEM, rows=rows, dry_run=dry_run, now=NOW, source=SOURCE)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged and rejected."""
    return report.created, report.updated, report.unchanged, report.rejected
