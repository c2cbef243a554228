"""Tells whom it concerns that an analysis, a plan, its round or an amendment moved: who acts next, and who waited for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from llegada.accounts.models import OrgUnit
from llegada.accounts.services import notify_roles
from llegada.core.models import Event
from llegada.core.roles import Role

_UNIT = (Role.UNIT_HEAD, Role.TECHNICAL_LEAD, Role.LIAISON)
#: Verb → the roles told of it: those of the unit, and those of its organisation.
TOLD: Final[Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]]] = {
    "cycle.open": ((Role.UNIT_HEAD, Role.LIAISON), ()),
    "cycle.remind": ((Role.UNIT_HEAD,), ()),
    "cycle.present": ((), (Role.COMMITTEE,)),
    # Once approved, the planning office takes it to the institutional plan (EST-12; seed S2, steps 3 and 4).
    "cycle.approve": ((), (Role.COORDINATOR, Role.PLANNING_OFFICE)),
    "cycle.return": ((), (Role.COORDINATOR,)),
    "analysis.send": ((), (Role.COORDINATOR,)),
    "analysis.send_back": (_UNIT, ()),
    "analysis.accept": (_UNIT, ()),
    "annualplan.send": ((), (Role.COORDINATOR,)),
    "annualplan.send_back": (_UNIT, ()),
    "annualplan.consolidate": ((Role.UNIT_HEAD,), ()),
    "annualplan.present": ((Role.UNIT_HEAD,), ()),
    "annualplan.approve": (_UNIT, ()),
    "annualplan.return": (_UNIT, ()),
    "annualplan.register": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "annualplan.start": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "annualplan.close": (_UNIT, ()),
    "amendment.request": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "amendment.present": ((), (Role.COMMITTEE,)),
    "amendment.approve": (_UNIT, ()),
    "amendment.deny": (_UNIT, ()),
}


def tell_of(event: Event, *units: OrgUnit, now: datetime) -> None:
    """Tell of `event` those whom `TOLD` names for its verb in `units`, and in the organisation of the first of them."""
    if not units:
        return
    of_unit, of_organization = TOLD[event.verb]
    notify_roles(
        event=event,
        units=units,
        of_unit=of_unit,
        organization=units[0].organization,
        of_organization=of_organization,
        now=now,
    )
