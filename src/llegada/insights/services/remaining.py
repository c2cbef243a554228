"""What is still true after something was taken away: asked of the facts, only for the people and entities that may be gone.

Sets keep no count of how often each member is there, so that taking away asks the facts again: exact, whatever came before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from llegada.delivery.facts import SessionFact
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.rules import COUNTED
from llegada.insights.grains import CoverKey, cells_of
from llegada.insights.services.movement import detail_key
from llegada.insights.services.people import in_parts

_FIELDS: Final = (
    "held_on",
    "service_version__service__organization_id",
    "plan__unit_id",
    "service_version__line_id",
    "service_version__service_id",
    "plan__entity_id",
    "plan__entity__department_id",
    "plan__entity__municipality_id",
)
_MANY: Final = 1000


@dataclass
class Remaining:
    """The sessions that still count of the people and entities from which something was taken, as far as `cells` ask."""

    person_keys: Collection[int]
    entity_ids: Collection[int]
    cells: Collection[CoverKey]

    @cached_property
    def people(self) -> tuple[set[tuple[CoverKey, int]], set[tuple[Any, ...]]]:
        """Return (cell of a covering, person key), and (*key of the detail, person key), of whoever still attended."""
        entries = AttendanceEntry.objects.order_by().filter(session__status__in=COUNTED)
        paths = ("person_key", "session_id", *(f"session__{one}" for one in _FIELDS))
        covers: set[tuple[CoverKey, int]] = set()
        details: set[tuple[Any, ...]] = set()
        for some in in_parts(self.person_keys, _MANY):
            rows = list(entries.filter(person_key__in=some).values_list(*paths))
            advisors = _advisors_of({row[1] for row in rows})
            attended: defaultdict[SessionFact, set[int]] = defaultdict(set)
            for person, session, *values in rows:
                attended[_stub(values, advisors[session])].add(person)
            for fact, people in attended.items():
                details.update((*detail_key(fact), person) for person in people)
                wanted = [cell for cell in cells_of(fact) if cell in self.cells]
                covers.update((cell, person) for cell in wanted for person in people)
        return covers, details

    @cached_property
    def entities(self) -> dict[CoverKey, dict[int, date]]:
        """Return, for each cell of a covering, the entities that still have a session there, with the day of the last."""
        sessions = Session.objects.order_by().filter(status__in=COUNTED, plan__entity_id__in=self.entity_ids)
        rows = list(sessions.values_list("pk", *_FIELDS))
        advisors = _advisors_of({row[0] for row in rows})
        last: dict[SessionFact, date] = {}
        for session, *values in rows:
            stub = _stub(values, advisors[session])
            last[stub] = max(values[0], last.get(stub, values[0]))
        found: defaultdict[CoverKey, dict[int, date]] = defaultdict(dict)
        for stub, held_on in last.items():
            for cell in cells_of(stub):
                if cell not in self.cells:
                    continue
                found[cell][stub.entity_id] = max(held_on, found[cell].get(stub.entity_id, held_on))
        return found


def _stub(values: list[Any], advisors: frozenset[int]) -> SessionFact:
    """Return a fact without people, of the first day of its month: what counts in the same cells is the same."""
    return SessionFact(
        held_on=values[0].replace(day=1),
        organization_id=values[1],
        unit_id=values[2],
        line_id=values[3],
        service_id=values[4],
        entity_id=values[5],
        department_id=values[6],
        municipality_id=values[7],
        advisor_ids=advisors,
        person_keys=frozenset(),
    )


def _advisors_of(sessions: Collection[int]) -> defaultdict[int, frozenset[int]]:
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for some in in_parts(sessions, _MANY):
        for session, person in _links(some):
            found[session] |= {person}
    return found


def _links(sessions: list[int]) -> Iterator[tuple[int, int]]:
    through = Session.advisors.through
    yield from through.objects.filter(session_id__in=sessions).values_list("session_id", "person_id")
