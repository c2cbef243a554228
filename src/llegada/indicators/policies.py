"""Who may see, write, put in force and retire indicator sheets. Whoever wrote one does not put it in force."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from llegada.core.actors import Actor
from llegada.core.policies import Policy, Reach, unit_reaches
from llegada.core.roles import Role
from llegada.indicators.models import IndicatorSheet


class Permission(StrEnum):
    """What can be done to an indicator sheet."""

    VIEW = "view"
    EDIT = "edit"
    PUT_IN_FORCE = "put_in_force"
    RETIRE = "retire"


#: Action of the transition table → permission that it needs.
FOR_ACTION: Final = {
    "put_in_force": Permission.PUT_IN_FORCE,
    "supersede": Permission.PUT_IN_FORCE,
    "retire": Permission.RETIRE,
    "correct": Permission.EDIT,
    "discard": Permission.EDIT,
}
_READERS = (
    Role.EXECUTIVE,
    Role.COMMITTEE,
    Role.COORDINATOR,
    Role.UNIT_HEAD,
    Role.TECHNICAL_LEAD,
    Role.GROUP_COORDINATOR,
    Role.LIAISON,
    Role.ADVISOR,
    Role.TERRITORIAL_MANAGER,
    Role.EXPERT,
    Role.MONITORING_ADMIN,
    Role.PLANNING_OFFICE,
    Role.INTERNAL_CONTROL,
    Role.EVALUATOR,
    Role.COMMUNICATIONS,
)
_OFFICES = {Role.PLANNING_OFFICE: Reach.ORGANIZATION, Role.MONITORING_ADMIN: Reach.ORGANIZATION}
#: Roles whose daily work has sheets in it: they find them in the menu. The other readers come by a link.
_WORK_WITH_THEM = frozenset(
    {
        Role.TECHNICAL_LEAD,
        Role.UNIT_HEAD,
        Role.PLANNING_OFFICE,
        Role.MONITORING_ADMIN,
        Role.LIAISON,
        Role.EVALUATOR,
        Role.COORDINATOR,
        Role.EXECUTIVE,
        Role.INTERNAL_CONTROL,
    }
)

INDICATOR_POLICY: Policy[IndicatorSheet] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: dict.fromkeys(_READERS, Reach.ORGANIZATION),
        Permission.EDIT: {Role.TECHNICAL_LEAD: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT},
        Permission.PUT_IN_FORCE: _OFFICES,
        Permission.RETIRE: _OFFICES,
    },
    reaches=unit_reaches(),
)


def is_in_menu_of(actor: Actor) -> bool:
    """Return whether the menu of the actor offers the sheets."""
    return actor.has_role(*_WORK_WITH_THEM)
