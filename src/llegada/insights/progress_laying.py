"""Adds the cells of progress up along every axis at once, by whole columns: to make the sums from nothing, and to compare them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

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
    HEAD,
    NO_END,
    ROOM,
    Entries,
    Numbers,
    folded_by,
    folded_in_order,
    lay,
)

CELL_COLUMNS: Final = (*BookKey._fields, *Place._fields)
#: Entries added up at a time: with what is made of them, some two hundred megabytes.
_BLOCK: Final = 1_000_000
#: Rows written at a time.
_ROWS: Final = 20_000


@dataclass
class Cells:
    """Cells by their columns: `keys` has a row for each, as CELL_COLUMNS; `cells` is the place in `keys` of each of `entries`."""

    keys: Numbers
    cells: Any
    entries: Entries

    @classmethod
    def together(cls, parts: list[Booked]) -> Cells:
        """Return the cells of several parts, the entries of each cell in their order; `parts` are used up."""
        if not parts:
            return cls(np.empty((0, len(CELL_COLUMNS)), np.int64), np.empty(0, np.int32), np.empty(0, ENTRY))
        keys = np.concatenate([part.keys for part in parts])
        number, first = numbered(list(keys[:, : len(BookKey._fields)].T))
        is_shared = np.bincount(number)[number] > 1
        count = sum(len(part.entries) for part in parts)
        cells, entries = np.empty(count, np.int32), np.empty(count, ENTRY)
        shared: list[tuple[Numbers, Entries]] = []
        filled = start = 0
        parts.reverse()
        while parts:
            part = parts.pop()
            place = part.cells + start
            start += len(part.keys)
            kept = ~is_shared[place]
            shared.append((number[place[~kept]], part.entries[~kept]))
            until = filled + int(kept.sum())
            cells[filled:until], entries[filled:until] = number[place[kept]], part.entries[kept]
            filled = until
        groups, folded = folded_by(*(np.concatenate(some) for some in zip(*shared, strict=True)))
        until = filled + len(folded)
        cells[filled:until], entries[filled:until] = groups, folded
        return cls(keys[first], cells[:until], entries[:until])

    def bounds(self) -> tuple[Numbers, Numbers]:
        """Return where the timeline of each cell begins in the bytes of the entries, and where it ends."""
        starts = np.flatnonzero(begins(self.cells))
        low, high = np.zeros(len(self.keys), dtype=np.int64), np.zeros(len(self.keys), dtype=np.int64)
        low[self.cells[starts]] = starts * ENTRY.itemsize
        high[self.cells[starts]] = np.append(starts, len(self.cells))[1:] * ENTRY.itemsize
        return low, high

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the cells with something in them as columns of their table, some at a time, in the order of their keys."""
        low, high = self.bounds()
        data = memoryview(self.entries.view(np.uint8).data)
        for some in np.array_split(np.flatnonzero(low < high), max(1, len(self.keys) // _ROWS)):
            bounds = zip(low[some].tolist(), high[some].tolist(), strict=True)
            yield {
                **dict(zip(CELL_COLUMNS, self.keys[some].T, strict=True)),
                "moves": [data[begin:end] for begin, end in bounds],
            }

    def by_day(self) -> Cells:
        """Return the same with the entries in the order of day and measure."""
        order = in_order(self.entries["day"].astype(np.int32) * ROOM + self.entries["measure"])
        return Cells(self.keys, self.cells[order], self.entries[order])


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


def ways(cells: Cells) -> Iterator[Way]:
    """Yield the groups of each axis, so many at a time, all together and then by year; `cells` are by day."""
    column = dict(zip(CELL_COLUMNS, cells.keys.T, strict=True))
    of_service = column["version_id"] > 0
    years, year = np.unique(column["year"], return_inverse=True)
    sizes = np.bincount(cells.cells, minlength=len(cells.keys))
    for axis in AXES:
        group, first = numbered([column[name] for name in axis.columns])
        dims = np.zeros((len(first), len(AXIS_COLUMNS)), dtype=np.int64)
        for name in axis.columns:
            dims[:, AXIS_COLUMNS.index(name)] = column[name][first]
        order = in_order(group.astype(np.int32)[cells.cells])
        bounds = np.append(0, np.cumsum(np.bincount(group, weights=sizes).astype(np.int64)))
        after: list[int] | None = None
        blocks = [*pairwise(_blocks(bounds))]
        for low, high in blocks:
            last = dims[high - 1].tolist() if (low, high) != blocks[-1] else None
            some = order[bounds[low] : bounds[high]]
            entries, cell = cells.entries[some], cells.cells[some]
            counted = of_service[cell] if axis.is_by_service else ~of_service[cell] | (entries["measure"] < FIRST_STATE)
            entries, cell = entries[counted], cell[counted]
            ours = group[cell] - low
            yield Way(axis, after, last, *_folded([EVERY_YEAR], axis, dims[low:high], ours, entries))
            ours = ours * len(years) + year[cell]
            by_year = in_order(ours)
            yield Way(axis, after, last, *_folded(years, axis, dims[low:high], ours[by_year], entries[by_year]))
            after = last


def _blocks(bounds: Numbers) -> list[int]:
    """Return where blocks of groups of some _BLOCK entries begin, and the end."""
    places = np.searchsorted(bounds, np.arange(0, int(bounds[-1]), _BLOCK))
    found: list[int] = np.unique(np.append(places, [0, len(bounds) - 1])).tolist()
    return found


def _folded(
    years: Any, axis: Axis, dims: Numbers, groups: Numbers, entries: Entries
) -> tuple[bool, Numbers, Numbers, Entries]:
    """Return whether it is of all years together, the keys of the groups of some years, and what moves in them."""
    keys = np.column_stack(
        [np.full(len(dims) * len(years), axis.number), np.tile(years, len(dims)), np.repeat(dims, len(years), axis=0)]
    )
    return list(years) == [EVERY_YEAR], keys, *folded_in_order(groups, entries)


def lay_sums(cells: Cells) -> Iterator[dict[str, Any]]:
    """Yield the sums of every axis as columns of their table, with the row that stands for each group; `cells` are by day."""
    for way in ways(cells):
        laid = lay(way.groups, way.entries, len(MEASURES))
        heads = np.unique(laid.groups)
        is_last = ends(laid.groups)
        rows = way.keys[np.concatenate([heads, laid.groups])]
        yield {
            **dict(zip(SumKey._fields, rows.T, strict=True)),
            "quarter": np.concatenate([heads * 0 + HEAD, laid.quarters]),
            "until": np.concatenate([heads * 0 + HEAD, np.where(is_last, NO_END, laid.quarters + 1)]),
            "moves": [b""] * len(heads) + laid.data,
        }
