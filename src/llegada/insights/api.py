"""The public figures in the API."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.errors import Invalid
from llegada.insights.filters import read_filters
from llegada.insights.schemas import FigureQuerySerializer, FiguresSerializer
from llegada.insights.selectors import FigureReading, filter_options


class FiguresViewSet(viewsets.ViewSet):
    """Every public figure with its definition, whole or for one organisation, line, department or year."""

    @extend_schema(
        operation_id="figures_list",
        parameters=[FigureQuerySerializer],
        # One document, though it is asked for as a list.
        responses=forced_singular_serializer(FiguresSerializer),  # type: ignore[no-untyped-call]
    )
    def list(self, request: Request) -> Response:
        """Return the figures under the filters of the address. Raises Invalid, naming each filter that cannot be read."""
        catalogue = filter_options()
        filters, problems = read_filters(request.query_params, catalogue)
        if problems:
            raise Invalid(problems)
        reading = FigureReading(filters, catalogue)
        return Response(FiguresSerializer({"cut_at": timezone.now(), "results": reading.figures()}).data)
