"""Questions about joint plans: one with its parts, those of some entities, what one lacks, and what holds a part up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypedDict, cast
from uuid import UUID

from django.db.models import Exists, Expression, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django_stubs_ext import WithAnnotations

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.workplans import joint_rules, rules
from llegada.workplans.choices import JointPartStatus, JointStage, JointStatus, PlanSide
from llegada.workplans.joint_policies import JOINT_POLICY, JointPermission
from llegada.workplans.models import JointPart, JointWorkPlan, PlanMilestone, PlanSignature, WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission
from llegada.workplans.selectors.plans import WEIGHT, validated_weight
from llegada.workplans.signature_rules import missing_parties

#: Parts that stand in a joint plan.
_IN = (JointPartStatus.INVITED, JointPartStatus.ACCEPTED)


@dataclass(frozen=True)
class PartRow:
    """One part of the page: what the whole asks of it; `can_open` where the actor may see its plan, not only its figures."""

    part: JointPart
    state: joint_rules.PartState
    can_open: bool


@dataclass(frozen=True)
class JointView:
    """A joint plan with its parts and what is derived from them."""

    joint: JointWorkPlan
    rows: list[PartRow]

    @property
    def states(self) -> list[joint_rules.PartState]:
        """Return what the whole asks of each part."""
        return [row.state for row in self.rows]

    @property
    def stage(self) -> JointStage:
        """Return where the whole stands."""
        return JointStage(joint_rules.stage_of(self.joint.status, self.states))

    @property
    def lacking(self) -> list[str]:
        """Return what it lacks to be formed."""
        return joint_rules.lacking_to_form(self.states)

    @property
    def weight(self) -> int:
        """Return Σ weights of the parts that go on."""
        return sum(row.state.weight for row in self.rows if row.state.goes_on)

    @property
    def progress(self) -> rules.Progress:
        """Return the progress of the whole, over the parts that go on; there is no data while it is being formed."""
        if self.joint.status == JointStatus.FORMING:
            return joint_rules.NO_DATA
        return joint_rules.whole_progress([one for one in self.states if one.goes_on])

    @property
    def progress_with_gone(self) -> rules.Progress | None:
        """Return the progress if those that went away with a plan still counted; None where none did."""
        gone = [one for one in self.states if one.went_away and one.plan_status]
        if not gone:
            return None
        return joint_rules.whole_progress([one for one in self.states if one.goes_on or one in gone])

    @property
    def unsigned(self) -> list[PartRow]:
        """Return the parts that go on and are not signed by both parties."""
        return [row for row in self.rows if row.state.goes_on and not row.state.is_signed]


class PartFigures(TypedDict):
    """What is known of each part beside its fields, of its plan; weights are None where it has no milestones."""

    done_weight: Any
    total_weight: Any
    is_provider_signed: bool
    can_open: bool


def _loaded(joints: QuerySet[JointWorkPlan], actor: Actor) -> QuerySet[JointWorkPlan]:
    """Return them with their parts, each with the figures of `PartFigures`: two queries, however many there are."""
    visible = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.filter(pk=OuterRef("plan"))).order_by()
    parts: QuerySet[WithAnnotations[JointPart, PartFigures]] = JointPart.objects.annotate(
        done_weight=_of_plan(validated_weight()),
        total_weight=_of_plan(Sum("weight", output_field=WEIGHT)),
        is_provider_signed=_provider_signed(),
        can_open=Exists(visible),
    ).order_by("pk")
    parts = parts.select_related("unit__organization", "plan__advisor", "plan__unit")
    found = joints.select_related("unit__organization", "entity__municipality", "entity__department")
    return found.prefetch_related(Prefetch("parts", parts))


def _of_plan(value: Expression) -> Subquery:
    """Return a figure over the milestones of the plan of each part."""
    grouped = PlanMilestone.objects.filter(plan=OuterRef("plan")).order_by().values("plan")
    return Subquery(grouped.annotate(figure=value).values("figure"))


def _provider_signed() -> Exists:
    """Return whether who assists signed what the entity signed of the plan of a part."""
    return Exists(PlanSignature.objects.filter(version=OuterRef("plan__signed_version"), party=PlanSide.PROVIDER))


def _visible(actor: Actor) -> QuerySet[JointWorkPlan]:
    return JOINT_POLICY.scope(actor, JointPermission.VIEW, JointWorkPlan.objects.all())


def get_joint_plan(*, actor: Actor, public_id: UUID) -> JointWorkPlan:
    """Return a joint plan that the actor may see, with its parts and their plans. Raises NotFound."""
    found = _loaded(_visible(actor), actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(joint_plan=str(public_id))
    return found


def get_joint_part(*, actor: Actor, public_id: UUID) -> JointPart:
    """Return a part of a joint plan that the actor may see, with the whole. Raises NotFound."""
    parts = JointPart.objects.filter(public_id=public_id, joint__in=_visible(actor).order_by().values("pk"))
    found = parts.select_related("joint__unit", "joint__entity", "unit", "plan").first()
    if found is None:
        raise NotFound(joint_part=str(public_id))
    return found


def list_joint_plans(*, actor: Actor) -> QuerySet[JointWorkPlan]:
    """Return the joint plans that the actor may see, newest first, with their parts."""
    return _loaded(_visible(actor), actor).order_by("-created_at", "-pk")


def list_joint_plans_of(*, actor: Actor, entity_ids: Collection[int]) -> list[JointView]:
    """Return the joint plans in course of some entities that the actor may see, newest first."""
    found = list_joint_plans(actor=actor).filter(entity__in=entity_ids).exclude(status=JointStatus.DISSOLVED)
    return view_joint_plans(found)


def view_joint_plans(joints: Iterable[JointWorkPlan]) -> list[JointView]:
    """Return joint plans already loaded by this module with what is derived from their parts."""
    return [
        JointView(
            joint,
            [
                PartRow(part, _state(part), can_open=part.can_open)
                for part in cast("Iterable[WithAnnotations[JointPart, PartFigures]]", joint.parts.all())
                if part.status in {*_IN, JointPartStatus.LEFT, JointPartStatus.DECLINED}
            ],
        )
        for joint in joints
    ]


def _state(part: WithAnnotations[JointPart, PartFigures]) -> joint_rules.PartState:
    if part.plan is None:
        return joint_rules.PartState(part.status, part.weight)
    # What the entity signed is on the plan itself: plans of before have no row of their own for it.
    signed = {PlanSide.ENTITY} if part.plan.signed_version_id is not None else set()
    signed |= {PlanSide.PROVIDER} if part.is_provider_signed else set()
    has_figures = part.total_weight is not None
    return joint_rules.PartState(
        part.status,
        part.weight,
        plan_status=part.plan.status,
        missing=tuple(missing_parties(signed)),
        progress=rules.Progress(part.done_weight, part.total_weight) if has_figures else joint_rules.NO_DATA,
    )


def find_part_of(*, plan: WorkPlan, actor: Actor | None = None) -> JointPart | None:
    """Return the part that a plan already seen is of a joint plan in course, with the whole, or None.

    With an `actor`, only if they may see the whole.
    """
    parts = JointPart.objects.filter(plan=plan, status=JointPartStatus.ACCEPTED)
    if actor is not None:
        parts = parts.filter(joint__in=_visible(actor).order_by().values("pk"))
    return parts.exclude(joint__status=JointStatus.DISSOLVED).select_related("joint", "unit").first()


def list_parts_that_hold(*, part: JointPart) -> list[JointPart]:
    """Return the other parts without which one of a formed joint plan does not begin: those not signed by both parties."""
    signed = Q(plan__status__in=rules.FOLLOWED) & Q(_provider_signed())
    others = JointPart.objects.filter(joint=part.joint_id, status=JointPartStatus.ACCEPTED).exclude(pk=part.pk)
    others = others.exclude(plan__status="terminated")
    return list(others.exclude(Q(pk__in=others.filter(signed).values("pk"))).select_related("unit").order_by("pk"))


def list_units_to_invite(*, joint: JointWorkPlan) -> QuerySet[OrgUnit]:
    """Return the active units, of any organisation, that are not in a joint plan already seen."""
    there = JointPart.objects.filter(joint=joint, status__in=_IN).values("unit")
    units = OrgUnit.objects.filter(is_active=True).exclude(pk__in=there)
    return units.select_related("organization").order_by("organization__name", "path")


def list_plans_to_bring(*, actor: Actor, part: JointPart) -> QuerySet[WorkPlan]:
    """Return the plans of the unit of a part, with the same entity, that nobody has been shown since they were corrected."""
    plans = WORK_PLAN_POLICY.scope(actor, Permission.VIEW, WorkPlan.objects.all())
    mine = plans.filter(unit=part.unit_id, entity=part.joint.entity_id, status__in=rules.EDITABLE)
    return mine.filter(joint_part__isnull=True).order_by("-created_at", "-pk")


def terms_of(plan: WorkPlan) -> dict[str, Any] | None:
    """Return what the version of a plan says of the joint plan of which it is part, or None where it is of none."""
    part = find_part_of(plan=plan)
    if part is None:
        return None
    parts = part.joint.parts.filter(status=JointPartStatus.ACCEPTED).select_related("unit__organization").order_by("pk")
    return {
        "name": part.joint.name,
        "purpose": part.joint.purpose,
        "parts": [
            {
                "id": str(one.public_id),
                "unit": one.unit.name,
                "organization": one.unit.organization.name,
                "contribution": one.contribution,
                "weight": str(one.weight),
            }
            for one in parts
        ],
    }
