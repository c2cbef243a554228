"""Pure rules of the views of «quién hace qué y dónde»: months, what small groups may tell, and visits that overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Generic, Protocol, TypeVar

from llegada.insights.cube_rules import shown_people

#: Days between two visits that make them an overlap: what may be chosen, and what is taken unless told (XCT-04).
OVERLAP_DAYS: Final = (7, 15, 30, 90)
USUAL_OVERLAP_DAYS: Final = 30
#: Beyond so many months a series is told by years unless asked otherwise.
MOST_MONTHS: Final = 36
#: Years of which there can be records: others are a slip of the keyboard, and some have no next month.
YEARS: Final = range(1990, 2101)
_MONTH: Final = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def is_small_group(people: int | None) -> bool:
    """Return whether a count of people is too small to be told; none at all tells nobody's secret."""
    return shown_people(people).fewer_than is not None


def parse_month(text: str) -> int | None:
    """Return «2026-03» as 202603; None where it is no month, or of a year out of YEARS."""
    found = _MONTH.match(text.strip())
    return int(found[1]) * 100 + int(found[2]) if found and int(found[1]) in YEARS else None


def parse_year(text: str) -> int | None:
    """Return «2026» as 2026; None where it is no year, or one out of YEARS."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and int(text) in YEARS else None


def written_month(month: int) -> str:
    """Return 202603 as the address writes it: «2026-03»."""
    return f"{month // 100:04d}-{month % 100:02d}"


def month_of(day: date) -> int:
    """Return the month of a day."""
    return day.year * 100 + day.month


def moved(month: int, by: int) -> int:
    """Return the month that is `by` months away."""
    count = month // 100 * 12 + month % 100 - 1 + by
    return count // 12 * 100 + count % 12 + 1


def months_between(first: int, last: int) -> list[int]:
    """Return every month from one to another, both included; none where they are crossed."""
    found = []
    while first <= last:
        found.append(first)
        first = moved(first, 1)
    return found


class Visit(Protocol):
    """What is asked of a session to know whether it overlaps with another."""

    @property
    def held_on(self) -> date:
        """Return its day."""
        ...

    @property
    def unit_id(self) -> int:
        """Return the key of the unit that gives it."""
        ...

    @property
    def entity_id(self) -> int:
        """Return the key of the entity that receives it."""
        ...

    @property
    def line_id(self) -> int:
        """Return the key of its thematic line."""
        ...


V = TypeVar("V", bound=Visit)


@dataclass(frozen=True)
class Overlap(Generic[V]):
    """Two units with one entity on one line: how many pairs of their visits are close, and the visits of those pairs by day."""

    entity_id: int
    line_id: int
    unit_ids: tuple[int, int]
    count: int
    visits: tuple[V, ...]


def find_overlaps(visits: Iterable[V], *, days: int) -> list[Overlap[V]]:
    """Return the pairs of units that visit one entity on one line within `days` days of each other, the latest first.

    Each visit of one with each of the other that is near is one overlap.
    """
    ordered = sorted(visits, key=lambda one: (one.entity_id, one.line_id, one.held_on, one.unit_id))
    found: list[Overlap[V]] = []
    for (entity_id, line_id), group in groupby(ordered, key=lambda one: (one.entity_id, one.line_id)):
        near: dict[tuple[int, int], tuple[int, dict[int, V]]] = {}
        for one, other in _close_pairs(list(group), days):
            units = (min(one.unit_id, other.unit_id), max(one.unit_id, other.unit_id))
            count, kept = near.get(units, (0, {}))
            kept[id(one)], kept[id(other)] = one, other
            near[units] = (count + 1, kept)
        for units, (count, kept) in near.items():
            those = tuple(sorted(kept.values(), key=lambda one: one.held_on))
            found.append(Overlap(entity_id, line_id, units, count, those))
    return sorted(found, key=lambda one: (one.visits[-1].held_on, one.count, -one.entity_id), reverse=True)


def _close_pairs(visits: Sequence[V], days: int) -> Iterator[tuple[V, V]]:
    """Yield the pairs of visits of different units that are near, of visits in order of day."""
    first = 0
    for place, other in enumerate(visits):
        while (other.held_on - visits[first].held_on).days > days:
            first += 1
        for one in visits[first:place]:
            if one.unit_id != other.unit_id:
                yield one, other
