"""External indices in the API: the catalogue with its editions, and each edition with its values. All of it is public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.api import CursorPages
from llegada.targeting.index_schemas import EditionSerializer, IndexSerializer
from llegada.targeting.index_tables import values_document
from llegada.targeting.models import ExternalIndex, IndexEdition
from llegada.targeting.selectors import indices as selectors

_CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="Código del índice.")
_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


class PagesByPosition(CursorPages):
    """Pages in the order of the catalogue."""

    ordering = "position"


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_CODE]))
class ExternalIndexViewSet(viewsets.ReadOnlyModelViewSet[ExternalIndex]):
    """The external indices, each with its categories and its editions in force."""

    serializer_class = IndexSerializer
    pagination_class = PagesByPosition
    lookup_field = "code"
    lookup_value_regex = "[a-z0-9-]+"
    queryset = ExternalIndex.objects.none()  # for the description of the API
    filterset_class = None

    def get_queryset(self) -> QuerySet[ExternalIndex]:
        """Return every index."""
        return selectors.list_indices().prefetch_related("categories", "editions__file", "editions__index")

    def get_object(self) -> ExternalIndex:
        """Return one by its code. Raises NotFound."""
        return selectors.get_index(code=self.kwargs["code"])


@extend_schema_view(retrieve=extend_schema(parameters=[_ID]))
class IndexEditionViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet[IndexEdition]):
    """One edition of an index with its values, whatever became of it: in force, replaced or withdrawn."""

    serializer_class = EditionSerializer
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = IndexEdition.objects.none()  # for the description of the API

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return the edition. Raises NotFound."""
        edition = selectors.get_edition(public_id=kwargs["public_id"])
        values = values_document(edition, selectors.list_categories(edition.index))["values"]
        return Response(EditionSerializer(edition, context={"values": values}).data)
