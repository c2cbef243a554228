"""What one advisor does: their sessions, entities, people reached, plans and what is pending, to who may read them (MON-19)."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors import list_commitments, list_sessions
from llegada.insights.cube_rules import Slice
from llegada.insights.selectors.cube import read_cube
from llegada.insights.selectors.raw_rows import fetch, written_out
from llegada.workplans.models import WorkPlan
from llegada.workplans.rules import IN_COURSE
from llegada.workplans.selectors import list_work_plans

#: Rows of each list; the rest are in the agenda, the plans and the commitments.
MOST: Final = 10


@dataclass(frozen=True)
class PersonPage:
    """One advisor, of what the actor sees: `people` None where no list was kept."""

    person: Person
    sessions: int
    entities: int
    people: int | None
    months: Sequence[tuple[int, int]]
    last: Sequence[Session]
    coming: Sequence[Session]
    plans: Sequence[WorkPlan]
    plan_count: int
    pending: Sequence[Commitment]
    pending_count: int


class _Brief(NamedTuple):
    """What the counts need of a session."""

    pk: int
    held_on: date
    status: str
    entity_id: int


def get_person_page(*, actor: Actor, public_id: UUID, today: date) -> PersonPage:
    """Return the page of an advisor. Raises NotFound where the actor sees no plan nor session of theirs."""
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise NotFound(person=str(public_id))
    theirs, given = _theirs(actor, person)
    held = [one for one in theirs if one.status in delivery_rules.COUNTED]
    awaited = [one for one in theirs if one.status in delivery_rules.AWAITED and one.held_on >= today]
    running = list_work_plans(actor=actor, today=today).filter(advisor=person, status__in=IN_COURSE)
    # Their keys first: to put plans in order with all that is said of each, PostgreSQL joins it to every one.
    keys = list(running.values_list("pk", flat=True))
    plans = list(running.filter(pk__in=keys[:MOST]))
    if not (plans or held or awaited):
        raise NotFound(person=str(public_id))
    shown = _in_order(list_sessions(actor=actor), _first(held, reverse=True) + _first(awaited))
    pending = list_commitments(actor=actor).filter(plan__advisor=person, status=CommitmentStatus.OPEN)
    return PersonPage(
        person=person,
        sessions=len(held),
        entities=len({one.entity_id for one in held}),
        people=_people(person, {one.pk for one in held}, given),
        months=_months([one.held_on for one in held]),
        last=[one for one in reversed(shown) if one.status in delivery_rules.COUNTED][:MOST],
        coming=[one for one in shown if one.status in delivery_rules.AWAITED][:MOST],
        plans=plans,
        plan_count=len(keys),
        pending=list(pending.order_by("due_on", "pk")[:MOST]),
        pending_count=pending.count(),
    )


def list_person_sessions(*, actor: Actor, person: Person) -> QuerySet[Session]:
    """Return the sessions that somebody gives, or of whose plan they are the advisor, of those that the actor sees."""
    return list_sessions(actor=actor).filter(pk__in=written_out([one.pk for one in _theirs(actor, person)[0]]))


def _theirs(actor: Actor, person: Person) -> tuple[list[_Brief], set[int]]:
    """Return what the counts need of those sessions, first those of their plans, and the keys of all that they give.

    To ask for either in one condition, the database would read all that the actor sees.
    """
    plans = WorkPlan.objects.filter(advisor=person)
    own = _read(actor, plan__in=plans.values("pk"))
    given = set(Session.advisors.through.objects.filter(person=person).values_list("session", flat=True))
    others = given - {one.pk for one in own}
    # No session has the key 0: the page asks the same whether there are others or not.
    return [*own, *_read(actor, pk__in=written_out(others | {0}))], given


def _read(actor: Actor, **where: Any) -> list[_Brief]:
    """Read them as the database says them: of thousands, it takes as long to make days of words as to find them."""
    sessions = list_sessions(actor=actor).order_by().filter(**where)
    rows = fetch(sessions.values_list("pk", "held_on", "status", "plan__entity_id"))
    return [_Brief(pk, _day(held_on), status, entity) for pk, held_on, status, entity in rows]


def _day(told: date | str) -> date:
    return date.fromisoformat(told) if isinstance(told, str) else told


def _first(sessions: list[_Brief], *, reverse: bool = False) -> list[int]:
    """Return the keys of the first `MOST` by day, or of the last, with all others of the day of the one that closes them."""
    by_day = sorted(sessions, key=lambda one: one.held_on, reverse=reverse)
    closing = by_day[:MOST][-1].held_on if by_day else None
    rest = itertools.takewhile(lambda one: one.held_on == closing, by_day[MOST:])
    return [one.pk for one in (*by_day[:MOST], *rest)]


def _in_order(sessions: QuerySet[Session], keys: list[int]) -> list[Session]:
    """Return these sessions by day and hour; one query."""
    return list(sessions.filter(pk__in=keys).order_by("held_on", "starts_at", "pk"))


def _people(person: Person, held: set[int], given: set[int]) -> int | None:
    """Return how many people, each once, attended; None where no list was kept.

    The covering of advisors has it of all that somebody gives; where that is not just what is seen, the lists are read.
    """
    whole = next(iter(read_cube(Slice(advisor_ids=frozenset({person.pk})))), None)
    if whole is not None and held <= given and whole.sessions == len(held):
        return whole.people or None
    entries = AttendanceEntry.objects.order_by().filter(session__in=written_out(sorted(held)))
    return entries.values("person_key").distinct().count() or None


def _months(days: Sequence[date]) -> list[tuple[int, int]]:
    """Return (month, sessions) in order."""
    found = Counter(day.year * 100 + day.month for day in days)
    return sorted(found.items())
