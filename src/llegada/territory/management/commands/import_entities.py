"""`import_entities FILE`: the official list of entities or our template, from a CSV or XLSX."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from llegada.core.actors import SYSTEM
from llegada.core.import_commands import ImportCommand
from llegada.core.imports import ImportReport, ImportSource
from llegada.territory.services import import_entities, read_entities


class Command(ImportCommand):
    """Imports entities and says what became of every row."""

    help = "Importa entidades desde un CSV o XLSX: la lista oficial o la plantilla de Llegada."
    report_name = "entidades"

    def carry_out(self, *, content: BytesIO, source: ImportSource, dry_run: bool, now: datetime) -> ImportReport:
        """Import the entities of a table. Raises Unreadable, MissingColumns."""
        rows = read_entities(content, name=source.name)
        return import_entities(actor=SYSTEM, rows=rows, dry_run=dry_run, now=now, source=source)
