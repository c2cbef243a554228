"""The arithmetic of the cells: where a session is counted, and how much moves when it changes. No query here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from llegada.delivery.facts import SessionFact


class CellKey(NamedTuple):
    """What makes a cell unique: the columns of `assistancecell_once`, in its order."""

    year: int
    organization_id: int
    line_id: int
    service_id: int
    entity_id: int


class Place(NamedTuple):
    """Where the entity of a cell is, as the fact said; None where the catalogue does not say."""

    department_id: str | None
    municipality_id: str | None


@dataclass
class CellCount:
    """What a cell holds, or by how much it moves: sessions, attendances, and the attendances of each person."""

    place: Place
    sessions: int = 0
    people: Counter[int] = field(default_factory=Counter)

    @property
    def attendances(self) -> int:
        """Return the attendances of all people together."""
        return sum(self.people.values())

    @property
    def only_grows(self) -> bool:
        """Return whether this movement takes nothing away."""
        return self.sessions > 0 and all(times >= 0 for times in self.people.values())


def key_of(fact: SessionFact) -> CellKey:
    """Return the cell in which a session is counted."""
    return CellKey(fact.year, fact.organization_id, fact.line_id, fact.service_id, fact.entity_id)


def add(cells: dict[CellKey, CellCount], fact: SessionFact, times: int = 1) -> None:
    """Count `fact` in its cell, or take it away when `times` is -1."""
    place = Place(fact.department_id, fact.municipality_id)
    cell = cells.setdefault(key_of(fact), CellCount(place))
    cell.sessions += times
    if times > 0:
        cell.place = place
    for person_key in fact.person_keys:
        cell.people[person_key] += times


def tally(facts: Iterable[SessionFact]) -> dict[CellKey, CellCount]:
    """Return the cells that these facts make."""
    cells: dict[CellKey, CellCount] = {}
    for fact in facts:
        add(cells, fact)
    return cells


def movement(before: SessionFact | None, after: SessionFact | None) -> dict[CellKey, CellCount]:
    """Return by how much each cell moves when a session goes from `before` to `after` (None: it does not count)."""
    return movement_of_many([(before, after)])


def movement_of_many(changes: Iterable[tuple[SessionFact | None, SessionFact | None]]) -> dict[CellKey, CellCount]:
    """Return by how much each cell moves when sessions go, each from its `before` to its `after`."""
    cells: dict[CellKey, CellCount] = {}
    for before, after in changes:
        if before == after:
            continue
        if before is not None:
            add(cells, before, -1)
        if after is not None:
            add(cells, after)
    return cells
