"""Roles with a scope and dates: given and ended, never changed nor deleted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts import rules
from llegada.accounts.errors import SCOPE_SENTENCES, IncompatibleScope, OwnRoles, RoleAlreadyEnded, RoleAlreadyHeld
from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.policies import ACCOUNTS_POLICY, Permission, may_administer_installation
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed, ReasonRequired
from llegada.core.roles import Role
from llegada.core.validation import insert_valid
from llegada.territory.models import Department, Entity, Municipality


@transaction.atomic
def assign_role(
    *,
    actor: Actor,
    person: Person,
    role: str,
    starts_on: date,
    now: datetime,
    organization: Organization | None = None,
    unit: OrgUnit | None = None,
    departments: Collection[Department] = (),
    municipalities: Collection[Municipality] = (),
    entity: Entity | None = None,
    ends_on: date | None = None,
) -> RoleAssignment:
    """Give `person` a role with its scope. With a unit and no organisation, the organisation is the unit's.

    Roles of an entity, and roles with no organisation, are given only by who administers the installation.
    Raises NotFound, NotAllowed, OwnRoles, IncompatibleScope, RoleAlreadyHeld, Invalid.
    """
    organization = organization or (unit.organization if unit else None)
    _require_may_manage(actor, organization)
    if person.pk == actor.person_id:
        raise OwnRoles()
    _require_scope_fits(role, organization, unit, bool(departments or municipalities), entity)
    assignment = RoleAssignment(
        person=person,
        role=role,
        organization=organization,
        unit=unit,
        entity=entity,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    # The same role given twice at once: the second one sees the first.
    Person.objects.select_for_update().only("pk").get(pk=person.pk)
    _require_not_held(assignment, departments, municipalities)
    insert_valid([assignment])
    if departments:
        assignment.departments.set(departments)
    if municipalities:
        assignment.municipalities.set(municipalities)
    history.record(
        actor=actor,
        verb="role.assign",
        target=person,
        now=now,
        after=role,
        data={"assignment": str(assignment.public_id), "starts_on": starts_on.isoformat()},
    )
    return assignment


@transaction.atomic
def end_role(*, actor: Actor, assignment: RoleAssignment, ends_on: date, reason: str, now: datetime) -> RoleAssignment:
    """Set the last day of a role; yesterday takes it away at once.

    Raises NotFound, NotAllowed, OwnRoles, RoleAlreadyEnded, ReasonRequired, Invalid.
    """
    _require_may_manage(actor, assignment.organization)
    if assignment.person_id == actor.person_id:
        raise OwnRoles()
    today = timezone.localdate(now)
    assignment = RoleAssignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if assignment.ends_on is not None and assignment.ends_on < today:
        raise RoleAlreadyEnded()
    if not reason.strip():
        raise ReasonRequired()
    if ends_on < rules.earliest_end(starts_on=assignment.starts_on, today=today):
        raise Invalid({"ends_on": _("El último día no puede ser anterior a ayer ni al comienzo del rol.")})
    before, assignment.ends_on = assignment.ends_on, ends_on
    assignment.save(update_fields=["ends_on"])
    history.record(
        actor=actor,
        verb="role.end",
        target=assignment.person,
        now=now,
        before=assignment.role,
        reason=reason.strip(),
        data={
            "assignment": str(assignment.public_id),
            "ends_on": [before.isoformat() if before else None, ends_on.isoformat()],
        },
    )
    return assignment


def _require_may_manage(actor: Actor, organization: Organization | None) -> None:
    if organization is not None:
        ACCOUNTS_POLICY.require(actor, Permission.MANAGE, organization)
    elif not may_administer_installation(actor):
        raise NotAllowed(permission=Permission.MANAGE)


def _require_scope_fits(
    role: str, organization: Organization | None, unit: OrgUnit | None, has_places: bool, entity: Entity | None
) -> None:
    if role not in Role.values or role == Role.PUBLIC:
        raise IncompatibleScope({"role": _("Ese rol no existe.")})
    scope = rules.Scope(
        has_organization=organization is not None,
        has_unit=unit is not None,
        is_unit_of_organization=unit is None or (organization is not None and unit.organization_id == organization.pk),
        has_places=has_places,
        has_entity=entity is not None,
    )
    problems = rules.scope_problems(role, scope)
    if problems:
        raise IncompatibleScope({field: SCOPE_SENTENCES[problem] for field, problem in problems})


def _require_not_held(
    new: RoleAssignment, departments: Collection[Department], municipalities: Collection[Municipality]
) -> None:
    places = {place.code for place in departments}, {place.code for place in municipalities}
    same = RoleAssignment.objects.filter(
        person=new.person, role=new.role, organization=new.organization, unit=new.unit, entity=new.entity
    ).prefetch_related("departments", "municipalities")
    for held in same:
        held_places = (
            {place.code for place in held.departments.all()},
            {place.code for place in held.municipalities.all()},
        )
        if held_places == places and rules.periods_overlap(new.starts_on, new.ends_on, held.starts_on, held.ends_on):
            raise RoleAlreadyHeld()
