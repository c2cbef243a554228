"""The console command of every import: read the file, try or carry out, and say what became of every row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from argparse import ArgumentParser
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from llegada.core.errors import LlegadaError
from llegada.core.import_reports import write_report
from llegada.core.imports import ImportReport, ImportSource


class ImportCommand(BaseCommand, ABC):
    """Imports a CSV or XLSX. A command says what it carries out and, if it has more to tell, `tell_more`."""

    #: Names the report that is written.
    report_name: ClassVar[str]

    @abstractmethod
    def carry_out(self, *, content: BytesIO, source: ImportSource, dry_run: bool, now: datetime) -> ImportReport:
        """Return what would change, or what changed. Raises any refusal."""

    def tell_more(self, report: Any) -> None:
        """Say what only this import knows."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the options."""
        parser.add_argument("file", type=Path, help="archivo CSV o XLSX")
        parser.add_argument("--dry-run", action="store_true", help="dice qué pasaría, sin guardar nada")
        parser.add_argument("--report", type=Path, help="escribe cada aviso y rechazo en este archivo (.csv o .xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and say the counts and the rejected rows. Raises CommandError for a file that cannot be read."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
            report = self.carry_out(
                content=BytesIO(content),
                source=ImportSource.of(path.name, content),
                dry_run=options["dry_run"],
                now=timezone.now(),
            )
        except OSError as error:
            raise CommandError(f"No se pudo abrir {path}: {error.strerror}.") from error
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["report"]:
            write_report(report, options["report"], name=self.report_name)
        self._tell(report)
        self.tell_more(report)

    def _tell(self, report: ImportReport) -> None:
        for finding in report.rejections:
            value = f" «{finding.value[:60]}»" if finding.value else ""
            self.stdout.write(f"Fila {finding.row}, {finding.column}{value}. No entra: {finding.reason}")
        mood = "Ensayo, nada se guardó. " if report.dry_run else ""
        self.stdout.write(
            f"{mood}Filas: {report.total}. Entran nuevas: {report.created}. Se actualizan: {report.updated}. "
            f"Sin cambios: {report.unchanged}. No entran: {report.rejected}. "
            f"Avisos de filas que entran: {len(report.warnings)} (el informe de --report los dice)."
        )
