"""Writes rows by the million straight to tables: staged as numbers, spread out by the database, indexes last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection

#: Indexes that stand for a constraint cannot be dropped apart from their table.
_POSTGRES_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = %s::regclass AND NOT i.indisunique AND NOT i.indisprimary
"""


@contextmanager
def indexes_last(*tables: str) -> Iterator[None]:
    """Take the indexes of `tables` away, and the checks of foreign keys, and put the indexes back at the end."""
    dropped: list[str] = []
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES_INDEXES, [table])
            else:
                cursor.execute(
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
                    "AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%%'",
                    [table],
                )
            for name, statement in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name if connection.vendor == 'postgresql' else quoted(name)}")
                dropped.append(statement)
        cursor.execute(
            "SET session_replication_role = replica"
            if connection.vendor == "postgresql"
            else "PRAGMA foreign_keys = OFF"
        )
    yield
    with connection.cursor() as cursor:
        for statement in dropped:
            cursor.execute(statement)
        cursor.execute(
            "SET session_replication_role = DEFAULT"
            if connection.vendor == "postgresql"
            else "PRAGMA foreign_keys = ON"
        )


def spread(columns: Mapping[str, np.ndarray[Any, Any]], *statements: str) -> None:
    """Stage `columns` of whole numbers, all of one length, in a table `staged`, and carry out `statements` that read it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE staged ({', '.join(f'{name} bigint' for name in columns)})")
        if connection.vendor == "postgresql":
            with cursor.cursor.copy("COPY staged FROM STDIN (FORMAT BINARY)") as copy:
                for some in _binary(columns):
                    copy.write(some)
        else:
            marks = ", ".join("?" * len(columns))
            rows = zip(*(column.tolist() for column in columns.values()), strict=True)
            cursor.cursor.connection.executemany(f"INSERT INTO staged VALUES ({marks})", rows)  # noqa: S608
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("DROP TABLE staged")


def _binary(columns: Mapping[str, np.ndarray[Any, Any]]) -> Iterator[bytes]:
    """Yield what a binary COPY takes: each row is the number of its fields and, for each, its length and its eight bytes."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name in columns:
        fields += [(f"{name}_size", ">i4"), (name, ">i8")]
    rows = np.empty(len(next(iter(columns.values()))), dtype=np.dtype(fields))
    rows["fields"] = len(columns)
    for name, column in columns.items():
        rows[f"{name}_size"] = 8
        rows[name] = column
    yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
    yield rows.tobytes()
    yield b"\xff\xff"


def quoted(name: str) -> str:
    """Return a name as both databases take it."""
    return connection.ops.quote_name(name)


def day_text(column: str) -> str:
    """Return a date from a number (20240930)."""
    if connection.vendor == "postgresql":
        return f"to_date({column}::text, 'YYYYMMDD')"
    return f"substr({column}, 1, 4) || '-' || substr({column}, 5, 2) || '-' || substr({column}, 7, 2)"


def uuid_text(column: str) -> str:
    """Return a UUID that only this number gives."""
    return f"lpad({column}::text, 32, '0')::uuid" if connection.vendor == "postgresql" else f"printf('%032d', {column})"
