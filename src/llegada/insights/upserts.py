"""Adds to rows of figures or makes them, by one statement that SQLite and PostgreSQL both have and Django has not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from llegada.insights.cells import CellKey, Place
from llegada.insights.models import AssistanceCell, ParticipantCell

#: Rows of one statement: far from the parameters that a database takes at once.
ROWS: Final = 500
#: What is counted in each model, after the key, the place and what else makes a row unique.
_COUNTED: Final[dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]]] = {
    AssistanceCell: ((), ("sessions", "attendances")),
    ParticipantCell: (("person_key",), ("attendances",)),
}


def add_to_rows(model: type[Model], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add each row's counts to the row with its key, or make it; the place becomes that of `rows`.

    A row is (*CellKey, *Place, sessions, attendances) of a cell, (*CellKey, *Place, person key, attendances) of a
    participant. No two may have the same key. Rows are locked in their order.
    """
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        with connection.cursor() as cursor:
            cursor.execute(_statement(model, len(some)), [value for row in some for value in row])


@cache
def _statement(model: type[Model], count: int) -> str:
    more_key, counts = _COUNTED[model]
    columns = (*CellKey._fields, *Place._fields, *more_key, *counts)
    table, quote = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name
    sets = [f"{quote(name)} = excluded.{quote(name)}" for name in Place._fields]
    sets += [f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in counts]
    names = ", ".join(map(quote, columns))
    unique = ", ".join(map(quote, (*CellKey._fields, *more_key)))
    values = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * count)
    # Names come from the models above and values travel apart: nothing from outside is in the statement.
    return f"INSERT INTO {table} ({names}) VALUES {values} ON CONFLICT ({unique}) DO UPDATE SET {', '.join(sets)}"  # noqa: S608
