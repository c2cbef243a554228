"""Adds the cells of progress up along every axis at once, by whole columns: to make the sums from nothing, and to compare them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np

from llegada.insights.models import ProgressCell, ProgressSum
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
    STARTS,
    Entries,
    Numbers,
    folded_by,
    lay,
    opening_sums,
    unpacked,
)

CELL_COLUMNS: Final = (*BookKey._fields, *Place._fields)
_CHUNK: Final = 5000


@dataclass(frozen=True)
class Cells:
    """Cells by their columns: `keys` has a row for each, as CELL_COLUMNS, and `data` their timelines."""

    keys: Numbers
    data: list[bytes]

    @classmethod
    def together(cls, parts: Sequence[Cells]) -> Cells:
        """Return the cells of several."""
        keys = [part.keys for part in parts] or [np.empty((0, len(CELL_COLUMNS)), dtype=np.int64)]
        return cls(np.concatenate(keys), [*chain.from_iterable(part.data for part in parts)])


def read_cells() -> Cells:
    """Return the cells that are kept."""
    rows = ProgressCell.objects.values_list(*CELL_COLUMNS, "moves").iterator(chunk_size=_CHUNK)
    keys, data = [], []
    for *key, moves in rows:
        keys.append(key)
        data.append(bytes(moves))
    return Cells(np.array(keys, dtype=np.int64).reshape(-1, len(CELL_COLUMNS)), data)


def _entries(data: Sequence[bytes]) -> tuple[Numbers, Entries]:
    """Return the timeline that each entry is of, by its place, and the entries of all."""
    counts = np.array([len(one) for one in data], dtype=np.int64) // ENTRY.itemsize
    return np.repeat(np.arange(len(data)), counts), unpacked(b"".join(data))


def _ways(cells: Cells) -> Iterator[tuple[Axis, Numbers, Numbers, Entries]]:
    """Yield, for each axis with its years and with all together, the keys of its groups and the group of each entry it counts."""
    whose, entries = _entries(cells.data)
    column = dict(zip(CELL_COLUMNS, cells.keys.T, strict=True))
    nothing = np.zeros(len(cells.keys), dtype=np.int64)
    of_service = (column["version_id"] > 0)[whose]
    for axis in AXES:
        counted = of_service if axis.is_by_service else ~of_service | (entries["measure"] < FIRST_STATE)
        mine, some = whose[counted], entries[counted]
        dims = [column[name] if name in axis.columns else nothing for name in AXIS_COLUMNS]
        for year in (column["year"], nothing + EVERY_YEAR):
            keys, group = np.unique(np.stack([nothing + axis.number, year, *dims], axis=1), axis=0, return_inverse=True)
            yield axis, keys, group.reshape(-1)[mine], some


def lay_sums(cells: Cells) -> Iterator[dict[str, Any]]:
    """Yield the sums of every axis as columns of their table, with the row that stands for each group."""
    for _axis, keys, groups, entries in _ways(cells):
        laid = lay(groups, entries, len(MEASURES))
        heads = np.unique(laid.groups)
        is_last = np.append(laid.groups[1:] != laid.groups[:-1], [True] * bool(len(laid.groups)))
        rows = keys[np.concatenate([heads, laid.groups])]
        yield {
            **dict(zip(SumKey._fields, rows.T, strict=True)),
            "quarter": np.concatenate([heads * 0 + HEAD, laid.quarters]),
            "until": np.concatenate([heads * 0 + HEAD, np.where(is_last, NO_END, laid.quarters + 1)]),
            "moves": [b""] * len(heads) + laid.data,
        }


def find_wrong_sums(cells: Cells) -> Iterator[tuple[int, int, str]]:
    """Yield (axis, how many, an example) of the sums that do not say what the cells do, or whose rows do not follow one another."""
    for axis, keys, groups, entries in _ways(cells):
        is_every_year = not len(keys) or keys[0, 1] == EVERY_YEAR
        rows = ProgressSum.objects.filter(axis=axis.number, quarter__gt=HEAD)
        rows = rows.filter(year=EVERY_YEAR) if is_every_year else rows.exclude(year=EVERY_YEAR)
        wrong, example = _compare(keys, groups, entries, rows)
        if wrong:
            yield axis.number, wrong, example


def _compare(keys: Numbers, groups: Numbers, entries: Entries, stored: Any) -> tuple[int, str]:
    kept = [*stored.order_by(*SumKey._fields, "quarter").values_list(*SumKey._fields, "quarter", "until", "moves")]
    width = len(SumKey._fields)
    told = np.array([row[:width] for row in kept], dtype=np.int64).reshape(-1, width)
    known, number = np.unique(np.concatenate([keys, told]), axis=0, return_inverse=True)
    of_keys, of_rows = number.reshape(-1)[: len(keys)], number.reshape(-1)[len(keys) :]
    quarters = np.array([row[width] for row in kept], dtype=np.int64)
    row, all_entries = _entries([bytes(one[-1]) for one in kept])
    is_move = all_entries["day"] >= STARTS[quarters[row]]
    moves, row_of_move = all_entries[is_move], row[is_move]
    taken = moves.copy()
    taken["amount"] *= -1
    off, _left = folded_by(np.concatenate([of_keys[groups], of_rows[row_of_move]]), np.concatenate([entries, taken]))
    wrong = {int(one) for one in off}
    # The rows of a group follow one another, the last has no end, and each begins with what the ones before it add up to.
    first = np.flatnonzero(np.append([True] * bool(len(kept)), of_rows[1:] != of_rows[:-1]))
    base = np.append(first, len(kept))
    openings = np.zeros((len(kept), len(MEASURES)), dtype=np.int64)
    np.add.at(openings, (row[~is_move], all_entries[~is_move]["measure"]), all_entries[~is_move]["amount"])
    if kept:
        expected = opening_sums(row_of_move, moves, base, len(MEASURES))
        until = np.array([one[width + 1] for one in kept])
        ends = np.where(np.append(of_rows[1:] != of_rows[:-1], [True]), NO_END, quarters + 1)
        follows = np.append([True], (of_rows[1:] != of_rows[:-1]) | (quarters[1:] == quarters[:-1] + 1))
        bad = (openings != expected).any(axis=1) | (until != ends) | ~follows
        wrong |= {int(one) for one in of_rows[bad]}
    if not wrong:
        return 0, ""
    example = f"{SumKey(*known[min(wrong)].tolist())}"
    return len(wrong), example
