"""What can be chosen in a line: services, topics, managers, strategies, other units, entities."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from llegada.accounts.models import OrgUnit, Person
from llegada.accounts.selectors import find_role_holders
from llegada.core.roles import Role
from llegada.planning.models import AnnualPlan, AnnualPlanLine
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Service, Strategy, ThematicLine
from llegada.portfolio.rules import PLANNABLE


def list_plannable_services(plan: AnnualPlan, *, besides: AnnualPlanLine | None = None) -> QuerySet[Service]:
    """Return the services that the organisation of a plan offers, by line and name; and that of `besides`, if it no longer is."""
    kept = Q(pk=besides.service_id) if besides else Q()
    return (
        Service.objects.filter(Q(status__in=PLANNABLE) | kept, organization=plan.unit.organization_id)
        .select_related("published_version__line")
        .order_by("published_version__line__name", "published_version__name", "pk")
    )


def list_topics(*, besides: AnnualPlanLine | None = None) -> QuerySet[ThematicLine]:
    """Return the thematic lines in use, by name; and that of `besides`, even if it is no longer used."""
    kept = Q(pk=besides.topic_id) if besides else Q()
    return ThematicLine.objects.filter(Q(is_active=True) | kept).order_by("name")


def list_territorial_managers(plan: AnnualPlan, *, today: date) -> QuerySet[Person]:
    """Return who manages a territory for the organisation of a plan on `today`, by name."""
    return find_role_holders(organization=plan.unit.organization, roles=(Role.TERRITORIAL_MANAGER,), today=today)


def list_line_strategies(plan: AnnualPlan) -> QuerySet[Strategy]:
    """Return the strategies of the year of a plan with which its lines may be aligned: those that the committee approved."""
    return Strategy.objects.filter(
        organization=plan.unit.organization_id,
        year=plan.cycle.year,
        status__in=(StrategyStatus.APPROVED, StrategyStatus.IN_IMPLEMENTATION, StrategyStatus.IN_ADJUSTMENT),
    ).order_by("name", "pk")


def list_partner_units(plan: AnnualPlan) -> QuerySet[OrgUnit]:
    """Return the other active units of the organisation, with which a line may be made joint."""
    units = OrgUnit.objects.filter(organization=plan.unit.organization_id, is_active=True)
    return units.exclude(pk=plan.unit_id).order_by("path")
