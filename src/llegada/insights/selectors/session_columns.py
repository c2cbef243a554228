"""Reads the sessions of some plans, or of some versions of services, as columns, of an index that has all that is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
from django.db import connection
from django.db.models import Model

from llegada.delivery.models import Session
from llegada.insights.counting.columns import Columns, read_page

#: Keys written out in one statement. They are numbers of ours: as parameters they take longer than the sessions do.
_AT_ONCE: Final = 5_000
#: The same where there is a limit: what is left out is of the last keys, if not one by one.
_AT_ONCE_IN_ORDER: Final = 1_000
#: No day, nor twice a day and one more, is as large: the year 9999 ends before.
DAYS: Final = 1 << 23


def read_sessions(
    column: str,
    keys: Columns,
    *,
    states: Iterable[str],
    said: Mapping[str, str],
    since: date | None = None,
    until: date | None = None,
    most: int | None = None,
) -> Columns:
    """Return what is `said` (name → SQL) of the sessions whose `column` has one of `keys`: at most `most`, of the first keys.

    They are those in some states from a day to another, both included. The names become the columns.
    """
    where = [f"({is_one_of(states)})"]
    where += [f"held_on >= '{since}'"] if since else []
    where += [f"held_on <= '{until}'"] if until else []
    return read_of_keys(Session, column, keys, said=said, where=where, most=most)


def read_of_keys(
    model: type[Model],
    column: str,
    keys: Columns,
    *,
    said: Mapping[str, str],
    where: Sequence[str] = (),
    most: int | None = None,
) -> Columns:
    """Return what is `said` (name → SQL) of the rows of a table whose `column` has one of `keys`, some keys at a time.

    `where` are more conditions, all of them of numbers, days and words of ours.
    """
    names = tuple(said)
    columns = ", ".join(f"{expression} AS {name}" for name, expression in said.items())
    found = [np.empty(0, dtype=[(name, "<i8") for name in names])]
    left = most
    size = _AT_ONCE if most is None else min(_AT_ONCE, _AT_ONCE_IN_ORDER)
    for start in range(0, len(keys), size):
        of_keys, *others = _of_keys(model, column, keys[start : start + size])
        conditions = " AND ".join([*others, *where])
        statement = f"SELECT {columns} FROM {of_keys}{' WHERE ' if conditions else ''}{conditions}"  # noqa: S608
        found.append(read_page(statement if left is None else f"{statement} LIMIT {left}", names))
        if left is not None:
            left -= len(found[-1])
            if left <= 0:
                break
    return np.concatenate(found)


def _of_keys(model: type[Model], column: str, keys: Columns) -> tuple[str, ...]:
    """Return what is read, and the condition on it if there is one: the rows of a table whose column has one of these keys.

    PostgreSQL weighs each key of a list before it begins, and then reads what the days leave out; told to join them one by one
    it takes half the time.
    """
    table, written = connection.ops.quote_name(model._meta.db_table), ", ".join(map(str, keys.tolist()))
    if connection.vendor == "postgresql":
        return (f"unnest('{{{written}}}'::bigint[]) AS asked(asked_key) JOIN {table} ON {column} = asked_key",)
    return table, f"{column} IN ({written})"


def is_one_of(states: Iterable[str]) -> str:
    """Return the SQL that compares the state with each: SQLite looks a list up for each session."""
    return " OR ".join(f"status = '{one}'" for one in states)
