"""Which counts of people are kept back besides the small ones, so that none of these is told by difference with a total; pure.

A table shows parts and their totals. Whoever reads it may take that nobody is in two parts, and then the parts add up to the
total: a single small count is the total less the others. So one more count of its line is kept back, until no line tells any.
It is asked as a reader would: each count that is kept back is known to be between two numbers, and a line leaves it fewer, or one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from llegada.insights.cube_rules import SMALLEST_GROUP, shown_people

_Key = TypeVar("_Key", bound=Hashable)
Bounds = tuple[float, float]
#: Between which a small count is known to be, and one that is kept back besides.
_SMALL: Final[Bounds] = (1, SMALLEST_GROUP - 1)
_LARGE: Final[Bounds] = (SMALLEST_GROUP, math.inf)
#: Between which the attendances of a small group are: they are as many as its people, at least.
_ANY: Final[Bounds] = (1, math.inf)


@dataclass(frozen=True)
class Line(Generic[_Key]):
    """A total that is shown beside its parts."""

    total: _Key
    parts: Sequence[_Key]

    @property
    def members(self) -> list[_Key]:
        """Return the total and the parts."""
        return [self.total, *self.parts]


def kept_back(
    values: Mapping[_Key, int], lines: Iterable[Line[_Key]], *, untold: Collection[_Key] | None = None
) -> frozenset[_Key]:
    """Return the counts to keep back besides the small ones: of parts the least, and a total only where its parts are not enough.

    `untold` are those that are not told in place of the small ones: the attendances of small groups, however many they are.
    Where every count of a line is kept back already, nothing else can be done for it.
    """
    if untold is None:
        small = {value for value in set(values.values()) if shown_people(value).fewer_than}
        kept = [key for key, value in values.items() if value in small]
    else:
        kept = [key for key in untold if key in values]
    if not kept:
        return frozenset()
    known = _SMALL if untold is None else _ANY
    table = _Table(values, [line for line in lines if line.total in values], kept, known)
    besides: set[_Key] = set()
    waiting = {number for number in range(len(table.lines)) if table.is_kept_in(number)}
    while waiting:
        number = min(waiting)
        others = table.least_of(number) if table.tells(number) else ()
        if not others:
            waiting.discard(number)
        for other in others:
            table.keep_back(other)
            besides.add(other)
            waiting.update(table.lines_of[other])
    return frozenset(besides)


class _Table(Generic[_Key]):
    """What is shown and what is kept back. Of each line it is enough to know how many parts of each kind are, and its total."""

    def __init__(
        self, values: Mapping[_Key, int], lines: Sequence[Line[_Key]], kept: Iterable[_Key], known: Bounds
    ) -> None:
        self.lines = lines
        self._values = values
        self._known = known
        self.kept: dict[_Key, Bounds] = dict.fromkeys(kept, known)
        self.lines_of: defaultdict[_Key, list[int]] = defaultdict(list)
        self._totals = {line.total for line in lines}
        for number, line in enumerate(lines):
            for key in line.members:
                self.lines_of[key].append(number)
        self._small = [sum([part in self.kept for part in line.parts]) for line in lines]
        self._large = [0] * len(lines)
        shown = {**values, **dict.fromkeys(self.kept, 0)}
        #: The total less the parts, of those that are shown.
        self._rest = [shown.get(line.total, 0) - sum([shown.get(part, 0) for part in line.parts]) for line in lines]

    def is_kept_in(self, number: int) -> bool:
        """Return whether anything of a line is kept back."""
        return bool(self._small[number] or self._large[number] or self.lines[number].total in self.kept)

    def keep_back(self, key: _Key) -> None:
        """Keep back a count of five or more."""
        self.kept[key] = _LARGE
        for number in self.lines_of[key]:
            if key == self.lines[number].total:
                self._rest[number] -= self._values[key]
            else:
                self._rest[number] += self._values[key]
                self._large[number] += 1

    def tells(self, number: int) -> bool:
        """Return whether a line leaves one value only to something that is kept back in it."""
        small, large, rest = self._small[number], self._large[number], self._rest[number]
        total = self.kept.get(self.lines[number].total)
        low, high = self._span(small, large, total)
        if not low <= rest <= high:
            return False  # somebody is in two parts, so that they do not add up and tell nothing
        others = []
        if small:
            others.append((self._known, *self._span(small - 1, large, total)))
        if large:
            others.append((_LARGE, *self._span(small, large - 1, total)))
        found = [(max(known[0], rest - most), min(known[1], rest - least)) for known, least, most in others]
        if total is not None:
            least, most = self._span(small, large, None)
            found.append((max(total[0], least - rest), min(total[1], most - rest)))
        return any(bounds[0] == bounds[1] for bounds in found)

    def least_of(self, number: int) -> tuple[_Key, ...]:
        """Return what costs least to keep back in a line, none if nothing is shown in it: a total after its parts, its own at last.

        A key may be None: it is no sign that there is none. One whose other lines hold some already closes a square; where none
        does, the least count.
        """
        found = [
            (
                key == self.lines[number].total,
                key in self._totals,
                self._opens(key, number),
                self._values[key],
                str(key),
                key,
            )
            for key in self.lines[number].members
            if key not in self.kept and self._values.get(key)
        ]
        return (min(found, key=lambda one: one[:-1])[-1],) if found else ()

    def _opens(self, key: _Key, besides: int) -> bool:
        """Return whether some other line of a count has nothing kept back yet."""
        return any(not self.is_kept_in(number) for number in self.lines_of[key] if number != besides)

    def _span(self, small: int, large: int, total: Bounds | None) -> Bounds:
        """Return between which numbers are so many small and large parts, less their total where it is kept back."""
        least, most = self._known
        low = small * least + large * _LARGE[0] - (total[1] if total else 0)
        high = (small * most if small else 0) + (math.inf if large else 0) - (total[0] if total else 0)
        return low, high
