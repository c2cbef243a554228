"""How a figure went, day by day, as bytes: what moved on each day, put in quarters so that any day is a few hundred bytes away.

A timeline is cut in rows, one for each quarter from the first in which something moves to the last. A row holds what was true
before its quarter (its opening, on the day before it begins) and what moves in it: what was true on a day is the sum of the entries
up to it in the row of its quarter, or in the last row if the day comes after. No query here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from llegada.insights.numbering import begins, in_order

#: One entry: on a day, a measure moves by an amount. Days count from EPOCH.
ENTRY: Final = np.dtype([("day", "<u2"), ("measure", "u1"), ("amount", "<i8")])
EPOCH: Final = date(2000, 1, 1).toordinal()
#: The last day that an entry can have, in 2179: what comes later is booked on it, and what came before EPOCH on day 1.
LAST_DAY: Final = 65_535
#: Measures that a day has room for in the number by which entries are put in order.
ROOM: Final = 32
_CODE_BITS: Final = 21
#: The quarter of the row that stands for a whole timeline: it holds nothing.
HEAD: Final = 0
#: Until when the last row of a timeline answers.
NO_END: Final = 32_767
#: The first day of each quarter, from the first of 2000, which is quarter 1; quarter 0 is before.
STARTS: Final = np.array([0] + [date(2000 + n // 4, n % 4 * 3 + 1, 1).toordinal() - EPOCH for n in range(4 * 180)])
#: The quarter of each day.
_QUARTERS: Final = np.searchsorted(STARTS[1:], np.arange(LAST_DAY + 1), side="right")

Entries = npt.NDArray[Any]
Numbers = npt.NDArray[np.int64]


def day_number(day: date) -> int:
    """Return a day as entries have it."""
    return number_of(day.toordinal())


def number_of(ordinal: int) -> int:
    """Return the day of an ordinal as entries have it."""
    return min(max(ordinal - EPOCH, 1), LAST_DAY)


def numbers_of(ordinals: Numbers) -> Numbers:
    """Return the days of some ordinals as entries have them."""
    return np.clip(ordinals - EPOCH, 1, LAST_DAY)


def quarter_of(day: Any) -> Any:
    """Return the quarter that holds a day (or each of an array), both as numbers."""
    return _QUARTERS[day]


def entries_of(moves: Mapping[tuple[int, int], int]) -> Entries:
    """Return what moves by (day, measure) as entries."""
    return np.array([(*at, amount) for at, amount in moves.items()], dtype=ENTRY)


def unpacked(data: Any) -> Entries:
    """Return the entries of some bytes."""
    return np.frombuffer(data, dtype=ENTRY)


def folded(entries: Entries) -> Entries:
    """Return entries in the order of day and measure, those of the same added up, without those that come to nothing."""
    return folded_by(np.zeros(len(entries), dtype=np.int64), entries)[1]


def packed(entries: Entries) -> bytes:
    """Return entries as bytes, folded."""
    return folded(entries).tobytes()


def merged(data: Any, moves: Entries) -> bytes:
    """Return the bytes of a timeline to which `moves` are added."""
    return packed(np.concatenate([unpacked(data), moves]))


def _opening(entries: Entries, quarter: int) -> Entries:
    """Return entries put on the day before a quarter."""
    found = entries.copy()
    found["day"] = STARTS[quarter] - 1
    return found


def booked(rows: Mapping[int, Any], moves: Entries) -> dict[int, bytes]:
    """Return the rows of a timeline, by quarter, that are not what they were once `moves` are booked; the last one among them.

    `rows` are those from the quarter of the first move on, and the last one; none if there are none.
    """
    quarters = quarter_of(moves["day"])
    last = max(rows, default=None)
    start = int(quarters.min()) if last is None else min(int(quarters.min()), last + 1)
    end = max(int(quarters.max()), last or 0)
    changed: dict[int, bytes] = {} if last is None else {last: bytes(rows[last])}
    carried = moves[:0]
    for quarter in range(start, end + 1):
        mine = moves[quarters == quarter]
        if last is not None and quarter > last:
            opening = _opening(unpacked(changed[quarter - 1]), quarter)
            changed[quarter] = packed(np.concatenate([opening, mine]))
        else:
            changed[quarter] = merged(rows.get(quarter, b""), np.concatenate([_opening(carried, quarter), mine]))
        carried = np.concatenate([carried, mine])
    return changed


class Added(NamedTuple):
    """What was true on a day: the keys, in order, and for each a row with a column for each measure."""

    keys: list[Any]
    amounts: Numbers

    @property
    def total(self) -> tuple[int, ...]:
        """Return the amounts of all the keys added up."""
        return tuple(self.amounts.sum(axis=0).tolist())


def added_up(found: Sequence[tuple[Any, ...]], on: date, measures: int) -> Added:
    """Return the amounts of each key on a day, given (key, bytes) of each timeline or of its row for that day.

    A third number, if it is there, says which measures of the row count: those below it.
    """
    if not found:
        return Added([], np.zeros((0, measures), dtype=np.int64))
    listed, data, *below = zip(*found, strict=True)
    keys, place = np.unique(np.array(listed, dtype=np.int64), return_inverse=True)
    entries = unpacked(b"".join(data))
    counts = np.fromiter(map(len, data), dtype=np.int64, count=len(data)) // ENTRY.itemsize
    counted = entries["day"] <= day_number(on)
    for some in below:
        counted &= entries["measure"] < np.repeat(np.array(some, dtype=np.int64), counts)
    at = np.repeat(place * measures, counts)[counted] + entries["measure"][counted]
    sums = np.zeros(len(keys) * measures, dtype=np.int64)
    np.add.at(sums, at, entries["amount"][counted])
    return Added(keys.tolist(), sums.reshape(-1, measures))


class Laid(NamedTuple):
    """The rows of many timelines: whose each is, its quarter, and its bytes."""

    groups: Numbers
    quarters: Numbers
    data: list[bytes]


def made_of(slots: npt.NDArray[Any], amounts: Numbers) -> Entries:
    """Return entries given by their columns: to gather columns costs far less than to gather entries."""
    found = np.empty(len(slots), dtype=ENTRY)
    found["day"], found["measure"], found["amount"] = slots // ROOM, slots % ROOM, amounts
    return found


def slots_of(entries: Entries) -> npt.NDArray[np.int32]:
    """Return the number of day and measure of each entry, by which they are put in order."""
    return np.asarray(entries["day"].astype(np.int32) * ROOM + entries["measure"])


def folded_by(groups: Numbers, entries: Entries) -> tuple[Numbers, Entries]:
    """Return entries in the order of group, day and measure, those of the same added up, without those that come to nothing."""
    slots = slots_of(entries)
    order = in_order((groups << _CODE_BITS) + slots)
    return folded_in_order(groups[order], slots[order], entries["amount"][order])


def folded_in_order(groups: Numbers, slots: npt.NDArray[np.int32], amounts: Numbers) -> tuple[Numbers, Entries]:
    """Return the same of what is in that order already, given by its columns."""
    if not len(groups):
        return groups, made_of(slots, amounts)
    starts = np.flatnonzero(begins(groups, slots))
    sums = np.add.reduceat(amounts, starts)
    first = starts[sums != 0]
    return groups[first], made_of(slots[first], sums[sums != 0])


def lay(groups: Numbers, entries: Entries, measures: int) -> Laid:
    """Return the rows of many timelines made from nothing, given the group of each entry; both folded."""
    if not len(entries):
        return Laid(groups, groups, [])
    quarters = quarter_of(entries["day"])
    starts = np.flatnonzero(begins(groups))
    ends = np.append(starts[1:], len(groups)) - 1
    lengths = quarters[ends] - quarters[starts] + 1
    base = np.append(0, np.cumsum(lengths))
    row = np.repeat(base[:-1] - quarters[starts], ends - starts + 1) + quarters
    of_row = np.repeat(np.arange(len(starts)), lengths)
    row_groups = groups[starts][of_row]
    row_quarters = quarters[starts][of_row] + np.arange(base[-1]) - base[:-1][of_row]
    openings = opening_sums(row, entries, base, measures)
    some, measure = np.nonzero(openings)
    before = np.empty(len(some), dtype=ENTRY)
    before["day"], before["measure"] = STARTS[row_quarters[some]] - 1, measure
    before["amount"] = openings[some, measure]
    opened, moved = before.tobytes(), entries.tobytes()
    count = int(base[-1])
    data = [
        opened[low:high] + moved[begin:end]
        for (low, high), (begin, end) in zip(_bounds(some, count), _bounds(row, count), strict=True)
    ]
    return Laid(row_groups, row_quarters, data)


def _bounds(rows: Numbers, count: int) -> Iterator[tuple[int, int]]:
    """Return where the bytes of each of `count` rows are, given the row of each entry, in order."""
    entries = np.append(0, np.cumsum(np.bincount(rows, minlength=count)))
    return pairwise((entries * ENTRY.itemsize).tolist())


def opening_sums(row: Numbers, entries: Entries, base: Numbers, measures: int) -> Numbers:
    """Return what was true before each row, by measure: the rows of a timeline are together, from each of `base` to the next."""
    flat = np.zeros(int(base[-1]) * measures, dtype=np.int64)
    np.add.at(flat, row * measures + entries["measure"], np.ascontiguousarray(entries["amount"]))
    moved = flat.reshape(-1, measures)
    before = np.cumsum(moved, axis=0) - moved
    return np.asarray(before - np.repeat(before[base[:-1]], np.diff(base), axis=0))
