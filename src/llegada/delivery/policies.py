"""Who may see and record sessions, read who attended, approve minutes and answer for commitments."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from llegada.core.policies import Policy, Reach
from llegada.core.roles import Role
from llegada.delivery.models import Commitment, Session
from llegada.workplans.policies import READERS, plan_reaches


class Permission(StrEnum):
    """What can be done to a session or a commitment."""

    VIEW = "view"
    VIEW_ATTENDANCE = "view_attendance"
    RECORD = "record"
    APPROVE_MINUTES = "approve_minutes"
    FULFILL = "fulfill"
    VERIFY = "verify"


#: Action of the session's transition table → permission that it needs.
FOR_ACTION: Final = {
    "hold": Permission.RECORD,
    "cancel": Permission.RECORD,
    "approve_minutes": Permission.APPROVE_MINUTES,
}
#: Action of the commitment's transition table → permission that it needs.
FOR_COMMITMENT_ACTION: Final = {
    "fulfill": Permission.FULFILL,
    "cancel": Permission.VERIFY,
    "verify": Permission.VERIFY,
    "reopen": Permission.VERIFY,
}

_RECORDERS = {Role.ADVISOR: Reach.OWN, Role.TERRITORIAL_MANAGER: Reach.TERRITORY}
_HEADS = {Role.GROUP_COORDINATOR: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_ENTITY_SIDE = {Role.ENTITY_CONTACT: Reach.ENTITY, Role.LEGAL_REPRESENTATIVE: Reach.ENTITY}

SESSION_POLICY: Policy[Session] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        # Names and addresses are personal data (Ley 1581 de 2012): not for those who only read figures.
        Permission.VIEW_ATTENDANCE: {
            **_RECORDERS,
            **_HEADS,
            **_ENTITY_SIDE,
            Role.MONITORING_ADMIN: Reach.ORGANIZATION,
            Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
            Role.RECORDS_MANAGER: Reach.ORGANIZATION,
        },
        Permission.RECORD: _RECORDERS,
        Permission.APPROVE_MINUTES: _HEADS,
    },
    reaches=plan_reaches("plan__", lambda session: session.plan),
)

COMMITMENT_POLICY: Policy[Commitment] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        Permission.FULFILL: {**_RECORDERS, **_ENTITY_SIDE},
        Permission.VERIFY: {**_RECORDERS, **_HEADS},
    },
    reaches=plan_reaches("plan__", lambda commitment: commitment.plan),
)
