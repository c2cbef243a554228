"""`load_reference`: departments, municipalities, alcaldías and gobernaciones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from llegada.core.actors import SYSTEM
from llegada.territory.services import load_reference


class Command(BaseCommand):
    """Loads or updates the reference data that the product ships; run again it changes nothing."""

    help = "Carga o actualiza los departamentos, los municipios, las alcaldías y las gobernaciones."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was written."""
        report = load_reference(actor=SYSTEM, now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(
                f"Datos de referencia: {report.created} nuevos, {report.updated} actualizados, "
                f"{report.unchanged} sin cambios."
            )
