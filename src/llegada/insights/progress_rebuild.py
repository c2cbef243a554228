"""Makes the figures of progress again from nothing, and compares them with the plans: unit by unit, so that it fits in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from django.db import connection, transaction

from llegada.insights.lateness_rules import spells_of
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.progress_booking import add_cells, spell_row
from llegada.insights.progress_rules import (
    AXES,
    AXIS_COLUMNS,
    MEASURES,
    PLAN_STATES,
    Axis,
    BookKey,
    Place,
    bookings,
)
from llegada.workplans.facts import PlanChange
from llegada.workplans.selectors.facts import iterate_plan_changes, list_units_with_plans

BATCH: Final = 2000
#: Each kind of span: its smallest and largest number, and how it is found from the number of the one below it.
_SPANS: Final = (
    (10_000_000, 99_999_999, "day"),
    (
        1_000_000,
        9_999_999,
        "(span / 100) * 10 + CASE WHEN span % 100 > 20 THEN 2 WHEN span % 100 > 10 THEN 1 ELSE 0 END",
    ),
    (100_000, 999_999, "span / 10"),
    (10_000, 99_999, "(span / 100) * 10 + (span % 100 + 2) / 3"),
    (1, 9_999, "span / 10"),
)


@contextmanager
def _quiet() -> Iterator[None]:
    """Open a transaction in which nobody else books: SQLite has one writer; PostgreSQL holds other writers of the cells."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'LOCK TABLE "{ProgressCell._meta.db_table}" IN EXCLUSIVE MODE')
        yield


def needs_progress() -> bool:
    """Return whether there are plans and no figures of their progress, as after an upgrade."""
    return bool(list_units_with_plans()) and not ProgressCell.objects.exists()


def rebuild_progress() -> int:
    """Throw the figures of progress away and book every change of every plan again; return how many cells there are."""
    with _quiet():
        for model in (LateSpell, ProgressSum, ProgressCell):
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608  # a table of ours
        for unit_id in list_units_with_plans():
            changes = _changes_of(unit_id)
            add_cells(bookings(changes))
            LateSpell.objects.bulk_create(map(spell_row, spells_of(changes)), batch_size=BATCH)
        for axis in AXES:
            for place in range(len(_SPANS)):
                _execute(f"INSERT INTO {_table(ProgressSum)} ({', '.join(_SUM_COLUMNS)}) {_select(axis, place)}")
        return ProgressCell.objects.count()


@dataclass(frozen=True)
class ProgressDifference:
    """Rows that do not say what the plans say: in which table, of which unit or axis, and an example."""

    what: str
    of: int
    rows: int
    example: str


def find_progress_differences() -> list[ProgressDifference]:
    """Compare cells and spells with the plans, and sums with the cells; empty when all is well."""
    with _quiet():
        units = sorted({*list_units_with_plans(), *ProgressCell.objects.values_list("unit_id", flat=True).distinct()})
        found = [*chain.from_iterable(_compare_unit(unit_id) for unit_id in units)]
        for axis in AXES:
            for place in range(len(_SPANS)):
                found += _compare_sums(axis, place)
        return found


def _changes_of(unit_id: int) -> list[PlanChange]:
    return [*chain.from_iterable(iterate_plan_changes(unit_id=unit_id))]


def _compare_unit(unit_id: int) -> Iterator[ProgressDifference]:
    changes = _changes_of(unit_id)
    stored = {
        BookKey(*row[:6]): (Place(*row[6:8]), tuple(row[8:]))
        for row in ProgressCell.objects.filter(unit_id=unit_id).values_list(*BookKey._fields, *Place._fields, *MEASURES)
        if any(row[8:])
    }
    expected = bookings(changes)
    wrong = sorted(key for key in stored.keys() | expected.keys() if stored.get(key) != expected.get(key))
    if wrong:
        example = f"{wrong[0]}: {stored.get(wrong[0])} / {expected.get(wrong[0])}"
        yield ProgressDifference("cells", unit_id, len(wrong), example)
    columns = ("milestone_id", "advisor_id", "version_id", "entity_id", "due_on", "from_on", "until_on", "length")
    kept = set(LateSpell.objects.filter(unit_id=unit_id).values_list(*columns))
    told = {tuple(getattr(spell_row(spell), name) for name in columns) for spell in spells_of(changes)}
    if kept != told:
        yield ProgressDifference("spells", unit_id, len(kept ^ told), str(min(kept ^ told, key=str)))


_SUM_COLUMNS: Final = ("axis", "year", "span", *AXIS_COLUMNS, *MEASURES)


def _table(model: Any) -> str:
    return f'"{model._meta.db_table}"'


def _select(axis: Axis, place: int) -> str:
    """Return the statement that adds up one kind of span of an axis: days from the cells, the rest from the span below."""
    low, high, _made = _SPANS[place - 1]
    span = _SPANS[place][2]
    of_days = place == 0
    dims = [name if name in axis.columns else "0" for name in AXIS_COLUMNS]
    sums = [
        f"SUM(CASE WHEN version_id = 0 THEN {name} ELSE 0 END)"
        if of_days and not axis.is_by_service and name in PLAN_STATES
        else f"SUM({name})"
        for name in MEASURES
    ]
    source = _table(ProgressCell if of_days else ProgressSum)
    where = f"axis = {axis.number} AND span BETWEEN {low} AND {high}"
    if of_days:
        where = "version_id <> 0" if axis.is_by_service else "1 = 1"
    nonzero = " OR ".join(f"{one} <> 0" for one in sums)
    groups = ", ".join(["year", span, *(name for name in dims if name != "0")])
    # All of it is written above, out of our own names and numbers.
    return (
        f"SELECT {axis.number}, year, {span}, {', '.join(dims)}, {', '.join(sums)} FROM {source} "  # noqa: S608
        f"WHERE {where} GROUP BY {groups} HAVING {nonzero}"
    )


def _compare_sums(axis: Axis, place: int) -> Iterator[ProgressDifference]:
    low, high, _made = _SPANS[place]
    keys = ", ".join(_SUM_COLUMNS[: -len(MEASURES)])
    columns = ", ".join(_SUM_COLUMNS)
    minus = ", ".join(f"-{name}" for name in MEASURES)
    differs = " OR ".join(f"SUM({name}) <> 0" for name in MEASURES)
    expected = _select(axis, place)
    names = ", ".join(_SUM_COLUMNS)
    statement = (
        f"WITH told ({names}) AS ({expected}) SELECT {keys} FROM (SELECT {columns} FROM told UNION ALL "  # noqa: S608
        f"SELECT {keys}, {minus} FROM {_table(ProgressSum)} WHERE axis = {axis.number} AND span BETWEEN {low} AND {high}) "
        f"AS both_sides GROUP BY {keys} HAVING {differs} ORDER BY {keys}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall()
    if rows:
        yield ProgressDifference("sums", axis.number, len(rows), str(rows[0]))


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
