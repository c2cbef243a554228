"""Questions about people: who acts, under which grants."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from llegada.accounts.models import OrgUnit, Person, RoleAssignment
from llegada.core.actors import Actor, Grant
from llegada.core.roles import Role


def list_current_assignments(*, person: Person, today: date) -> QuerySet[RoleAssignment]:
    """Return the roles that `person` holds on `today`, oldest first."""
    return (
        RoleAssignment.objects.filter(person=person, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .select_related("organization", "unit", "entity")
        .prefetch_related("departments", "municipalities")
        .order_by("starts_on", "pk")
    )


def is_installation_administered(*, today: date) -> bool:
    """Return whether somebody who can log in administers the whole installation on `today`."""
    return (
        RoleAssignment.objects.filter(
            role=Role.IT_ADMIN, organization__isnull=True, person__is_active=True, starts_on__lte=today
        )
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
        .exists()
    )


def build_actor(*, person: Person, assignments: Iterable[RoleAssignment]) -> Actor:
    """Return `person` acting under `assignments`, each scope resolved to the units below it."""
    chosen = list(assignments)
    organization_ids = {one.organization_id for one in chosen if one.organization_id}
    units = list(
        OrgUnit.objects.filter(organization_id__in=organization_ids).values_list("pk", "path", "organization_id")
    )
    return Actor(
        person_id=person.pk, name=person.full_name, grants=tuple(_grant(assignment, units) for assignment in chosen)
    )


def _grant(assignment: RoleAssignment, units: list[tuple[int, str, int]]) -> Grant:
    if assignment.unit is not None:
        unit_ids = {pk for pk, path, _ in units if path.startswith(assignment.unit.path)}
    else:
        unit_ids = {pk for pk, _, organization_id in units if organization_id == assignment.organization_id}
    return Grant(
        role=Role(assignment.role),
        assignment_id=assignment.pk,
        organization_id=assignment.organization_id,
        unit_ids=frozenset(unit_ids),
        department_codes=frozenset(department.code for department in assignment.departments.all()),
        municipality_codes=frozenset(municipality.code for municipality in assignment.municipalities.all()),
        entity_ids=frozenset({assignment.entity_id} if assignment.entity_id else ()),
        covers_installation=assignment.organization_id is None and assignment.entity_id is None,
        scope_label=_scope_label(assignment),
    )


def _scope_label(assignment: RoleAssignment) -> str:
    if assignment.entity is not None:
        return assignment.entity.name
    if assignment.unit is not None:
        return assignment.unit.acronym or assignment.unit.name
    return assignment.organization.short_name if assignment.organization else ""
