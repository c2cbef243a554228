"""Tells whom it concerns that a strategy moved: who has to act next, and who waited for the decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from llegada.accounts.services import notify_roles
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.portfolio.models import Strategy

#: Action → the roles told of it: those of the units that design it, and those of its organisation.
TOLD: Final[Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]]] = {
    "submit": ((), (Role.COORDINATOR,)),
    "present": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), (Role.COMMITTEE,)),
    "send_back": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), ()),
    # Once approved, the planning office takes it to the institutional plan (EST-12; seed S2, steps 3 and 4).
    "approve": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), (Role.COORDINATOR, Role.PLANNING_OFFICE)),
    "return": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), (Role.COORDINATOR,)),
    "reject": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), (Role.COORDINATOR,)),
    "rework": ((), (Role.COORDINATOR,)),
    "start": ((), (Role.COORDINATOR,)),
    "adjust": ((), (Role.COORDINATOR,)),
    "resume": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), ()),
    # The management report is for the subdirection and the general direction (EST-09; seed S4, L1.2).
    "close": ((), (Role.COORDINATOR, Role.EXECUTIVE)),
    "archive": ((Role.TECHNICAL_LEAD, Role.UNIT_HEAD), ()),
}


def tell_of_strategy(event: Event, strategy: Strategy, *, action: str, now: datetime) -> None:
    """Tell of `event`, by which a strategy moved, those whom `TOLD` names for `action`, as they hold their roles today."""
    of_unit, of_organization = TOLD[action]
    notify_roles(
        event=event,
        units=[strategy.unit, *strategy.partners.all()] if of_unit else (),
        of_unit=of_unit,
        organization=strategy.organization,
        of_organization=of_organization,
        now=now,
    )
