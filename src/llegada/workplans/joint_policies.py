"""Who may see joint plans, lead them, and answer for a unit in them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet

from llegada.core.actors import Actor, Grant
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role
from llegada.workplans.joint_rules import SEEN_BY
from llegada.workplans.models import JointPart, JointWorkPlan


class JointPermission(StrEnum):
    """What can be done to a joint plan."""

    VIEW = "view"
    LEAD = "lead"
    TAKE_PART = "take_part"


def _parts(**values: object) -> QuerySet[JointPart]:
    return JointPart.objects.filter(status__in=SEEN_BY, **values).order_by().values("joint")  # type: ignore[return-value]


def _units(joint: JointWorkPlan) -> Iterable[JointPart]:
    return (part for part in joint.parts.all() if part.status in SEEN_BY)


def _place(grant: Grant) -> Q:
    return Q(entity__department_id__in=grant.department_codes) | Q(entity__municipality_id__in=grant.municipality_codes)


def _is_of_organization(grant: Grant, joint: JointWorkPlan) -> bool:
    return joint.unit.organization_id == grant.organization_id or any(
        part.unit.organization_id == grant.organization_id for part in _units(joint)
    )


def _of_organization(grant: Grant) -> Q:
    return Q(unit__organization_id=grant.organization_id) | Q(
        pk__in=_parts(unit__organization_id=grant.organization_id)
    )


_LEADERS: Final = {Role.UNIT_HEAD: Reach.EXCLUSIVE, Role.GROUP_COORDINATOR: Reach.EXCLUSIVE}

JOINT_POLICY: Policy[JointWorkPlan] = Policy(
    view=JointPermission.VIEW,
    table={
        JointPermission.VIEW: {
            Role.ADVISOR: Reach.OWN,
            Role.TERRITORIAL_MANAGER: Reach.TERRITORY,
            Role.GROUP_COORDINATOR: Reach.UNIT,
            Role.UNIT_HEAD: Reach.UNIT,
            Role.TECHNICAL_LEAD: Reach.UNIT,
            Role.LIAISON: Reach.UNIT,
            Role.EXPERT: Reach.UNIT,
            Role.PARTNER_USER: Reach.UNIT,
            Role.ENTITY_CONTACT: Reach.ENTITY,
            Role.LEGAL_REPRESENTATIVE: Reach.ENTITY,
            Role.EXECUTIVE: Reach.ORGANIZATION,
            Role.COMMITTEE: Reach.ORGANIZATION,
            Role.COORDINATOR: Reach.ORGANIZATION,
            Role.MONITORING_ADMIN: Reach.ORGANIZATION,
            Role.PLANNING_OFFICE: Reach.ORGANIZATION,
            Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
            Role.RECORDS_MANAGER: Reach.ORGANIZATION,
            Role.EVALUATOR: Reach.ORGANIZATION,
        },
        JointPermission.LEAD: _LEADERS,
        JointPermission.TAKE_PART: {Role.UNIT_HEAD: Reach.UNIT, Role.GROUP_COORDINATOR: Reach.UNIT},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: Q(pk__isnull=False) if grant.covers_installation else _of_organization(grant),
            holds=lambda grant, actor, joint: grant.covers_installation or _is_of_organization(grant, joint),
        ),
        # Of the unit that leads, and of no other.
        Reach.EXCLUSIVE: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids),
            holds=lambda grant, actor, joint: joint.unit_id in grant.unit_ids,
        ),
        # Of any unit that was invited or takes part; the one that leads takes part too.
        Reach.UNIT: ReachRule(
            query=lambda grant, actor: Q(unit_id__in=grant.unit_ids) | Q(pk__in=_parts(unit_id__in=grant.unit_ids)),
            holds=lambda grant, actor, joint: (
                joint.unit_id in grant.unit_ids or any(part.unit_id in grant.unit_ids for part in _units(joint))
            ),
        ),
        Reach.TERRITORY: ReachRule(
            query=lambda grant, actor: _of_organization(grant) & _place(grant),
            holds=lambda grant, actor, joint: (
                _is_of_organization(grant, joint)
                and (
                    joint.entity.department_id in grant.department_codes
                    or joint.entity.municipality_id in grant.municipality_codes
                )
            ),
        ),
        # The entity sees it once it is formed, as it sees a plan once it is shown.
        Reach.ENTITY: ReachRule(
            query=lambda grant, actor: Q(entity_id__in=grant.entity_ids, formed_at__isnull=False),
            holds=lambda grant, actor, joint: joint.entity_id in grant.entity_ids and joint.formed_at is not None,
        ),
        Reach.OWN: ReachRule(
            query=lambda grant, actor: Q(pk__in=_parts(plan__advisor_id=actor.person_id)),
            holds=lambda grant, actor, joint: any(
                part.plan is not None and part.plan.advisor_id == actor.person_id for part in _units(joint)
            ),
        ),
    },
)


def may_answer(actor: Actor, part: JointPart) -> bool:
    """Return whether the actor speaks for the unit of a part, whatever others they also speak for."""
    return part.unit_id in JOINT_POLICY.unit_ids(actor, JointPermission.TAKE_PART)
