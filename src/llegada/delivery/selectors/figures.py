"""What sessions contribute to the figures: the fact of one, or of some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db.models import QuerySet

from llegada.accounts.models import Person
from llegada.delivery import rules
from llegada.delivery.facts import SessionFact
from llegada.delivery.models import AttendanceEntry, Session

_PLACES: Final = (
    "pk",
    "held_on",
    "service_version__service__organization_id",
    "plan__unit_id",
    "service_version__line_id",
    "service_version__service_id",
    "plan__entity_id",
    "plan__entity__department_id",
    "plan__entity__municipality_id",
)


def _counted() -> QuerySet[Session]:
    return Session.objects.filter(status__in=rules.COUNTED)


def _fact(places: tuple[Any, ...], advisors: frozenset[int], people: frozenset[int]) -> SessionFact:
    values = places[1:]
    return SessionFact(
        held_on=values[0],
        organization_id=values[1],
        unit_id=values[2],
        line_id=values[3],
        service_id=values[4],
        entity_id=values[5],
        department_id=values[6],
        municipality_id=values[7],
        advisor_ids=advisors,
        person_keys=people,
    )


def compose_fact(session: Session, *, advisors: Iterable[Person], entries: Iterable[AttendanceEntry]) -> SessionFact:
    """Return what a session with its plan, entity, version and service loaded contributes, as `find_session_fact` would find it."""
    version, entity = session.service_version, session.plan.entity
    return SessionFact(
        held_on=session.held_on,
        organization_id=version.service.organization_id,
        unit_id=session.plan.unit_id,
        line_id=version.line_id,
        service_id=version.service_id,
        entity_id=entity.pk,
        department_id=entity.department_id,
        municipality_id=entity.municipality_id,
        advisor_ids=frozenset(one.pk for one in advisors),
        person_keys=frozenset(entry.person_key for entry in entries),
    )


def find_session_fact(*, session_id: int) -> SessionFact | None:
    """Return what a session contributes to the figures now; None while it does not count. For services, not for pages."""
    places = _counted().filter(pk=session_id).values_list(*_PLACES).first()
    if places is None:
        return None
    keys = AttendanceEntry.objects.filter(session_id=session_id).values_list("person_key", flat=True)
    advisors = Session.advisors.through.objects.filter(session_id=session_id).values_list("person_id", flat=True)
    return _fact(places, frozenset(advisors), frozenset(keys))


def list_session_facts(*, session_ids: Collection[int]) -> dict[int, SessionFact]:
    """Return what each of some sessions contributes now, by its key; absent while it does not count. For services."""
    through = Session.advisors.through
    people: defaultdict[int, set[int]] = defaultdict(set)
    advisors: defaultdict[int, set[int]] = defaultdict(set)
    entries = AttendanceEntry.objects.order_by().filter(session_id__in=session_ids)
    for session, key in entries.values_list("session_id", "person_key"):
        people[session].add(key)
    for session, person in through.objects.filter(session_id__in=session_ids).values_list("session_id", "person_id"):
        advisors[session].add(person)
    return {
        places[0]: _fact(places, frozenset(advisors[places[0]]), frozenset(people[places[0]]))
        for places in _counted().order_by().filter(pk__in=session_ids).values_list(*_PLACES)
    }
