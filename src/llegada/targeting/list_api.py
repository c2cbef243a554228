"""Prioritised lists in the API: those that who asks may see, the approved ones for everybody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.api import api_actor
from llegada.targeting import selectors
from llegada.targeting.list_schemas import PrioritizedListDetailSerializer, PrioritizedListSerializer
from llegada.targeting.models import PrioritizedList

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class PrioritizedListViewSet(viewsets.ReadOnlyModelViewSet[PrioritizedList]):
    """The versions of prioritised lists."""

    serializer_class = PrioritizedListSerializer
    filterset_fields = ("year", "status")
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = PrioritizedList.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[PrioritizedList]:
        """Return the versions that the actor sees."""
        return selectors.list_lists(actor=api_actor(self.request)).select_related("run")

    @extend_schema(parameters=[_ID], responses=PrioritizedListDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one with its entities. Raises NotFound."""
        one = selectors.get_list(actor=api_actor(request), public_id=kwargs["public_id"])
        entities = [*selectors.list_entities_of(one), *selectors.list_entities_of(one, is_included=False)]
        return Response(PrioritizedListDetailSerializer(one, context={"entities": entities}).data)
