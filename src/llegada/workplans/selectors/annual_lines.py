"""Lines of the annual plan that wait for their work plan, or may become one (PLA-09)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.planning.rules import LINE_ENDED, PLAN_DECIDED
from llegada.territory.models import Entity
from llegada.workplans import rules
from llegada.workplans.choices import UnplannedReason, WorkPlanStatus
from llegada.workplans.models import WorkPlan
from llegada.workplans.selectors.candidates import unit_ids_to_plan

#: Plans whose lines may be carried out: approved, and not closed yet.
_OPEN_PLANS = tuple(status for status in PLAN_DECIDED if status != "closed")


def has_annual_plan(units: Iterable[OrgUnit], *, year: int) -> bool:
    """Return whether the organisation of one of `units` has an approved annual plan of the year."""
    organizations = {unit.organization_id for unit in units}
    return AnnualPlan.objects.filter(
        unit__organization__in=organizations, cycle__year=year, status__in=PLAN_DECIDED
    ).exists()


def list_lines_in_course(*, actor: Actor) -> QuerySet[AnnualPlanLine]:
    """Return the lines of approved plans, not ended, that the actor may see and carry out in the name of their units."""
    units = unit_ids_to_plan(actor)
    plans = PLAN_POLICY.scope(actor, PlanPermission.VIEW, AnnualPlan.objects.filter(status__in=_OPEN_PLANS))
    joint = AnnualPlanLine.partners.through.objects.filter(annualplanline=OuterRef("pk"), orgunit__in=units)
    return (
        AnnualPlanLine.objects.filter(Q(plan__unit__in=units) | Exists(joint), plan__in=plans)
        .exclude(status__in=("proposed", *LINE_ENDED))
        .select_related("plan__cycle", "plan__unit", "entity__department", "service__published_version")
        .order_by("starts_on", "pk")
    )


def living_plans() -> QuerySet[WorkPlan]:
    """Return, for a line as outer row, the work plan that it has: one that ended early leaves the line free."""
    return WorkPlan.objects.filter(annual_line=OuterRef("pk")).exclude(status=WorkPlanStatus.TERMINATED)


def list_lines_to_carry_out(
    *, actor: Actor, entity: Entity | None = None, kept: int | None = None
) -> QuerySet[AnnualPlanLine]:
    """Return the lines in course without work plan, of one entity if it is given; `kept` is one that stays all the same."""
    lines = list_lines_in_course(actor=actor).filter(~Exists(living_plans()) | Q(pk=kept or 0))
    return lines if entity is None else lines.filter(entity=entity)


def reasons_to_offer(*, has_plan: bool) -> list[str]:
    """Return the reasons for having no line in the order in which they are offered: that there is no plan comes first if so."""
    offered = [value for value in UnplannedReason.values if value not in rules.PAST_REASONS]
    return sorted(offered, key=lambda value: value == UnplannedReason.NO_ANNUAL_PLAN) if has_plan else offered
