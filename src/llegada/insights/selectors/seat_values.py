"""The value of each municipality on a map, where an entity may have its seat in another department than its own.

The Gobernación de Cundinamarca has its seat in Bogotá: its sessions are of Cundinamarca in the table, and on the circle of Bogotá.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from llegada.insights.choices import Metric
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.place_secrecy import PlaceKey, kept_codes
from llegada.insights.selectors.cube import read_cube
from llegada.insights.view_rules import is_small_group


class SeatValues(NamedTuple):
    """The values by code, that of entities with no municipality, and the codes of what is not told."""

    municipalities: dict[str, int]
    unplaced: int
    kept: frozenset[str]


def read_seat_values(
    cut: Slice, metric: Metric, values: Mapping[PlaceKey, int], kept: frozenset[PlaceKey]
) -> SeatValues:
    """Return `values`, of places by department and municipality, by municipality alone.

    Sessions and entities are added up; people are counted again, each once, and not told where one of their parts is not.
    """
    told: defaultdict[str, int] = defaultdict(int)
    for (_department, code), value in values.items():
        told[code or ""] += value
    unplaced = told.pop("", 0)
    if metric != Metric.PEOPLE:
        return SeatValues(dict(told), unplaced, frozenset())
    times = Counter(code for _department, code in values if code)
    several = frozenset(code for code, count in times.items() if count > 1)
    untold = {code for (_, code), value in values.items() if code in several and is_small_group(value)}
    if several:
        counted = read_cube(replace(cut, municipality_ids=several), (Dimension.MUNICIPALITY,))
        told.update({row.key[0]: row.people or 0 for row in counted})
    return SeatValues(dict(told), unplaced, kept_codes(kept) | untold)
