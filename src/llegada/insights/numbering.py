"""Numbers rows that several columns tell apart, and puts whole numbers in order, without a loop over rows. No query here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

#: Rows numbered at a time, where a column of all of them would be one too many in memory.
_PART: Final = 1 << 20

Numbers = npt.NDArray[np.int64]


def numbered(columns: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Return the number of each row, those with the same in every column alike, and where each number is first.

    Numbers are in the order of the columns.
    """
    number = np.zeros(len(columns[0]), dtype=np.int64)
    first = number[:0]
    for column in columns:
        known, place = np.unique(column, return_inverse=True)
        # No more rows than fit: the number of each is below how many there are.
        _codes, first, number = np.unique(number * len(known) + place, return_index=True, return_inverse=True)
    return number, first


def in_order(codes: npt.NDArray[Any]) -> Numbers:
    """Return the places of whole numbers, none negative, in their order, equal ones as they come.

    Of numbers of 16 bits they are found without comparing. Of others, to sort each with its place, where both fit in 63 bits, takes
    less time and memory than to sort the places by them.
    """
    highest = int(codes.max(initial=0))
    if highest < 1 << 16:
        return np.argsort(codes.astype(np.uint16), kind="stable")
    bits = len(codes).bit_length()
    if bits + highest.bit_length() > 63:
        return np.argsort(codes, kind="stable")
    placed = codes.astype(np.int64)
    placed <<= bits
    for start in range(0, len(codes), _PART):
        some = placed[start : start + _PART]
        some |= np.arange(start, start + len(some))
    placed.sort()
    placed &= (1 << bits) - 1
    return placed


def begins(*columns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return which rows differ from the one before in some column: where each run of equal ones begins."""
    found = np.ones(len(columns[0]), dtype=bool)
    found[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return found


def ends(*columns: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return which rows differ from the one after in some column: where each run of equal ones ends."""
    found = np.ones(len(columns[0]), dtype=bool)
    found[:-1] = begins(*columns)[1:]
    return found
