"""Appends whole columns to a table with as little work for each value as its database allows: `columns` the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import Model

#: What stands before the rows of a binary COPY, and after them.
_BEFORE: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_AFTER: Final = b"\xff\xff"
_NOTHING: Final = b"\xff\xff\xff\xff"
_FORMS: Final = {"smallint": ">i2", "integer": ">i4", "bigint": ">i8", "date": ">i4"}
#: Rows made into bytes at a time.
_ROWS: Final = 10_000
#: Values that one statement takes, in any SQLite.
_VALUES: Final = 999


def pour(model: type[Model], columns: Mapping[str, Any]) -> None:
    """Write rows given by their columns: arrays of whole numbers or days, then lists of texts or bytes (None: null).

    Must be called inside a transaction, and the values must be right: only the constraints of the database look at them.
    """
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_BEFORE)
            for some in _as_bytes(columns, _forms(model, columns)):
                copy.write(some)
            copy.write(_AFTER)
        return
    # Many rows a statement: to begin one costs SQLite as much as to write a row. What all rows have in common is written in it,
    # but for the last column: something has to come for each row.
    same = {name: int(columns[name][0]) for name in list(columns)[:-1] if _is_one_number(columns[name])}
    lists = [_as_list(column) for name, column in columns.items() if name not in same]
    count = len(next(iter(columns.values())))
    row = f"({', '.join(str(same.get(name, '?')) for name in columns)})"
    many = max(1, _VALUES // len(lists))
    with connection.cursor() as cursor:
        # The driver's own connection: nothing looks at each value on its way.
        written = cursor.cursor.connection
        for size, low, high in ((many, 0, count - count % many), (1, count - count % many, count)):
            values = chain.from_iterable(zip(*(one[low:high] for one in lists), strict=True))
            written.executemany(
                f"INSERT INTO {into} VALUES {', '.join([row] * size)}",  # noqa: S608
                zip(*[values] * (len(lists) * size), strict=True),
            )


def _is_one_number(column: Any) -> bool:
    return (
        not isinstance(column, list)
        and column.dtype.kind in "iu"
        and len(column) > 1
        and bool((column == column[0]).all())
    )


def empty(*models: type[Model]) -> None:
    """Throw all rows of some tables away, without writing zeros over what figures said, as SQLite may do: facts say it too."""
    with connection.cursor() as cursor:
        zeros = ""
        if connection.vendor == "sqlite":
            zeros = ("OFF", "ON", "FAST")[cursor.execute("PRAGMA secure_delete").fetchone()[0]]
            cursor.execute("PRAGMA secure_delete = OFF")
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        if zeros:
            cursor.execute(f"PRAGMA secure_delete = {zeros}")


@contextmanager
def indexed_after(*models: type[Model]) -> Iterator[None]:
    """Take the indexes of tables that are empty away, and make them of all their rows at the end: to put those in order costs less.

    Only on SQLite, where whoever reads goes on meanwhile; PostgreSQL would let nobody read. Inside a transaction.
    """
    made: list[str] = []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Names come from the models.
            tables = ", ".join(f"'{model._meta.db_table}'" for model in models)
            kept = f"type = 'index' AND sql <> '' AND tbl_name IN ({tables})"
            cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE {kept}")  # noqa: S608
            for name, statement in cursor.fetchall():
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
                made.append(statement)
        yield
        for statement in made:
            cursor.cursor.connection.execute(statement)


def _as_list(column: Any) -> Sequence[Any]:
    if isinstance(column, list):
        return column
    values: list[Any] = (np.datetime_as_string(column) if column.dtype.kind == "M" else column).tolist()
    return values


def _forms(model: type[Model], columns: Mapping[str, Any]) -> dict[str, str]:
    """Return how PostgreSQL takes each column that is an array."""
    kinds = {one.column: one.rel_db_type(connection) for one in model._meta.concrete_fields}
    return {name: _FORMS[str(kinds[name])] for name, column in columns.items() if not isinstance(column, list)}


def _as_bytes(columns: Mapping[str, Any], forms: Mapping[str, str]) -> Iterator[bytes]:
    """Yield rows as a binary COPY has them: the number of fields and, for each, its length and its bytes."""
    lists = [column for column in columns.values() if isinstance(column, list)]
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, form in forms.items():
        fields += [(f"{name}_size", ">i4"), (name, form)]
    table = np.empty(len(next(iter(columns.values()))), dtype=fields)
    table["fields"] = len(columns)
    for name, form in forms.items():
        column = columns[name]
        table[f"{name}_size"] = np.dtype(form).itemsize
        table[name] = (
            (column - np.datetime64("2000-01-01", "D")).astype(np.int64) if column.dtype.kind == "M" else column
        )
    for start in range(0, len(table), _ROWS):
        laid, width = table[start : start + _ROWS].tobytes(), table.itemsize
        if not lists:
            yield laid
            continue
        heads = (laid[at : at + width] for at in range(0, len(laid), width))
        tails = (map(_field, column[start : start + _ROWS]) for column in lists)
        yield b"".join([piece for row in zip(heads, *tails, strict=True) for piece in row])


def _field(value: str | bytes | None) -> bytes:
    if value is None:
        return _NOTHING
    data = value.encode() if isinstance(value, str) else value
    return len(data).to_bytes(4) + data
