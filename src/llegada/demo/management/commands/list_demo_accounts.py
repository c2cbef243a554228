"""`./llegada manage list_demo_accounts`: the accounts to try the demonstration with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from llegada.demo.accounts import describe_accounts


class Command(BaseCommand):
    """Prints the demonstration's accounts and their roles."""

    help = "Muestra las cuentas de la demostración con sus roles."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them; nothing where there is no demonstration."""
        self.stdout.write(describe_accounts())
