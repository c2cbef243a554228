"""`load_reference`: places, alcaldías, gobernaciones and whatever else the product ships."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.core.reference import load_all


class Command(BaseCommand):
    """Loads or updates the reference data that the product ships; run again it changes nothing."""

    help = "Carga o actualiza los datos de referencia: territorio, alcaldías, gobernaciones y catálogo de índices."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was written, of each app."""
        for name, report in load_all(actor=SYSTEM, now=timezone.now()).items():
            if options["verbosity"]:
                self.stdout.write(
                    f"Datos de referencia ({name}): {report.created} nuevos, {report.updated} actualizados, "
                    f"{report.unchanged} sin cambios."
                )
