"""Counts every session again and writes all figures anew."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Model
from pyroaring import BitMap

from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.insights.counting.blocks import Block
from llegada.insights.counting.mass import Mass, read_mass
from llegada.insights.counting.tally import Detail, tally
from llegada.insights.cube_rules import Dimension
from llegada.insights.grains import BY_ENTITY, place_code
from llegada.insights.models import AssistanceCell, CoverCell, CoverSet, PersonNumber
from llegada.insights.services.holding import alone
from llegada.insights.sets import ENTITIES, PEOPLE, distinct, pack
from llegada.insights.upserts import COVER_KEY

_DETAIL = (
    "id", "year", "entity_id", "service_id", "unit_id", "line_id", "organization_id", "department_id", "municipality_id",
    "sessions", "attendances", "people", "people_set",
)  # fmt: skip
_COVER = ("id", *COVER_KEY, "sessions", "attendances", "entities", "municipalities", "people", "last_on")
_SETS = ("cell_id", "members")


@dataclass(frozen=True)
class Rebuilt:
    """How many rows a rebuild wrote: cells of the detail, cells of the coverings, and people."""

    cells: int
    covers: int
    people: int


def rebuild_figures() -> Rebuilt:
    """Throw all cells away and count every session again; if anything fails, nothing changes.

    Readers see the figures of before until it ends. Whoever saves a session meanwhile waits, and adds to the finished result.
    """
    with alone():
        mass = read_mass()
        numbers = _numbers_by_entity(mass)
        _empty(CoverSet, CoverCell, AssistanceCell, PersonNumber)
        _write(PersonNumber, ("number", "person_key"), zip(numbers.tolist(), mass.keys.tolist(), strict=True))
        details, covers = count(1), count(1)
        for part in tally(mass, numbers):
            if isinstance(part, Detail):
                _write(AssistanceCell, _DETAIL, detail_rows(part, details))
            else:
                rows = list(cover_rows(part, covers))
                _write(CoverCell, _COVER, (row for row, _ in rows))
                _write(CoverSet, _SETS, (sets for _, sets in rows))
        _reset_sequences(PersonNumber, AssistanceCell, CoverCell)
        _look_over(AssistanceCell, CoverCell, CoverSet)
        return Rebuilt(next(details) - 1, next(covers) - 1, len(numbers))


def needs_rebuild() -> bool:
    """Return whether sessions count and no figure says so: the tables are new."""
    return not CoverCell.objects.exists() and Session.objects.filter(status__in=COUNTED).exists()


def _numbers_by_entity(mass: Mass) -> npt.NDArray[np.int64]:
    """Return a number from 1 on for each person, neighbours for those of one entity, and of one municipality and department.

    So sets are compact, and those of different places have few parts in common.
    """
    people = len(mass.keys)
    if not people:
        return np.empty(0, dtype=np.int64)
    owners = np.repeat(mass.plan, np.diff(mass.first))
    entities, example = np.unique(mass.plans["entity"], return_index=True)
    seats = mass.plans[["department", "municipality"]][example]
    order = np.lexsort((entities, seats["municipality"], seats["department"]))
    rank = np.empty(len(entities), dtype=np.int64)
    rank[order] = np.arange(len(entities))
    ranks = rank[np.searchsorted(entities, mass.plans["entity"])]
    pairs = distinct(ranks[owners] * people + mass.people)
    order, first = np.unique(pairs % people, return_index=True)
    numbers = np.empty(people, dtype=np.int64)
    numbers[order[np.argsort(first)]] = np.arange(1, people + 1)
    return numbers


def detail_rows(detail: Detail, keys: Iterator[int]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the detail of a year."""
    base = detail.base
    columns = [
        base.values[one].tolist()
        for one in (
            Dimension.ENTITY, Dimension.SERVICE, Dimension.UNIT, Dimension.LINE, Dimension.ORGANIZATION,
        )
    ]  # fmt: skip
    departments = [place_code(n, Dimension.DEPARTMENT) for n in base.values[Dimension.DEPARTMENT].tolist()]
    places = [place_code(n, Dimension.MUNICIPALITY) for n in base.values[Dimension.MUNICIPALITY].tolist()]
    sums = (base.sessions.tolist(), base.attendances.tolist(), base.people.counts.tolist())
    laid = base.people.values.astype("<u4").tobytes()
    starts = (base.people.starts * 4).tolist()
    sets = [laid[a:b] for a, b in pairwise(starts)]
    for values in zip(*columns, departments, places, *sums, sets, strict=True):
        yield (next(keys), detail.year, *values)


def cover_rows(block: Block, keys: Iterator[int]) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """Yield the row of each cell of a covering, and that of its sets."""
    members = (block.entities, block.municipalities, block.people)
    counts = [one.counts.tolist() for one in members]
    days = block.last_days.tolist()
    rows = zip(block.keys.tolist(), block.sessions.tolist(), block.attendances.tolist(), days, strict=True)
    for place, ((key, sessions, attendances, day), packed) in enumerate(zip(rows, _packed(block), strict=True)):
        pk = next(keys)
        last_on = date(day // 10000, day // 100 % 100, day % 100) if block.grain == BY_ENTITY else None
        row = (pk, block.grain, *key, sessions, attendances, *(one[place] for one in counts), last_on)
        yield row, (pk, packed)


def _packed(block: Block) -> Iterator[bytes]:
    """Yield the set of each cell: municipalities, entities and people, in the order of their numbers."""
    parts = ((block.municipalities, 0), (block.entities, ENTITIES), (block.people, PEOPLE))
    starts = block.municipalities.starts + block.entities.starts + block.people.starts
    numbers = np.empty(int(starts[-1]), dtype=np.uint32)
    begin = starts[:-1].copy()
    for members, first in parts:
        counts = members.counts
        shift = np.repeat(begin - members.starts[:-1], counts)
        numbers[np.arange(len(members.values), dtype=np.int64) + shift] = members.values + np.uint32(first)
        begin += counts
    values = array("I")
    values.frombytes(numbers.tobytes())
    for start, end in pairwise(starts.tolist()):
        yield pack(BitMap(values[start:end]))


def _empty(*models: type[Model]) -> None:
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _write(model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows with all their columns: by COPY in PostgreSQL, one prepared statement in SQLite."""
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["?"] * len(columns))
        adapted = (tuple(v.isoformat() if isinstance(v, date) else v for v in row) for row in rows)
        cursor.cursor.connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", adapted)  # noqa: S608


def _look_over(*models: type[Model]) -> None:
    """Let PostgreSQL know at once how large the tables are: until it looks by itself it plans for the old ones."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _reset_sequences(*models: type[Model]) -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
