"""What sessions contribute to the figures: one fact, or all of them for a rebuild."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Final

from django.db.models import QuerySet

from llegada.delivery import rules
from llegada.delivery.facts import SessionFact
from llegada.delivery.models import AttendanceEntry, Session

#: Rows fetched at a time.
CHUNK: Final = 5000
_PLACES: Final = (
    "pk",
    "year",
    "service_version__service__organization_id",
    "service_version__line_id",
    "service_version__service_id",
    "plan__entity_id",
    "plan__entity__department_id",
    "plan__entity__municipality_id",
)


def _counted() -> QuerySet[Session]:
    return Session.objects.filter(status__in=rules.COUNTED)


def _fact(places: tuple[Any, ...], person_keys: frozenset[int]) -> SessionFact:
    _pk, year, organization, line, service, entity, department, municipality = places
    return SessionFact(year, organization, line, service, entity, department, municipality, person_keys)


def compose_fact(session: Session, entries: Iterable[AttendanceEntry]) -> SessionFact:
    """Return what a session with its plan, entity, version and service loaded contributes, as `find_session_fact` would find it."""
    version, entity = session.service_version, session.plan.entity
    return SessionFact(
        year=session.year,
        organization_id=version.service.organization_id,
        line_id=version.line_id,
        service_id=version.service_id,
        entity_id=entity.pk,
        department_id=entity.department_id,
        municipality_id=entity.municipality_id,
        person_keys=frozenset(entry.person_key for entry in entries),
    )


def find_session_fact(*, session_id: int) -> SessionFact | None:
    """Return what a session contributes to the figures now; None while it does not count. For services, not for pages."""
    places = _counted().filter(pk=session_id).values_list(*_PLACES).first()
    if places is None:
        return None
    keys = AttendanceEntry.objects.filter(session_id=session_id).values_list("person_key", flat=True)
    return _fact(places, frozenset(keys))


def iterate_session_facts() -> Iterator[SessionFact]:
    """Yield what every session contributes, in the order of their keys, holding a few thousand rows at a time.

    Sessions and attendance are read side by side, each once, so that the cost is that of the two tables.
    """
    entries = (
        AttendanceEntry.objects.filter(session__status__in=rules.COUNTED)
        .order_by("session_id")
        .values_list("session_id", "person_key")
        .iterator(chunk_size=CHUNK)
    )
    groups = groupby(entries, key=lambda entry: entry[0])
    waiting = next(groups, None)
    for places in _counted().order_by("pk").values_list(*_PLACES).iterator(chunk_size=CHUNK):
        keys: frozenset[int] = frozenset()
        if waiting is not None and waiting[0] == places[0]:
            keys = frozenset(key for _, key in waiting[1])
            waiting = next(groups, None)
        yield _fact(places, keys)
