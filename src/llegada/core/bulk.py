"""Writes many rows at once, in the fastest way of each database: COPY on PostgreSQL, one prepared statement on SQLite.

Rows must be valid already: nothing here looks at them but the constraints of the database. Must be called inside a transaction.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import Model

BATCH: Final = 10_000
Row = Sequence[Any]
#: The digit of a UUID that says its variant, for any random one.
_VARIANT: Final = {digit: "89ab"[int(digit, 16) % 4] for digit in "0123456789abcdef"}


#: Pages of SQLite's log before they are put in their place, while many rows come: usually 1000, which each batch passes.
_PAGES, _USUAL_PAGES = 16_000, 1_000


@contextmanager
def many_rows() -> Iterator[None]:
    """Have SQLite put what batches write in its place seldom: the same pages of its indexes change with each of them."""
    _set_pages(_PAGES)
    try:
        yield
    finally:
        _set_pages(_USUAL_PAGES)


def _set_pages(pages: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA wal_autocheckpoint={pages}")


def reserve_ids(model: type[Model], count: int) -> Sequence[int]:
    """Return `count` keys of a model that nobody else will get."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        if not found:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first + count - 1])
        else:
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [first + count - 1, table])
        return range(first, first + count)


def new_uuids(count: int) -> list[str]:
    """Return random UUIDs (version 4) as hexadecimal digits, made together: one by one they cost as much as writing their rows."""
    digits = os.urandom(16 * count).hex()
    return [
        f"{digits[at : at + 12]}4{digits[at + 13 : at + 16]}{_VARIANT[digits[at + 16]]}{digits[at + 17 : at + 32]}"
        for at in range(0, 32 * count, 32)
    ]


def instant(at: datetime) -> Any:
    """Return an instant as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)


def insert_rows(model: type[Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Append rows of `columns` (as the database names them) with values that it can take: texts, numbers, None, instants."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(one) for one in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", batch)  # noqa: S608


def keep_history(model: Any, *, ids: Sequence[int], kind: str, person_id: int | None, at: datetime) -> None:
    """Keep a version of the rows of a model, by their keys; `kind` is «+», «~» or «-»."""
    quote = connection.ops.quote_name
    history = model.history.model
    own = {one.column for one in model._meta.concrete_fields}
    columns = ", ".join(quote(one.column) for one in history._meta.concrete_fields if one.column in own)
    target, source = quote(history._meta.db_table), quote(model._meta.db_table)
    more = ", ".join(quote(one) for one in ("history_date", "history_type", "history_user_id", "history_change_reason"))
    statement = (
        f"INSERT INTO {target} ({columns}, {more}) "  # noqa: S608
        f"SELECT {columns}, %s, %s, %s, NULL FROM {source} WHERE id IN "
    )
    with connection.cursor() as cursor:
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"{statement} ({marks})", [instant(at), kind, person_id, *some])
