"""`./llegada manage create_administrator`: the first account of an installation that has none."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from llegada.accounts.services import install_administrator
from llegada.core.errors import LlegadaError


class Command(BaseCommand):
    """Makes the administrator who registers everybody else."""

    help = "Crea la primera cuenta de administración. Pide la contraseña, o la lee de la entrada estándar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who it is."""
        parser.add_argument("email", help="correo con que ingresará")
        parser.add_argument("full_name", help="nombre completo, entre comillas")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account. Raises CommandError with the refusal's sentence."""
        password = getpass.getpass("Contraseña: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password)
            person = install_administrator(
                email=options["email"],
                full_name=options["full_name"],
                now=timezone.now(),
                password_hash=make_password(password),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except LlegadaError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"Listo: {person.email} administra esta instalación. Ingrese y registre a las demás personas."
        )
