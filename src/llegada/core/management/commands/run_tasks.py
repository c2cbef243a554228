"""`./llegada manage run_tasks`: carry out what was asked for in the background, though the database goes away and comes back."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from llegada.core import alive
from llegada.core.left import take_up_left

logger = logging.getLogger(__name__)
#: Between two attempts at a database that does not answer. Stopping does not wait for it.
SECONDS_BETWEEN: Final = 5


class Command(db_worker.Command):
    """The worker of the library, which ends with the first connection that fails, begun again as long as nobody asks it to stop.

    It is known by a name that tells whether it lives, and begins with what workers that were killed had in hand.
    """

    help = "Hace las tareas que se piden aparte: correos, documentos, importaciones, archivos grandes."

    def handle(self, **options: Any) -> None:
        """Work until somebody asks to stop, or, with --batch, until nothing is left."""
        me = alive.my_name()
        while True:
            try:
                take_up_left(now=timezone.now(), idle={me})
                super().handle(**options | {"worker_id": me})
            except (InterfaceError, OperationalError):
                logger.exception("database_away")
                connections.close_all()
                time.sleep(SECONDS_BETWEEN)
            else:
                return
