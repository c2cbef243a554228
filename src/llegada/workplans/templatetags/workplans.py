"""Marks of state for plans and milestones, for every page that shows one."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from llegada.workplans.choices import PlanSide
from llegada.workplans.models import (
    Consultation,
    DeliveryAct,
    JointPart,
    PlanMilestone,
    PlanObstacle,
    WorkPlan,
    WorkPlanAmendment,
)
from llegada.workplans.selectors.joint_plans import JointView, PartRow
from llegada.workplans.verbs import (
    AMENDMENT_PILLS,
    CONSULTATION_PILLS,
    JOINT_PILLS,
    MILESTONE_PILLS,
    OBSTACLE_PILLS,
    PART_PILLS,
    RECEIPT_PILLS,
    STATUS_PILLS,
)

register = template.Library()


@register.inclusion_tag("components/pill.html")
def plan_pill(plan: WorkPlan) -> dict[str, str]:
    """Show the state of a plan."""
    return {"kind": STATUS_PILLS[plan.status], "label": plan.get_status_display()}


@register.inclusion_tag("components/pill.html")
def milestone_pill(milestone: PlanMilestone, is_overdue: bool = False) -> dict[str, str]:
    """Show the state of a milestone; one that is overdue says so whatever its state."""
    if is_overdue:
        words = gettext("Vencido") if milestone.status == "pending" else gettext("Devuelto y vencido")
        return {"kind": "bad", "label": words}
    return {"kind": MILESTONE_PILLS[milestone.status], "label": milestone.get_status_display()}


@register.inclusion_tag("components/pill.html")
def plan_amendment_pill(amendment: WorkPlanAmendment) -> dict[str, str]:
    """Show the state of an amendment of a plan."""
    return {"kind": AMENDMENT_PILLS[amendment.status], "label": amendment.get_status_display()}


@register.inclusion_tag("components/pill.html")
def obstacle_pill(obstacle: PlanObstacle, is_late: bool = False) -> dict[str, str]:
    """Show the state of an obstacle; one that should have been resolved says so."""
    if is_late:
        return {"kind": "bad", "label": gettext("Sin resolver a tiempo")}
    return {"kind": OBSTACLE_PILLS[obstacle.status], "label": obstacle.get_status_display()}


@register.inclusion_tag("components/pill.html")
def consultation_pill(consultation: Consultation, is_late: bool = False) -> dict[str, str]:
    """Show the state of a consultation; one that should have been answered says so."""
    if is_late:
        return {"kind": "bad", "label": gettext("Sin responder a tiempo")}
    return {"kind": CONSULTATION_PILLS[consultation.status], "label": consultation.get_status_display()}


@register.inclusion_tag("components/pill.html")
def receipt_pill(act: DeliveryAct) -> dict[str, str]:
    """Show what the entity said of a delivery."""
    return {"kind": RECEIPT_PILLS[act.receipt], "label": act.get_receipt_display()}


@register.inclusion_tag("components/pill.html")
def joint_pill(view: JointView) -> dict[str, str]:
    """Show where a joint plan stands."""
    return {"kind": JOINT_PILLS[view.stage], "label": str(view.stage.label)}


@register.inclusion_tag("components/pill.html")
def part_pill(part: JointPart) -> dict[str, str]:
    """Show the answer of a unit to a joint plan."""
    return {"kind": PART_PILLS[part.status], "label": part.get_status_display()}


@register.simple_tag
def missing_signatures(row: PartRow) -> str:
    """Say who has not signed the plan of a part."""
    return ", ".join(str(PlanSide(party).label).lower() for party in row.state.missing)
