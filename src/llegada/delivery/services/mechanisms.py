"""Tells whoever governs the method of an organisation that assistance was given by a mechanism outside its list (OPE-02)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils import timezone

from llegada.accounts.models import Organization, Person
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.delivery.choices import SessionKind
from llegada.delivery.models import MassEvent, Session

#: The Subdirección (states and roles, E): the first of these that somebody holds in the organisation is told.
_METHOD: Final = (Role.COORDINATOR, Role.PLANNING_OFFICE, Role.EXECUTIVE)


def tell_of_other_mechanism(*, actor: Actor, subjects: Iterable[Session | MassEvent], now: datetime) -> None:
    """Tell of each session, or event, given by «otro», once in its life; inside the transaction that writes it, held still."""
    found = [one for one in subjects if one.kind == SessionKind.OTHER]
    told = set(history.list_events_of(found).filter(verb=_VERB).values_list("target_id", flat=True)) if found else set()
    people: dict[int, list[Person]] = {}
    for one in found:
        if str(one.public_id) in told:
            continue
        unit = one.plan.unit if isinstance(one, Session) else one.unit
        if unit.organization_id not in people:
            people[unit.organization_id] = _who_governs(unit.organization, now)
        event = history.record(actor=actor, verb=_VERB, target=one, now=now, data={"what": one.other_kind})
        notify(event=event, people=people[unit.organization_id])


_VERB: Final = "session.other_mechanism"


def _who_governs(organization: Organization, now: datetime) -> list[Person]:
    for role in _METHOD:
        people = list(find_role_holders(organization=organization, roles=[role], today=timezone.localdate(now)))
        if people:
            return people
    return []
