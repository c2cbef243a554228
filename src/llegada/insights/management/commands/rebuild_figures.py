"""Counts every session again and replaces the figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from llegada.insights.progress_rebuild import needs_progress, rebuild_progress
from llegada.insights.services import needs_rebuild, rebuild_figures
from llegada.insights.services.sharing import needs_shared, rebuild_shared


class Command(BaseCommand):
    """`rebuild_figures`: all or nothing, harmless to repeat, safe while people work."""

    help = _("Vuelve a contar todas las sesiones y reemplaza las cifras.")

    def add_arguments(self, parser: CommandParser) -> None:
        """Take `--if-empty`: what every start runs."""
        parser.add_argument("--if-empty", action="store_true", help=_("solo si hay sesiones y no hay cifras"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many rows were written."""
        only_if_empty = options["if_empty"]
        if not only_if_empty or needs_rebuild():
            rebuilt = rebuild_figures()
            self.stdout.write(
                _("Cifras reconstruidas: %(cells)d celdas, %(people)d personas.")
                % {"cells": rebuilt.cells + rebuilt.covers, "people": rebuilt.people}
            )
        if not only_if_empty or needs_progress():
            self.stdout.write(_("Avance reconstruido: %(cells)d celdas.") % {"cells": rebuild_progress()})
        if not only_if_empty or needs_shared():
            self.stdout.write(_("Cruces de planes reconstruidos: %(spells)d tramos.") % {"spells": rebuild_shared()})
