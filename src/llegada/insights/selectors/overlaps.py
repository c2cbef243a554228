"""Two units with one entity, on one line, within some days: what happened and what can still be one trip (XCT-04, OPE-16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, overload

import numpy as np
from django.db.models import Count, F, Max, Min, QuerySet

from llegada.core.actors import Actor
from llegada.delivery import calendar_rules
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import SessionModality, SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.delivery.selectors import list_sessions
from llegada.insights import overlap_rules, view_rules
from llegada.insights.selectors.cube_covers import fetch
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan

#: More sessions are not compared at once: the page asks for a municipality, a line or fewer days.
MOST_VISITS: Final = 20_000
_STATES: Final = tuple(sorted(delivery_rules.COUNTED | delivery_rules.AWAITED))


@dataclass(frozen=True)
class Visit:
    """One session in as few words as planning together needs: who, with whom, on what, when; never what was said."""

    session_id: int
    held_on: date
    entity_id: int
    unit_id: int
    line_id: int
    service: str
    status: str
    modality: str

    @property
    def status_label(self) -> str:
        """Return the state in words."""
        return str(SessionStatus(self.status).label)

    @property
    def is_to_come(self) -> bool:
        """Return whether it can still be moved."""
        return self.status in delivery_rules.AWAITED

    @property
    def is_firm(self) -> bool:
        """Return whether people were called to it."""
        return self.status == SessionStatus.CONVENED

    @property
    def place_key(self) -> str:
        """Return what tells its place from others."""
        return str(self.entity_id)


@dataclass(frozen=True)
class OverlapQuery:
    """Where, between which days and how near; what is None does not restrict. One of the places is always given."""

    first: date
    last: date
    days: int = view_rules.USUAL_OVERLAP_DAYS
    department_ids: frozenset[str] | None = None
    municipality_ids: frozenset[str] | None = None
    entity_ids: frozenset[int] | None = None
    unit_ids: frozenset[int] | None = None
    line_ids: frozenset[int] | None = None
    organization_ids: frozenset[int] | None = None


@dataclass(frozen=True)
class Overlap:
    """Two units with one entity on one line: how many pairs of their visits are near, and the visits of those pairs by day."""

    entity_id: int
    line_id: int
    unit_ids: tuple[int, int]
    count: int
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class OverlapRow:
    """One overlap, its entity, and the day on which the visits to come could be one trip, if they could."""

    overlap: Overlap
    entity: Entity
    trip_on: date | None


class Found(Sequence[Overlap]):
    """The overlaps in order, those with what can still be moved first: counted all, their visits read of those asked for."""

    def __init__(self, kept: overlap_rules.Overlaps, sessions: Sequence[int]) -> None:
        """Keep what was counted and the session of each visit."""
        self._kept = kept
        self._sessions = sessions

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept)

    @overload
    def __getitem__(self, places: int) -> Overlap: ...

    @overload
    def __getitem__(self, places: slice) -> list[Overlap]: ...

    def __getitem__(self, places: int | slice) -> Overlap | list[Overlap]:
        """Return one, or those of a page; one query."""
        if isinstance(places, int):
            return self._read([range(len(self))[places]])[0]
        return self._read(list(range(len(self))[places]))

    def _read(self, places: Sequence[int]) -> list[Overlap]:
        members = [[self._sessions[one] for one in self._kept.members_of(place)] for place in places]
        visits = _read_visits({pk for those in members for pk in those})
        kept = self._kept
        return [
            Overlap(
                int(kept.entity[place]),
                int(kept.line[place]),
                (int(kept.unit[place]), int(kept.other[place])),
                int(kept.count[place]),
                tuple(sorted((visits[pk] for pk in those), key=lambda one: (one.held_on, one.unit_id, one.session_id))),
            )
            for place, those in zip(places, members, strict=True)
        ]

    @property
    def pairs(self) -> int:
        """Return how many pairs of visits overlap."""
        return int(self._kept.count.sum())

    @property
    def entities(self) -> int:
        """Return with how many entities."""
        return len(np.unique(self._kept.entity))


@dataclass(frozen=True)
class Overlaps:
    """The overlaps; `is_cut` says that there were more sessions than are compared."""

    found: Found
    is_cut: bool

    @property
    def pairs(self) -> int:
        """Return how many pairs of visits overlap."""
        return self.found.pairs

    @property
    def entities(self) -> int:
        """Return with how many entities."""
        return self.found.entities


def list_overlaps(*, actor: Actor, query: OverlapQuery) -> Overlaps:
    """Return the overlaps of a place between two days; only to who plans assistance: raises NotAllowed.

    First the entities with plans of two units on one line; then their sessions, as numbers, by an index that has all that is
    compared; last, of those that a page shows, what it says of them. Three queries, however many sessions there are in all.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    entities = _entities_of_two_units(query)
    rows = _numbers(query, entities) if entities else []
    sessions, days, entity, unit, line, status = zip(*rows[:MOST_VISITS], strict=True) if rows else ((),) * 6
    visits = overlap_rules.Visits(
        entity=np.array(entity, dtype=np.int64),
        line=np.array(line, dtype=np.int64),
        unit=np.array(unit, dtype=np.int64),
        day=np.array(_ordinals(days), dtype=np.int64),
        is_to_come=np.isin(np.array(status, dtype=np.str_), sorted(delivery_rules.AWAITED)),
    )
    found = overlap_rules.find_overlaps(visits, days=query.days)
    if query.unit_ids is not None:
        asked = sorted(query.unit_ids)
        found = found.pick(np.isin(found.unit, asked) | np.isin(found.other, asked))
    return Overlaps(Found(found, sessions), len(rows) > MOST_VISITS)


#: The line of each service that a plan still brings.
_LINE: Final = "plan_services__service_version__line"


def _plans(first: date, last: date) -> QuerySet[WorkPlan]:
    """Return the plans whose dates touch some days, with the services that they still bring."""
    return WorkPlan.objects.order_by().filter(
        starts_on__lte=last, ends_on__gte=first, plan_services__dropped_at__isnull=True
    )


def _entities_of_two_units(query: OverlapQuery) -> list[int]:
    """Return the entities with plans of two units on one line."""
    wanted = {
        "entity__department__in": query.department_ids,
        "entity__municipality__in": query.municipality_ids,
        "entity__in": query.entity_ids,
        f"{_LINE}__in": query.line_ids,
    }
    plans = _plans(query.first, query.last).filter(
        **{name: values for name, values in wanted.items() if values is not None}
    )
    return sorted(set(_of_two_units(plans)))


def _of_two_units(plans: QuerySet[WorkPlan]) -> Any:
    """Return the entity of each pair of entity and line that two units have.

    The least unit and the greatest tell it without sorting them. Plans that bring nothing are left out by group and not by row:
    so the database begins with the plans of those days, and not with every service of every plan.
    """
    pairs: Any = plans.values("entity", _LINE).annotate(low=Min("unit"), high=Max("unit"), line=Max(_LINE))
    return pairs.filter(high__gt=F("low"), line__isnull=False).values_list("entity", flat=True)


def _numbers(query: OverlapQuery, entities: list[int]) -> list[tuple[Any, ...]]:
    """Return session, day, entity, unit, line and state of each session that is compared, all of it in `session_compared_idx`."""
    # Plans as a question within the question: SQLite goes from them to their sessions, and not through all sessions of those days.
    plans = WorkPlan.objects.order_by().filter(entity__in=entities).values("pk")
    sessions = Session.objects.order_by().filter(
        plan__in=plans, status__in=_STATES, held_on__range=(query.first, query.last)
    )
    if query.line_ids is not None:
        sessions = sessions.filter(service_version__line__in=query.line_ids)
    columns = ("pk", "held_on", "plan__entity_id", "plan__unit_id", "service_version__line_id", "status")
    return fetch(sessions.values_list(*columns)[: MOST_VISITS + 1])


def _ordinals(days: Sequence[date | str]) -> list[int]:
    """Return the numbers of days; SQLite says them in letters."""
    numbers = {day: (date.fromisoformat(day) if isinstance(day, str) else day).toordinal() for day in set(days)}
    return [numbers[day] for day in days]


def _read_visits(sessions: set[int]) -> dict[int, Visit]:
    columns = (
        "pk", "held_on", "plan__entity_id", "plan__unit_id", "service_version__line_id", "service_version__name", "status",
        "modality",
    )  # fmt: skip
    rows = Session.objects.filter(pk__in=sessions).order_by().values_list(*columns) if sessions else ()
    return {row[0]: Visit(*row) for row in rows}


def with_entities(found: Sequence[Overlap]) -> list[OverlapRow]:
    """Return some overlaps with their entities and the trip that is proposed; one query."""
    keys = {one.entity_id for one in found}
    entities = Entity.objects.select_related("municipality", "department").in_bulk(keys)
    return [OverlapRow(one, entities[one.entity_id], _trip(one)) for one in found]


def _trip(one: Overlap) -> date | None:
    """Return the day on which the visits in person that are still to come could be one, as the agenda proposes it."""
    going = [visit for visit in one.visits if visit.is_to_come and visit.modality == SessionModality.IN_PERSON]
    trips = calendar_rules.find_joint_trips(going)
    return calendar_rules.trip_day(trips[0]) if trips else None


def seen_sessions(*, actor: Actor, rows: list[OverlapRow]) -> Mapping[int, str]:
    """Return the page of each session of these overlaps that the actor may see; one query."""
    keys = {visit.session_id for row in rows for visit in row.overlap.visits}
    return {one.pk: one.get_absolute_url() for one in list_sessions(actor=actor).filter(pk__in=keys)}


def count_shared_entities(*, actor: Actor, first: date, last: date) -> list[tuple[str, str, int]]:
    """Return, of each department, how many entities have plans of two units on one line between two days.

    One query, of plans alone. Raises NotAllowed.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    entities = Entity.objects.order_by().filter(department__isnull=False, pk__in=_of_two_units(_plans(first, last)))
    counted = entities.values_list("department", "department__name").annotate(entities=Count("pk"))
    return sorted(counted, key=lambda row: (-row[2], row[1]))
