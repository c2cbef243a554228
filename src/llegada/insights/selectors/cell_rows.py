"""The rows behind a figure: the entities that it counts and, for who reads them, the sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Max, Min, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from llegada.core.actors import Actor
from llegada.core.policies import Reach
from llegada.delivery import rules as delivery_rules
from llegada.delivery.models import Session
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors import list_sessions
from llegada.insights import view_rules
from llegada.insights.cube_rules import SMALLEST_GROUP, Dimension, Slice, first_day, month_number
from llegada.insights.selectors.breakdowns import kept_of
from llegada.insights.selectors.cube import CubeRow, open_months, rank_entities, read_cube
from llegada.insights.selectors.cube_covers import find_grain
from llegada.insights.selectors.lazy_rows import LazyRows
from llegada.insights.selectors.progress_seen import organizations_of
from llegada.insights.view_rules import is_small_group
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import READERS

#: Entities shown at once.
PAGE: Final = 50
#: Sessions shown at once; the page asks for fewer entities or days to see the rest.
MOST_SESSIONS: Final = 50
#: Sessions that a file has at most, as it is written while one waits; the table of a year, which is made in a task, has all.
MOST_IN_FILE: Final = 200_000
#: Of how many sessions of the country, the latest, those that are shown are looked for.
_LATEST: Final = 1_500
#: What a row says of a session, besides what is its own.
_SAID: Final = ("plan__entity", "plan__unit", "service_version")
#: Where a slice is restricted by these it has few plans.
_FEW: Final = frozenset({Dimension.MUNICIPALITY, Dimension.ENTITY})
#: How many months are looked at before all are.
_MONTHS_BACK: Final = (3, 24)


@dataclass(frozen=True)
class EntityRow:
    """One entity with what it counts; `entity` is None where it is no longer known.

    `is_kept` says that its people are not told, so that no smaller group is known by difference.
    """

    entity: Entity | None
    sessions: int
    people: int | None
    is_kept: bool = False


class Counted(LazyRows[CubeRow]):
    """The entities of a slice, those with most sessions first: counted all, the people read of those asked for.

    Of thousands of entities a page shows some fifty, and their people may be sets to join.
    """

    def __init__(self, cut: Slice) -> None:
        """Read the entities and their sessions; one query, or what `Months` reads."""
        self._cut = cut
        self._months = open_months(cut)
        self._ranked = rank_entities(cut, self._months)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ranked)

    @property
    def sessions(self) -> int:
        """Return how many sessions they have together."""
        return int(self._ranked["sessions"].sum())

    @property
    def is_quick(self) -> bool:
        """Return whether one cell answers each of them, so that the people of all are read as quickly as those of a few."""
        is_one = self._cut.is_always or (self._cut.is_whole_years and self._cut.only_year is not None)
        return is_one and find_grain(self._cut, (Dimension.ENTITY,)) is not None

    def count_people(self) -> int | None:
        """Return how many people they have together, each once; one reading of the cube."""
        every = self._ranked["entity"].tolist()
        whole = self._months.read((), entities=every) if self._months is not None else read_cube(self._cut)
        return whole[0].people if whole else None

    def read(self, places: range) -> list[CubeRow]:
        """Return those at some places; one reading of the cube."""
        entities = self._ranked["entity"][list(places)].tolist()
        by = (Dimension.ENTITY,)
        if self._months is not None:
            found = self._months.read(by, entities=entities)
        else:
            # Some are named to the database; all of them are what the slice has.
            is_all = len(entities) == len(self)
            found = read_cube(self._cut if is_all else replace(self._cut, entity_ids=frozenset(entities)), by)
        rows = {row.key[0]: row for row in found}
        return [rows[one] for one in entities if one in rows]


def list_counted(cut: Slice) -> Counted:
    """Return the entities of a slice with their sessions and people, those with most sessions first."""
    return Counted(cut)


def with_entities(rows: Sequence[CubeRow]) -> list[EntityRow]:
    """Return some of those rows with their entities and places loaded; one query."""
    entities = Entity.objects.select_related("municipality", "department").in_bulk([row.key[0] for row in rows])
    return [EntityRow(entities.get(row.key[0]), row.sessions, row.people) for row in rows]


def list_told(counted: Counted, places: range) -> list[EntityRow]:
    """Return the entities at some places, a page or all, without the people that would tell a small group by their figure.

    Of more than a page whose people are sets to join, only those asked for are counted: a page with small groups, and the first
    one in any case, does not tell its least count either, so that adding up all the pages leaves nobody what the small ones are.
    """
    if len(counted) <= PAGE or counted.is_quick:
        every = counted[:]
        kept = _kept_of_all(every, counted)
        rows = every[places.start : places.stop]
    else:
        rows = counted[places.start : places.stop]
        pages = range(0, len(rows), PAGE)
        kept = frozenset(
            places.start + start + place
            for start in pages
            for place in _least_of_page(rows[start : start + PAGE], is_first=places.start + start == 0)
        )
    found = with_entities(rows)
    return [replace(row, is_kept=place in kept) for place, row in enumerate(found, places.start)]


def _kept_of_all(every: Sequence[CubeRow], counted: Counted) -> frozenset[int | None]:
    """Return the places that are kept back of all the entities of a slice; of a small group the figure itself is asked for."""
    if not any(is_small_group(row.people) for row in every):
        return frozenset()
    return kept_of(counted.count_people(), [row.people for row in every])


def _least_of_page(rows: Sequence[CubeRow], *, is_first: bool) -> list[int]:
    """Return the place of the least count of a page that leaves the small ones more than one value, if there is one."""
    if not is_first and not any(is_small_group(row.people) for row in rows):
        return []
    some = [(row.people, place) for place, row in enumerate(rows) if row.people and row.people > SMALLEST_GROUP]
    return [min(some)[1]] if some else []


def may_read_sessions(actor: Actor) -> bool:
    """Return whether the actor reads sessions of anybody."""
    return SESSION_POLICY.may_ever(actor, Permission.VIEW)


def list_sessions_behind(*, actor: Actor, cut: Slice, today: date) -> list[Session]:
    """Return the latest sessions that a slice counts and the actor may see: at most `MOST_SESSIONS` and one more.

    Of the whole country they are looked for among the latest, where most are; of a part of it, in the last months before all.
    Only those that are shown are read.
    """
    found = _seen(actor, cut).order_by("-held_on", "-pk")
    if not cut.restricted.keys() & _FEW:
        latest = _of_part(actor, cut, today) if cut.restricted else _load(_among_latest(found, cut))
        if len(latest) > MOST_SESSIONS:
            return latest
    return _load(_within(cut, found))


def _of_part(actor: Actor, cut: Slice, today: date) -> list[Session]:
    """Return the latest of a part of the country that the actor may see; few where those that others gave are later."""
    if any(READERS.get(grant.role) is Reach.OWN for grant in actor.grants):
        return []  # an advisor has given some in plans of others
    visible = list_sessions(actor=actor).select_related(None).order_by()
    for window in _windows(cut, today):
        latest = _given_by(organizations_of(actor), window).order_by("-held_on", "-pk")
        found = _load(visible.filter(pk__in=latest.values("pk")[: MOST_SESSIONS + 1]))
        if len(found) > MOST_SESSIONS:
            return found
    return []


def _given_by(organizations: frozenset[int] | None, cut: Slice) -> QuerySet[Session]:
    """Return the sessions of a slice that some organisations gave (None is all): all that is asked of them is in an index."""
    found = _within(cut, Session.objects.filter(status__in=delivery_rules.COUNTED, **_of_services(cut)))
    plans = _plans(cut)
    if plans is None:
        return found if organizations is None else found.filter(plan__unit__organization__in=organizations)
    if organizations is not None:
        plans = plans.filter(unit__organization__in=organizations)
    return found.filter(plan__in=plans.values("pk"))


def _windows(cut: Slice, today: date) -> Iterator[Slice]:
    """Yield the last months of a slice, more each time, and then all of it."""
    now = month_number(today.year, today.month)
    for months in _MONTHS_BACK:
        since = view_rules.moved(min(cut.until or now, now), 1 - months)
        if cut.since is None or since > cut.since:
            yield replace(cut, since=since)
    yield cut


def find_sessions_behind(*, actor: Actor, cut: Slice) -> QuerySet[Session]:
    """Return all the sessions that a slice counts and the actor may see, in no order."""
    return _within(cut, _seen(actor, cut))


def _seen(actor: Actor, cut: Slice) -> QuerySet[Session]:
    """Return the sessions of a slice that the actor may see, but for its days."""
    found = list_sessions(actor=actor).select_related(None).order_by()
    found = found.filter(status__in=delivery_rules.COUNTED, **_of_services(cut))
    plans = _plans(cut)
    return found if plans is None else found.filter(plan__in=plans.values("pk"))


def _among_latest(found: QuerySet[Session], cut: Slice) -> QuerySet[Session]:
    """Return those of `found` that are among the latest or, on PostgreSQL, of their days.

    PostgreSQL reads an index of days in half the time that it takes to look each of the latest up by its key; of some days
    SQLite does not know that they are few, and begins with all the plans that somebody sees.
    """
    ended = _within(cut, Session.objects.filter(held_on__lte=_last_day(cut)))
    latest = ended.order_by("-held_on", "-pk")[:_LATEST]
    if connection.vendor != "postgresql":
        return found.filter(pk__in=latest.values("pk"))
    days = latest.aggregate(first=Min("held_on"), last=Max("held_on"))
    return found.filter(held_on__range=(days["first"], days["last"])) if days["first"] else found.none()


def _load(found: QuerySet[Session]) -> list[Session]:
    """Return the first of these with what a row says of each: only these are read whole."""
    rows = Session.objects.filter(pk__in=found.values("pk")[: MOST_SESSIONS + 1]).order_by("-held_on", "-pk")
    return list(rows.select_related(*_SAID).only("public_id", "title", "held_on", *(f"{one}__name" for one in _SAID)))


def _of_services(cut: Slice) -> dict[str, Iterable[Any]]:
    """Return the conditions of a slice on what was given."""
    asked: dict[str, Iterable[Any] | None] = {
        "service_version__service__organization__in": cut.organization_ids,
        "service_version__service__in": cut.service_ids,
        "service_version__line__in": cut.line_ids,
    }
    return {name: values for name, values in asked.items() if values is not None}


def _within(cut: Slice, sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Return those of the days of a slice."""
    if cut.since is not None:
        sessions = sessions.filter(held_on__gte=first_day(cut.since))
    if cut.until is not None:
        sessions = sessions.filter(held_on__lt=first_day(cut.until, after=True))
    return sessions


def _last_day(cut: Slice) -> Greatest:
    """Return the day of the last session of a slice that counts, one look for each state: those planned may be many after it."""
    days = [
        _within(cut, Session.objects.filter(status=status)).order_by("-held_on").values("held_on")[:1]
        for status in sorted(delivery_rules.COUNTED)
    ]
    return Greatest(*(Coalesce(Subquery(day), Value(date.min)) for day in days))


def _plans(cut: Slice) -> QuerySet[WorkPlan] | None:
    asked: dict[str, Iterable[Any] | None] = {
        "unit__in": cut.unit_ids,
        "entity__department__in": cut.department_ids,
        "entity__municipality__in": cut.municipality_ids,
        "entity__in": cut.entity_ids,
    }
    wanted = {name: values for name, values in asked.items() if values is not None}
    return WorkPlan.objects.order_by().filter(**wanted) if wanted else None
