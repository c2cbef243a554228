"""`./llegada manage run_tasks`: carry out what was asked for in the background, though the database goes away and comes back."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands import db_worker

logger = logging.getLogger(__name__)
#: Between two attempts at a database that does not answer. Stopping does not wait for it.
SECONDS_BETWEEN: Final = 5


class Command(db_worker.Command):
    """The worker of the library, which ends with the first connection that fails, begun again as long as nobody asks it to stop."""

    help = "Hace las tareas que se piden aparte: correos, documentos, importaciones, archivos grandes."

    def handle(self, **options: Any) -> None:
        """Work until somebody asks to stop, or, with --batch, until nothing is left."""
        while True:
            try:
                super().handle(**options)
            except (InterfaceError, OperationalError):
                logger.exception("database_away")
                connections.close_all()
                time.sleep(SECONDS_BETWEEN)
            else:
                return
