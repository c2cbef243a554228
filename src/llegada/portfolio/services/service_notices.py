"""Tells whom it concerns that a service, or its version in edition, moved: who has the next step, and who waited for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from llegada.accounts.services import notify_roles
from llegada.core.models import Event
from llegada.core.roles import Role
from llegada.portfolio.models import Service

_UNIT: Final = (Role.TECHNICAL_LEAD, Role.UNIT_HEAD)
#: Action → the roles told of it: those of the service's unit, and those of its organisation.
TOLD: Final[Mapping[str, tuple[tuple[Role, ...], tuple[Role, ...]]]] = {
    "start": ((Role.UNIT_HEAD,), ()),
    "send_predesign": ((), (Role.COORDINATOR,)),
    "accept_predesign": (_UNIT, ()),
    "return_predesign": (_UNIT, ()),
    "rework": ((), (Role.COORDINATOR,)),
    "reconsider": ((Role.UNIT_HEAD,), (Role.COORDINATOR,)),
    "send_protocol": ((), (Role.COORDINATOR,)),
    "validate_protocol": (_UNIT, (Role.MONITORING_ADMIN,)),
    "return_protocol": (_UNIT, (Role.MONITORING_ADMIN,)),
    "redesign": ((), (Role.COORDINATOR,)),
    "parametrize": ((), (Role.COORDINATOR,)),
    "publish": (_UNIT, (Role.COMMUNICATIONS,)),
    "activate": (_UNIT, (Role.COORDINATOR,)),
    # Who has plans with it: the advisors and the managers of the territory ask why nobody may begin with it.
    "suspend": ((*_UNIT, Role.ADVISOR), (Role.COORDINATOR,)),
    "resume": ((*_UNIT, Role.ADVISOR), (Role.COORDINATOR,)),
    "start_closure": ((*_UNIT, Role.ADVISOR), (Role.COORDINATOR,)),
    "retire": (_UNIT, (Role.COORDINATOR,)),
}


def tell_of_service(event: Event, service: Service, *, action: str, now: datetime) -> None:
    """Tell of `event`, by which a service moved, those whom `TOLD` names for `action`, as they hold their roles today."""
    of_unit, of_organization = TOLD[action]
    _tell(event, service, of_unit, of_organization, now=now)


def tell_of_note(event: Event, service: Service, *, is_of_coordination: bool, now: datetime) -> None:
    """Tell the other side of a note of the feedback: the unit of what the coordination says, and the other way round."""
    _tell(
        event, service, _UNIT if is_of_coordination else (), () if is_of_coordination else (Role.COORDINATOR,), now=now
    )


def _tell(
    event: Event, service: Service, of_unit: tuple[Role, ...], of_organization: tuple[Role, ...], *, now: datetime
) -> None:
    notify_roles(
        event=event,
        units=[service.unit] if service.unit else (),
        of_unit=of_unit,
        organization=service.organization,
        of_organization=of_organization,
        now=now,
    )
