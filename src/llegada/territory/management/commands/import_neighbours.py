"""`import_neighbours FILE`: which municipalities share a border, from a table with the columns `a` and `b`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.core.errors import LlegadaError
from llegada.territory.services import import_neighbours


class Command(BaseCommand):
    """Loads neighbours and says which rows were left out and why."""

    help = "Carga qué municipios limitan, desde un CSV o XLSX con las columnas a y b (códigos DANE)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file."""
        parser.add_argument("file", type=Path, help="tabla con las columnas a y b")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print the report. Raises CommandError for a file that cannot be loaded."""
        path: Path = options["file"]
        try:
            with path.open("rb") as handle:
                report = import_neighbours(actor=SYSTEM, source=handle, name=path.name, now=timezone.now())
        except OSError as error:
            raise CommandError(f"No se pudo abrir {path}: {error.strerror}.") from error
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Vecindades cargadas: {report.loaded}.")
        for words, rows in (
            ("Filas con un código que no existe en DIVIPOLA", report.unknown),
            ("Códigos a los que se les repuso el cero inicial", report.repaired),
        ):
            if rows:
                self.stdout.write(f"{words} ({len(rows)}): {', '.join(rows)}.")
