"""`import_boundaries FILE`: official outlines of municipalities or departments, from a GeoJSON or TopoJSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.core.errors import LlegadaError
from llegada.territory.choices import BoundaryLevel
from llegada.territory.services import SUPERSEDED, BoundaryReport, import_boundaries


class Command(BaseCommand):
    """Loads boundaries and says which places are missing and which codes nobody knows."""

    help = "Carga los límites oficiales de municipios o departamentos desde un GeoJSON o TopoJSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the file and the level."""
        parser.add_argument("file", type=Path, help="archivo GeoJSON o TopoJSON con el código DANE")
        parser.add_argument("--level", choices=BoundaryLevel.values, help="si no se dice, se deduce de los códigos")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print the report. Raises CommandError for a file that cannot be loaded."""
        path: Path = options["file"]
        level = BoundaryLevel(options["level"]) if options["level"] else None
        try:
            with path.open("rb") as handle:
                report = import_boundaries(actor=SYSTEM, source=handle, name=path.name, now=timezone.now(), level=level)
        except OSError as error:
            raise CommandError(f"No se pudo abrir {path}: {error.strerror}.") from error
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(report)

    def _tell(self, report: BoundaryReport) -> None:
        self.stdout.write(f"Límites cargados: {report.loaded}, por la columna {report.key} ({report.level.label}).")
        for words, codes in (
            ("Sin límite en el archivo", report.missing),
            ("Códigos que no existen en DIVIPOLA", [_explained(code) for code in report.unknown]),
            ("Sin polígono", report.not_polygon),
            ("Códigos a los que se les repuso el cero inicial", report.repaired),
        ):
            if codes:
                self.stdout.write(f"{words} ({len(codes)}): {', '.join(codes)}.")


def _explained(code: str) -> str:
    return f"{code} (hoy {SUPERSEDED[code]})" if code in SUPERSEDED else code or "vacío"
