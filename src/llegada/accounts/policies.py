"""Who may administer people, organisations, units and roles (mission roles, section E)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from llegada.accounts.models import EntityPerson, Organization, Person, RoleAssignment
from llegada.core.actors import Actor, Grant
from llegada.core.policies import Policy, Reach, ReachRule
from llegada.core.roles import Role


class Permission(StrEnum):
    """What can be done to an organisation and its people."""

    VIEW = "view"
    MANAGE = "manage"


class EntityPeoplePermission(StrEnum):
    """What can be done to the people whom entities name."""

    VIEW = "view"
    ADD = "add"
    ERASE = "erase"


_READERS = {
    Role.IT_ADMIN: Reach.ORGANIZATION,
    Role.MONITORING_ADMIN: Reach.ORGANIZATION,
    Role.INTERNAL_CONTROL: Reach.ORGANIZATION,
    Role.DATA_PROTECTION_OFFICER: Reach.ORGANIZATION,
}

ACCOUNTS_POLICY: Policy[Organization] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: _READERS,
        Permission.MANAGE: {Role.IT_ADMIN: Reach.ORGANIZATION},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(pk=grant.organization_id)
            ),
            holds=lambda grant, actor, organization: (
                grant.covers_installation or organization.pk == grant.organization_id
            ),
        ),
    },
)


def _has_role_in(grant: Grant) -> Q:
    return Q(Exists(RoleAssignment.objects.filter(person=OuterRef("pk"), organization=grant.organization_id)))


def _has_role_outside(grant: Grant) -> Q:
    elsewhere = Q(organization__isnull=True) | ~Q(organization=grant.organization_id)
    return Q(Exists(RoleAssignment.objects.filter(elsewhere, person=OuterRef("pk"))))


def _organizations_of(person: Person) -> set[int | None]:
    return {assignment.organization_id for assignment in person.assignments.all()}


#: An organisation's administrator edits or deactivates only people who have had no role elsewhere: whoever changes an
#: e-mail address can take the account, so people of several places belong to the administrators of the installation.
PERSON_POLICY: Policy[Person] = Policy(
    view=Permission.VIEW,
    table={
        Permission.VIEW: _READERS,
        Permission.MANAGE: {Role.IT_ADMIN: Reach.EXCLUSIVE},
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: Q(pk__isnull=False) if grant.covers_installation else _has_role_in(grant),
            holds=lambda grant, actor, person: (
                grant.covers_installation or grant.organization_id in _organizations_of(person)
            ),
        ),
        Reach.EXCLUSIVE: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else _has_role_in(grant) & ~_has_role_outside(grant)
            ),
            holds=lambda grant, actor, person: (
                grant.covers_installation or _organizations_of(person) == {grant.organization_id}
            ),
        ),
    },
)

#: Who may bring the people of entities from a file types them in too.
_WHO_ADD = (Role.COORDINATOR, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE)
#: Who deals with entities needs to know whom to call; the data are of the organisation that keeps them.
ENTITY_PEOPLE_POLICY: Policy[EntityPerson] = Policy(
    view=EntityPeoplePermission.VIEW,
    table={
        EntityPeoplePermission.VIEW: dict.fromkeys(
            (
                Role.COORDINATOR, Role.MONITORING_ADMIN, Role.PLANNING_OFFICE, Role.UNIT_HEAD, Role.TECHNICAL_LEAD,
                Role.GROUP_COORDINATOR, Role.ADVISOR, Role.TERRITORIAL_MANAGER, Role.INTERNAL_CONTROL,
                Role.DATA_PROTECTION_OFFICER,
            ),
            Reach.ORGANIZATION,
        ),
        EntityPeoplePermission.ADD: dict.fromkeys(_WHO_ADD, Reach.ORGANIZATION),
        EntityPeoplePermission.ERASE: dict.fromkeys(
            (Role.COORDINATOR, Role.MONITORING_ADMIN, Role.DATA_PROTECTION_OFFICER), Reach.ORGANIZATION
        ),
    },
    reaches={
        Reach.ORGANIZATION: ReachRule(
            query=lambda grant, actor: (
                Q(pk__isnull=False) if grant.covers_installation else Q(organization_id=grant.organization_id)
            ),
            holds=lambda grant, actor, person: (
                grant.covers_installation or person.organization_id == grant.organization_id
            ),
        ),
    },
)  # fmt: skip


def organizations_to_add_people(actor: Actor) -> frozenset[int] | None:
    """Return the organisations for which the actor keeps people of entities; None is any of the installation."""
    grants = [grant for grant in actor.grants if grant.role in _WHO_ADD]
    if any(grant.covers_installation for grant in grants):
        return None
    return frozenset(grant.organization_id for grant in grants if grant.organization_id is not None)


def may_administer_installation(actor: Actor) -> bool:
    """Return whether the actor administers the whole installation: only they give roles that no organisation gives."""
    return any(grant.role == Role.IT_ADMIN and grant.covers_installation for grant in actor.grants)
