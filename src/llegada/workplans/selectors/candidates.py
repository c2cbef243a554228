"""What may go into a plan: units that may make one, who may advise, which services, and whom a plan concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from llegada.accounts.models import OrgUnit, Person, RoleAssignment
from llegada.core.actors import Actor
from llegada.core.roles import ENTITY_ROLES, Role
from llegada.core.text import search_terms
from llegada.portfolio import rules as portfolio_rules
from llegada.portfolio.design_rules import UNPLANNED_KINDS
from llegada.portfolio.models import Service
from llegada.workplans.models import WorkPlan
from llegada.workplans.policies import WORK_PLAN_POLICY, Permission

#: Roles that may be responsible for a plan.
ADVISING_ROLES = (Role.ADVISOR, Role.TERRITORIAL_MANAGER)
#: Roles told that a milestone awaits review.
REVIEWING_ROLES = (Role.GROUP_COORDINATOR, Role.UNIT_HEAD)


def unit_ids_to_plan(actor: Actor) -> frozenset[int]:
    """Return the units in the name of which the actor may make plans."""
    return WORK_PLAN_POLICY.unit_ids(actor, Permission.EDIT)


def list_units_to_plan(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units in the name of which the actor may make plans."""
    return OrgUnit.objects.filter(pk__in=unit_ids_to_plan(actor), is_active=True).order_by("organization", "path")


def list_services_to_plan(*, actor: Actor) -> QuerySet[Service]:
    """Return the services that may enter a new plan, of the organisations for which the actor may make one, by line and name."""
    organizations = OrgUnit.objects.filter(pk__in=unit_ids_to_plan(actor)).values("organization")
    return (
        Service.objects.filter(organization__in=organizations, status__in=portfolio_rules.PLANNABLE)
        .exclude(published_version__kind__in=UNPLANNED_KINDS)
        .select_related("published_version__line", "organization", "unit")
        .order_by("published_version__line__name", "published_version__name", "pk")
    )


def search_services(services: QuerySet[Service], words: str) -> QuerySet[Service]:
    """Keep the published services that hold every word, whatever its order, case or accents; a line's name is a word too."""
    for term in search_terms(words):
        services = services.filter(published_version__search_text__contains=term)
    return services


def _held_on(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today)) & Q(person__is_active=True)


def _covering(units: Iterable[OrgUnit]) -> Q:
    """Return the condition of a role whose scope holds one of `units`: the unit itself, one above, or the organisation."""
    covering = Q(pk__in=())
    for unit in units:
        above = [int(key) for key in unit.path.split("/") if key.isdigit()]
        covering |= Q(unit__in=above) | Q(unit__isnull=True, organization=unit.organization_id)
    return covering


def list_advisors(*, actor: Actor, today: date) -> QuerySet[Person]:
    """Return who may be responsible for a plan that the actor makes; an advisor may only choose themself."""
    makers = WORK_PLAN_POLICY.table[Permission.EDIT]
    if {grant.role for grant in actor.grants if grant.role in makers} == {Role.ADVISOR}:
        return Person.objects.filter(pk=actor.person_id or 0)
    units = list_units_to_plan(actor=actor)
    holders = RoleAssignment.objects.filter(_held_on(today), _inside(units) | _covering(units), role__in=ADVISING_ROLES)
    return Person.objects.filter(pk__in=holders.values("person")).order_by("full_name", "pk")


def _inside(units: QuerySet[OrgUnit]) -> Q:
    return Q(unit__in=[unit.pk for unit in units])


def list_advisors_of(*, unit: OrgUnit, today: date) -> QuerySet[Person]:
    """Return who may be responsible, on `today`, for a plan of `unit`, by name."""
    holders = RoleAssignment.objects.filter(_held_on(today), _covering([unit]), role__in=ADVISING_ROLES)
    return Person.objects.filter(pk__in=holders.values("person")).order_by("full_name", "pk")


def is_advisor_of(*, person: Person, unit: OrgUnit, today: date) -> bool:
    """Return whether `person` holds, on `today`, a role that lets them advise in the name of `unit`."""
    return RoleAssignment.objects.filter(
        _held_on(today), _covering([unit]), person=person, role__in=ADVISING_ROLES
    ).exists()


def list_reviewers(*, plan: WorkPlan, today: date) -> QuerySet[Person]:
    """Return the people close to the plan who review its milestones."""
    holders = RoleAssignment.objects.filter(_held_on(today), _covering([plan.unit]), role__in=REVIEWING_ROLES)
    return Person.objects.filter(pk__in=holders.values("person")).order_by("pk")


def list_entity_people(*, plan: WorkPlan, today: date) -> QuerySet[Person]:
    """Return the people who act for the entity of the plan."""
    holders = RoleAssignment.objects.filter(_held_on(today), entity=plan.entity_id, role__in=ENTITY_ROLES)
    return Person.objects.filter(pk__in=holders.values("person")).order_by("pk")
