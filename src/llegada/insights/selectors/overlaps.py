"""Two units with one entity, on one line, within some days: what happened and what can still be one trip (XCT-04, OPE-16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from django.db.models import Count, QuerySet

from llegada.core.actors import Actor
from llegada.delivery import calendar_rules
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import SessionModality, SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.policies import PLANNED_POLICY, Permission
from llegada.delivery.selectors import list_sessions
from llegada.insights import overlap_rules, view_rules
from llegada.insights.counting.columns import Columns, day_of, read_values
from llegada.insights.models import SharedSpell, UnitSpell
from llegada.insights.selectors.lazy_rows import LazyRows
from llegada.insights.selectors.session_columns import DAYS, is_one_of, read_sessions
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan

#: More sessions are not compared at once: the page asks for a municipality, a line or fewer days.
MOST_VISITS: Final = 20_000
_KEY: Final = ("plan", "version", "moment")
_AWAITED: Final = tuple(sorted(delivery_rules.AWAITED))
#: Those that most sessions are in first.
_STATES: Final = (*sorted(delivery_rules.COUNTED), *_AWAITED)


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


class Found(LazyRows[Overlap]):
    """The overlaps in order, those with what can still be moved first: counted all, their visits read of those asked for."""

    def __init__(self, kept: overlap_rules.Overlaps, keys: Columns) -> None:
        """Keep what was counted and the key of each visit: `plan`, `version` and `moment`."""
        self._kept = kept
        self._keys = keys

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kept)

    def read(self, places: range) -> list[Overlap]:
        """Return those at some places; one query."""
        members = [{_visit_key(*self._keys[one].tolist()) for one in self._kept.members_of(place)} for place in places]
        visits = _read_visits({key for those in members for key in those})
        kept = self._kept
        return [
            Overlap(
                int(kept.entity[place]),
                int(kept.line[place]),
                (int(kept.unit[place]), int(kept.other[place])),
                int(kept.count[place]),
                tuple(
                    sorted(
                        (one for key in those for one in visits[key]),
                        key=lambda one: (one.held_on, one.unit_id, one.session_id),
                    )
                ),
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

    First the plans that share entity and line with a plan of another unit; then their sessions, as numbers, by an index that has
    all that is compared; last, of those that a page shows, what it says of them.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    plans = _shared_plans(query)
    # The newest plans first: where there is more than is compared, what is left out is the oldest.
    rows = _sessions(query, np.unique(plans["plan"])[::-1])
    is_cut = len(rows) > MOST_VISITS
    rows = rows[:MOST_VISITS][np.isin(rows["version"][:MOST_VISITS], plans["version"])]
    by_plan = plans[np.unique(plans["plan"], return_index=True)[1]]
    by_version = plans[np.unique(plans["version"], return_index=True)[1]]
    plan = np.searchsorted(by_plan["plan"], rows["plan"])
    version = np.searchsorted(by_version["version"], rows["version"])
    visits = overlap_rules.Visits(
        entity=by_plan["entity"][plan],
        line=by_version["line"][version],
        unit=by_plan["unit"][plan],
        day=rows["moment"] // 2,
        is_to_come=rows["moment"] % 2 == 1,
    )
    found = overlap_rules.find_overlaps(visits, days=query.days)
    if query.unit_ids is not None:
        asked = sorted(query.unit_ids)
        found = found.pick(np.isin(found.unit, asked) | np.isin(found.other, asked))
    return Overlaps(Found(found, rows), is_cut)


def _visit_key(plan: int, version: int, moment: int) -> tuple[int, int, date]:
    return plan, version, date.fromordinal(moment // 2)


#: The version and line of each service of a plan.
_VERSION: Final = "plan_services__service_version"
_LINE: Final = f"{_VERSION}__line"


def _shared_plans(query: OverlapQuery) -> Columns:
    """Return the services of plans of those days that a plan of another unit has on one line with one entity.

    Also those that a plan no longer brings: their sessions were held.
    """
    asked = {
        "entity__department__in": query.department_ids,
        "entity__municipality__in": query.municipality_ids,
        "entity__in": query.entity_ids,
        f"{_LINE}__in": query.line_ids,
    }
    wanted = {name: values for name, values in asked.items() if values is not None}
    plans = WorkPlan.objects.order_by().filter(starts_on__lte=query.last, ends_on__gte=query.first, **wanted)
    columns = {
        "plan": "pk",
        "entity": "entity_id",
        "unit": "unit_id",
        "version": f"{_VERSION}_id",
        "line": f"{_LINE}_id",
    }
    known = plans.filter(**{f"{_LINE}__isnull": False})
    found = read_values(known.values_list(*columns.values()), tuple(columns), is_page=True)
    return found[overlap_rules.of_two_units(found["entity"], found["line"], found["unit"])]


def _sessions(query: OverlapQuery, plans: Columns) -> Columns:
    """Return plan, version and `moment` of the sessions that are compared, or of one more: all of it in `session_compared_idx`.

    `moment` is twice the number of the day, as `toordinal` counts them, and one more if it is to come.
    """
    moment = f"{day_of('held_on')} * 2 + CASE WHEN {is_one_of(_AWAITED)} THEN 1 ELSE 0 END"
    # Two numbers for three: half of the time goes in handing them over.
    said = {"plan": "plan_id", "version_moment": f"service_version_id * {DAYS} + {moment}"}
    read = read_sessions(
        "plan_id", plans, states=_STATES, said=said, since=query.first, until=query.last, most=MOST_VISITS + 1
    )
    rows = np.empty(len(read), dtype=[(name, "<i8") for name in _KEY])
    rows["plan"] = read["plan"]
    rows["version"], rows["moment"] = np.divmod(read["version_moment"], DAYS)
    return rows


def _read_visits(keys: set[tuple[int, int, date]]) -> Mapping[tuple[int, int, date], list[Visit]]:
    """Return the visits of some plans, services and days; one query."""
    columns = (
        "pk", "held_on", "plan__entity_id", "plan__unit_id", "service_version__line_id", "service_version__name", "status",
        "modality", "plan_id", "service_version_id",
    )  # fmt: skip
    found: defaultdict[tuple[int, int, date], list[Visit]] = defaultdict(list)
    if not keys:
        return found
    plans, _versions, days = zip(*keys, strict=True)
    near = Session.objects.filter(plan__in=set(plans), status__in=_STATES, held_on__range=(min(days), max(days)))
    for *told, plan, version in near.order_by().values_list(*columns):
        if (key := (plan, version, told[1])) in keys:
            found[key].append(Visit(*told))
    return found


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


def seen_sessions(*, actor: Actor, keys: Collection[int]) -> Mapping[int, str]:
    """Return the page of each of these sessions that the actor may see; one query."""
    seen = list_sessions(actor=actor).order_by().filter(pk__in=keys).values_list("pk", "public_id")
    return {pk: Session(public_id=public_id).get_absolute_url() for pk, public_id in seen}


def count_shared_entities(
    *,
    actor: Actor,
    first: date,
    last: date,
    unit_ids: frozenset[int] | None = None,
    line_ids: frozenset[int] | None = None,
) -> list[tuple[str, str, int]]:
    """Return, of each department, how many entities have plans of two units on one line between two days.

    Of some units, one of the two is of them; of some lines, the line is. One query, of what is kept of their plans. Raises
    NotAllowed.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    chosen = {"unit_id__in": unit_ids, "line_id__in": line_ids}
    wanted = {name: values for name, values in chosen.items() if values is not None}
    spells: QuerySet[Any] = UnitSpell.objects.filter(**wanted) if wanted else SharedSpell.objects.all()
    shared = spells.filter(from_on__lte=last, until_on__gte=first).values("entity_id")
    entities = Entity.objects.order_by().filter(department__isnull=False, pk__in=shared)
    counted = entities.values_list("department", "department__name").annotate(entities=Count("pk"))
    return sorted(counted, key=lambda row: (-row[2], row[1]))
