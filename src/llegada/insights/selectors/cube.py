"""Questions to the cube: who gave what, where and when, in sessions, people, entities and municipalities.

What it gives are aggregates, alike for everybody: no actor is asked. Small groups of people are hidden by whoever publishes them
(`cube_rules.shown_people`).

The smallest covering that keeps all that is asked answers; else the detail, for whole years; else, by month or by advisor
within other parts, the facts themselves, which are few there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from llegada.insights.counting.columns import Columns
from llegada.insights.cube_rules import Dimension, Slice, can_be_asked
from llegada.insights.grains import ALWAYS, BY_ENTITY
from llegada.insights.models import CoverCell
from llegada.insights.selectors.cube_covers import (
    SUMS,
    cover_entities,
    cover_places,
    find_grain,
    read_cover_figure,
    read_covers,
    read_covers_under,
)
from llegada.insights.selectors.cube_detail import detail_entities, read_detail, read_detail_under
from llegada.insights.selectors.cube_facts import read_facts
from llegada.insights.selectors.cube_rows import CubeRow, in_order
from llegada.insights.selectors.raw_rows import fetch

__all__ = [
    "CubeRow",
    "last_reached",
    "rank_entities",
    "reached_entities",
    "reached_municipalities",
    "read_cube",
    "read_figure",
    "read_parts",
    "read_reached",
]


def read_parts(cut: Slice, by: Sequence[Dimension], *, under: Dimension) -> list[CubeRow]:
    """Return the figures of `cut` for each value of `by`, in order, with the values of `under` that each has.

    Where the same cells answer both, they are read once.
    """
    finer = (*by, under)
    is_plain = can_be_asked(frozenset(finer) | cut.restricted.keys()) and not _is_empty(cut) and cut.is_whole_years
    if is_plain and Dimension.YEAR in by and not {Dimension.MONTH, Dimension.ADVISOR} & set(finer):
        found, coarse = find_grain(cut, finer), find_grain(cut, by)
        if found is not None and found == coarse:
            return in_order(read_covers_under(found[0], cut, by, under=under))
        if found is None and coarse is None:
            return in_order(read_detail_under(cut, by, under=under))
    there: defaultdict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for row in read_cube(cut, finer, distinct=False):
        there[row.key[:-1]].add(row.key[-1])
    return [row._replace(under=frozenset(there[row.key])) for row in read_cube(cut, by)]


def read_cube(cut: Slice, by: Sequence[Dimension] = (), *, distinct: bool = True) -> list[CubeRow]:
    """Return the figures of `cut` for each value of `by`, in order; what has nothing registered is absent, not zero.

    `distinct` asks also for entities, municipalities and people, each counted once. Raises ValueError if an advisor is
    asked with anything but time.
    """
    if not can_be_asked(frozenset(by) | cut.restricted.keys()):
        raise ValueError("an advisor is asked alone, or with months and years")
    if _is_empty(cut):
        return []
    # A session of two of the advisors counts once, and the cells of each have it.
    several = Dimension.ADVISOR not in by and len(cut.advisor_ids or ()) > 1
    found = None if several else find_grain(cut, by)
    if found is not None:
        rows = read_covers(*found, cut, by, distinct=distinct)
    elif Dimension.MONTH in by or not cut.is_whole_years or Dimension.ADVISOR in by or cut.advisor_ids is not None:
        return read_facts(cut, by, distinct=distinct)
    else:
        rows = read_detail(cut, by, distinct=distinct)
    return in_order(rows)


def read_figure(cut: Slice, by: Sequence[Dimension], figure: str) -> dict[tuple[Any, ...], int]:
    """Return one figure of `CubeRow` for each value of `by` that has any, in no order: a matrix has eight thousand."""
    is_plain = can_be_asked(frozenset(by) | cut.restricted.keys()) and not _is_empty(cut) and cut.advisor_ids is None
    found = find_grain(cut, by) if is_plain else None
    told = read_cover_figure(*found, cut, by, figure) if found is not None else None
    if told is None:
        rows = read_cube(cut, by, distinct=figure not in SUMS)
        told = {row.key: getattr(row, figure) for row in rows}
    return told if all(told.values()) else {key: value for key, value in told.items() if value}


def _is_empty(cut: Slice) -> bool:
    """Return whether nothing can be in the slice."""
    backwards = cut.since is not None and cut.until is not None and cut.since > cut.until
    return backwards or any(not values for values in cut.restricted.values())


def reached_entities(cut: Slice) -> frozenset[int]:
    """Return the entities with a session that counts in `cut`: their keys alone, thousands in a year."""
    return frozenset(_entities(cut, summed=False)["entity"].tolist())


def rank_entities(cut: Slice) -> Columns:
    """Return the `entity` and `sessions` of each entity with a session that counts in `cut`, those with most sessions first."""
    cells = _entities(cut, summed=True)
    entities, places = np.unique(cells["entity"], return_inverse=True)
    found = np.empty(len(entities), dtype=cells.dtype)
    found["entity"] = entities
    found["sessions"] = np.bincount(places, weights=cells["sessions"], minlength=len(entities))
    return found[np.argsort(-found["sessions"], kind="stable")]


def _entities(cut: Slice, *, summed: bool) -> Columns:
    """Return the entities of `cut` as often as there are cells of each, with the sessions of the cell if they are `summed`."""
    by = (Dimension.ENTITY,)
    if can_be_asked(frozenset(by) | cut.restricted.keys()) and not _is_empty(cut):
        found = find_grain(cut, by)
        if found is not None:
            return cover_entities(*found, cut, summed=summed)
        if cut.is_whole_years:
            return detail_entities(cut, summed=summed)
    rows = [(row.key[0], row.sessions) for row in read_cube(cut, by, distinct=False)]
    return np.array(rows, dtype=[("entity", "<i8"), ("sessions", "<i8")])


def reached_municipalities(cut: Slice) -> frozenset[str]:
    """Return the municipalities where an entity with a session that counts in `cut` has its seat."""
    rows = read_cube(cut, (Dimension.MUNICIPALITY,), distinct=False)
    return frozenset(row.key[0] for row in rows if row.key[0] is not None)


class Reached(NamedTuple):
    """What a slice reached: keys of entities, codes of the municipalities and departments where they have their seat."""

    entities: frozenset[int]
    municipalities: frozenset[str]
    departments: frozenset[str]


def read_reached(cut: Slice) -> Reached:
    """Return what `cut` reached: straight into columns where a covering answers, as it has six thousand entities."""
    by = (Dimension.DEPARTMENT, Dimension.MUNICIPALITY, Dimension.ENTITY)
    found = None if _is_empty(cut) else find_grain(cut, by)
    if found is not None:
        return Reached(*cover_places(*found, cut))
    keys = [row.key for row in read_cube(cut, by, distinct=False)]
    return Reached(
        frozenset(entity for _department, _code, entity in keys),
        frozenset(code for _department, code, _entity in keys if code),
        frozenset(department for department, _code, _entity in keys if department),
    )


def last_reached() -> dict[int, date]:
    """Return the day of the last session that counts of each entity that has one."""
    cells = CoverCell.objects.order_by().filter(grain=BY_ENTITY, period=ALWAYS, last_on__isnull=False)
    rows = fetch(cells.values_list("key1", "last_on"))
    # As the database gives it: SQLite keeps days as text, and Django's own reading of six thousand takes longer than all the rest.
    return {entity: day if isinstance(day, date) else date.fromisoformat(day) for entity, day in rows}
