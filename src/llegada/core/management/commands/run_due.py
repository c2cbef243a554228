"""`./llegada manage run_due`: do what is done once a day, once by a timer or always beside the worker (`--loop`)."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from llegada.core import alive
from llegada.core.due import run_due
from llegada.core.left import take_up_left

logger = logging.getLogger(__name__)
#: How often the loop asks what is due. Stopping does not wait for it.
SECONDS_BETWEEN: Final = 300


class Command(BaseCommand):
    """Carries out what is due today and nobody has done."""

    help = "Hace lo que se hace una vez al día y hoy no se ha hecho: el correo de avisos, entre otros."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the option of the launcher and of the service: stay, and ask again every few minutes."""
        parser.add_argument("--loop", action="store_true", help="se queda y pregunta cada cinco minutos")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once, and fail if a job failed; or stay until somebody asks to stop, letting the job in hand end."""
        if not options["loop"]:
            failed = [name for name, went_well in self._round().items() if not went_well]
            if failed:
                raise CommandError(f"Falló: {', '.join(failed)}. El detalle está en el registro.")
            return
        asked_to_stop = threading.Event()

        def stop(number: int, frame: FrameType | None) -> None:
            asked_to_stop.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        while not asked_to_stop.is_set():
            close_old_connections()  # the database may have been restarted since
            try:
                self._round()
            except (InterfaceError, OperationalError):
                logger.exception("database_away")
            asked_to_stop.wait(SECONDS_BETWEEN)

    def _round(self) -> dict[str, bool]:
        now = timezone.now()
        take_up_left(now=now)  # their worker may have died with its machine
        alive.sweep()
        done = run_due(now=now)
        for name, went_well in done.items():
            self.stdout.write(f"{name}: {'hecho' if went_well else 'falló'}")
        return done
