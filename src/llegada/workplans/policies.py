"""Who may see, make, agree, sign and move work plans, and who reports and validates their milestones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.db.models import Model, Q

from llegada.core.actors import Actor, Grant
from llegada.core.errors import NotAllowed
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.workplans.amendment_rules import NEEDS_ENTITY
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.joint_policies import JOINT_POLICY as JOINT_POLICY  # every policy of the app is found here
from llegada.workplans.models import Consultation, WorkPlan

M = TypeVar("M", bound=Model)


class Permission(StrEnum):
    """What can be done to a work plan."""

    VIEW = "view"
    EDIT = "edit"
    SOCIALIZE = "socialize"
    REQUEST_CHANGES = "request_changes"
    AGREE = "agree"
    SIGN = "sign"
    START = "start"
    DIRECT = "direct"
    FINISH = "finish"
    CLOSE = "close"
    REPORT_MILESTONE = "report_milestone"
    REVIEW_MILESTONE = "review_milestone"
    AMEND = "amend"
    ACCEPT_AMENDMENT = "accept_amendment"
    DECIDE_AMENDMENT = "decide_amendment"
    SIGN_FOR_PROVIDER = "sign_for_provider"
    CONFIRM_DELIVERY = "confirm_delivery"
    RECORD_OBSTACLE = "record_obstacle"
    DISCARD_OBSTACLE = "discard_obstacle"
    CONSULT = "consult"


#: Action of the plan's transition table → permission that it needs.
FOR_ACTION: Final[Mapping[str, Permission]] = {
    "socialize": Permission.SOCIALIZE,
    "request_changes": Permission.REQUEST_CHANGES,
    "agree": Permission.AGREE,
    "sign": Permission.SIGN,
    "start": Permission.START,
    "suspend": Permission.DIRECT,
    "resume": Permission.DIRECT,
    "finish": Permission.FINISH,
    "close": Permission.CLOSE,
    "terminate": Permission.DIRECT,
}
#: Action of the milestone's transition table → permission that it needs on the plan.
FOR_MILESTONE_ACTION: Final[Mapping[str, Permission]] = {
    "report": Permission.REPORT_MILESTONE,
    "validate": Permission.REVIEW_MILESTONE,
    "return": Permission.REVIEW_MILESTONE,
}

#: Action of the obstacle's transition table → permission that it needs on the plan: both sides resolve, the provider discards.
FOR_OBSTACLE_ACTION: Final[Mapping[str, Permission]] = {
    "start": Permission.RECORD_OBSTACLE,
    "resolve": Permission.RECORD_OBSTACLE,
    "discard": Permission.DISCARD_OBSTACLE,
}


def may_amend_by(action: str, kind: str) -> frozenset[Permission]:
    """Return the permissions on the plan of which one is enough for an action on an amendment of a kind; none if it is no action.

    The unit head approves what changes the agreement; that a milestone does not apply, whoever reviews milestones.
    """
    decide = Permission.DECIDE_AMENDMENT if kind in NEEDS_ENTITY else Permission.REVIEW_MILESTONE
    table = {
        "accept": {Permission.ACCEPT_AMENDMENT},
        "approve": {decide},
        "refuse": {Permission.ACCEPT_AMENDMENT, decide} if kind in NEEDS_ENTITY else {decide},
        "withdraw": {Permission.AMEND},
    }
    return frozenset(table.get(action, ()))


def _place_of(grant: Grant, prefix: str) -> Q:
    return Q(**{f"{prefix}unit__organization_id": grant.organization_id}) & (
        Q(**{f"{prefix}entity__department_id__in": grant.department_codes})
        | Q(**{f"{prefix}entity__municipality_id__in": grant.municipality_codes})
    )


def _is_in_place(grant: Grant, plan: WorkPlan) -> bool:
    return plan.unit.organization_id == grant.organization_id and (
        plan.entity.department_id in grant.department_codes or plan.entity.municipality_id in grant.municipality_codes
    )


def plan_reaches(prefix: str, plan_of: Callable[[M], WorkPlan]) -> dict[Reach, ReachRule[M]]:
    """Return the reaches of anything that hangs from a plan: `prefix` is its lookup path (`plan__`), `plan_of` its way there.

    An entity sees a plan from the moment it is socialised, never its first draft.
    """
    return {
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False)
                if grant.covers_installation
                else Q(**{f"{prefix}unit__organization_id": grant.organization_id})
            ),
            holds=lambda grant, actor, obj: (
                grant.covers_installation or plan_of(obj).unit.organization_id == grant.organization_id
            ),
        ),
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(**{f"{prefix}unit_id__in": grant.unit_ids}),
            holds=lambda grant, actor, obj: plan_of(obj).unit_id in grant.unit_ids,
        ),
        Reach.TERRITORY: ReachRule(
            query=lambda grant, actor: _place_of(grant, prefix),
            holds=lambda grant, actor, obj: _is_in_place(grant, plan_of(obj)),
        ),
        Reach.ENTITY: ReachRule(
            query=lambda grant, actor: (
                Q(**{f"{prefix}entity_id__in": grant.entity_ids}) & ~Q(**{f"{prefix}status": WorkPlanStatus.DRAFT})
            ),
            holds=lambda grant, actor, obj: (
                plan_of(obj).entity_id in grant.entity_ids and plan_of(obj).status != WorkPlanStatus.DRAFT
            ),
        ),
        Reach.OWN: ReachRule(
            query=lambda grant, actor: Q(**{f"{prefix}advisor_id": actor.person_id}),
            holds=lambda grant, actor, obj: plan_of(obj).advisor_id == actor.person_id,
        ),
    }


_ENTITY_SIDE = {Role.ENTITY_CONTACT: Reach.ENTITY, Role.LEGAL_REPRESENTATIVE: Reach.ENTITY}
_MAKERS = {
    Role.ADVISOR: Reach.OWN,
    Role.TERRITORIAL_MANAGER: Reach.TERRITORY,
    Role.GROUP_COORDINATOR: Reach.UNIT,
    Role.UNIT_HEAD: Reach.UNIT,
}
#: Everybody who reads plans and how far; delivery reuses it for sessions.
READERS: Final[Mapping[Role, Reach]] = {
    **_MAKERS,
    **_ENTITY_SIDE,
    Role.EXECUTIVE: Reach.ORGANIZATION,
    Role.COMMITTEE: Reach.ORGANIZATION,
    Role.COORDINATOR: Reach.ORGANIZATION,
    Role.TECHNICAL_LEAD: Reach.UNIT,
    Role.LIAISON: Reach.UNIT,
    Role.EXPERT: Reach.UNIT,
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.PLANNING_OFFICE: Reach.ORGANIZATION,
    Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
    Role.RECORDS_MANAGER: Reach.ORGANIZATION,
    Role.EVALUATOR: Reach.ORGANIZATION,
}

WORK_PLAN_POLICY: Policy[WorkPlan] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: READERS,
        Permission.EDIT: _MAKERS,
        Permission.SOCIALIZE: _MAKERS,
        Permission.REQUEST_CHANGES: _ENTITY_SIDE,
        Permission.AGREE: _ENTITY_SIDE,
        Permission.SIGN: {Role.LEGAL_REPRESENTATIVE: Reach.ENTITY},
        Permission.START: _MAKERS,
        Permission.DIRECT: {Role.UNIT_HEAD: Reach.UNIT, Role.TERRITORIAL_MANAGER: Reach.TERRITORY},
        Permission.FINISH: _MAKERS,
        Permission.CLOSE: {Role.UNIT_HEAD: Reach.UNIT, Role.MONITORING_ADMIN: Reach.ORGANIZATION},
        Permission.REPORT_MILESTONE: {Role.ADVISOR: Reach.OWN, Role.TERRITORIAL_MANAGER: Reach.TERRITORY},
        Permission.REVIEW_MILESTONE: {
            Role.MONITORING_ADMIN: Reach.ORGANIZATION,
            Role.GROUP_COORDINATOR: Reach.UNIT,
            Role.UNIT_HEAD: Reach.UNIT,
        },
        Permission.AMEND: _MAKERS,
        Permission.ACCEPT_AMENDMENT: _ENTITY_SIDE,
        Permission.DECIDE_AMENDMENT: {Role.UNIT_HEAD: Reach.UNIT},
        Permission.SIGN_FOR_PROVIDER: {Role.UNIT_HEAD: Reach.UNIT},
        Permission.CONFIRM_DELIVERY: _ENTITY_SIDE,
        Permission.RECORD_OBSTACLE: {**_MAKERS, **_ENTITY_SIDE},
        Permission.DISCARD_OBSTACLE: _MAKERS,
        Permission.CONSULT: _MAKERS,
    },
    reaches=plan_reaches("", lambda plan: plan),
)


class ConsultationPermission(StrEnum):
    """What can be done to a consultation."""

    VIEW = "view"
    READ_SHARED = "read_shared"
    TAKE = "take"
    ANSWER = "answer"
    ASSIGN = "assign"
    FOLLOW = "follow"
    SHARE = "share"
    SET_TERM = "set_term"


#: Action of the consultation's transition table → permission that it needs.
FOR_CONSULTATION_ACTION: Final[Mapping[str, ConsultationPermission]] = {
    "take": ConsultationPermission.TAKE,
    "assign": ConsultationPermission.ASSIGN,
    "answer": ConsultationPermission.ANSWER,
    "withdraw": ConsultationPermission.FOLLOW,
    "close": ConsultationPermission.FOLLOW,
    "reopen": ConsultationPermission.FOLLOW,
}

#: A consultation is between colleagues: the entity does not see it. Experts answer for the whole organisation (PTR-08).
_EXPERTS = {Role.EXPERT: Reach.ORGANIZATION}
_COLLEAGUES = {role: reach for role, reach in READERS.items() if role not in _ENTITY_SIDE} | _EXPERTS
CONSULTATION_POLICY: Policy[Consultation] = Policy(
    view=ConsultationPermission.VIEW,
    table={
        ConsultationPermission.VIEW: _COLLEAGUES,
        ConsultationPermission.READ_SHARED: dict.fromkeys(_COLLEAGUES, Reach.PUBLISHED),
        ConsultationPermission.TAKE: _EXPERTS,
        ConsultationPermission.ANSWER: _EXPERTS,
        ConsultationPermission.ASSIGN: {Role.UNIT_HEAD: Reach.UNIT, Role.GROUP_COORDINATOR: Reach.UNIT},
        ConsultationPermission.FOLLOW: _MAKERS,
        ConsultationPermission.SHARE: {**_MAKERS, **_EXPERTS},
        ConsultationPermission.SET_TERM: {Role.COORDINATOR: Reach.ORGANIZATION},
    },
    reaches={
        **plan_reaches("plan__", lambda consultation: consultation.plan),
        Reach.PUBLISHED: ReachRule(
            query=lambda grant, actor: (
                Q(is_shared=True)
                if grant.covers_installation
                else Q(is_shared=True, plan__unit__organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, one: (
                one.is_shared and (grant.covers_installation or one.plan.unit.organization_id == grant.organization_id)
            ),
        ),
    },
)


def person_id_of(actor: Actor) -> int:
    """Return the key of the person who acts, for what must be signed by somebody. Raises NotAllowed for nobody."""
    if actor.person_id is None:
        raise NotAllowed()
    return actor.person_id
