"""Counts every session again and replaces the figures."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from llegada.insights.services import rebuild_figures


class Command(BaseCommand):
    """`rebuild_figures`: all or nothing, harmless to repeat, safe while people work."""

    help = _("Vuelve a contar todas las sesiones y reemplaza las cifras.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many rows were written."""
        rebuilt = rebuild_figures()
        self.stdout.write(
            _("Cifras reconstruidas: %(cells)d celdas, %(participants)d participantes.")
            % {"cells": rebuilt.cells, "participants": rebuilt.participants}
        )
