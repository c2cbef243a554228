"""Questions about the design of versions and the operation of services. Who may see drafts sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.indicators import selectors as indicator_selectors
from llegada.indicators.choices import SheetStatus
from llegada.indicators.models import IndicatorSheet
from llegada.portfolio import rules
from llegada.portfolio.design_content import DESIGN_PARTS
from llegada.portfolio.models import Service, ServiceVersion, UnitField
from llegada.portfolio.policies import SERVICE_POLICY, UNIT_FIELD_POLICY, FieldPermission, Permission


def get_design(*, actor: Actor, public_id: UUID, parts: Sequence[Any] = DESIGN_PARTS) -> ServiceVersion:
    """Return the version in edition of a service, or the published one where there is none, with its service and its design.

    `parts` are those of its design that come with it. Raises NotFound, also for who does not see drafts.
    """
    seen = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all())
    stands = Q(status__in=rules.IN_EDITION) | Q(pk=F("service__published_version"))
    version = (
        ServiceVersion.objects.filter(stands, service__in=seen, service__public_id=public_id)
        .select_related("line", "design", "service__unit", "service__organization")
        .prefetch_related(*parts)
        .order_by("-number")
        .first()
    )
    if version is None:
        raise NotFound(service=str(public_id))
    return version


def list_asked_fields(version: ServiceVersion) -> list[UnitField]:
    """Return the fields in use of the unit of a version, in their order."""
    return list(UnitField.objects.filter(unit_id=version.service.unit_id, is_active=True).order_by("pk"))


def list_fields_to_answer(version: ServiceVersion) -> list[UnitField]:
    """Return the fields of the unit of a version, those no longer used too, in their order."""
    return list(UnitField.objects.filter(unit_id=version.service.unit_id).order_by("pk"))


def get_operation(*, actor: Actor, public_id: UUID) -> Service:
    """Return a service with all that its operation says. Raises NotFound, also for who does not see drafts."""
    seen = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all())
    try:
        return (
            seen.select_related("organization", "unit", "published_version__line", "operation")
            .prefetch_related("actors", "bodies", "steps")
            .get(public_id=public_id)
        )
    except Service.DoesNotExist:
        raise NotFound(service=str(public_id)) from None


def list_linkable_sheets(*, actor: Actor, version: ServiceVersion) -> list[IndicatorSheet]:
    """Return the sheets by which a version may be judged: those of its organisation in edition or in force, and those it has."""
    organization = version.service.organization_id
    seen = indicator_selectors.list_sheets(actor=actor).filter(
        unit__organization_id=organization, status__in=(SheetStatus.DRAFT, SheetStatus.IN_FORCE)
    )
    found = {one.pk: one for one in seen.prefetch_related(None)}
    kept = {one.sheet_id: one.sheet for one in version.indicators.all() if one.sheet_id not in found}
    return [*kept.values(), *found.values()]


def list_unit_fields(*, actor: Actor) -> QuerySet[UnitField]:
    """Return the fields of the units for which the actor may define them, in use or not."""
    return (
        UNIT_FIELD_POLICY.scope(actor, FieldPermission.MANAGE, UnitField.objects.all())
        .select_related("unit__organization")
        .order_by("unit__name", "pk")
    )


def get_unit_field(*, actor: Actor, public_id: UUID) -> UnitField:
    """Return one field that the actor may see. Raises NotFound."""
    seen = UNIT_FIELD_POLICY.scope(actor, FieldPermission.VIEW, UnitField.objects.all())
    try:
        return seen.select_related("unit__organization").get(public_id=public_id)
    except UnitField.DoesNotExist:
        raise NotFound(field=str(public_id)) from None


def list_defining_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may define fields."""
    return list_units_among(UNIT_FIELD_POLICY.unit_ids(actor, FieldPermission.MANAGE))
