"""Makes the figures of progress again from nothing, and compares them with the plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import numpy as np
from django.db import connection, transaction

from llegada.core.garbage import seldom_looked_for
from llegada.insights.counting.pouring import pour
from llegada.insights.lateness_rules import Spell, Wait, spells_of
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.progress_booking import spell_row
from llegada.insights.progress_laying import CELL_COLUMNS, Cells, find_wrong_sums, lay_sums, read_cells
from llegada.insights.progress_rules import BookKey, Place, bookings
from llegada.insights.timelines import entries_of, packed
from llegada.workplans.facts import PlanChange
from llegada.workplans.selectors.facts import iterate_plan_changes, list_units_with_plans


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
    with _quiet(), seldom_looked_for():
        for model in (LateSpell, ProgressSum, ProgressCell):
            with connection.cursor() as cursor:
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608  # a table of ours
        parts: list[Cells] = []
        for unit_id in list_units_with_plans():
            changes = _changes_of(unit_id)
            cells = _cells_of(changes)
            pour(ProgressCell, {**dict(zip(CELL_COLUMNS, cells.keys.T, strict=True)), "moves": cells.data})
            parts.append(cells)
            _pour_spells(spells_of(changes))
        for columns in lay_sums(Cells.together(parts)):
            pour(ProgressSum, columns)
        return sum(len(one.data) for one in parts)


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
        for axis, rows, example in find_wrong_sums(read_cells()):
            found.append(ProgressDifference("sums", axis, rows, example))
        return found


def _changes_of(unit_id: int) -> list[PlanChange]:
    return [*chain.from_iterable(iterate_plan_changes(unit_id=unit_id))]


def _cells_of(changes: list[PlanChange]) -> Cells:
    moved = bookings(changes)
    keys = [(*key, *place) for key, (place, _moves) in moved.items()]
    return Cells(
        np.array(keys, dtype=np.int64).reshape(-1, len(CELL_COLUMNS)),
        [packed(entries_of(moves)) for _place, moves in moved.values()],
    )


def _pour_spells(spells: Sequence[Spell]) -> None:
    """Write spells: those that ended, and those that last, which have no end."""
    for is_closed in (True, False):
        some = [one for one in spells if (one.until_on is not None) is is_closed]
        names = (*Wait._fields[:-1], "milestone_id", "length")
        numbers = np.array([(*one.wait[:-1], one.milestone_id, one.length) for one in some], dtype=np.int64)
        days = {
            "due_on": [one.wait.due_on for one in some],
            "from_on": [one.from_on for one in some],
            **({"until_on": [one.until_on for one in some]} if is_closed else {}),
        }
        columns = dict(zip(names, numbers.reshape(-1, len(names)).T, strict=True))
        pour(LateSpell, {**columns, **{name: np.array(told, dtype="datetime64[D]") for name, told in days.items()}})


def _compare_unit(unit_id: int) -> Iterator[ProgressDifference]:
    changes = _changes_of(unit_id)
    stored = {
        BookKey(*row[:5]): (Place(*row[5:7]), bytes(row[7]))
        for row in ProgressCell.objects.filter(unit_id=unit_id).values_list(*CELL_COLUMNS, "moves")
        if row[7]
    }
    expected = {key: (place, packed(entries_of(moves))) for key, (place, moves) in bookings(changes).items()}
    wrong = sorted(key for key in stored.keys() | expected.keys() if stored.get(key) != expected.get(key))
    if wrong:
        example = f"{wrong[0]}: {stored.get(wrong[0])} / {expected.get(wrong[0])}"
        yield ProgressDifference("cells", unit_id, len(wrong), example)
    columns = ("milestone_id", "advisor_id", "version_id", "entity_id", "due_on", "from_on", "until_on", "length")
    kept = set(LateSpell.objects.filter(unit_id=unit_id).values_list(*columns))
    told = {tuple(getattr(spell_row(spell), name) for name in columns) for spell in spells_of(changes)}
    if kept != told:
        yield ProgressDifference("spells", unit_id, len(kept ^ told), str(min(kept ^ told, key=str)))
