"""What one advisor does: their sessions, entities, people reached, plans and what is pending, to who may read them (MON-19)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors import list_commitments, list_sessions
from llegada.insights.counting.columns import Columns, day_of, read_values
from llegada.insights.cube_rules import Slice
from llegada.insights.selectors.cube import read_cube
from llegada.insights.selectors.raw_rows import written_out
from llegada.workplans.models import WorkPlan
from llegada.workplans.rules import IN_COURSE
from llegada.workplans.selectors import list_work_plans

#: Rows of each list; the rest are in the agenda, the plans and the commitments.
MOST: Final = 10


#: What a session is to the page: it counts, it is to come unless its day is past, or neither.
_HELD: Final = 1
_AWAITED: Final = 2
_NEITHER: Final = 0


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


def get_person_page(*, actor: Actor, public_id: UUID, today: date) -> PersonPage:
    """Return the page of an advisor. Raises NotFound where the actor sees no plan nor session of theirs."""
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise NotFound(person=str(public_id))
    theirs, given = _theirs(actor, person)
    held = theirs[theirs["stage"] == _HELD]
    awaited = theirs[(theirs["stage"] == _AWAITED) & (theirs["day"] >= today.toordinal())]
    running = list_work_plans(actor=actor, today=today).filter(advisor=person, status__in=IN_COURSE)
    # Their keys first: to put plans in order with all that is said of each, PostgreSQL joins it to every one.
    keys = list(running.values_list("pk", flat=True))
    plans = list(running.filter(pk__in=keys[:MOST]))
    if not (plans or len(held) or len(awaited)):
        raise NotFound(person=str(public_id))
    shown = _in_order(list_sessions(actor=actor), _first(held, reverse=True) + _first(awaited))
    pending = list_commitments(actor=actor).filter(plan__advisor=person, status=CommitmentStatus.OPEN)
    return PersonPage(
        person=person,
        sessions=len(held),
        entities=len(np.unique(held["entity"])),
        people=_people(person, set(held["pk"].tolist()), given),
        months=_months(held["day"]),
        last=[one for one in reversed(shown) if one.status in delivery_rules.COUNTED][:MOST],
        coming=[one for one in shown if one.status in delivery_rules.AWAITED][:MOST],
        plans=plans,
        plan_count=len(keys),
        pending=list(pending.order_by("due_on", "pk")[:MOST]),
        pending_count=pending.count(),
    )


def list_person_sessions(*, actor: Actor, person: Person) -> QuerySet[Session]:
    """Return the sessions that somebody gives, or of whose plan they are the advisor, of those that the actor sees."""
    return list_sessions(actor=actor).filter(pk__in=written_out(_theirs(actor, person)[0]["pk"].tolist()))


def _theirs(actor: Actor, person: Person) -> tuple[Columns, set[int]]:
    """Return what the counts need of those sessions, first those of their plans, and the keys of all that they give.

    To ask for either in one condition, the database would read all that the actor sees.
    """
    plans = WorkPlan.objects.filter(advisor=person)
    own = _read(actor, plan__in=plans.values("pk"))
    given = set(Session.advisors.through.objects.filter(person=person).values_list("session", flat=True))
    others = given - set(own["pk"].tolist())
    # No session has the key 0: the page asks the same whether there are others or not.
    return np.concatenate([own, _read(actor, pk__in=written_out(others | {0}))]), given


def _read(actor: Actor, **where: Any) -> Columns:
    """Read the key, day, stage and entity of each as columns: of thousands, to make days of words takes as long as to find them."""
    stage = Case(
        When(status__in=delivery_rules.COUNTED, then=Value(_HELD)),
        When(status__in=delivery_rules.AWAITED, then=Value(_AWAITED)),
        default=Value(_NEITHER),
        output_field=IntegerField(),
    )
    day = RawSQL(day_of(f"{Session._meta.db_table}.held_on"), [])  # noqa: S611 - the name of a column
    sessions = list_sessions(actor=actor).order_by().filter(**where)
    rows = sessions.values_list("pk", day, stage, "plan__entity_id")
    return read_values(rows, ("pk", "day", "stage", "entity"), is_page=True)


def _first(sessions: Columns, *, reverse: bool = False) -> list[int]:
    """Return the keys of the first `MOST` by day, or of the last, with all others of the day of the one that closes them."""
    if not len(sessions):
        return []
    days = -sessions["day"] if reverse else sessions["day"]
    closing = np.sort(days)[:MOST][-1]
    keys: list[int] = sessions["pk"][days <= closing].tolist()
    return keys


def _in_order(sessions: QuerySet[Session], keys: list[int]) -> list[Session]:
    """Return these sessions by day and hour, with what a list says of each; one query."""
    said = sessions.select_related(None).select_related("plan__entity")
    said = said.only("public_id", "title", "held_on", "status", "plan__entity__name")
    return list(said.filter(pk__in=keys).order_by("held_on", "starts_at", "pk"))


def _people(person: Person, held: set[int], given: set[int]) -> int | None:
    """Return how many people, each once, attended; None where no list was kept.

    The covering of advisors has it of all that somebody gives; where that is not just what is seen, the lists are read.
    """
    whole = next(iter(read_cube(Slice(advisor_ids=frozenset({person.pk})))), None)
    if whole is not None and held <= given and whole.sessions == len(held):
        return whole.people or None
    entries = AttendanceEntry.objects.order_by().filter(session__in=written_out(sorted(held)))
    return entries.values("person_key").distinct().count() or None


def _months(days: Columns) -> list[tuple[int, int]]:
    """Return (month, sessions) in order, of days by their number."""
    found: Counter[int] = Counter()
    for number, sessions in zip(*(one.tolist() for one in np.unique(days, return_counts=True)), strict=True):
        day = date.fromordinal(number)
        found[day.year * 100 + day.month] += sessions
    return sorted(found.items())
