"""Tells whom it concerns that a list moved, or that somebody asked or decided a change of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from llegada.accounts.models import OrgUnit
from llegada.accounts.services import notify_roles
from llegada.core.models import Event
from llegada.core.roles import Role

_UNIT: Final = (Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.LIAISON)
#: Verb → the roles told of it: those of the unit, and those of its organisation.
TOLD: Final[Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]]] = {
    "prioritizedlist.send": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "prioritizedlist.send_back": (_UNIT, ()),
    "prioritizedlist.approve": ((*_UNIT, Role.ADVISOR), (Role.COORDINATOR,)),
    "prioritizedlist.withdraw": ((*_UNIT, Role.ADVISOR), (Role.COORDINATOR,)),
    "listchange.ask": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "listchange.approve": (_UNIT, ()),
    "listchange.deny": (_UNIT, ()),
}


def tell_of(event: Event, unit: OrgUnit, *, now: datetime) -> None:
    """Tell of `event` those whom `TOLD` names for its verb in `unit` and in its organisation; nobody where it names nobody."""
    of_unit, of_organization = TOLD.get(event.verb, ((), ()))
    notify_roles(
        event=event,
        units=[unit],
        of_unit=of_unit,
        organization=unit.organization,
        of_organization=of_organization,
        now=now,
    )
