"""Exact sets of numbers as bytes: compressed bitmaps for the coverings, plain rows of numbers for the detail.

A set of a covering may be large, and few are joined: a compressed bitmap (Roaring), read by its own format. One holds the
municipalities, entities and people of its cell, each kind in a range of numbers of its own: one reading and one union serve all.
Those of the detail are of some twenty people, and thousands are joined at once: they stand one after another as 32-bit numbers, so
that thousands of them laid end to end are read as one array.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

#: Where entities and people begin in the set of a covering; municipalities, by their DANE code, are below.
ENTITIES: Final = 1 << 20
PEOPLE: Final = 1 << 28

#: From so many people on, who comes to a set is kept apart (`CoverArrival`): those of one session are written side by side, where
#: whole sets would be all over the database.
LARGE: Final = 300
#: Arrivals of so many bytes go into the set: within a row of PostgreSQL, and rarely enough.
ARRIVALS: Final = 1800

#: So many sets are put one into another in half the time of a union of all at once, which is faster for more.
_FEW: Final = 4

Numbers = npt.NDArray[np.uint32]


def is_large(people: int) -> bool:
    """Return whether who comes to a set of so many people is kept apart."""
    return people >= LARGE


def pack(members: BitMap) -> bytes:
    """Return a set of a covering as bytes."""
    return bytes(members.serialize())


def unpack(stored: Any) -> BitMap:
    """Return the set that `pack` wrote."""
    return BitMap.deserialize(bytes(stored))


def join(some: Sequence[BitMap]) -> BitMap:
    """Return what is in any of several sets of coverings, of which the first is used up."""
    if len(some) > _FEW:
        return BitMap.union(*some)
    first = some[0] if some else BitMap()
    for one in some[1:]:
        first |= one
    return first


def count_members(members: BitMap) -> tuple[int, int, int]:
    """Return how many entities, municipalities and people a set of a covering has."""
    places = int(members.range_cardinality(0, ENTITIES))
    below = int(members.range_cardinality(0, PEOPLE))
    return below - places, places, len(members) - below


def pick_places(members: BitMap) -> tuple[list[int], list[int]]:
    """Return the entities and the numbers of the municipalities of a set of a covering."""
    places = members.range_cardinality(0, ENTITIES)
    below = members[: members.range_cardinality(0, PEOPLE)].to_array()
    return [number - ENTITIES for number in below[places:]], below[:places].tolist()


def lay(numbers: Iterable[int]) -> bytes:
    """Return a set of the detail as bytes: its numbers in order."""
    return np.array(sorted(numbers), dtype="<u4").tobytes()


def pick(stored: Any) -> set[int]:
    """Return the set that `lay` wrote."""
    return set(np.frombuffer(bytes(stored), dtype="<u4").tolist())


def count_laid(groups: npt.NDArray[np.int64], stored: list[bytes], count: int) -> npt.NDArray[np.int64]:
    """Return how many distinct numbers each of `count` groups has, where set number i of `stored` belongs to groups[i]."""
    sizes = np.fromiter((len(one) // 4 for one in stored), dtype=np.int64, count=len(stored))
    numbers = np.frombuffer(b"".join(stored), dtype="<u4").astype(np.int64)
    if not len(numbers):
        return np.zeros(count, dtype=np.int64)
    pairs = distinct(np.repeat(groups, sizes) * (int(numbers.max()) + 1) + numbers)
    return np.bincount(pairs // (int(numbers.max()) + 1), minlength=count)


def distinct(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return the values that occur, in order. By sorting: `numpy.unique` hashes, ten times slower for whole numbers."""
    ordered = np.sort(codes)
    if not len(ordered):
        return ordered
    keep = np.empty(len(ordered), dtype=bool)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return ordered[keep]
