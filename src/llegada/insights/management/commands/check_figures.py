"""Compares the figures with the sessions they come from."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from llegada.insights.progress_rebuild import find_progress_differences
from llegada.insights.services import find_differences
from llegada.insights.services.sharing import find_shared_differences


class Command(BaseCommand):
    """`check_figures`: lists every cell that does not say what the facts say; ends with 1 if there is any."""

    help = _("Compara las cifras con las sesiones y muestra lo que no coincida.")

    def handle(self, *args: Any, **options: Any) -> None:
        """List the differences. Raises CommandError if there is any."""
        differences = [*find_differences(), *find_shared_differences()]
        for one in differences:
            self.stdout.write(f"{one.table} {one.key} {one.what}: {one.stored} ≠ {one.expected}")
        progress = find_progress_differences()
        for row in progress:
            self.stdout.write(f"{row.what} {row.of}: {row.rows} · {row.example}")
        if differences or progress:
            raise CommandError(
                _(
                    "%(count)d diferencias entre las cifras y las sesiones. Corrija con: ./llegada manage rebuild_figures"
                )
                % {"count": len(differences) + sum(row.rows for row in progress)}
            )
        self.stdout.write(_("Las cifras coinciden con las sesiones."))
