"""Reads the whole answer to a question as columns of whole numbers, at the speed of the database rather than of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Columns = npt.NDArray[Any]
#: What a binary COPY begins with, before the rows: signature, flags, length of the extension.
_HEADER: Final = 19


def day_of(column: str) -> str:
    """Return the SQL of the number of a day, as `toordinal` counts them."""
    if connection.vendor == "postgresql":
        return f"({column} - date '0001-01-01' + 1)"
    return f"CAST(julianday({column}) - 1721424.5 AS INTEGER)"


def read_columns(question: str, names: Sequence[str]) -> Columns:
    """Return the rows of an SQL `question` whose columns are whole numbers, none null, as a structured array of 64 bits."""
    kept = np.dtype([(name, "<i8") for name in names])
    if connection.vendor == "postgresql":
        return _copied(question, names).astype(kept)
    with connection.cursor() as cursor:
        # The driver's own cursor: rows go straight into the array.
        return np.fromiter(cursor.cursor.connection.execute(question), dtype=kept)


def read_page(question: str, names: Sequence[str]) -> Columns:
    """Return the same of what a page reads, some thousand rows: in one answer, where each row would have to be waited for."""
    return _in_one(question, names) if connection.vendor == "postgresql" else _in_one_text(question, names)


def read_values(rows: QuerySet[Any, Any], names: Sequence[str], *, is_page: bool = False) -> Columns:
    """Return the same of a `values_list`, of the columns that `names` calls as they come, or as a page reads them."""
    try:
        statement, params = rows.query.sql_with_params()
    except EmptyResultSet:  # nothing is asked for, as of a place where nobody was
        return np.empty(0, dtype=[(name, "<i8") for name in names])
    if connection.vendor == "postgresql":
        operations: Any = connection.ops
        renamed = f"SELECT * FROM ({operations.compose_sql(statement, params)}) r ({', '.join(names)})"  # noqa: S608
        return _in_one(renamed, names) if is_page else read_columns(renamed, names)
    if is_page:
        return _in_one_text(statement, names, params)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return np.fromiter(cursor.cursor, dtype=np.dtype([(name, "<i8") for name in names]))


def _in_one_text(question: str, names: Sequence[str], params: Sequence[Any] | None = None) -> Columns:
    """Read all rows as the text of one: the numbers of each, one row after another. SQLite makes no objects of them."""
    row = " || ' ' || ".join(names)
    with connection.cursor() as cursor:
        cursor.execute(f"WITH r ({', '.join(names)}) AS ({question}) SELECT group_concat({row}, ' ') FROM r", params)  # noqa: S608
        text = cursor.fetchone()[0]
    numbers = np.fromstring(text or "", dtype="<i8", sep=" ")
    return numbers.view(np.dtype([(name, "<i8") for name in names]))


def _in_one(question: str, names: Sequence[str]) -> Columns:
    """Read all rows as the bytes of one: the numbers of each, eight bytes each, one row after another."""
    import psycopg

    row = " || ".join(f"int8send(({name})::bigint)" for name in names)
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT string_agg({row}, ''::bytea) FROM ({question}) q", binary=True)  # noqa: S608
        found = cursor.fetchone()
    told = np.dtype([(name, ">i8") for name in names])
    stored = found[0] if found and found[0] is not None else b""
    return np.frombuffer(stored, dtype=told).astype([(name, "<i8") for name in names])


def _copied(question: str, names: Sequence[str]) -> Columns:
    """Read by COPY in binary form: each row is the number of its fields and, for each, its length and its eight bytes."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name in names:
        fields += [(f"{name}_size", ">i4"), (name, ">i8")]
    row = np.dtype(fields)
    columns = ", ".join(f"({name})::bigint" for name in names)
    copying = f"COPY (SELECT {columns} FROM ({question}) q) TO STDOUT (FORMAT BINARY)"  # noqa: S608
    parts = [np.frombuffer(some, dtype=row)[list(names)] for some in _whole_rows(copying, row.itemsize)]
    wanted = np.dtype([(name, "<i8") for name in names])
    return np.concatenate([part.astype(wanted) for part in parts]) if parts else np.empty(0, dtype=wanted)


def _whole_rows(statement: str, size: int) -> Iterator[bytes]:
    """Yield the bytes of whole rows, some megabytes at a time."""
    waiting = bytearray()
    skip = _HEADER
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for data in copy:
            waiting += data
            if len(waiting) < (1 << 22):
                continue
            end = skip + (len(waiting) - skip) // size * size
            yield bytes(waiting[skip:end])
            waiting, skip = waiting[end:], 0
    # The last two bytes say that there is no other row.
    end = skip + (len(waiting) - skip) // size * size
    if end > skip:
        yield bytes(waiting[skip:end])
