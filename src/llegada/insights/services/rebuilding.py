"""Counts every session again and writes all figures anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import Model

from llegada.core.table_statistics import look_over
from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.insights.counting.laying import lay_cover, lay_detail, lay_sets
from llegada.insights.counting.mass import Mass, read_mass
from llegada.insights.counting.pouring import empty, indexed_after, pour
from llegada.insights.counting.tally import Detail, tally
from llegada.insights.cube_rules import Dimension
from llegada.insights.grains import ALWAYS, BOUNDS, GRAINS, Span
from llegada.insights.models import AssistanceCell, CoverArrival, CoverCell, CoverSet, PersonNumber
from llegada.insights.services.holding import alone
from llegada.insights.sets import distinct

_TABLES: Final = (CoverArrival, CoverSet, CoverCell, AssistanceCell, PersonNumber)


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
        empty(*_TABLES)
        details = covers = 0
        with indexed_after(*_TABLES):
            pour(PersonNumber, {"number": numbers, "person_key": mass.keys})
            for part in tally(mass, numbers):
                if isinstance(part, Detail):
                    keys = np.arange(details + 1, details + len(part.base.sessions) + 1)
                    details += len(keys)
                    pour(AssistanceCell, {"id": keys, **lay_detail(part)})
                else:
                    keys = np.arange(covers + 1, covers + len(part.sessions) + 1)
                    covers += len(keys)
                    pour(CoverCell, {"id": keys, **lay_cover(part)})
                    pour(CoverSet, {"cell_id": keys, "members": lay_sets(part)})
        _reset_sequences(PersonNumber, AssistanceCell, CoverCell)
        look_over(*(model._meta.db_table for model in (AssistanceCell, CoverCell, CoverSet, CoverArrival)))
        return Rebuilt(details, covers, len(numbers))


def needs_rebuild() -> bool:
    """Return whether sessions count and some covering has no cell over some span: the tables are new, or the covering is."""
    if not Session.objects.filter(status__in=COUNTED).exists():
        return False
    # Every session is in all of them, but for those of advisors, of whom it may have none.
    layers = [(grain.code, span) for grain in GRAINS if Dimension.ADVISOR not in grain.keys for span in grain.spans]
    return not all(_has_cells(code, span) for code, span in layers)


def _has_cells(code: int, span: Span) -> bool:
    periods = (ALWAYS, ALWAYS) if span is Span.ALWAYS else BOUNDS[span]
    return CoverCell.objects.filter(grain=code, period__range=periods).exists()


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


def _reset_sequences(*models: type[Model]) -> None:
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
