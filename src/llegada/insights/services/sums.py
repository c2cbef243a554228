"""The sums of one cell as it moves, of whichever table."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import connection
from django.db.models import Model

from llegada.insights.services.movement import Move
from llegada.insights.services.people import in_parts
from llegada.insights.upserts import ROWS

logger = logging.getLogger(__name__)


def moved_sums(model: type[Model], key: tuple[int, ...], sums: Sequence[int], move: Move) -> tuple[int, int] | None:
    """Return sessions and attendances of a cell as they are now; None if nothing is left in it. What fell below zero is put right.

    A figure never stops the work that it counts: a cell that had drifted is logged, and `check_figures` tells the difference.
    """
    sessions, attendances = sums[0] + move.sessions, sums[1] + move.attendances
    if sessions < 0 or attendances < 0:
        logger.warning("figures.cell_missing", extra={"table": model._meta.db_table, "cell": list(key)})
    return (sessions, max(attendances, 0)) if sessions > 0 else None


def drop_cells(model: type[Model], emptied: list[int]) -> None:
    """Delete cells in which nothing is left, with their sets; none is read first, as deleting through the models would."""
    sets = [(relation.related_model._meta.db_table, relation.field.column) for relation in model._meta.related_objects]
    with connection.cursor() as cursor:
        for some in in_parts(emptied, ROWS):
            marks = ", ".join(["%s"] * len(some))
            for table, column in (*sets, (model._meta.db_table, "id")):
                cursor.execute(f"DELETE FROM {table} WHERE {column} IN ({marks})", some)  # noqa: S608
