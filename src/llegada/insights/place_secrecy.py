"""Which counts of places are not told so that none tells a small group by difference with its department or the whole; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from llegada.insights.cube_rules import shown_people
from llegada.insights.secrecy import Line, kept_back

#: In place of a municipality, in the key of a department; of both, in that of the whole.
TOTAL: Final = "total"
#: Department and municipality, either of which may be missing.
PlaceKey = tuple[str | None, str | None]
WHOLE: Final[PlaceKey] = (TOTAL, TOTAL)


def kept_people(
    places: Mapping[PlaceKey, int], departments: Mapping[str | None, int], total: int
) -> frozenset[PlaceKey]:
    """Return the counts of people of five or more that are kept back, departments and the whole among them."""
    values = _values(places, departments, total)
    return kept_back(values, _lines(values))


def kept_attendances(
    attendances: Mapping[PlaceKey, int], people: Mapping[PlaceKey, int], kept: frozenset[PlaceKey]
) -> frozenset[PlaceKey]:
    """Return the places whose attendances are not told: those whose people are not, and others from which they would be known.

    They are added up, unlike people: a single one is always its total less the others.
    """
    sums: defaultdict[str | None, int] = defaultdict(int)
    for (department, _code), value in attendances.items():
        sums[department] += value
    values = _values(attendances, sums, sum(sums.values()))
    untold = kept | {key for key, value in people.items() if shown_people(value).fewer_than}
    return untold | kept_back(values, _lines(values), untold=untold)


def kept_codes(kept: frozenset[PlaceKey]) -> frozenset[str]:
    """Return the codes of what is kept back, the whole aside; a blank one is of places without a municipality."""
    found = {department if code == TOTAL else code or "" for department, code in kept - {WHOLE}}
    return frozenset(code for code in found if code is not None)


def _values(places: Mapping[PlaceKey, int], departments: Mapping[str | None, int], total: int) -> dict[PlaceKey, int]:
    found = {key: value for key, value in places.items() if value}
    found |= {(department, TOTAL): value for department, value in departments.items() if value}
    return found | ({WHOLE: total} if total else {})


def _lines(values: Mapping[PlaceKey, int]) -> list[Line[PlaceKey]]:
    """Return what adds up to what: places to their department, departments to the whole, and places to it."""
    of: defaultdict[str | None, list[PlaceKey]] = defaultdict(list)
    departments: list[PlaceKey] = []
    for department, code in values:
        if code != TOTAL:
            of[department].append((department, code))
        elif department != TOTAL:
            departments.append((department, code))
    lines = [Line[PlaceKey]((department, TOTAL), parts) for department, parts in of.items()]
    every = [key for parts in of.values() for key in parts]
    return [*lines, Line(WHOLE, departments), Line(WHOLE, every)]
