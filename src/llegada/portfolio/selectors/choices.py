"""What can be chosen on the pages of the portfolio: units, lines, organisations."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from llegada.accounts.models import Organization, OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core.actors import Actor
from llegada.portfolio.models import Service, ThematicLine
from llegada.portfolio.policies import SERVICE_POLICY, Permission


def list_editable_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units for which the actor may design services."""
    return list_units_among(SERVICE_POLICY.unit_ids(actor, Permission.EDIT))


def list_assignable_units(*, service: Service) -> QuerySet[OrgUnit]:
    """Return the active units of the organisation that offers the service."""
    return OrgUnit.objects.filter(organization_id=service.organization_id, is_active=True).order_by("path")


def list_active_lines(*, besides: ThematicLine | None = None) -> QuerySet[ThematicLine]:
    """Return the thematic lines in use, by name; and `besides`, even if it is no longer used."""
    kept = Q(pk=besides.pk) if besides else Q()
    return ThematicLine.objects.filter(Q(is_active=True) | kept).order_by("name")


def list_visible_organizations(*, actor: Actor) -> QuerySet[Organization]:
    """Return the organisations whose services the actor sees inside, by name."""
    seen = SERVICE_POLICY.scope(actor, Permission.VIEW_DRAFT, Service.objects.all()).values("organization")
    return Organization.objects.filter(pk__in=seen).order_by("name")
