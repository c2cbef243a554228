"""Reads and writes many rows of figures by their keys, by statements that SQLite and PostgreSQL both have and Django has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import Model

from llegada.insights.models import AssistanceCell, CoverCell, CoverSet, ProgressCell, ProgressSum
from llegada.insights.progress_rules import BookKey, Place, SumKey
from llegada.insights.timelines import NO_END

#: Rows of one statement: far from the parameters that a database takes at once.
ROWS: Final = 500
DETAIL_KEY: Final = ("entity_id", "year", "service_id", "unit_id", "line_id", "organization_id")
PLACE: Final = ("department_id", "municipality_id")
COVER_KEY: Final = ("grain", "period", "key1", "key2", "key3", "key4")
COUNTS: Final = ("entities", "municipalities", "people")
_SUMS: Final = ("sessions", "attendances")


def find_detail(keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield (id, *key, sessions, attendances, people_set) of the cells of the detail that there are, each key a DETAIL_KEY."""
    cell = AssistanceCell._meta.db_table
    wanted = ("id", *DETAIL_KEY, *_SUMS, "people_set")
    yield from _find(cell, DETAIL_KEY, ", ".join(_of("c", name) for name in wanted), "", keys)


def find_covers(keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield (id, *key, sessions, attendances, last_on, members) of the cells of coverings that there are, each key a COVER_KEY."""
    quote = connection.ops.quote_name
    wanted = ", ".join(_of("c", name) for name in ("id", *COVER_KEY, *_SUMS, "last_on"))
    sets = f"LEFT JOIN {quote(CoverSet._meta.db_table)} s ON s.{quote('cell_id')} = c.{quote('id')}"
    yield from _find(CoverCell._meta.db_table, COVER_KEY, f"{wanted}, {_of('s', 'members')}", sets, keys)


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
    same = " AND ".join(f"{_of('c', name)} = k.column{place}" for place, name in enumerate(key, 1))
    for start in range(0, len(keys), ROWS):
        some = keys[start : start + ROWS]
        # CROSS JOIN: for SQLite, that the keys come first and each cell is looked up. Keys are whole numbers.
        statement = (
            f"SELECT {wanted} FROM ({_values(len(key) + more, len(some))}) k CROSS JOIN {connection.ops.quote_name(table)} c "  # noqa: S608
            f"{joining} WHERE {same}{since}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for row in some for value in row])
            yield from cursor.fetchall()


def put_detail(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write cells of the detail, each row (*DETAIL_KEY, *PLACE, sessions, attendances, people, people_set), over what was there."""
    for _ in _put(AssistanceCell, DETAIL_KEY, (*PLACE, *_SUMS, "people", "people_set"), "id", rows):
        pass


def put_covers(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Write cells of coverings, each row (*COVER_KEY, sessions, attendances, *COUNTS, last_on), and yield (id, *key) of each."""
    back = ", ".join(map(connection.ops.quote_name, ("id", *COVER_KEY)))
    yield from _put(CoverCell, COVER_KEY, (*_SUMS, *COUNTS, "last_on"), back, rows)


def put_sets(rows: Sequence[tuple[int, bytes]]) -> None:
    """Write the sets of cells of coverings, each row (cell, members), over what was there."""
    if connection.vendor == "postgresql":
        _put_sets_as_arrays(rows)
        return
    for _ in _put(CoverSet, ("cell_id",), ("members",), "cell_id", rows):
        pass


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
    wanted = ", ".join(_of("c", name) for name in (*SumKey._fields, "quarter", "moves"))
    since = f" AND ({_of('c', 'quarter')} >= k.column{len(SumKey._fields) + 1} OR {_of('c', 'until')} = {NO_END})"
    yield from _find(ProgressSum._meta.db_table, SumKey._fields, wanted, "", keys, more=1, since=since)


def put_sums(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of the sums of progress, each (*SumKey, quarter, until, moves), over what was there."""
    for _ in _put(ProgressSum, (*SumKey._fields, "quarter"), ("until", "moves"), "id", rows):
        pass


def _put_sets_as_arrays(rows: Sequence[tuple[int, bytes]]) -> None:
    """Send the sets as they are, in two arrays: as text they are twice as long, and to be read again."""
    import psycopg

    if rows:
        with connection.cursor(), psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(
                f"INSERT INTO {CoverSet._meta.db_table} (cell_id, members) "  # noqa: S608
                "SELECT * FROM unnest(%b::bigint[], %b::bytea[]) ON CONFLICT (cell_id) DO UPDATE SET members = excluded.members",
                [[cell for cell, _ in rows], [members for _, members in rows]],
            )


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
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) {_values(len(key) + len(others) + len(kept), count)} "
        f"ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {sets} RETURNING {back}"
    )


def _values(width: int, count: int) -> str:
    one = f"({', '.join(['%s'] * width)})"
    return f"VALUES {', '.join([one] * count)}"


def _of(alias: str, name: str) -> str:
    return f"{alias}.{connection.ops.quote_name(name)}"
