"""What one advisor does: their sessions, entities, people reached, plans and what is pending, to who may read them (MON-19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import rules as delivery_rules
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors import list_commitments, list_sessions
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


def get_person_page(*, actor: Actor, public_id: UUID, today: date) -> PersonPage:
    """Return the page of an advisor. Raises NotFound where the actor sees no plan nor session of theirs."""
    person = Person.objects.filter(public_id=public_id).first()
    if person is None:
        raise NotFound(person=str(public_id))
    theirs = list_person_sessions(actor=actor, person=person)
    held = theirs.filter(status__in=delivery_rules.COUNTED)
    running = list_work_plans(actor=actor, today=today).filter(advisor=person, status__in=IN_COURSE)
    plans = list(running[:MOST])
    counts = held.order_by().aggregate(
        sessions=Count("pk", distinct=True), entities=Count("plan__entity", distinct=True)
    )
    coming = list(theirs.filter(status__in=delivery_rules.AWAITED, held_on__gte=today)[:MOST])
    if not (plans or counts["sessions"] or coming):
        raise NotFound(person=str(public_id))
    pending = list_commitments(actor=actor).filter(plan__advisor=person, status=CommitmentStatus.OPEN)
    return PersonPage(
        person=person,
        **counts,
        people=_people(held),
        months=_months(held),
        last=list(held.order_by("-held_on", "-starts_at", "-pk")[:MOST]),
        coming=coming,
        plans=plans,
        plan_count=running.order_by().count(),
        pending=list(pending.order_by("due_on", "pk")[:MOST]),
        pending_count=pending.count(),
    )


def list_person_sessions(*, actor: Actor, person: Person) -> QuerySet[Session]:
    """Return the sessions that somebody gives, or of whose plan they are the advisor, of those that the actor sees."""
    given = Session.advisors.through.objects.filter(person=person).values("session")
    return list_sessions(actor=actor).filter(Q(pk__in=given) | Q(plan__advisor=person))


def _people(held: Any) -> int | None:
    """Return how many people, each once, attended; None where no list was kept."""
    entries = AttendanceEntry.objects.filter(session__in=held.order_by().values("pk")).order_by()
    return entries.values("person_key").distinct().count() or None


def _months(held: Any) -> list[tuple[int, int]]:
    """Return (month, sessions) in order, of the days alone: there are few of one person."""
    found: dict[int, int] = {}
    for day in held.order_by("held_on").values_list("held_on", flat=True):
        month = day.year * 100 + day.month
        found[month] = found.get(month, 0) + 1
    return list(found.items())
