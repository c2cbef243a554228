"""Reads and writes many rows of figures by their keys, by statements that SQLite and PostgreSQL both have and Django has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from llegada.insights.models import ProgressCell, ProgressSum
from llegada.insights.progress_rules import BookKey, Place, SumKey
from llegada.insights.timelines import NO_END

#: Rows of one statement: far from the parameters that a database takes at once.
ROWS: Final = 500


def _find(
    table: str,
    key: Sequence[str],
    wanted: str,
    joining: str,
    keys: Sequence[tuple[int, ...]],
    *,
    more: int = 0,
    since: str = "",
) -> Iterator[Any]:
    """Yield what is wanted of the rows of some keys; keys may have `more` values, which the condition `since` is about."""
    same = " AND ".join(f"{column_of('c', name)} = k.column{place}" for place, name in enumerate(key, 1))
    for start in range(0, len(keys), ROWS):
        some = keys[start : start + ROWS]
        # CROSS JOIN: for SQLite, that the keys come first and each cell is looked up. Keys are whole numbers.
        statement = (
            f"SELECT {wanted} FROM ({values_of(len(key) + more, len(some))}) k CROSS JOIN {connection.ops.quote_name(table)} c "  # noqa: S608
            f"{joining} WHERE {same}{since}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in some for value in row])
            yield from cursor.fetchall()


def hold_progress(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Make the cells of progress that are not there, each row (*BookKey, *Place), and yield (*BookKey, moves) of each.

    They are written over with the place that is given: so nobody else moves them until the end of the transaction.
    """
    back = ", ".join(map(connection.ops.quote_name, (*BookKey._fields, "moves")))
    empty = [(*row, b"") for row in rows]
    yield from _put(ProgressCell, BookKey._fields, Place._fields, back, empty, kept=("moves",))


def put_progress(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write the moves of cells of progress, each row (*BookKey, *Place, moves), over what was there."""
    for _ in _put(ProgressCell, BookKey._fields, (*Place._fields, "moves"), "id", rows):
        pass


def find_sums(keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield (*SumKey, quarter, moves) of the rows of groups, each (*SumKey, quarter): those from that quarter on, and the last."""
    wanted = ", ".join(column_of("c", name) for name in (*SumKey._fields, "quarter", "moves"))
    since = f" AND ({column_of('c', 'quarter')} >= k.column{len(SumKey._fields) + 1} OR {column_of('c', 'until')} = {NO_END})"
    yield from _find(ProgressSum._meta.db_table, SumKey._fields, wanted, "", keys, more=1, since=since)


def put_sums(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of the sums of progress, each (*SumKey, quarter, until, moves), over what was there."""
    for _ in _put(ProgressSum, (*SumKey._fields, "quarter"), ("until", "moves"), "id", rows):
        pass


def _put(
    model: type[Model],
    key: tuple[str, ...],
    others: tuple[str, ...],
    back: str,
    rows: Sequence[tuple[Any, ...]],
    *,
    kept: tuple[str, ...] = (),
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(rows), ROWS):
        some = rows[start : start + ROWS]
        with connection.cursor() as cursor:
            cursor.execute(
                _putting(model, key, others, kept, back, len(some)), [value for row in some for value in row]
            )
            yield from cursor.fetchall()


@cache
def _putting(
    model: type[Model], key: tuple[str, ...], others: tuple[str, ...], kept: tuple[str, ...], back: str, count: int
) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, (*key, *others, *kept)))
    sets = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in others)
    # Names come from the models and values travel apart: nothing from outside is in the statement.
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) {values_of(len(key) + len(others) + len(kept), count)} "
        f"ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {sets} RETURNING {back}"
    )


def values_of(width: int, count: int) -> str:
    """Return the places of `count` rows of values."""
    one = f"({', '.join(['%s'] * width)})"
    return f"VALUES {', '.join([one] * count)}"


def column_of(alias: str, name: str) -> str:
    """Return a column of a table by its alias, quoted."""
    return f"{alias}.{connection.ops.quote_name(name)}"
