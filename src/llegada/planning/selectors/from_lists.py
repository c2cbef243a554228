"""What a prioritised list needs to become lines: the plans that can take them, and who manages each territory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from llegada.accounts.models import Organization
from llegada.accounts.selectors import list_territory_managers
from llegada.core.actors import Actor
from llegada.planning import rules
from llegada.planning.models import AnnualPlan
from llegada.planning.policies import PLAN_POLICY, PlanPermission
from llegada.targeting.models import PrioritizedList
from llegada.territory.models import Entity


def list_plans_for_list(*, actor: Actor, one: PrioritizedList) -> QuerySet[AnnualPlan]:
    """Return the plans of the organisation and year of a list in which the actor may write lines now; its unit's first."""
    plans = PLAN_POLICY.scope(actor, PlanPermission.EDIT, AnnualPlan.objects.all()).filter(
        status__in=rules.PLAN_EDITABLE, cycle__year=one.year, unit__organization=one.unit.organization_id
    )
    return plans.select_related("cycle__organization", "unit").order_by("unit__name", "pk")


def manager_by_entity(organization: Organization, entities: Iterable[Entity], *, today: date) -> dict[int, int]:
    """Return, by key of entity, the person who alone manages its municipality, or else its department, for an organisation."""
    of_town, of_department = list_territory_managers(organization=organization, today=today)
    found = {}
    for entity in entities:
        people = of_town.get(entity.municipality_id or "") or of_department.get(entity.department_id or "") or set()
        if len(people) == 1:
            found[entity.pk] = next(iter(people))
    return found
