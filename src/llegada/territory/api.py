"""The catalogue in the API: departments and municipalities by DANE code, entities by public id. All of it is public."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets

from llegada.core.api import CursorPages
from llegada.territory import selectors
from llegada.territory.filters import EntityFilter, MunicipalityFilter
from llegada.territory.models import Department, Entity, Municipality
from llegada.territory.schemas import DepartmentSerializer, EntitySerializer, MunicipalitySerializer

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


class PagesByCode(CursorPages):
    """Pages in the order of the DANE codes."""

    ordering = "code"


class DepartmentViewSet(viewsets.ReadOnlyModelViewSet[Department]):
    """The 32 departments and Bogotá, D.C."""

    serializer_class = DepartmentSerializer
    pagination_class = PagesByCode
    lookup_field = "code"
    lookup_value_regex = "[0-9]+"
    queryset = Department.objects.none()  # for the description of the API
    filterset_class = None

    def get_queryset(self) -> QuerySet[Department]:
        """Return every department."""
        return selectors.list_departments()

    def get_object(self) -> Department:
        """Return one by its code. Raises UnknownCode, or LostZero with the code that was meant."""
        return selectors.get_department(code=self.kwargs["code"])


class MunicipalityViewSet(viewsets.ReadOnlyModelViewSet[Municipality]):
    """The places of DIVIPOLA: municipalities, non-municipalised areas and the island of San Andrés."""

    serializer_class = MunicipalitySerializer
    pagination_class = PagesByCode
    filterset_class = MunicipalityFilter
    lookup_field = "code"
    lookup_value_regex = "[0-9]+"
    queryset = Municipality.objects.none()  # for the description of the API

    def get_queryset(self) -> QuerySet[Municipality]:
        """Return every place."""
        return selectors.list_municipalities()

    def get_object(self) -> Municipality:
        """Return one by its code. Raises UnknownCode, or LostZero with the code that was meant."""
        return selectors.get_municipality(code=self.kwargs["code"])


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class EntityViewSet(viewsets.ReadOnlyModelViewSet[Entity]):
    """The public bodies of the catalogue, those that are no longer active among them."""

    serializer_class = EntitySerializer
    filterset_class = EntityFilter
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = Entity.objects.none()  # for the description of the API

    def get_queryset(self) -> QuerySet[Entity]:
        """Return every entity."""
        return selectors.list_entities(only_active=False)
