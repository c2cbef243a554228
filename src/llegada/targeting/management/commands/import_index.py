"""`import_index FILE`: external indices from a file as their source publishes it, or from every table of a folder."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from llegada.core.actors import SYSTEM
from llegada.core.import_commands import ImportCommand
from llegada.core.imports import ImportReport, ImportSource
from llegada.targeting.errors import UnknownLayout
from llegada.targeting.services.index_drafts import DraftKind, IndexReport
from llegada.targeting.services.index_import import IndexFile, import_indices

_ENDINGS: Final = {".csv", ".xlsx"}
_MOODS: Final = {DraftKind.NEW: "nueva", DraftKind.CORRECTION: "corrige la vigente", DraftKind.SAME: "ya estaba igual"}


class Command(ImportCommand):
    """Imports indices and says what became of every row and edition."""

    help = "Importa índices externos desde un CSV o XLSX, o desde todos los de una carpeta (los que reconozca)."
    report_name = "indices"
    year: int | None = None
    reason: str = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file, the year and the reason."""
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, help="año de los datos, si el archivo no lo dice")
        parser.add_argument("--reason", default="", help="por qué está bien lo que el ensayo encontró dudoso")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file, or each file of the folder."""
        self.year, self.reason = options["year"], options["reason"]
        path: Path = options["file"]
        if not path.is_dir():
            super().handle(*args, **options)
            return
        for one in sorted(path.iterdir()):
            if one.suffix.lower() in _ENDINGS:
                self.stdout.write(f"== {one.name}")
                self._handle_one(one, options)

    def _handle_one(self, path: Path, options: dict[str, Any]) -> None:
        try:
            super().handle(**{**options, "file": path, "report": None})
        except CommandError as error:
            if not isinstance(error.__cause__, UnknownLayout):
                raise
            self.stdout.write("No es una tabla de índices que Llegada reconozca: se deja por fuera.")

    def carry_out(self, *, content: BytesIO, source: ImportSource, dry_run: bool, now: datetime) -> ImportReport:
        """Import the indices of a table. Raises Unreadable, UnknownLayout, YearNeeded, DoubtfulEditions."""
        file = IndexFile(source.name, content.getvalue(), self.year)
        return import_indices(actor=SYSTEM, file=file, dry_run=dry_run, now=now, reason=self.reason)

    def tell_more(self, report: IndexReport) -> None:
        """Say how the file was read, each edition, and what is said of them."""
        name = report.layout.name if report.layout else ""
        self.stdout.write(f"Se leyó como: {name}. Códigos reparados: {report.repaired}.")
        for note in report.notes:
            self.stdout.write(note)
        for draft in report.drafts:
            mood = _MOODS[draft.kind]
            self.stdout.write(f"- {draft.title}: {draft.covered_count} de {draft.expected_count} lugares, {mood}.")
        for concern in report.concerns:
            self.stdout.write(f"Dudoso: {concern}")
