"""Makes the figures of progress again from nothing, and compares them with the plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from llegada.core.beside import done_beside, made_ahead
from llegada.core.garbage import seldom_looked_for
from llegada.insights.counting.plan_reading import MISSING, Numbers, PlanTables, iterate_plans
from llegada.insights.counting.pouring import empty, indexed_after, pour
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.progress_checking import (
    DAYS,
    ProgressDifference,
    find_stray_spells,
    find_wrong_cells,
    find_wrong_spells,
    find_wrong_sums,
)
from llegada.insights.progress_columns import Bodies, Booked, book_all
from llegada.insights.progress_laying import Cells, lay_sums
from llegada.insights.services.holding import one_moment
from llegada.workplans.models import WorkPlan

_TABLES: Final = (LateSpell, ProgressSum, ProgressCell)


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
    return WorkPlan.objects.exists() and not ProgressCell.objects.exists()


def rebuild_progress() -> int:
    """Throw the figures of progress away and book every change of every plan again; return how many cells there are."""
    with _quiet(), seldom_looked_for():
        empty(*_TABLES)

        def told() -> Iterator[Booked]:
            for booked, _low, _high in _book_plans():
                _pour_spells(booked.spells)
                yield booked

        with indexed_after(*_TABLES):
            cells = Cells.together(told())
            count = 0
            for columns in cells.rows():
                pour(ProgressCell, columns)
                count += len(columns["moves"])
            for columns in made_ahead(lay_sums(cells.by_day())):
                pour(ProgressSum, columns)
        return count


def find_progress_differences() -> list[ProgressDifference]:
    """Compare cells and spells with the plans, and sums with what the plans say, as of one moment; empty when all is well."""
    with one_moment(), seldom_looked_for():
        found: list[ProgressDifference] = []

        def told() -> Iterator[Booked]:
            for booked, low, high in _book_plans():
                found.extend(find_wrong_spells(booked.spells, low, high))
                yield booked

        cells = Cells.together(told())
        found += [*find_stray_spells(), *find_wrong_cells(cells)]
        return [*found, *find_wrong_sums(cells.by_day())]


def _book_plans() -> Iterator[tuple[Booked, int, int]]:
    """Yield what plans add, some at a time, and between which keys they are."""
    bodies = Bodies.read()

    def book(tables: PlanTables) -> tuple[Booked, int, int]:
        return book_all(tables, bodies), int(tables.plans["id"][0]), int(tables.plans["id"][-1])

    return done_beside(book, iterate_plans())


def _pour_spells(spells: Mapping[str, Numbers]) -> None:
    """Write spells: those that ended, and those that last, which have no end."""
    is_open = spells["until_on"] == MISSING
    for some in (~is_open, is_open):
        columns = {name: column[some] for name, column in spells.items() if name not in DAYS}
        days = {name: spells[name][some] for name in DAYS if name != "until_on" or some is not is_open}
        pour(LateSpell, columns | {name: _dates(told) for name, told in days.items()})


def _dates(ordinals: Numbers) -> npt.NDArray[np.datetime64]:
    return np.datetime64("1970-01-01", "D") + (ordinals - date(1970, 1, 1).toordinal())
