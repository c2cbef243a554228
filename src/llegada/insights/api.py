"""The public figures, and the profiles of places, in the API."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import Invalid
from llegada.insights.filters import read_filters
from llegada.insights.profile_schemas import ProfileSerializer, profile_data
from llegada.insights.schemas import FigureQuerySerializer, FiguresSerializer
from llegada.insights.selectors import FigureReading, filter_options
from llegada.insights.selectors.profiles import get_profile
from llegada.insights.told import published
from llegada.targeting.choices import IndexLevel
from llegada.territory import selectors as territory

_DEPARTMENT_DIGITS = 2


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
        return Response(FiguresSerializer({"cut_at": timezone.now(), "results": published(reading.figures())}).data)


@extend_schema_view(
    retrieve=extend_schema(
        operation_id="profiles_retrieve",
        parameters=[
            OpenApiParameter(
                "code", str, OpenApiParameter.PATH, description="Código DANE de dos o de cinco dígitos, con sus ceros."
            )
        ],
        responses=ProfileSerializer,
    )
)
class ProfileViewSet(viewsets.ViewSet):
    """The profile of a municipality or department: its indices among the others, whom it resembles and who serves it."""

    lookup_field = "code"
    lookup_value_regex = "[0-9]+"

    def retrieve(self, request: Request, code: str) -> Response:
        """Return one by its DANE code. Raises UnknownCode, LostZero, or NotFound for a place without a government of its own."""
        level = IndexLevel.DEPARTMENT if len(code) <= _DEPARTMENT_DIGITS else IndexLevel.MUNICIPALITY
        find_place = territory.get_department if level == IndexLevel.DEPARTMENT else territory.get_municipality
        find_place(code=code)
        profile = get_profile(actor=ANONYMOUS, level=level, code=code)
        return Response(ProfileSerializer(profile_data(profile)).data)
