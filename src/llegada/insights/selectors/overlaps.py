"""Two units with one entity, on one line, within some days: what happened and what can still be one trip (XCT-04, OPE-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, QuerySet

from llegada.core.actors import Actor
from llegada.delivery import calendar_rules
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import SessionModality, SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.delivery.selectors import list_sessions
from llegada.insights import view_rules
from llegada.insights.view_rules import Overlap
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
class OverlapRow:
    """One overlap, its entity, and the day on which the visits to come could be one trip, if they could."""

    overlap: Overlap[Visit]
    entity: Entity
    trip_on: date | None


@dataclass(frozen=True)
class Overlaps:
    """The overlaps with what can still be moved first; `is_cut` says that there were more sessions than are compared."""

    found: list[Overlap[Visit]]
    is_cut: bool

    @property
    def pairs(self) -> int:
        """Return how many pairs of visits overlap."""
        return sum(one.count for one in self.found)

    @property
    def entities(self) -> int:
        """Return with how many entities."""
        return len({one.entity_id for one in self.found})


def list_overlaps(*, actor: Actor, query: OverlapQuery) -> Overlaps:
    """Return the overlaps of a place between two days; only to who plans assistance: raises NotAllowed.

    First the entities with plans of two units on one line, of which there are few; then their sessions, by plan and day,
    which have an index: two queries, however many sessions there are in all.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    entities = _entities_of_two_units(query)
    visits = _visits(query, entities) if entities else []
    found = view_rules.find_overlaps(visits[:MOST_VISITS], days=query.days)
    found = [one for one in found if _is_asked(one, query)]
    found.sort(key=lambda one: not one.visits[-1].is_to_come)
    return Overlaps(found, len(visits) > MOST_VISITS)


def _is_asked(one: Overlap[Visit], query: OverlapQuery) -> bool:
    return query.unit_ids is None or bool(query.unit_ids & set(one.unit_ids))


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
    found: Any = plans.values_list("entity", _LINE).annotate(units=Count("unit", distinct=True))
    return sorted({entity for entity, _line, _units in found.filter(units__gt=1)})


def _visits(query: OverlapQuery, entities: list[int]) -> list[Visit]:
    sessions = Session.objects.filter(
        plan__entity__in=entities, status__in=_STATES, held_on__range=(query.first, query.last)
    ).order_by()
    if query.line_ids is not None:
        sessions = sessions.filter(service_version__line__in=query.line_ids)
    columns = (
        "pk", "held_on", "plan__entity_id", "plan__unit_id", "service_version__line_id", "service_version__name", "status",
        "modality",
    )  # fmt: skip
    return [Visit(*row) for row in sessions.values_list(*columns)[: MOST_VISITS + 1]]


def with_entities(found: list[Overlap[Visit]]) -> list[OverlapRow]:
    """Return some overlaps with their entities and the trip that is proposed; one query."""
    keys = {one.entity_id for one in found}
    entities = Entity.objects.select_related("municipality", "department").in_bulk(keys)
    return [OverlapRow(one, entities[one.entity_id], _trip(one)) for one in found]


def _trip(one: Overlap[Visit]) -> date | None:
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
    plans = _plans(first, last).filter(entity__department__isnull=False)
    rows: Any = plans.values_list("entity__department_id", "entity__department__name", "entity", _LINE)
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for code, name, entity, _line, _units in rows.annotate(units=Count("unit", distinct=True)).filter(units__gt=1):
        found[code, name].add(entity)
    counted = ((code, name, len(entities)) for (code, name), entities in found.items())
    return sorted(counted, key=lambda row: (-row[2], row[1]))
