"""Questions about people and organisations: who acts under which grants, whom one may see, who may be given what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, prefetch_related_objects

from llegada.accounts.models import ApiToken, EntityPerson, Notice, Organization, OrgUnit, Person, RoleAssignment
from llegada.accounts.policies import (
    ACCOUNTS_POLICY,
    ENTITY_PEOPLE_POLICY,
    PERSON_POLICY,
    EntityPeoplePermission,
    Permission,
)
from llegada.accounts.rules import units_above
from llegada.core.actors import Actor, Grant
from llegada.core.errors import NotFound
from llegada.core.folding import having_words
from llegada.core.roles import TERRITORY_ROLES, Role
from llegada.core.text import search_terms


# --- who acts ---------------------------------------------------------------------------------------------------------
def list_current_assignments(*, person: Person, today: date) -> QuerySet[RoleAssignment]:
    """Return the roles that `person` holds on `today`, oldest first."""
    return (
        RoleAssignment.objects.filter(_valid_on(today), person=person)
        .select_related("organization", "unit", "entity")
        .order_by("starts_on", "pk")
    )


def _valid_on(today: date, prefix: str = "") -> Q:
    has_begun = Q(**{f"{prefix}starts_on__lte": today})
    return has_begun & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": today}))


def assignments_in_force(*, roles: Collection[str], today: date) -> QuerySet[RoleAssignment]:
    """Return who holds one of `roles` on `today`, to be asked inside another question."""
    return RoleAssignment.objects.filter(_valid_on(today), role__in=roles)


def is_installation_administered(*, today: date) -> bool:
    """Return whether somebody who can log in administers the whole installation on `today`."""
    return RoleAssignment.objects.filter(
        _valid_on(today), role=Role.IT_ADMIN, organization__isnull=True, person__is_active=True
    ).exists()


def build_actor(*, person: Person, assignments: Iterable[RoleAssignment]) -> Actor:
    """Return `person` acting under `assignments`, each scope resolved to the units below it."""
    chosen = list(assignments)
    with_places = [one for one in chosen if one.role in TERRITORY_ROLES]
    prefetch_related_objects(with_places, "departments", "municipalities")
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
    has_places = assignment.role in TERRITORY_ROLES  # the others are given without them: two queries fewer a page
    return Grant(
        role=Role(assignment.role),
        assignment_id=assignment.pk,
        organization_id=assignment.organization_id,
        unit_ids=frozenset(unit_ids),
        department_codes=frozenset(one.code for one in assignment.departments.all()) if has_places else frozenset(),
        municipality_codes=frozenset(one.code for one in assignment.municipalities.all())
        if has_places
        else frozenset(),
        entity_ids=frozenset({assignment.entity_id} if assignment.entity_id else ()),
        covers_installation=assignment.organization_id is None and assignment.entity_id is None,
        scope_label=assignment.scope_label,
    )


# --- people -----------------------------------------------------------------------------------------------------------
def list_people(*, actor: Actor, today: date) -> QuerySet[Person]:
    """Return the people whom the actor may see, by name, each with `current_assignments`, those that the actor may see."""
    current = list_visible_assignments(actor=actor).filter(_valid_on(today))
    return (
        PERSON_POLICY.scope(actor, Permission.VIEW, Person.objects.all())
        .prefetch_related(Prefetch("assignments", queryset=current, to_attr="current_assignments"))
        .order_by("search_text", "pk")  # begins with the name, without accents: Á is not after Z
    )


def search_people(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Keep the people whose name, address or post hold every word of `text`, whatever its order, case or accents."""
    for term in search_terms(text):
        people = people.filter(search_text__contains=term)
    return people


def with_role(people: QuerySet[Person], role: str, today: date) -> QuerySet[Person]:
    """Keep the people who hold `role` on `today`."""
    holders = RoleAssignment.objects.filter(_valid_on(today), role=role)
    return people.filter(pk__in=holders.values("person"))


def find_role_holders(
    *,
    roles: Collection[str],
    today: date,
    organization: Organization | None = None,
    unit: OrgUnit | None = None,
    organizations: Collection[int] | None = None,
) -> QuerySet[Person]:
    """Return who can log in and holds one of `roles` on `today`, each once, by name: those whom a decision concerns.

    With a unit, whoever holds the role there, above it, or for the whole of its organisation; with an organisation
    (or the keys of several), in any part of it.
    """
    held = RoleAssignment.objects.filter(_valid_on(today), role__in=roles)
    if unit is not None:
        whole = Q(unit__isnull=True, organization=unit.organization_id)
        held = held.filter(Q(unit__in=units_above(unit.path)) | whole)
    if organization is not None:
        held = held.filter(organization=organization)
    if organizations is not None:
        held = held.filter(organization__in=organizations)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("full_name", "pk")


def list_units_among(unit_ids: Iterable[int]) -> QuerySet[OrgUnit]:
    """Return the active ones of some units, as the trees of their organisations are read."""
    units = OrgUnit.objects.filter(pk__in=list(unit_ids), is_active=True)
    return units.select_related("organization").order_by("organization__name", "path")


def find_people_of_units(units: Collection[OrgUnit], *, roles: Collection[str], today: date) -> QuerySet[Person]:
    """Return who can log in and works for one of `units` in one of `roles` on `today`, each once, by name.

    Those are who holds the role there, above it, below it, or for the whole of its organisation.
    """
    reached = Q(pk__in=())
    for unit in units:
        reached |= Q(unit__in=units_above(unit.path)) | Q(unit__path__startswith=unit.path)
        reached |= Q(unit__isnull=True, organization=unit.organization_id)
    held = RoleAssignment.objects.filter(_valid_on(today), reached, role__in=roles)
    return Person.objects.filter(pk__in=held.values("person"), is_active=True).order_by("full_name", "pk")


def get_person(*, actor: Actor, public_id: UUID) -> Person:
    """Return a person, with their assignments loaded. Raises NotFound if hidden or absent."""
    visible = PERSON_POLICY.scope(actor, Permission.VIEW, Person.objects.prefetch_related("assignments"))
    try:
        return visible.get(public_id=public_id)
    except Person.DoesNotExist:
        raise NotFound(person=str(public_id)) from None


def find_person_by_email(email: str) -> Person | None:
    """Return who logs in with `email`, for an administrator who already knows the address."""
    return Person.objects.filter(email__iexact=email.strip()).first()


# --- roles ------------------------------------------------------------------------------------------------------------
def list_visible_assignments(*, actor: Actor) -> QuerySet[RoleAssignment]:
    """Return the assignments that the actor may see: in the organisations they see, and all if they see the installation."""
    assignments = (
        RoleAssignment.objects.select_related("organization", "unit", "entity")
        .prefetch_related("departments", "municipalities")
        .order_by("starts_on", "pk")
    )
    if any(grant.covers_installation for grant in actor.grants):
        return assignments
    organizations = ACCOUNTS_POLICY.scope(actor, Permission.VIEW, Organization.objects.all())
    return assignments.filter(organization__in=organizations.values("pk"))


def get_assignment(*, actor: Actor, public_id: UUID) -> RoleAssignment:
    """Return an assignment. Raises NotFound if hidden or absent."""
    try:
        return list_visible_assignments(actor=actor).select_related("person").get(public_id=public_id)
    except RoleAssignment.DoesNotExist:
        raise NotFound(assignment=str(public_id)) from None


# --- organisations ----------------------------------------------------------------------------------------------------
def list_organizations(*, actor: Actor, permission: str = Permission.VIEW) -> QuerySet[Organization]:
    """Return the organisations on which the actor holds `permission`, by name, each with `unit_count`."""
    return (
        ACCOUNTS_POLICY.scope(actor, permission, Organization.objects.all())
        .annotate(unit_count=Count("units", distinct=True))
        .order_by("name", "pk")
    )


def get_organization(*, actor: Actor, public_id: UUID) -> Organization:
    """Return an organisation to administer. Raises NotFound if hidden or absent."""
    try:
        return list_organizations(actor=actor).select_related("entity").get(public_id=public_id)
    except Organization.DoesNotExist:
        raise NotFound(organization=str(public_id)) from None


def list_units_of(organizations: Collection[Organization]) -> list[OrgUnit]:
    """Return the units of some organisations as trees are read: each after its parent, brothers by name."""
    units = OrgUnit.objects.filter(organization__in=[one.pk for one in organizations])
    below: dict[int | None, list[OrgUnit]] = {}
    for unit in units.select_related("organization").order_by("organization__name", "name", "pk"):
        below.setdefault(unit.parent_id, []).append(unit)
    ordered: list[OrgUnit] = []
    waiting = list(reversed(below.get(None, [])))
    while waiting:
        unit = waiting.pop()
        ordered.append(unit)
        waiting.extend(reversed(below.get(unit.pk, [])))
    return ordered


def get_unit(*, actor: Actor, public_id: UUID) -> OrgUnit:
    """Return a unit to administer. Raises NotFound if hidden or absent."""
    organizations = ACCOUNTS_POLICY.scope(actor, Permission.VIEW, Organization.objects.all())
    unit = (
        OrgUnit.objects.filter(organization__in=organizations.values("pk"), public_id=public_id)
        .select_related("organization", "parent")
        .first()
    )
    if unit is None:
        raise NotFound(unit=str(public_id))
    return unit


# --- what anybody may read --------------------------------------------------------------------------------------------
def list_public_organizations() -> QuerySet[Organization]:
    """Return the active organisations that give assistance: who they are is public."""
    return Organization.objects.filter(is_active=True).select_related("entity").order_by("pk")


def list_public_units() -> QuerySet[OrgUnit]:
    """Return the active units of active organisations: their names are public, their people are not."""
    return (
        OrgUnit.objects.filter(is_active=True, organization__is_active=True)
        .select_related("organization", "parent")
        .order_by("pk")
    )


# --- tokens -----------------------------------------------------------------------------------------------------------
def list_tokens(*, person: Person) -> QuerySet[ApiToken]:
    """Return the tokens of `person`, newest first. The caller is that person or has checked that they may be seen."""
    return ApiToken.objects.filter(person=person)


# --- notices ----------------------------------------------------------------------------------------------------------
def list_notices(*, actor: Actor) -> QuerySet[Notice]:
    """Return the actor's own notices with their decisions, newest first."""
    own = Notice.objects.filter(person=actor.person_id) if actor.is_authenticated else Notice.objects.none()
    return own.select_related("event").order_by("-created_at", "-pk")


def get_notice(*, actor: Actor, public_id: UUID) -> Notice:
    """Return one of the actor's notices. Raises NotFound if it is somebody else's or absent."""
    try:
        return list_notices(actor=actor).get(public_id=public_id)
    except Notice.DoesNotExist:
        raise NotFound(notice=str(public_id)) from None


def list_notices_to_mail(*, person: Person) -> QuerySet[Notice]:
    """Return what `person` has not read and was not told by mail yet, oldest first."""
    waiting = Notice.objects.filter(person=person, read_at=None, mailed_at=None, by_mail=True)
    return waiting.select_related("event").order_by("created_at", "pk")


def list_people_to_mail(*, today: date) -> QuerySet[Person]:
    """Return who wants the mail of the day, has not had today's and has something to be told."""
    # A day still to come is of a clock that was ahead for a while.
    not_yet = Q(digested_on=None) | Q(digested_on__lt=today) | Q(digested_on__gt=today)
    told = Notice.objects.filter(read_at=None, mailed_at=None, by_mail=True)
    return Person.objects.filter(not_yet, pk__in=told.values("person"), is_active=True, wants_digest=True).order_by(
        "pk"
    )


def list_territory_managers(
    *, organization: Organization, today: date
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return who manages each municipality and each department for an organisation on `today`: code → keys of people."""
    held = RoleAssignment.objects.filter(
        _valid_on(today), role=Role.TERRITORIAL_MANAGER, organization=organization, person__is_active=True
    )
    found: tuple[dict[str, set[int]], dict[str, set[int]]] = ({}, {})
    for places, field in zip(found, ("municipalities", "departments"), strict=True):
        for person_id, code in held.filter(**{f"{field}__isnull": False}).values_list("person", field):
            places.setdefault(code, set()).add(person_id)
    return found


def list_assignments_of_entities(*, entity_ids: Collection[int], today: date) -> list[RoleAssignment]:
    """Return who acts for some entities on `today`, with the person, by name. The caller has checked who asks."""
    held = RoleAssignment.objects.filter(_valid_on(today), entity__in=entity_ids, person__is_active=True)
    return list(held.select_related("person", "entity").order_by("person__full_name", "pk"))


# --- people of entities -----------------------------------------------------------------------------------------------
def list_entity_people(*, actor: Actor, text: str = "") -> QuerySet[EntityPerson]:
    """Return the people of entities whom the actor may see, by entity; every word of `text` in name, post or entity."""
    found = ENTITY_PEOPLE_POLICY.scope(actor, EntityPeoplePermission.VIEW, EntityPerson.objects.all())
    found = having_words(found, text, said=("full_name", "post"), kept=("entity__search_text",))
    return found.select_related("entity__department", "organization").order_by("entity__name", "full_name", "pk")


def get_entity_person(*, actor: Actor, public_id: UUID) -> EntityPerson:
    """Return one of them. Raises NotFound."""
    found = list_entity_people(actor=actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(person=str(public_id))
    return found
