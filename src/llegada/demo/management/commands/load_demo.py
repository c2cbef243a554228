"""`./llegada manage load_demo`: load the fictitious year into an empty installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from llegada.accounts.models import Organization
from llegada.core.errors import LlegadaError
from llegada.demo.selectors import is_demo_loaded
from llegada.demo.services import load_demo


class Command(BaseCommand):
    """Loads the demonstration, once."""

    help = "Carga el año ficticio de demostración en una instalación vacía."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the option that `./llegada up` gives: data of a real institution are no reason to fail."""
        parser.add_argument("--if-empty", action="store_true", help="no es un error que ya haya organizaciones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or say that it is there already."""
        if is_demo_loaded():
            self.stdout.write("La demostración ya está cargada.")
            return
        if options["if_empty"] and Organization.objects.exists():
            self.stdout.write("Esta instalación ya tiene datos propios: no se carga la demostración.")
            return
        try:
            summary = load_demo(now=timezone.now(), today=timezone.localdate(), say=self.stdout.write)
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Demostración: {summary.people} personas, {summary.services} servicios publicados, {summary.plans} planes, "
            f"{summary.sessions} sesiones."
        )
