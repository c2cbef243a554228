"""Adds to rows of figures or makes them, by statements that SQLite and PostgreSQL both have and Django has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from llegada.insights.models import AssistanceCell, CoverCell, CoverSet

#: Rows of one statement: far from the parameters that a database takes at once.
ROWS: Final = 500
DETAIL_KEY: Final = ("entity_id", "year", "service_id", "unit_id", "line_id", "organization_id")
PLACE: Final = ("department_id", "municipality_id")
COVER_KEY: Final = ("grain", "period", "key1", "key2", "key3", "key4")
_SUMS: Final = ("sessions", "attendances")


def add_to_detail(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Add each row's sums to the cell with its key, or make it, and yield (id, *key, sessions, attendances) of each.

    A row is (*DETAIL_KEY, *PLACE, sessions, attendances); the place becomes that of the row. No two may have one key.
    """
    fixed = (("people", "0"), ("people_set", "''" if connection.vendor != "sqlite" else "x''"))
    return _add(AssistanceCell, DETAIL_KEY, PLACE, fixed, rows)


def add_to_covers(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Add each row's sums to the cell with its key, or make it, and yield (id, *key, sessions, attendances) of each.

    A row is (*COVER_KEY, sessions, attendances). No two may have one key.
    """
    fixed = (("entities", "0"), ("municipalities", "0"), ("people", "0"))
    return _add(CoverCell, COVER_KEY, (), fixed, rows)


def _add(
    model: type[Model],
    key: tuple[str, ...],
    replaced: tuple[str, ...],
    fixed: tuple[tuple[str, str], ...],
    rows: Sequence[tuple[Any, ...]],
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        with connection.cursor() as cursor:
            cursor.execute(_adding(model, key, replaced, fixed, len(some)), [value for row in some for value in row])
            yield from cursor.fetchall()


@cache
def _adding(
    model: type[Model], key: tuple[str, ...], replaced: tuple[str, ...], fixed: tuple[tuple[str, str], ...], count: int
) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    given = (*key, *replaced, *_SUMS)
    names = ", ".join(quote(name) for name in (*given, *(name for name, _ in fixed)))
    one = ", ".join([*(["%s"] * len(given)), *(value for _, value in fixed)])
    sets = [f"{quote(name)} = excluded.{quote(name)}" for name in replaced]
    sets += [f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in _SUMS]
    unique = ", ".join(map(quote, key))
    back = ", ".join(map(quote, ("id", *key, *_SUMS)))
    values = ", ".join([f"({one})"] * count)
    # Names come from the models above and values travel apart: nothing from outside is in the statement.
    return (
        f"INSERT INTO {table} ({names}) VALUES {values} "  # noqa: S608
        f"ON CONFLICT ({unique}) DO UPDATE SET {', '.join(sets)} RETURNING {back}"
    )


def write_sets(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write the sets of cells of coverings, each row (cell, entities, municipalities, people), over what was there."""
    names = ("entities", "municipalities", "people")
    quote = connection.ops.quote_name
    table = quote(CoverSet._meta.db_table)
    sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in names)
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        values = ", ".join(["(%s, %s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({quote('cell_id')}, {', '.join(map(quote, names))}) VALUES {values} "  # noqa: S608
                f"ON CONFLICT ({quote('cell_id')}) DO UPDATE SET {sets}",
                [value for row in some for value in row],
            )
