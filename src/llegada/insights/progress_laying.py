"""Adds the cells of progress up along every axis at once, by whole columns: to make the sums from nothing, and to compare them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from llegada.insights.numbering import begins, ends, in_order, numbered
from llegada.insights.progress_columns import Booked
from llegada.insights.progress_rules import (
    AXES,
    AXIS_COLUMNS,
    EVERY_YEAR,
    FIRST_STATE,
    MEASURES,
    Axis,
    BookKey,
    Place,
    SumKey,
)
from llegada.insights.timelines import (
    ENTRY,
    NO_END,
    ROOM,
    Entries,
    Numbers,
    folded_by,
    folded_in_order,
    lay,
    made_of,
    slots_of,
)

CELL_COLUMNS: Final = (*BookKey._fields, *Place._fields)
#: Entries added up at a time: with what is made of them, some two hundred megabytes.
_BLOCK: Final = 1_000_000
#: Rows written at a time.
_ROWS: Final = 20_000


@dataclass
class Cells:
    """Cells by their columns: `keys` has a row for each, as CELL_COLUMNS, in order.

    What moves is in columns too: the place of its cell in `keys`, day and measure as one number, and amount. That of each cell is
    together, in its order.
    """

    keys: Numbers
    cells: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]
    amounts: Numbers

    @classmethod
    def together(cls, parts: Iterable[Booked]) -> Cells:
        """Return the cells of several parts."""
        keys: list[Numbers] = [np.empty((0, len(CELL_COLUMNS)), dtype=np.int64)]
        found = cls(keys[0], np.empty(_BLOCK, np.int32), np.empty(_BLOCK, np.int32), np.empty(_BLOCK, np.int64))
        count = known = 0
        for part in parts:
            until = count + len(part.entries)
            while until > len(found.cells):
                found._grow(count)
            found.cells[count:until] = part.cells
            found.cells[count:until] += known
            found.slots[count:until] = slots_of(part.entries)
            found.amounts[count:until] = part.entries["amount"]
            count, known = until, known + len(part.keys)
            keys.append(part.keys)
        found.keys = np.concatenate(keys)
        found.cells, found.slots, found.amounts = found.cells[:count], found.slots[:count], found.amounts[:count]
        found._merge()
        return found

    def _grow(self, count: int) -> None:
        """Make room for as much again."""
        for name in ("cells", "slots", "amounts"):
            column = getattr(self, name)
            larger = np.empty(2 * len(column), column.dtype)
            larger[:count] = column[:count]
            setattr(self, name, larger)

    def _merge(self) -> None:
        """Make one of the cells that are in several parts."""
        number, first = numbered(list(self.keys[:, : len(BookKey._fields)].T))
        is_shared = np.bincount(number)[number] > 1
        self.keys = self.keys[first]
        shared = is_shared[self.cells]
        self.cells = number.astype(np.int32)[self.cells]
        if shared.any():
            groups, entries = folded_by(
                self.cells[shared].astype(np.int64), made_of(self.slots[shared], self.amounts[shared])
            )
            kept = ~shared
            self.cells = np.concatenate([self.cells[kept], groups.astype(np.int32)])
            self.slots = np.concatenate([self.slots[kept], slots_of(entries)])
            self.amounts = np.concatenate([self.amounts[kept], entries["amount"]])

    def bounds(self) -> tuple[Numbers, Numbers]:
        """Return where what moves in each cell begins, and where it ends."""
        starts = np.flatnonzero(begins(self.cells))
        low, high = np.zeros(len(self.keys), dtype=np.int64), np.zeros(len(self.keys), dtype=np.int64)
        low[self.cells[starts]] = starts
        high[self.cells[starts]] = np.append(starts, len(self.cells))[1:]
        return low, high

    def timelines(self, low: Numbers, high: Numbers) -> list[bytes]:
        """Return the bytes of what moves between some bounds."""
        until = np.cumsum(high - low)
        places = np.repeat(high - until, high - low) + np.arange(int(until[-1]) if len(until) else 0)
        data = made_of(self.slots[places], self.amounts[places]).tobytes()
        return [data[begin:end] for begin, end in pairwise([0, *(until * ENTRY.itemsize).tolist()])]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the cells with something in them as columns of their table, some at a time, in the order of their keys."""
        low, high = self.bounds()
        for some in np.array_split(np.flatnonzero(low < high), max(1, len(self.keys) // _ROWS)):
            yield {
                **dict(zip(CELL_COLUMNS, self.keys[some].T, strict=True)),
                "moves": self.timelines(low[some], high[some]),
            }

    def by_day(self) -> CellsByDay:
        """Return the same with what moves in the order of day and measure; what it was in is used up."""
        order = in_order(self.slots)
        low, high = self.bounds()
        self.cells = self.cells[order]
        self.slots = self.slots[order]
        self.amounts = self.amounts[order]
        return CellsByDay(self.keys, high - low, self.cells, self.slots, self.amounts)


class CellsByDay(NamedTuple):
    """Cells with what moves in all of them, by day and measure, in columns: its cell, day and measure as one number, and amount.

    `sizes` is how much moves in each cell.
    """

    keys: Numbers
    sizes: Numbers
    cells: npt.NDArray[np.int32]
    slots: npt.NDArray[np.int32]
    amounts: Numbers


class Way(NamedTuple):
    """Some groups along an axis, by year or with all together: their keys, as SumKey, and what moves.

    They are all those whose keys, but for the year, come after `after` and not after `last` (None: without limit). `groups` is the
    place in `keys` of each of `entries`: folded.
    """

    axis: Axis
    after: list[int] | None
    last: list[int] | None
    is_every_year: bool
    keys: Numbers
    groups: Numbers
    entries: Entries


def ways(cells: CellsByDay) -> Iterator[Way]:
    """Yield the groups of each axis, so many at a time, all together and then by year."""
    column = dict(zip(CELL_COLUMNS, cells.keys.T, strict=True))
    of_service = column["version_id"] > 0
    years, year = np.unique(column["year"], return_inverse=True)
    year = year.astype(np.int32)
    for axis in AXES:
        group, first = numbered([column[name] for name in axis.columns])
        group = group.astype(np.int32)
        dims = np.zeros((len(first), len(AXIS_COLUMNS)), dtype=np.int64)
        for name in axis.columns:
            dims[:, AXIS_COLUMNS.index(name)] = column[name][first]
        order = in_order(group[cells.cells])
        bounds = np.append(0, np.cumsum(np.bincount(group, weights=cells.sizes).astype(np.int64)))
        after: list[int] | None = None
        blocks = [*pairwise(_blocks(bounds))]
        for low, high in blocks:
            last = dims[high - 1].tolist() if (low, high) != blocks[-1] else None
            some = order[bounds[low] : bounds[high]]
            cell, slots, amounts = cells.cells[some], cells.slots[some], cells.amounts[some]
            is_of_service, ours = of_service[cell], group[cell] - low
            # What is not counted comes to nothing.
            amounts *= is_of_service if axis.is_by_service else ~is_of_service | (slots % ROOM < FIRST_STATE)
            yield Way(
                axis,
                after,
                last,
                True,
                _keys([EVERY_YEAR], axis, dims[low:high]),
                *folded_in_order(ours, slots, amounts),
            )
            ours = year[cell] * (high - low) + ours
            again = in_order(ours)
            yield Way(
                axis, after, last, False, _keys(years, axis, dims[low:high]),
                *folded_in_order(ours[again], slots[again], amounts[again]),
            )  # fmt: skip
            after = last


def _blocks(bounds: Numbers) -> list[int]:
    """Return where blocks of groups of some _BLOCK entries begin, and the end."""
    places = np.searchsorted(bounds, np.arange(0, int(bounds[-1]), _BLOCK))
    found: list[int] = np.unique(np.append(places, [0, len(bounds) - 1])).tolist()
    return found


def _keys(years: Any, axis: Axis, dims: Numbers) -> Numbers:
    """Return the keys of some groups in some years, in their order."""
    return np.column_stack(
        [np.full(len(dims) * len(years), axis.number), np.repeat(years, len(dims)), np.tile(dims, (len(years), 1))]
    )


def lay_sums(cells: CellsByDay) -> Iterator[dict[str, Any]]:
    """Yield the sums of every axis as columns of their table."""
    for way in ways(cells):
        laid = lay(way.groups, way.entries, len(MEASURES))
        yield {
            **dict(zip(SumKey._fields, way.keys[laid.groups].T, strict=True)),
            "quarter": laid.quarters,
            "until": np.where(ends(laid.groups), NO_END, laid.quarters + 1),
            "moves": laid.data,
        }
