"""Who may see requests, direct them to whoever answers, work on them, record guidance, and speak for the entity that asked."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.db.models import Q

from llegada.core.actors import Actor, Grant
from llegada.core.errors import NotFound
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.delivery.models import AssistanceRequest


class RequestPermission(StrEnum):
    """What can be done to a request."""

    VIEW = "view"
    RECORD = "record"
    DIRECT = "direct"
    WORK = "work"
    SPEAK = "speak"
    DECLARE_DAYS_OFF = "declare_days_off"


#: Action of the transition table → permission that it needs.
FOR_REQUEST_ACTION: Final = {
    "classify": RequestPermission.DIRECT,
    "assign": RequestPermission.DIRECT,
    "transfer": RequestPermission.DIRECT,
    "start": RequestPermission.WORK,
    "ask_completion": RequestPermission.WORK,
    "extend_completion": RequestPermission.WORK,
    "complete": RequestPermission.WORK,
    "withdraw": RequestPermission.WORK,
    "desist": RequestPermission.WORK,
    "extend": RequestPermission.WORK,
    "answer": RequestPermission.WORK,
    "notify": RequestPermission.WORK,
    "close": RequestPermission.WORK,
}
#: Actions that are also of whoever asked: to bring what was missing, and to say whether the answer helped.
SPOKEN: Final = frozenset({"complete", "rate"})


def _place(grant: Grant) -> Q:
    return Q(organization_id=grant.organization_id) & (
        Q(municipality_id__in=grant.municipality_codes)
        | Q(municipality__department_id__in=grant.department_codes)
        | Q(entity__department_id__in=grant.department_codes)
    )


def _is_in_place(grant: Grant, one: AssistanceRequest) -> bool:
    if one.organization_id != grant.organization_id:
        return False
    departments = {one.municipality.department_id if one.municipality else None}
    departments.add(one.entity.department_id if one.entity else None)
    return one.municipality_id in grant.municipality_codes or not departments.isdisjoint(grant.department_codes)


_IN_HANDS: Final = {Role.ADVISOR: Reach.OWN, Role.EXPERT: Reach.OWN}
_HEADS: Final = {Role.UNIT_HEAD: Reach.UNIT, Role.GROUP_COORDINATOR: Reach.UNIT}
_ENTITY_SIDE: Final = {Role.ENTITY_CONTACT: Reach.ENTITY, Role.LEGAL_REPRESENTATIVE: Reach.ENTITY}
#: Roles of the organisation to which what has come in, and nobody has yet, is told.
DIRECTING: Final = (Role.COORDINATOR, Role.RECORDS_MANAGER)
HEADING: Final = tuple(_HEADS)
#: Roles to which a request may be assigned.
ANSWERING: Final = (*_IN_HANDS, Role.TERRITORIAL_MANAGER, *_HEADS, Role.TECHNICAL_LEAD, Role.COORDINATOR)

REQUEST_POLICY: Policy[AssistanceRequest] = Policy(
    view=RequestPermission.VIEW,
    table={
        # They carry names and addresses (Ley 1581 de 2012): not for those who only read figures.
        RequestPermission.VIEW: {
            **_IN_HANDS,
            **_HEADS,
            **_ENTITY_SIDE,
            Role.TERRITORIAL_MANAGER: Reach.TERRITORY,
            Role.TECHNICAL_LEAD: Reach.UNIT,
            Role.COORDINATOR: Reach.ORGANIZATION,
            Role.RECORDS_MANAGER: Reach.ORGANIZATION,
            Role.EXECUTIVE: Reach.ORGANIZATION,
            Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
        },
        RequestPermission.RECORD: {
            Role.ADVISOR: Reach.UNIT,
            Role.EXPERT: Reach.UNIT,
            Role.TECHNICAL_LEAD: Reach.UNIT,
            Role.TERRITORIAL_MANAGER: Reach.ORGANIZATION,
            Role.COORDINATOR: Reach.ORGANIZATION,
            Role.RECORDS_MANAGER: Reach.ORGANIZATION,
            **_HEADS,
        },
        RequestPermission.DIRECT: {
            **_HEADS,
            Role.COORDINATOR: Reach.ORGANIZATION,
            Role.RECORDS_MANAGER: Reach.ORGANIZATION,
        },
        RequestPermission.WORK: {
            **_IN_HANDS,
            **_HEADS,
            Role.TERRITORIAL_MANAGER: Reach.OWN,
            Role.TECHNICAL_LEAD: Reach.OWN,
            Role.COORDINATOR: Reach.ORGANIZATION,
        },
        RequestPermission.SPEAK: _ENTITY_SIDE,
        RequestPermission.DECLARE_DAYS_OFF: {Role.COORDINATOR: Reach.ORGANIZATION},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, one: grant.covers_installation or one.organization_id == grant.organization_id,
        ),
        # What has no unit yet is of every head of the organisation: it cannot rest because one of them is away.
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: (
                Q(unit_id__in=grant.unit_ids) | Q(unit__isnull=True, organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, one: (
                one.unit_id in grant.unit_ids
                if one.unit_id is not None
                else one.organization_id == grant.organization_id
            ),
        ),
        Reach.TERRITORY: ReachRule(
            query=lambda grant, actor: _place(grant) | _of(actor),
            holds=lambda grant, actor, one: _is_in_place(grant, one) or _is_of(actor, one),
        ),
        Reach.ENTITY: ReachRule(
            query=lambda grant, actor: Q(entity_id__in=grant.entity_ids),
            holds=lambda grant, actor, one: one.entity_id in grant.entity_ids,
        ),
        Reach.OWN: ReachRule(
            query=lambda grant, actor: _of(actor),
            holds=lambda grant, actor, one: _is_of(actor, one),
        ),
    },
)


def _of(actor: Actor) -> Q:
    return Q(assigned_to_id=actor.person_id or 0)


def _is_of(actor: Actor, one: AssistanceRequest) -> bool:
    return actor.person_id is not None and one.assigned_to_id == actor.person_id


def require_for_action(actor: Actor, action: str, one: AssistanceRequest) -> None:
    """Refuse, before what was sent is read, whoever may not carry out an action. Raises NotAllowed, NotFound."""
    if action in SPOKEN and REQUEST_POLICY.can(actor, RequestPermission.SPEAK, one):
        return
    if action not in FOR_REQUEST_ACTION:
        raise NotFound(action=action)
    REQUEST_POLICY.require(actor, FOR_REQUEST_ACTION[action], one)
