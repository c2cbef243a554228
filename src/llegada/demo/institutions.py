"""Makes the invented institutions, their people and the mayors' offices, through the services of `accounts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.selectors import build_actor
from llegada.accounts.services import (
    assign_role,
    create_organization,
    create_unit,
    install_administrator,
    register_person,
)
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.core.text import fold
from llegada.demo.catalogue import MAIL_DOMAIN, ORGANIZATIONS, PASSWORD, PEOPLE, DemoPerson
from llegada.territory.models import Department, Entity

#: Where the demonstration's territorial manager works: La Guajira, Cesar, Magdalena and Atlántico.
MANAGED_DEPARTMENTS = ("44", "20", "47", "08")


@dataclass
class Cast:
    """Everybody and everything that acts in the demonstration, by login and by acronym."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    units: dict[str, OrgUnit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[tuple[str, Role], Actor] = field(default_factory=dict)
    representatives: dict[int, Actor] = field(default_factory=dict)

    def acting(self, login: str, role: Role) -> Actor:
        """Return that person acting under that role (all its scopes)."""
        if (login, role) not in self.actors:
            assignments = RoleAssignment.objects.filter(person=self.people[login], role=role).select_related(
                "organization", "unit", "entity"
            )
            self.actors[login, role] = build_actor(person=self.people[login], assignments=assignments)
        return self.actors[login, role]

    def holding(self, role: Role, unit: OrgUnit) -> list[str]:
        """Return the logins that hold `role` over `unit`, in the catalogue's order."""
        return [
            person.login
            for person in PEOPLE
            if any(held is role for held, _ in person.roles)
            and any(unit.pk in grant.unit_ids for grant in self.acting(person.login, role).grants)
        ]


@cache
def password_hash() -> str:
    """Return the hash of the demonstration's password, computed once: forty slow hashes would be most of the load."""
    return make_password(PASSWORD)


def make_institutions(*, now: datetime) -> Cast:
    """Make organisations, units and the forty people with their roles; returns them by name."""
    cast = Cast()
    since = timezone.localdate(now)
    administrator = next(person for person in PEOPLE if person.login == "sistemas")
    cast.people["sistemas"] = install_administrator(
        email=f"sistemas@{MAIL_DOMAIN}", full_name=administrator.name, now=now, password_hash=password_hash()
    )
    actor = cast.acting("sistemas", Role.IT_ADMIN)
    for one in ORGANIZATIONS:
        organization = create_organization(actor=actor, name=one.name, acronym=one.acronym, now=now)
        cast.organizations[one.acronym] = organization
        for name, acronym, parent in one.units:
            cast.units[acronym] = create_unit(
                actor=actor,
                organization=organization,
                name=name,
                acronym=acronym,
                parent=cast.units.get(parent),
                now=now,
            )
    for person in PEOPLE:
        if person.login != "sistemas":
            _register(cast, actor, person, since, now)
    return cast


def _register(cast: Cast, actor: Actor, person: DemoPerson, since: date, now: datetime) -> None:
    cast.people[person.login] = register_person(
        actor=actor, email=f"{person.login}@{MAIL_DOMAIN}", full_name=person.name, post=person.post, now=now,
        password_hash=password_hash(),
    )  # fmt: skip
    for role, scope in person.roles:
        departments: Iterable[Department] = ()
        if role is Role.TERRITORIAL_MANAGER:
            departments = Department.objects.filter(code__in=MANAGED_DEPARTMENTS)
        unit = cast.units.get(scope)
        organization = unit.organization if unit else cast.organizations.get(scope)
        assign_role(
            actor=actor, person=cast.people[person.login], role=role, starts_on=since, now=now, organization=organization,
            unit=unit, departments=list(departments),
        )  # fmt: skip


def make_representative(cast: Cast, *, entity: Entity, name: str, now: datetime, login: str = "") -> Actor:
    """Register the legal representative of `entity`; with a `login`, one of the accounts that `up` offers."""
    actor = cast.acting("sistemas", Role.IT_ADMIN)
    login = login or f"{fold(entity.name).replace(' ', '.')[:40]}.{entity.pk}"
    person = register_person(
        actor=actor, email=f"{login}@{MAIL_DOMAIN}", full_name=name, post="Representante legal", now=now,
        password_hash=password_hash(),
    )  # fmt: skip
    cast.people[login] = person
    assignment = assign_role(
        actor=actor, person=person, role=Role.LEGAL_REPRESENTATIVE, entity=entity, now=now,
        starts_on=timezone.localdate(now) - timedelta(days=1),
    )  # fmt: skip
    cast.representatives[entity.pk] = build_actor(person=person, assignments=[assignment])
    return cast.representatives[entity.pk]


def make_contact(cast: Cast, *, entity: Entity, name: str, login: str, now: datetime) -> Actor:
    """Register somebody of the mayor's office who follows the plan without signing it."""
    actor = cast.acting("sistemas", Role.IT_ADMIN)
    person = register_person(
        actor=actor, email=f"{login}@{MAIL_DOMAIN}", full_name=name, post="Secretaria de planeación", now=now,
        password_hash=password_hash(),
    )  # fmt: skip
    cast.people[login] = person
    assignment = assign_role(
        actor=actor, person=person, role=Role.ENTITY_CONTACT, entity=entity, now=now, starts_on=timezone.localdate(now)
    )
    return build_actor(person=person, assignments=[assignment])
