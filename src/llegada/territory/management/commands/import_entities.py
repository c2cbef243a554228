"""`import_entities FILE`: the official list of entities or our template, from a CSV or XLSX."""

from __future__ import annotations

from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.core.errors import LlegadaError
from llegada.core.import_reports import write_report
from llegada.core.imports import ImportReport, ImportSource
from llegada.territory.services import import_entities, read_entities


class Command(BaseCommand):
    """Imports entities and says what became of every row."""

    help = "Importa entidades desde un CSV o XLSX: la lista oficial o la plantilla de Llegada."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the options."""
        parser.add_argument("file", type=Path, help="archivo CSV o XLSX")
        parser.add_argument("--dry-run", action="store_true", help="dice qué pasaría, sin guardar nada")
        parser.add_argument("--report", type=Path, help="guarda en este CSV o XLSX lo que se dijo de cada fila")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and print the counts and the rejected rows. Raises CommandError for an unreadable file."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
            report = import_entities(
                actor=SYSTEM,
                rows=read_entities(BytesIO(content), name=path.name),
                dry_run=options["dry_run"],
                now=timezone.now(),
                source=ImportSource.of(path.name, content),
            )
        except (OSError, LlegadaError) as error:
            raise CommandError(str(error)) from error
        if options["report"]:
            write_report(report, options["report"], name="entidades")
        self._tell(report)

    def _tell(self, report: ImportReport) -> None:
        if report.dry_run:
            self.stdout.write("Ensayo: no se guardó nada.")
        self.stdout.write(
            f"Filas: {report.total}. Nuevas: {report.created}. Actualizadas: {report.updated}. "
            f"Sin cambios: {report.unchanged}. Rechazadas: {report.rejected}. Avisos: {len(report.warnings)}."
        )
        for finding in report.rejections:
            self.stdout.write(f"  fila {finding.row}, {finding.column} «{finding.value}»: {finding.reason}")
