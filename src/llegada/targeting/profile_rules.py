"""Where a place stands among others, whom it resembles and who is near: the arithmetic of the profile (FOC-05). No Django here."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

K = TypeVar("K")
Values = NDArray[np.float64]

#: A place passes at least this share of its group, in percent, where the index is a strength; at most the other, where a gap.
STRONG: Final = 75.0
WEAK: Final = 25.0
#: A group of fewer places says nothing of who is ahead.
LEAST_GROUP: Final = 5
#: So many strengths and so many gaps are named.
MOST_NAMED: Final = 5
#: So many places are shown as similar, and so many as near where nobody loaded which share a border.
MOST_SIMILAR: Final = 10
MOST_NEAR: Final = 6
#: Two places are compared only if both have at least so many indices.
LEAST_SHARED: Final = 3
_EARTH_KM: Final = 6371.0


@dataclass(frozen=True)
class Standing:
    """Where a value stands in a group: its `place`, 1 for the first, `among` those with data, and the group's median.

    `passed` is the share of the others, in percent, that it leaves behind, half of those level with it; None where it is alone.
    """

    place: int
    among: int
    passed: float | None
    median: float


@dataclass(frozen=True)
class Spread:
    """How the values of a group are spread: the least, the quartiles and the greatest."""

    least: float
    low: float
    middle: float
    high: float
    greatest: float


@dataclass(frozen=True)
class Likeness:
    """How far another place is, in standard deviations, over the indices that both have."""

    code: str
    distance: float
    shared: int


def ordered(group: Values) -> list[float]:
    """Return the values of a group from the least to the greatest, without its blanks (NaN): what `standing` and `spread` read."""
    found: list[float] = np.sort(group[~np.isnan(group)]).tolist()
    return found


def standing(value: float, group: Sequence[float], *, less_is_first: bool) -> Standing:
    """Return where `value` stands in an ordered group that holds it. Equal values share the best place."""
    below, not_above = bisect_left(group, value), bisect_right(group, value)
    ahead = below if less_is_first else len(group) - not_above
    level, others = not_above - below - 1, len(group) - 1
    passed = 100 * (others - ahead - level / 2) / others if others > 0 else None
    return Standing(place=ahead + 1, among=len(group), passed=passed, median=_quantile(group, 0.5))


def _quantile(group: Sequence[float], share: float) -> float:
    """Return a quantile of an ordered group, between two values by how near it is to each."""
    at = share * (len(group) - 1)
    low = int(at)
    high = min(low + 1, len(group) - 1)
    return group[low] + (group[high] - group[low]) * (at - low)


def spread(group: Sequence[float]) -> Spread | None:
    """Return how the values of an ordered group are spread, or None where it has none."""
    return Spread(*(_quantile(group, share) for share in (0, 0.25, 0.5, 0.75, 1))) if group else None


def strengths_and_gaps(passed: Mapping[K, float | None]) -> tuple[list[K], list[K]]:
    """Return the keys that pass most of their group, the best first, and those that pass fewest, the worst first."""
    known = [(share, key) for key, share in passed.items() if share is not None]
    strong = sorted((pair for pair in known if pair[0] >= STRONG), key=lambda pair: -pair[0])
    weak = sorted((pair for pair in known if pair[0] <= WEAK), key=lambda pair: pair[0])
    return [key for _, key in strong[:MOST_NAMED]], [key for _, key in weak[:MOST_NAMED]]


def standardized(columns: Sequence[Values]) -> Values:
    """Return the columns side by side, each in deviations from its mean; one with a single value says nothing and is left out."""
    kept = []
    for column in columns:
        known = column[~np.isnan(column)]
        deviation = float(np.std(known)) if len(known) else 0.0
        if deviation > 0:
            kept.append((column - float(np.mean(known))) / deviation)
    rows = len(columns[0]) if columns else 0
    return np.column_stack(kept) if kept else np.empty((rows, 0))


def most_similar(own: int, codes: Sequence[str], matrix: Values, *, most: int = MOST_SIMILAR) -> list[Likeness]:
    """Return the places most like that of row `own`, the nearest first; `codes` come in order.

    The distance is the square root of the mean of the squared differences over the indices that both have: at least
    `LEAST_SHARED` and half of its own, so that nobody is near for having little data.
    """
    differences = matrix - matrix[own]
    has_both = ~np.isnan(differences)
    shared = has_both.sum(axis=1)
    least = max(LEAST_SHARED, math.ceil(int(shared[own]) / 2))
    squares = np.where(has_both, differences, 0.0) ** 2
    distances = np.sqrt(squares.sum(axis=1) / np.maximum(shared, 1))
    distances[shared < least] = np.inf
    distances[own] = np.inf
    # Places come by their code, and a stable sort keeps those at the same distance so.
    nearest_rows = np.argsort(distances, kind="stable")[:most]
    return [
        Likeness(codes[int(row)], float(distances[row]), int(shared[row]))
        for row in nearest_rows
        if np.isfinite(distances[row])
    ]


def kilometres(seat: Values, seats: Values) -> Values:
    """Return how far each seat is from one over the surface, in kilometres; a seat is its latitude and longitude in degrees."""
    lat, lon = np.radians(seat)
    lats, lons = np.radians(seats).T
    chord = np.sin((lats - lat) / 2) ** 2 + np.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
    found: Values = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return found


def nearest(own: int, distances: Values, *, most: int = MOST_NEAR) -> list[int]:
    """Return the rows of the places nearest to that of row `own`, the nearest first, by the distance of each."""
    return [int(row) for row in np.argsort(distances, kind="stable") if row != own][:most]


def latest_methods(years: Iterable[tuple[K, Any, int]]) -> list[K]:
    """Return, of (key, matter, year), one of each matter: the last year's, or of several of that year the first.

    An old method does not count beside the new one.
    """
    chosen: dict[Any, tuple[int, K]] = {}
    for key, matter, year in years:
        if matter not in chosen or year > chosen[matter][0]:
            chosen[matter] = (year, key)
    return [key for _, key in chosen.values()]
