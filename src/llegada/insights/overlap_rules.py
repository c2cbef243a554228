"""Pure rule of the overlaps: which units have visits near in time with one entity on one line, counted by columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


#: Numbers of 64 bits go so far.
_MOST: Final = 1 << 62


@dataclass(frozen=True)
class Visits:
    """Visits as columns, in any order: with whom, on what, who goes, the number of the day, and whether it is still to come."""

    entity: Numbers
    line: Numbers
    unit: Numbers
    day: Numbers
    is_to_come: Flags


@dataclass(frozen=True)
class Overlaps:
    """Overlaps as columns: two units with one entity on one line, `unit` the lower key, how many pairs of visits are near.

    `members` are the places in `Visits` of the visits of those pairs, each once and by day: those of the overlap `n` are between
    `starts[n]` and `ends[n]`.
    """

    entity: Numbers
    line: Numbers
    unit: Numbers
    other: Numbers
    count: Numbers
    starts: Numbers
    ends: Numbers
    members: Numbers

    def __len__(self) -> int:
        """Return how many overlaps there are."""
        return len(self.entity)

    def members_of(self, place: int) -> list[int]:
        """Return the places in `Visits` of the visits of one overlap, by day."""
        return [int(one) for one in self.members[self.starts[place] : self.ends[place]]]

    def pick(self, wanted: npt.NDArray[np.intp] | Flags) -> Overlaps:
        """Return some of them, in that order."""
        return Overlaps(
            self.entity[wanted],
            self.line[wanted],
            self.unit[wanted],
            self.other[wanted],
            self.count[wanted],
            self.starts[wanted],
            self.ends[wanted],
            self.members,
        )


def of_two_units(entity: Numbers, line: Numbers, unit: Numbers) -> Flags:
    """Return which rows have an entity and a line that another unit has too."""
    if not len(unit):
        return np.zeros(0, dtype=np.bool_)
    group = np.unique(entity * (int(line.max()) + 1) + line, return_inverse=True)[1]
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(_changes(group[order]))
    is_shared = np.minimum.reduceat(unit[order], starts) < np.maximum.reduceat(unit[order], starts)
    shared: Flags = is_shared[group]
    return shared


def find_overlaps(visits: Visits, *, days: int) -> Overlaps:
    """Return the pairs of units that visit one entity on one line within `days` days of each other.

    Each visit of one with each of the other that is near is one overlap. First those whose last day has something still to
    come; then the latest, and those with more. A visit is held against each other unit and not against each of its visits:
    those near it are two searches in what is sorted, and the cost grows with the visits and not with their pairs.
    """
    if not len(visits.day):
        return _none()
    order = in_order(visits.entity, visits.line, visits.unit, visits.day)
    entity, line, unit, day = (one[order] for one in (visits.entity, visits.line, visits.unit, visits.day))
    begins_group = _changes(entity) | _changes(line)
    begins_run = begins_group | _changes(unit)
    run = np.cumsum(begins_run) - 1  # a run is what one unit does with one entity on one line
    visit, other = _beside_others(run, (np.cumsum(begins_group) - 1)[begins_run])
    near = _count_near(run, day, visit, other, days)
    visit, other, near = visit[near > 0], other[near > 0], near[near > 0]

    own = run[visit]
    runs = int(run[-1]) + 1
    pair = np.minimum(own, other) * runs + np.maximum(own, other)
    by_day = in_order(pair, day[visit])
    visit, pair, near, is_first = visit[by_day], pair[by_day], near[by_day], (own < other)[by_day]
    starts = np.flatnonzero(_changes(pair))
    ends = np.append(starts[1:], len(pair)).astype(np.int64)
    if not len(starts):
        return _none()
    last = day[visit[ends - 1]]
    at_last = day[visit] == np.repeat(last, ends - starts)
    to_come = np.logical_or.reduceat(at_last & visits.is_to_come[order][visit], starts)
    first_of_run = np.flatnonzero(begins_run)
    one_run, other_run = first_of_run[pair[starts] // runs], first_of_run[pair[starts] % runs]
    count = np.add.reduceat(np.where(is_first, near, 0), starts)
    found = Overlaps(
        entity[one_run], line[one_run], unit[one_run], unit[other_run], count, starts, ends, order[visit].astype(np.int64)
    )  # fmt: skip
    return found.pick(np.lexsort((found.other, found.unit, found.line, found.entity, -count, -last, ~to_come)))


def in_order(*columns: Numbers) -> npt.NDArray[np.intp]:
    """Return the places of rows in the order of their columns, the first one before all; those alike as they come.

    Where the columns and the place of a row are one number together, numbers are sorted: a fifth of the time of `lexsort`.
    """
    count = len(columns[0])
    code = np.zeros(count, dtype=np.int64)
    size = 1
    for column in (*columns, np.arange(count)):
        least = int(column.min()) if count else 0
        span = int(column.max()) - least + 1 if count else 1
        size *= span
        if size > _MOST:
            return np.lexsort(columns[::-1])
        code = code * span + (column - least)
    code.sort()
    return code % max(1, count)


def _none() -> Overlaps:
    empty = np.zeros(0, dtype=np.int64)
    return Overlaps(empty, empty, empty, empty, empty, empty, empty, empty)


def _changes(column: Numbers) -> Flags:
    """Return where a column says something else than just before; the first place does."""
    return np.append(np.ones(min(1, len(column)), dtype=np.bool_), column[1:] != column[:-1])


def _beside_others(run: Numbers, group_of_run: Numbers) -> tuple[Numbers, Numbers]:
    """Return each visit beside each run of another unit in its group: places of visits, and numbers of runs."""
    first = np.searchsorted(group_of_run, group_of_run, "left")
    many = (np.searchsorted(group_of_run, group_of_run, "right") - first)[run]
    visit = np.repeat(np.arange(len(run)), many)
    turn = np.arange(len(visit)) - np.repeat(np.cumsum(many) - many, many)
    other = first[run[visit]] + turn
    is_other = other != run[visit]
    return visit[is_other], other[is_other]


def _count_near(run: Numbers, day: Numbers, visit: Numbers, other: Numbers, days: int) -> Numbers:
    """Return how many visits of the run beside each visit are within `days` days of it."""
    since = day - day.min()
    span = int(since.max()) + days + 1  # no search from one run reaches the days of the next
    line = run * span + since
    middle = other * span + since[visit]
    near: Numbers = np.searchsorted(line, middle + days, "right") - np.searchsorted(line, middle - days, "left")
    return near
