"""Reads and writes the cells of the cube by their keys: many rows in each statement, and several statements sent together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Model

from llegada.insights import sets, upserts
from llegada.insights.models import AssistanceCell, CoverArrival, CoverCell, CoverSet, PersonNumber
from llegada.insights.upserts import values_of

DETAIL_KEY: Final = ("entity_id", "year", "service_id", "unit_id", "line_id", "organization_id")
PLACE: Final = ("department_id", "municipality_id")
COVER_KEY: Final = ("grain", "period", "key1", "key2", "key3", "key4")
COUNTS: Final = ("entities", "municipalities", "people")
_SUMS: Final = ("sessions", "attendances")
COVER_VALUES: Final = (*_SUMS, *COUNTS, "last_on")
_DETAIL_WANTED: Final = ", ".join(f"c.{name}" for name in ("id", *DETAIL_KEY, *_SUMS, "people_set"))
_COVER_WANTED: Final = ", ".join(
    [*(f"c.{name}" for name in ("id", *COVER_KEY, *COVER_VALUES)), "s.members", "a.members"]
)

#: What PostgreSQL is told of a column of an array; a whole number otherwise.
_ARRAYS: Final = {
    "last_on": "date", "department_id": "text", "municipality_id": "text", "people_set": "bytea", "members": "bytea"
}  # fmt: skip


class Found(NamedTuple):
    """A cell of a covering that there is; `members` is None where the set was not asked for, `arrivals` where there are none."""

    pk: int
    grain: int
    period: int
    key1: int
    key2: int
    key3: int
    key4: int
    sessions: int
    attendances: int
    entities: int
    municipalities: int
    people: int
    last_on: date | None
    members: bytes | None
    arrivals: bytes | None


@contextmanager
def together() -> Iterator[None]:
    """Send the statements of the block to PostgreSQL in one go, each carried out after the one before; their answers come after.

    Each way there and back costs as much as a small statement. SQLite is in the process, and answers at once.
    """
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def number_missing(keys: Collection[int]) -> Iterator[tuple[int, int, bool]]:
    """Yield (person key, number, is new) of people, giving a number to those who have none. Only for who holds the figures."""
    table = PersonNumber._meta.db_table
    if connection.vendor == "postgresql":
        statement = (
            f"WITH known AS (SELECT person_key, number FROM {table} WHERE person_key = ANY(%(keys)s::bigint[])), "  # noqa: S608
            f"made AS (INSERT INTO {table} (person_key) SELECT one FROM unnest(%(keys)s::bigint[]) one "
            "WHERE NOT EXISTS (SELECT 1 FROM known WHERE person_key = one) RETURNING person_key, number) "
            "SELECT person_key, number, false FROM known UNION ALL SELECT person_key, number, true FROM made"
        )
        return _answers([send(statement, {"keys": sorted(keys)})])
    return _number_one_by_one(table, sorted(keys))


def _number_one_by_one(table: str, keys: list[int]) -> Iterator[tuple[int, int, bool]]:
    statement = f"SELECT person_key, number FROM {table} WHERE person_key IN "  # noqa: S608
    known: set[int] = set()
    for some in _parts(keys):
        for key, number in send(f"{statement}({', '.join(['%s'] * len(some))})", some)():
            known.add(key)
            yield key, number, False
    for some in _parts([(key,) for key in keys if key not in known]):
        for number, key in _put(PersonNumber, ("person_key",), (), "number, person_key", some):
            yield key, number, True


def find_detail(keys: Sequence[tuple[int, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield (id, *key, sessions, attendances, people_set) of the cells of the detail that there are, each key a DETAIL_KEY."""
    return _find(AssistanceCell._meta.db_table, DETAIL_KEY, _DETAIL_WANTED, "", keys)


def find_covers(keys: Sequence[tuple[int, ...]], *, large: bool) -> Iterator[Found]:
    """Yield the cells of coverings that there are, each key a COVER_KEY; large sets (`sets.LARGE`) only if `large`."""
    # A key that is nothing: so that a large set is not even looked up.
    cell = "c.id" if large else f"CASE WHEN c.people < {int(sets.LARGE)} THEN c.id END"
    joining = (
        f"LEFT JOIN {CoverSet._meta.db_table} s ON s.cell_id = {cell} "
        f"LEFT JOIN {CoverArrival._meta.db_table} a ON a.cell_id = c.id"
    )
    return map(Found._make, _find(CoverCell._meta.db_table, COVER_KEY, _COVER_WANTED, joining, keys))


def find_sets(cells: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Yield (cell, members) of the sets of cells, without who came since they were written."""
    return _find(CoverSet._meta.db_table, ("cell_id",), "c.cell_id, c.members", "", [(cell,) for cell in cells])


def put_detail(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write cells of the detail, each row (*DETAIL_KEY, *PLACE, sessions, attendances, people, people_set), over what was there."""
    _put(AssistanceCell, DETAIL_KEY, (*PLACE, *_SUMS, "people", "people_set"), "id", rows)


def add_covers(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Write cells of coverings that there were not, each row (*COVER_KEY, *COVER_VALUES), and yield (id, *key) of each."""
    back = ", ".join(map(connection.ops.quote_name, ("id", *COVER_KEY)))
    return _put(CoverCell, COVER_KEY, COVER_VALUES, back, rows)


def change_covers(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write cells of coverings that there were, each row (*COVER_VALUES, id)."""
    if not rows:
        return
    quote = connection.ops.quote_name
    table = quote(CoverCell._meta.db_table)
    if connection.vendor == "postgresql":
        names = (*COVER_VALUES, "id")
        new = ", ".join(f"{quote(name)} = k.{quote(name)}" for name in COVER_VALUES)
        statement = (
            f"UPDATE {table} c SET {new} FROM {_arrays(names)} k ({', '.join(map(quote, names))}) WHERE c.id = k.id"  # noqa: S608
        )
        send(statement, _columns(rows, names))
        return
    new = ", ".join(f"{quote(name)} = %s" for name in COVER_VALUES)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {new} WHERE id = %s", rows)  # noqa: S608


def put_sets(model: type[CoverSet | CoverArrival], rows: Sequence[tuple[int, bytes]]) -> None:
    """Write the sets of cells of coverings, or who came to them, each row (cell, members), over what was there."""
    _put(model, ("cell_id",), ("members",), "cell_id", rows)


def _find(table: str, key: Sequence[str], wanted: str, joining: str, keys: Sequence[tuple[int, ...]]) -> Iterator[Any]:
    answers = []
    for some in _parts(keys):
        if connection.vendor == "postgresql":
            answers.append(send(_finding(table, tuple(key), wanted, joining, None), _columns(some, key)))
        else:
            statement = _finding(table, tuple(key), wanted, joining, len(some))
            answers.append(send(statement, [value for row in some for value in row]))
    return _answers(answers)


@lru_cache(maxsize=256)
def _finding(table: str, key: tuple[str, ...], wanted: str, joining: str, count: int | None) -> str:
    """Return the statement that looks up `count` keys, or, if None, the keys of arrays."""
    same = " AND ".join(f"c.{name} = k.column{place}" for place, name in enumerate(key, 1))
    # Names come from the models and values travel apart: nothing from outside is in the statement.
    if count is None:
        # LATERAL with OFFSET 0: that each cell is looked up by its key, whatever the statistics say.
        names = ", ".join(f"column{place}" for place, _ in enumerate(key, 1))
        return (
            f"SELECT {wanted} FROM {_arrays(key)} k ({names}) "  # noqa: S608
            f"CROSS JOIN LATERAL (SELECT * FROM {table} c WHERE {same} OFFSET 0) c {joining}"
        )
    # CROSS JOIN: for SQLite, that the keys come first and each cell is looked up. Keys are whole numbers.
    return f"SELECT {wanted} FROM ({values_of(len(key), count)}) k CROSS JOIN {table} c {joining} WHERE {same}"  # noqa: S608


def _put(
    model: type[Model], key: tuple[str, ...], others: tuple[str, ...], back: str, rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    answers = []
    for some in _parts(rows):
        if connection.vendor == "postgresql":
            answers.append(send(_putting(model, key, others, back, None), _columns(some, (*key, *others))))
        else:
            statement = _putting(model, key, others, back, len(some))
            answers.append(send(statement, [value for row in some for value in row]))
    return _answers(answers)


@lru_cache(maxsize=256)
def _putting(model: type[Model], key: tuple[str, ...], others: tuple[str, ...], back: str, count: int | None) -> str:
    """Return the statement that writes `count` rows, or, if None, the rows of arrays."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, (*key, *others)))
    new = ", ".join(f"{quote(name)} = excluded.{quote(name)}" for name in others)
    rows = values_of(len(key) + len(others), count) if count else f"SELECT * FROM {_arrays((*key, *others))}"  # noqa: S608
    over = f"ON CONFLICT ({', '.join(map(quote, key))}) DO UPDATE SET {new} " if new else ""
    # Names come from the models and values travel apart: nothing from outside is in the statement.
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) {rows} {over}RETURNING {back}"


def send(statement: str, values: Any) -> Callable[[], list[Any]]:
    """Send a statement, and return how its answer is had.

    PostgreSQL takes values and bytes as they are: written into the statement they are twice as long, and to be read again.
    """
    if connection.vendor == "postgresql":
        import psycopg

        connection.ensure_connection()
        with connection.wrap_database_errors:
            return psycopg.Cursor(connection.connection).execute(statement, values, binary=True).fetchall
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return lambda: rows


def _answers(answers: list[Callable[[], list[Any]]]) -> Iterator[Any]:
    return chain.from_iterable(answer() for answer in answers)


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[start : start + upserts.ROWS] for start in range(0, len(rows), upserts.ROWS))


def _columns(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> list[list[Any] | str]:
    """Return the columns of rows; those of whole numbers as PostgreSQL writes an array, in a third of the time of a list."""
    columns = zip(*rows, strict=True)
    return [
        list(column) if name in _ARRAYS else f"{{{','.join(map(str, column))}}}"
        for name, column in zip(names, columns, strict=True)
    ]


def _arrays(names: Sequence[str]) -> str:
    types = [_ARRAYS.get(name, "bigint") for name in names]
    return f"unnest({', '.join(f'%s::{one}[]' for one in types)})"
