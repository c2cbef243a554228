"""Makes joint plans, invites units to them, takes their answers and their plans, forms and dissolves them (PTR-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed, ReasonRequired, TransitionNotAllowed
from llegada.core.history import record
from llegada.core.states import move
from llegada.core.validation import insert_valid
from llegada.workplans import joint_rules, rules, selectors
from llegada.workplans.choices import JointPartStatus, JointStatus
from llegada.workplans.errors import JointClosedToPlans, JointIncomplete, LeaderStays, PlanNotEditable, SignedPartStays
from llegada.workplans.joint_policies import JOINT_POLICY, JointPermission, may_answer
from llegada.workplans.models import JointPart, JointWorkPlan, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission, person_id_of
from llegada.workplans.verbs import JOINT_LACKS


@dataclass(frozen=True)
class PartTerms:
    """What a unit brings to a joint plan, and how much it weighs in the whole."""

    contribution: str
    weight: int


@transaction.atomic
def create_joint_plan(
    *, actor: Actor, plan_id: UUID, name: str, purpose: str, terms: PartTerms, now: datetime
) -> JointWorkPlan:
    """Make a joint plan from a work plan still to be shown, whose unit leads and whose plan is the first part.

    Raises NotFound, NotAllowed, PlanNotEditable, Invalid.
    """
    plan = selectors.get_work_plan(actor=actor, public_id=plan_id)
    WORK_PLAN_POLICY.require(actor, Permission.EDIT, plan)
    if plan.unit_id not in JOINT_POLICY.unit_ids(actor, JointPermission.LEAD):
        raise NotAllowed(permission=JointPermission.LEAD)
    if plan.status not in rules.EDITABLE:
        raise PlanNotEditable()
    person = person_id_of(actor)
    joint = JointWorkPlan(
        name=name.strip(),
        purpose=purpose.strip(),
        entity=plan.entity,
        unit=plan.unit,
        created_by_id=person,
        created_at=now,
        updated_at=now,
    )
    insert_valid([joint])
    part = _part(joint, plan.unit, terms, person, now)
    part.status, part.plan = JointPartStatus.ACCEPTED, plan
    part.answered_by_id, part.answered_at = person, now
    insert_valid([part])
    record(actor=actor, verb="joint.create", target=joint, now=now, after=joint.status, data={"plan": str(plan_id)})
    return joint


def _part(joint: JointWorkPlan, unit: OrgUnit, terms: PartTerms, person: int, now: datetime) -> JointPart:
    return JointPart(
        joint=joint,
        unit=unit,
        contribution=terms.contribution.strip(),
        weight=terms.weight,
        invited_by_id=person,
        invited_at=now,
    )


@transaction.atomic
def invite_unit(*, actor: Actor, public_id: UUID, unit: OrgUnit, terms: PartTerms, now: datetime) -> JointPart:
    """Invite a unit of any organisation to a joint plan in formation. Raises NotFound, NotAllowed, JointClosedToPlans, Invalid."""
    joint = selectors.get_joint_plan(actor=actor, public_id=public_id)
    JOINT_POLICY.require(actor, JointPermission.LEAD, joint)
    if joint.status != JointStatus.FORMING:
        raise JointClosedToPlans()
    if not selectors.list_units_to_invite(joint=joint).filter(pk=unit.pk).exists():
        raise Invalid({"unit": _("Esa dependencia ya está en el plan articulado.")})
    part = _part(joint, unit, terms, person_id_of(actor), now)
    _claim(joint, now)
    insert_valid([part])
    _tell(part, "invite", actor=actor, now=now)
    return part


@transaction.atomic
def move_part(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> JointPart:
    """Move a part by an action of `joint_rules.PART_TRANSITIONS`: its unit accepts, declines or leaves; who leads takes back.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, JointClosedToPlans, LeaderStays, SignedPartStays,
    Conflict.
    """
    part = selectors.get_joint_part(actor=actor, public_id=public_id)
    if action == "withdraw":
        JOINT_POLICY.require(actor, JointPermission.LEAD, part.joint)
    elif not may_answer(actor, part):
        raise NotAllowed(permission=JointPermission.TAKE_PART)
    after = joint_rules.next_part_status(part.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=part.status)
    if action in joint_rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _check_part_moves(part, action)
    answered: dict[str, Any] = {"answered_by_id": person_id_of(actor), "answered_at": now, "reason": reason.strip()}
    _claim(part.joint, now)
    move(part, before=part.status, after=after, **answered)
    _tell(part, action, actor=actor, now=now, reason=reason.strip())
    return part


def _check_part_moves(part: JointPart, action: str) -> None:
    if action != "leave" and part.joint.status != JointStatus.FORMING:
        raise JointClosedToPlans()
    if action == "leave" and part.joint.status == JointStatus.DISSOLVED:
        raise TransitionNotAllowed(action=action, status=part.status)
    if action == "leave" and part.unit_id == part.joint.unit_id:
        raise LeaderStays()
    if action == "leave" and part.plan is not None and not joint_rules.may_leave(part.plan.status):
        raise SignedPartStays()


@transaction.atomic
def bring_plan(*, actor: Actor, public_id: UUID, plan: WorkPlan, now: datetime) -> JointPart:
    """Bring the work plan of a unit that takes part; while the joint plan is being formed it may bring another instead.

    Raises NotFound, NotAllowed, JointClosedToPlans, Invalid, Conflict.
    """
    part = selectors.get_joint_part(actor=actor, public_id=public_id)
    if not may_answer(actor, part):
        raise NotAllowed(permission=JointPermission.TAKE_PART)
    if part.status != JointPartStatus.ACCEPTED or part.joint.status != JointStatus.FORMING:
        raise JointClosedToPlans()
    if not selectors.list_plans_to_bring(actor=actor, part=part).filter(pk=plan.pk).exists():
        raise Invalid({"plan": _("Elija un plan de la lista: de su dependencia, con esta entidad y aún sin mostrar.")})
    _claim(part.joint, now)
    move(part, before=part.status, after=part.status, plan=plan)
    _tell(part, "bring", actor=actor, now=now, plan=str(plan.public_id))
    return part


@transaction.atomic
def move_joint_plan(*, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "") -> JointWorkPlan:
    """Form a joint plan, whose terms do not change any more, or dissolve it, after which its plans go on by themselves.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, JointIncomplete, Conflict.
    """
    joint = selectors.get_joint_plan(actor=actor, public_id=public_id)
    JOINT_POLICY.require(actor, JointPermission.LEAD, joint)
    before, after = joint.status, joint_rules.next_status(joint.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in joint_rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    view = selectors.view_joint_plans([joint])[0]
    if action == "form" and view.lacking:
        raise JointIncomplete(lacking="; ".join(str(JOINT_LACKS[one]) for one in view.lacking))
    values: dict[str, Any] = {"formed_at": now} if action == "form" else {"end_reason": reason.strip()}
    move(joint, field="updated_at", before=joint.updated_at, after=now, status=after, **values)
    record(
        actor=actor, verb=f"joint.{action}", target=joint, now=now, before=before, after=after, reason=reason.strip()
    )
    return joint


def _claim(joint: JointWorkPlan, now: datetime) -> None:
    """Write the row of the whole, so that nothing enters or leaves while it is being formed. Raises Conflict."""
    move(joint, field="updated_at", before=joint.updated_at, after=now)


def _tell(part: JointPart, action: str, *, actor: Actor, now: datetime, reason: str = "", **data: str) -> None:
    said = {"unit": part.unit.name, **data}
    record(actor=actor, verb=f"joint.{action}", target=part.joint, now=now, reason=reason, data=said)
