"""Tells whom it concerns that an analysis, a plan, its round or an amendment moved: who acts next, and who waited for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
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
    today = timezone.localdate(now)
    of_unit, of_organization = TOLD[event.verb]
    people = [one for unit in units if of_unit for one in find_role_holders(unit=unit, roles=of_unit, today=today)]
    if of_organization and units:
        people += find_role_holders(organization=units[0].organization, roles=of_organization, today=today)
    notify(event=event, people=people)
