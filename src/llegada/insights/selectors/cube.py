"""Questions to the cube: who gave what, where and when, in sessions, people, entities and municipalities.

What it gives are aggregates, alike for everybody: no actor is asked. Small groups of people are hidden by whoever publishes them
(`cube_rules.shown_people`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from llegada.insights.cube_rules import Dimension, Slice, can_be_asked
from llegada.insights.selectors.cube_facts import read_facts, read_last_reached
from llegada.insights.selectors.cube_rows import CubeRow

__all__ = ["CubeRow", "last_reached", "reached_entities", "reached_municipalities", "read_cube"]


def read_cube(cut: Slice, by: Sequence[Dimension] = (), *, distinct: bool = True) -> list[CubeRow]:
    """Return the figures of `cut` for each value of `by`, in order; what has nothing registered is absent, not zero.

    `distinct` asks also for entities, municipalities and people, each counted once. Raises ValueError if an advisor is
    asked with anything but time.
    """
    if not can_be_asked(frozenset(by) | cut.restricted.keys()):
        raise ValueError("an advisor is asked alone, or with months and years")
    return read_facts(cut, by, distinct=distinct)


def reached_entities(cut: Slice) -> frozenset[int]:
    """Return the entities with a session that counts in `cut`."""
    return frozenset(row.key[0] for row in read_cube(cut, (Dimension.ENTITY,), distinct=False))


def reached_municipalities(cut: Slice) -> frozenset[str]:
    """Return the municipalities where an entity with a session that counts in `cut` has its seat."""
    rows = read_cube(cut, (Dimension.MUNICIPALITY,), distinct=False)
    return frozenset(row.key[0] for row in rows if row.key[0] is not None)


def last_reached() -> dict[int, date]:
    """Return the day of the last session that counts of each entity that has one."""
    return read_last_reached()
