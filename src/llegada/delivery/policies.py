"""Who may see and record sessions, read who attended, approve minutes and answer for commitments."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, cast

from django.db.models import Q

from llegada.core.actors import Actor
from llegada.core.policies import Policy, Reach, ReachRule, unit_reaches
from llegada.core.roles import Role
from llegada.delivery.choices import CommitmentSide
from llegada.delivery.models import Commitment, FieldDevice, FieldItem, MassEvent, SensitiveAnswers, Session
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import READERS, plan_reaches

__all__ = [
    "COMMITMENT_POLICY",
    "FOR_ACTION",
    "PLAN_POLICY",
    "REQUEST_POLICY",
    "SESSION_POLICY",
    "Permission",
    "RequestPermission",
    "for_commitment_action",
]


class Permission(StrEnum):
    """What can be done to a session or a commitment."""

    VIEW = "view"
    VIEW_ATTENDANCE = "view_attendance"
    VIEW_PLANNED = "view_planned"
    RECORD = "record"
    APPROVE_MINUTES = "approve_minutes"
    FULFILL_FOR_PROVIDER = "fulfill_for_provider"
    FULFILL_FOR_ENTITY = "fulfill_for_entity"
    VERIFY = "verify"
    ERASE = "erase"
    RECORD_EVENT = "record_event"
    EXTEND = "extend"
    SHARE = "share"
    REVIEW_REPORT = "review_report"
    RESOLVE = "resolve"
    COMMIT = "commit"


#: Action of the session's transition table → permission that it needs.
FOR_ACTION: Final = {
    "hold": Permission.RECORD,
    "convene": Permission.RECORD,
    "invite": Permission.RECORD,
    "reschedule": Permission.RECORD,
    "miss": Permission.RECORD,
    "cancel": Permission.RECORD,
    "approve_minutes": Permission.APPROVE_MINUTES,
}


def for_commitment_action(action: str, side: str) -> Permission:
    """Return the permission that an action of the commitment's transition table needs; an entity answers only for its own side."""
    if action != "fulfill":
        return Permission.VERIFY
    return Permission.FULFILL_FOR_ENTITY if side == CommitmentSide.ENTITY else Permission.FULFILL_FOR_PROVIDER


_RECORDERS = {Role.ADVISOR: Reach.OWN, Role.TERRITORIAL_MANAGER: Reach.TERRITORY}
_HEADS = {Role.GROUP_COORDINATOR: Reach.UNIT, Role.UNIT_HEAD: Reach.UNIT}
_ENTITY_SIDE = {Role.ENTITY_CONTACT: Reach.ENTITY, Role.LEGAL_REPRESENTATIVE: Reach.ENTITY}

#: Names and addresses are personal data (Ley 1581 de 2012): not for those who only read figures.
_NAMES = {
    **_RECORDERS,
    **_HEADS,
    **_ENTITY_SIDE,
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
    Role.RECORDS_MANAGER: Reach.ORGANIZATION,
}


def _given_by(actor: Actor) -> Q:
    given = Session.advisors.through.objects.filter(person_id=actor.person_id or 0)
    return Q(plan__advisor_id=actor.person_id) | Q(pk__in=given.values("session_id"))


def _is_given_by(actor: Actor, session: Session) -> bool:
    if session.plan.advisor_id == actor.person_id:
        return True
    return any(one.pk == actor.person_id for one in session.advisors.all())


SESSION_POLICY: Policy[Session] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        Permission.VIEW_ATTENDANCE: _NAMES,
        Permission.RECORD: _RECORDERS,
        Permission.APPROVE_MINUTES: _HEADS,
    },
    reaches={
        **plan_reaches("plan__", lambda session: session.plan),
        # An advisor's own are those of their plans, and those that they give in a colleague's.
        Reach.OWN: ReachRule(
            query=lambda grant, actor: _given_by(actor),
            holds=lambda grant, actor, session: _is_given_by(actor, session),
        ),
    },
)

#: Who goes where and when, in every organisation, so that they may go together (OPE-16): nothing of what is said there. Only
#: `selectors.territory_agenda` reads by it, and gives records of few fields, never sessions.
PLANNED_POLICY: Policy[Session] = Policy(
    view=Permission.VIEW_PLANNED,
    table={Permission.VIEW_PLANNED: {role: Reach.ALL for role in READERS if role not in _ENTITY_SIDE}},
    reaches={},
)

COMMITMENT_POLICY: Policy[Commitment] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        Permission.VIEW_ATTENDANCE: _NAMES,  # its evidence names people as a list does
        Permission.FULFILL_FOR_PROVIDER: _RECORDERS,
        Permission.FULFILL_FOR_ENTITY: {**_RECORDERS, **_ENTITY_SIDE},
        Permission.VERIFY: {**_RECORDERS, **_HEADS},
        Permission.EXTEND: {**_RECORDERS, **_HEADS},
        # A link lets somebody with no account report: who gives it, and who believes what comes by it.
        Permission.SHARE: {**_RECORDERS, **_HEADS},
        Permission.REVIEW_REPORT: {**_RECORDERS, **_HEADS},
    },
    reaches=plan_reaches("plan__", lambda commitment: commitment.plan),
)

#: On which plans sessions may be planned and recorded: the same people, read from the plan itself.
PLAN_POLICY: Policy[WorkPlan] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        Permission.RECORD: _RECORDERS,
        Permission.RECORD_EVENT: {**_RECORDERS, **_HEADS},
        Permission.COMMIT: {**_RECORDERS, **_HEADS},
    },
    reaches=plan_reaches("", lambda plan: plan),
)

#: What is told of a person, one by one: only whoever answers for personal data before the law.
_OFFICERS = {Role.DATA_PROTECTION_OFFICER: Reach.ORGANIZATION}
SENSITIVE_POLICY: Policy[SensitiveAnswers] = Policy(
    view=Permission.VIEW,
    table={Permission.VIEW: _OFFICERS, Permission.ERASE: _OFFICERS},
    reaches=plan_reaches("entry__session__plan__", lambda answers: answers.entry.session.plan),
)


def _plan_of(item: FieldItem) -> WorkPlan:
    """Return the plan of a record that asks a person, which always has one: the database holds it."""
    return cast(WorkPlan, item.plan)


#: What arrived from the field and needs a person: who records on the plan chooses, who leads the unit reads.
FIELD_ITEM_POLICY: Policy[FieldItem] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {**_RECORDERS, **_HEADS, Role.INTERNAL_CONTROL: Reach.ORGANIZATION},
        Permission.RESOLVE: _RECORDERS,
    },
    reaches=plan_reaches("plan__", _plan_of),
)

#: How much each device still has to send: who leads the unit asks for it before it is lost.
FIELD_DEVICE_POLICY: Policy[FieldDevice] = Policy(
    view=Permission.VIEW,
    table={Permission.VIEW: {**_HEADS, Role.MONITORING_ADMIN: Reach.ORGANIZATION}},
    reaches=unit_reaches(),
)

#: Who reads an event: by its unit, and whoever recorded it. Its sessions are seen each by who sees its plan.
EVENT_POLICY: Policy[MassEvent] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: {
            **{role: reach for role, reach in READERS.items() if reach in (Reach.ORGANIZATION, Reach.UNIT)},
            Role.ADVISOR: Reach.OWN,
            Role.TERRITORIAL_MANAGER: Reach.OWN,
        },
        Permission.APPROVE_MINUTES: _HEADS,
    },
    reaches={
        **unit_reaches(),
        Reach.OWN: ReachRule(
            query=lambda grant, actor: Q(created_by_id=actor.person_id),
            holds=lambda grant, actor, event: event.created_by_id == actor.person_id,
        ),
    },
)
