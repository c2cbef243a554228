"""The arithmetic of a change: which cells it touches, by how much their sums move, who comes and who may be gone. No query here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from llegada.delivery.facts import SessionFact
from llegada.insights.grains import CoverKey, cells_of

Change = tuple[SessionFact | None, SessionFact | None]
#: A session, and 1 if it comes, -1 if it goes.
Step = tuple[SessionFact, int]
#: The columns `upserts.DETAIL_KEY` of a cell of the detail.
DetailKey = tuple[int, ...]


def detail_key(fact: SessionFact) -> DetailKey:
    """Return the key of the detail's cell in which a session is counted."""
    return (fact.entity_id, fact.year, fact.service_id, fact.unit_id, fact.line_id, fact.organization_id)


@dataclass(slots=True)
class Move:
    """By how much one cell moves: its sums; who comes to it, and who leaves it unless the facts still have them there."""

    sessions: int = 0
    attendances: int = 0
    came: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)
    #: Entity and its municipality.
    entities_came: dict[int, str | None] = field(default_factory=dict)
    entities_left: dict[int, str | None] = field(default_factory=dict)
    #: The municipalities where the entities that were counted stood before, of those that may stand there no more.
    seats_left: dict[int, str] = field(default_factory=dict)
    last_came: date | None = None
    last_left: date | None = None
    place: tuple[str | None, str | None] = (None, None)

    def count(self, fact: SessionFact, times: int) -> None:
        """Add a session, or take it away when `times` is -1."""
        self.sessions += times
        self.attendances += times * len(fact.person_keys)
        if times > 0:
            self.came |= fact.person_keys
            self.entities_came[fact.entity_id] = fact.municipality_id
            self.last_came = max(fact.held_on, self.last_came or fact.held_on)
            self.place = (fact.department_id, fact.municipality_id)
            return
        self.left |= fact.person_keys
        self.entities_left[fact.entity_id] = fact.municipality_id
        if fact.municipality_id is not None:
            self.seats_left[fact.entity_id] = fact.municipality_id
        self.last_left = max(fact.held_on, self.last_left or fact.held_on)
        if not self.entities_came:
            self.place = (fact.department_id, fact.municipality_id)

    def settle(self) -> None:
        """Forget who left and came again: they are there."""
        self.left -= self.came
        for entity in self.entities_came:
            self.entities_left.pop(entity, None)
            if entity in self.seats_left and self.seats_left[entity] == self.entities_came[entity]:
                del self.seats_left[entity]


@dataclass
class Movement:
    """What several changes do together to the detail and to the coverings."""

    detail: dict[DetailKey, Move]
    covers: dict[CoverKey, Move]
    #: Entities of which a session changed that counted.
    entities_before: set[int]
    #: What moves each of the cells, all of them alike: one session of which nothing was taken away. None: they differ.
    arrival: Move | None = None

    @property
    def people(self) -> set[int]:
        """Return everybody who comes or may be gone, by key."""
        if self.arrival is not None:
            return self.arrival.came
        return {key for move in self.detail.values() for key in move.came | move.left}


def movement_of(changes: Iterable[Change]) -> Movement:
    """Return by how much each cell moves when sessions go, each from its `before` to its `after` (None: it does not count)."""
    steps = [
        (fact, times)
        for change in changes
        if change[0] != change[1]
        for fact, times in zip(change, (-1, 1), strict=True)
        if fact is not None
    ]
    before = {fact.entity_id for fact, times in steps if times < 0}
    return _arrival(steps, before) or _several(steps, before)


def _arrival(steps: Sequence[Step], before: set[int]) -> Movement | None:
    """Return the movement if all sessions are counted in the same cells and nobody leaves them; None otherwise."""
    if not steps or any(not _counted_alike(steps[0][0], fact) for fact, _ in steps[1:]):
        return None
    move = Move()
    for fact, times in steps:
        move.count(fact, times)
    move.settle()
    if move.left or move.entities_left or move.seats_left:
        return None
    fact = steps[0][0]
    return Movement({detail_key(fact): move}, dict.fromkeys(cells_of(fact), move), before, move)


def _counted_alike(one: SessionFact, other: SessionFact) -> bool:
    """Return whether two sessions are counted in the same cells."""
    return one.month == other.month and one == replace(other, held_on=one.held_on, person_keys=one.person_keys)


def _several(steps: Iterable[Step], before: set[int]) -> Movement:
    detail: defaultdict[DetailKey, Move] = defaultdict(Move)
    covers: defaultdict[CoverKey, Move] = defaultdict(Move)
    for fact, times in steps:
        detail[detail_key(fact)].count(fact, times)
        for cell in cells_of(fact):
            covers[cell].count(fact, times)
    for move in (*detail.values(), *covers.values()):
        move.settle()
    return Movement(dict(detail), dict(covers), before)
