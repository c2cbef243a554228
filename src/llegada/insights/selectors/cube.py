"""Questions to the cube: who gave what, where and when, in sessions, people, entities and municipalities.

What it gives are aggregates, alike for everybody: no actor is asked. Small groups of people are hidden by whoever publishes them
(`cube_rules.shown_people`).

The smallest covering that keeps all that is asked answers; else the detail, for whole years; else, by month
within other parts and by advisor, the facts themselves, which are few there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import numpy as np

from llegada.insights.counting.columns import Columns
from llegada.insights.cube_rules import Dimension, Slice, can_be_asked
from llegada.insights.grains import ALWAYS, BY_ENTITY
from llegada.insights.models import CoverCell
from llegada.insights.selectors.cube_covers import (
    SUMS,
    cover_entities,
    cover_members,
    find_grain,
    read_cover_figure,
    read_covers,
    read_covers_under,
)
from llegada.insights.selectors.cube_detail import detail_entities, read_detail, read_detail_under
from llegada.insights.selectors.cube_facts import read_facts
from llegada.insights.selectors.cube_months import Months, Reach, count_reach, read_months
from llegada.insights.selectors.cube_rows import CubeRow, in_order
from llegada.insights.selectors.raw_rows import fetch

Told = TypeVar("Told")

__all__ = [
    "CubeRow",
    "Reach",
    "last_reached",
    "open_months",
    "rank_entities",
    "reached_entities",
    "reached_municipalities",
    "read_cube",
    "read_cubes",
    "read_figures",
    "read_parts",
    "read_reach",
    "read_reached",
    "read_reaches",
]


def read_parts(cut: Slice, by: Sequence[Dimension], *, under: Dimension) -> list[CubeRow]:
    """Return the figures of `cut` for each value of `by`, in order, with the values of `under` that each has.

    Where the same cells answer both, they are read once.
    """
    finer = (*by, under)
    if _is_plain(cut, finer) and Dimension.YEAR in by and not _is_by_month(cut, finer):
        found, coarse = find_grain(cut, finer), find_grain(cut, by)
        if found is not None and found == coarse:
            return in_order(read_covers_under(found[0], cut, by, under=under))
        if found is None and coarse is None:
            return in_order(read_detail_under(cut, by, under=under))
    there: defaultdict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for one in read_reach(cut, finer, distinct=False):
        there[one.key[:-1]].add(one.key[-1])
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
        (rows,) = read_covers(cut, [(*found, by)], distinct=distinct)
    elif Dimension.ADVISOR in by or cut.advisor_ids is not None:
        return read_facts(cut, by, distinct=distinct)
    elif _is_by_month(cut, by):
        return read_months(cut, by)[0]
    else:
        rows = read_detail(cut, by, distinct=distinct)
    return in_order(rows)


def read_reach(cut: Slice, by: Sequence[Dimension], *, distinct: bool = True) -> list[Reach]:
    """Return the sessions and, if `distinct`, the entities and municipalities of `cut` for each value of `by`, in no order.

    Where the facts answer, to count people takes the longest, and most views do not say them.
    """
    if _is_of_facts(cut, by):
        return count_reach(cut, by)[0]
    return _as_reach(read_cube(cut, by, distinct=distinct))


def _as_reach(rows: Iterable[CubeRow]) -> list[Reach]:
    return [Reach(one.key, one.sessions, one.entities, one.municipalities) for one in rows]


def read_cubes(cut: Slice, *each: Sequence[Dimension]) -> list[list[CubeRow]]:
    """Return the figures of `cut` for each of some ways to part it: facts are read once, and what coverings keep, together."""
    return _read_once(cut, each, read_months, _read_kept)


def read_reaches(cut: Slice, *each: Sequence[Dimension]) -> list[list[Reach]]:
    """Return the same of sessions, entities and municipalities."""
    return _read_once(
        cut, each, count_reach, lambda some, *parted: [_as_reach(rows) for rows in _read_kept(some, *parted)]
    )


def read_figures(cut: Slice, figure: str, *each: Sequence[Dimension]) -> list[dict[tuple[Any, ...], int]]:
    """Return the same of one figure of `CubeRow`, of each value that has any, in no order: a matrix has eight thousand."""

    def of_facts(some: Slice, *parted: Sequence[Dimension]) -> list[dict[tuple[Any, ...], int]]:
        rows = count_reach(some, *parted) if figure in Reach._fields else read_months(some, *parted)
        return [_of_figure(one, figure) for one in rows]

    return _read_once(cut, each, of_facts, lambda some, *parted: [_read_figure(some, by, figure) for by in parted])


def _read_kept(cut: Slice, *each: Sequence[Dimension]) -> list[list[CubeRow]]:
    """Return the figures of `cut` for each of some ways to part it, where no fact has to be read for months."""
    plain = [(place, by, find_grain(cut, by)) for place, by in enumerate(each) if _is_plain(cut, by)]
    covered = {place: (*found, by) for place, by, found in plain if found is not None}
    read = read_covers(cut, list(covered.values()), distinct=True) if covered else []
    rows = dict(zip(covered, read, strict=True))
    return [in_order(rows[place]) if place in rows else read_cube(cut, by) for place, by in enumerate(each)]


def _read_figure(cut: Slice, by: Sequence[Dimension], figure: str) -> dict[tuple[Any, ...], int]:
    found = find_grain(cut, by) if _is_plain(cut, by) else None
    told = read_cover_figure(*found, cut, by, figure) if found is not None else None
    if told is None:
        return _of_figure(read_cube(cut, by, distinct=figure not in SUMS), figure)
    return told if all(told.values()) else {key: value for key, value in told.items() if value}


def _of_figure(rows: Iterable[CubeRow | Reach], figure: str) -> dict[tuple[Any, ...], int]:
    return {row.key: value for row in rows if (value := getattr(row, figure))}


def _read_once(
    cut: Slice,
    each: Sequence[Sequence[Dimension]],
    of_facts: Callable[..., list[Told]],
    otherwise: Callable[..., list[Told]],
) -> list[Told]:
    """Return the answer to each way to part `cut`: those from the facts together, and the others together."""
    are_of_facts = [_is_of_facts(cut, by) for by in each]
    told = {}
    for wanted, read in ((True, of_facts), (False, otherwise)):
        asked = [by for by, is_of_facts in zip(each, are_of_facts, strict=True) if is_of_facts == wanted]
        told[wanted] = iter(read(cut, *asked) if asked else ())
    return [next(told[is_of_facts]) for is_of_facts in are_of_facts]


def _is_plain(cut: Slice, by: Sequence[Dimension]) -> bool:
    """Return whether something without advisors is asked that there may be."""
    asked = frozenset(by) | cut.restricted.keys()
    return can_be_asked(asked) and Dimension.ADVISOR not in asked and not _is_empty(cut)


def _is_of_facts(cut: Slice, by: Sequence[Dimension]) -> bool:
    """Return whether no cell keeps what is asked, of some months and no advisor."""
    return _is_plain(cut, by) and _is_by_month(cut, by) and find_grain(cut, by) is None


def _is_by_month(cut: Slice, by: Sequence[Dimension]) -> bool:
    """Return whether years are too long for what is asked."""
    return Dimension.MONTH in by or not cut.is_whole_years


def _is_empty(cut: Slice) -> bool:
    """Return whether nothing can be in the slice."""
    backwards = cut.since is not None and cut.until is not None and cut.since > cut.until
    return backwards or any(not values for values in cut.restricted.values())


def reached_entities(cut: Slice) -> frozenset[int]:
    """Return the entities with a session that counts in `cut`: their keys alone, thousands in a year."""
    members = _members(cut)
    return members[0] if members else frozenset(_entities(cut, summed=False)["entity"].tolist())


def _members(cut: Slice) -> tuple[frozenset[int], frozenset[str]] | None:
    """Return the entities and municipalities of `cut` from the sets that have them all, if they are few; else None."""
    is_few = _is_plain(cut, ()) and Dimension.ENTITY not in cut.restricted
    found = find_grain(cut, ()) if is_few else None
    return cover_members(*found, cut) if found is not None else None


def open_months(cut: Slice) -> Months | None:
    """Return the sessions of `cut`, to be asked more than once, where no cell keeps its entities; else None."""
    return Months(cut) if _is_of_facts(cut, (Dimension.ENTITY,)) else None


def rank_entities(cut: Slice, months: Months | None = None) -> Columns:
    """Return the `entity` and `sessions` of each entity with a session that counts in `cut`, those with most sessions first.

    `months` are its sessions, if they were opened.
    """
    cells = _as_columns(months.reach((Dimension.ENTITY,))) if months else _entities(cut, summed=True)
    entities, places = np.unique(cells["entity"], return_inverse=True)
    found = np.empty(len(entities), dtype=cells.dtype)
    found["entity"] = entities
    found["sessions"] = np.bincount(places, weights=cells["sessions"], minlength=len(entities))
    return found[np.argsort(-found["sessions"], kind="stable")]


def _entities(cut: Slice, *, summed: bool) -> Columns:
    """Return the entities of `cut` as often as there are cells of each, with the sessions of the cell if they are `summed`."""
    by = (Dimension.ENTITY,)
    if _is_plain(cut, by):
        found = find_grain(cut, by)
        if found is not None:
            return cover_entities(*found, cut, summed=summed)
        if cut.is_whole_years:
            return detail_entities(cut, summed=summed)
    return _as_columns(read_reach(cut, by, distinct=False))


def _as_columns(reached: Iterable[Reach]) -> Columns:
    return np.array([(one.key[0], one.sessions) for one in reached], dtype=[("entity", "<i8"), ("sessions", "<i8")])


def reached_municipalities(cut: Slice) -> frozenset[str]:
    """Return the municipalities where an entity with a session that counts in `cut` has its seat."""
    return read_reached(cut)[0].municipalities


class Reached(NamedTuple):
    """What a slice reached: keys of entities, and codes of the municipalities where they have their seat."""

    entities: frozenset[int]
    municipalities: frozenset[str]


def read_reached(cut: Slice, *each: Sequence[Dimension]) -> tuple[Reached, list[list[Reach]]]:
    """Return what `cut` reached, and its reach in each of some ways to part it: where the facts answer, all read once."""
    members = _members(cut)
    if members is not None:
        return Reached(*members), read_reaches(cut, *each)
    rows, *parts = read_reaches(cut, (Dimension.MUNICIPALITY, Dimension.ENTITY), *each)
    municipalities, entities = (frozenset(one.key[place] for one in rows) - {None} for place in range(2))
    return Reached(entities, municipalities), parts


def last_reached() -> dict[int, date]:
    """Return the day of the last session that counts of each entity that has one."""
    cells = CoverCell.objects.order_by().filter(grain=BY_ENTITY, period=ALWAYS, last_on__isnull=False)
    rows = fetch(cells.values_list("key1", "last_on"))
    # As the database gives it: SQLite keeps days as text, and Django's own reading of six thousand takes longer than all the rest.
    return {entity: day if isinstance(day, date) else date.fromisoformat(day) for entity, day in rows}
