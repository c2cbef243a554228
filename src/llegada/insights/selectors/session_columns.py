"""Reads the sessions of some plans, or of some versions of services, as columns, of an index that has all that is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import numpy as np
from django.db import connection

from llegada.delivery.models import Session
from llegada.insights.counting.columns import Columns, read_page

#: Keys written out in one statement. They are numbers of ours: as parameters they take longer than the sessions do.
_AT_ONCE: Final = 5_000
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
    """Return what is `said` (name → SQL) of the sessions whose `column` has one of `keys`, in the order of keys: at most `most`.

    They are those in some states from a day to another, both included. The names become the columns.
    """
    names = tuple(said)
    table = connection.ops.quote_name(Session._meta.db_table)
    columns = ", ".join(f"{expression} AS {name}" for name, expression in said.items())
    where = [f"({is_one_of(states)})"]
    where += [f"held_on >= '{since}'"] if since else []
    where += [f"held_on <= '{until}'"] if until else []
    found = [np.empty(0, dtype=[(name, "<i8") for name in names])]
    left = most
    for some in as_lists(keys):
        every = " AND ".join([f"{column} IN ({some})", *where])
        # Numbers, days, states and names of ours.
        statement = f"SELECT {columns} FROM {table} WHERE {every}"  # noqa: S608
        found.append(read_page(statement if left is None else f"{statement} LIMIT {left}", names))
        if left is not None:
            left -= len(found[-1])
            if left <= 0:
                break
    return np.concatenate(found)


def is_one_of(states: Iterable[str]) -> str:
    """Return the SQL that compares the state with each: SQLite looks a list up for each session."""
    return " OR ".join(f"status = '{one}'" for one in states)


def as_lists(keys: Columns) -> Iterator[str]:
    """Yield keys as SQL writes them in a list, some at a time."""
    return (", ".join(map(str, keys[start : start + _AT_ONCE].tolist())) for start in range(0, len(keys), _AT_ONCE))
