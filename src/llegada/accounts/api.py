"""Organisations and units in the API: who gives assistance is public; people are not there."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets

from llegada.accounts.filters import UnitFilter
from llegada.accounts.models import Organization, OrgUnit
from llegada.accounts.schemas import OrganizationSerializer, UnitSerializer
from llegada.accounts.selectors import list_public_organizations, list_public_units

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class OrganizationViewSet(viewsets.ReadOnlyModelViewSet[Organization]):
    """The active organisations that give assistance."""

    serializer_class = OrganizationSerializer
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Organization]:
        """Return what is public."""
        return list_public_organizations()


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class UnitViewSet(viewsets.ReadOnlyModelViewSet[OrgUnit]):
    """The active units of those organisations; `organization` keeps those of one."""

    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[OrgUnit]:
        """Return what is public."""
        return list_public_units()
