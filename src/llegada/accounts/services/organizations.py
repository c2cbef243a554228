"""Organisations that give assistance, and their units as a tree."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from llegada.accounts import rules
from llegada.accounts.choices import OrganizationKind
from llegada.accounts.errors import UnitCycle
from llegada.accounts.models import Organization, OrgUnit
from llegada.accounts.policies import ACCOUNTS_POLICY, Permission, may_administer_installation
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed
from llegada.core.validation import ensure_valid
from llegada.territory.models import Entity


@transaction.atomic
def create_organization(
    *,
    actor: Actor,
    name: str,
    now: datetime,
    acronym: str = "",
    kind: str = OrganizationKind.NATIONAL,
    entity: Entity | None = None,
) -> Organization:
    """Create an organisation that gives assistance. Raises NotAllowed, Invalid."""
    if not may_administer_installation(actor):
        raise NotAllowed(permission=Permission.MANAGE)
    organization = ensure_valid(Organization(name=name.strip(), acronym=acronym.strip(), kind=kind, entity=entity))
    organization.save(force_insert=True)
    history.record(actor=actor, verb="organization.create", target=organization, now=now)
    return organization


@transaction.atomic
def edit_organization(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    acronym: str,
    kind: str,
    entity: Entity | None,
    is_active: bool,
    now: datetime,
) -> Organization:
    """Correct an organisation's data. Raises NotFound, NotAllowed, Invalid."""
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, organization)
    before = organization.name
    organization.name, organization.acronym = name.strip(), acronym.strip()
    organization.kind, organization.entity, organization.is_active = kind, entity, is_active
    ensure_valid(organization).save()
    history.record(
        actor=actor, verb="organization.edit", target=organization, now=now, before=before[:200], after=name[:200]
    )
    return organization


@transaction.atomic
def create_unit(
    *,
    actor: Actor,
    organization: Organization,
    name: str,
    now: datetime,
    acronym: str = "",
    parent: OrgUnit | None = None,
) -> OrgUnit:
    """Create a unit of `organization`, under `parent` or at the top. Raises NotFound, NotAllowed, Invalid."""
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, organization)
    _require_parent_fits(organization, parent, levels_below=0)
    parent_path = parent.path if parent else ""
    unit = OrgUnit(
        organization=organization,
        parent=parent,
        name=name.strip(),
        acronym=acronym.strip(),
        path=rules.branch_path(parent_path, "new"),  # its own key is known only after it is saved
    )
    ensure_valid(unit).save(force_insert=True)
    unit.path = rules.branch_path(parent_path, unit.pk)
    OrgUnit.objects.filter(pk=unit.pk).update(path=unit.path)
    OrgUnit.history.filter(id=unit.pk).update(path=unit.path)
    history.record(actor=actor, verb="unit.create", target=unit, now=now)
    return unit


@transaction.atomic
def edit_unit(
    *, actor: Actor, unit: OrgUnit, name: str, acronym: str, parent: OrgUnit | None, is_active: bool, now: datetime
) -> OrgUnit:
    """Correct a unit; with another `parent`, move it with everything below. Raises NotFound, NotAllowed, Invalid, UnitCycle."""
    ACCOUNTS_POLICY.require(actor, Permission.MANAGE, unit.organization)
    # Two moves in one tree, each fine alone, could make a loop: they take turns.
    Organization.objects.select_for_update().get(pk=unit.organization_id)
    unit.refresh_from_db()
    if parent is not None:
        parent.refresh_from_db()
    before = unit.parent.name if unit.parent else ""
    if parent is not None and rules.is_inside(parent.path, unit.path):
        raise UnitCycle()
    _require_parent_fits(unit.organization, parent, levels_below=_levels_below(unit))
    old_path = unit.path
    unit.name, unit.acronym, unit.is_active = name.strip(), acronym.strip(), is_active
    unit.parent = parent
    unit.path = rules.branch_path(parent.path if parent else "", unit.pk)
    ensure_valid(unit).save()
    if unit.path != old_path:
        OrgUnit.objects.filter(path__startswith=old_path).exclude(pk=unit.pk).update(
            path=Concat(Value(unit.path), Substr("path", len(old_path) + 1))
        )
    history.record(
        actor=actor,
        verb="unit.edit",
        target=unit,
        now=now,
        before=before if unit.path != old_path else "",
        after=(parent.name if parent else unit.organization.short_name)[:200] if unit.path != old_path else "",
    )
    return unit


def _levels_below(unit: OrgUnit) -> int:
    paths = OrgUnit.objects.filter(path__startswith=unit.path).values_list("path", flat=True)
    return max((rules.depth(path) for path in paths), default=0) - rules.depth(unit.path)


def _require_parent_fits(organization: Organization, parent: OrgUnit | None, *, levels_below: int) -> None:
    if parent is None:
        return
    if parent.organization_id != organization.pk:
        raise Invalid({"parent": _("La dependencia superior debe ser de la misma organización.")})
    if rules.depth(parent.path) + 1 + levels_below > rules.MAX_UNIT_DEPTH:
        raise Invalid(
            {"parent": _("Son demasiados niveles de dependencias: el máximo es diez. Elija una superior más arriba.")}
        )
