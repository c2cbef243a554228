"""Indicator sheets in the API: read, written and put in force with the policies and services of the pages."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.accounts.models import Organization, Person
from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, known_actor, made_once
from llegada.core.errors import Invalid, NotFound
from llegada.indicators import rules, schemas, selectors, services
from llegada.indicators.checks import missing_for_force
from llegada.indicators.choices import SheetStatus
from llegada.indicators.content import content_of
from llegada.indicators.filters import SheetApiFilter
from llegada.indicators.models import IndicatorSheet
from llegada.indicators.policies import FOR_ACTION, INDICATOR_POLICY, Permission

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
#: What is asked by its name; `supersede` only happens to the version that another replaces.
ACTIONS: Final = tuple(sorted(set(FOR_ACTION) - {"supersede"}))
_ACTION = OpenApiParameter("name", str, OpenApiParameter.PATH, description="Acción.", enum=ACTIONS)


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class IndicatorSheetViewSet(viewsets.ReadOnlyModelViewSet[IndicatorSheet]):
    """The indicator sheets that the person may see; a replaced version is read by its identifier."""

    serializer_class = schemas.IndicatorSheetSerializer
    filterset_class = SheetApiFilter
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = IndicatorSheet.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[IndicatorSheet]:
        """Return the sheets that the actor sees, with all that they say."""
        return selectors.list_sheets(actor=known_actor(self.request))

    @extend_schema(parameters=[_ID], responses=schemas.IndicatorSheetDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one version with what it lacks to come into force and the actions open to who asks."""
        return self._answer(kwargs["public_id"])

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.SheetCreateSerializer,
        responses={201: schemas.IndicatorSheetDetailSerializer, 200: schemas.IndicatorSheetDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Create the draft of the sheet of a new indicator; with the same key again, answer 200 with that one."""
        actor = known_actor(request)
        INDICATOR_POLICY.require_ever(actor, Permission.EDIT)

        def make() -> UUID:
            body = schemas.SheetCreateSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            unit = selectors.list_editable_units(actor=actor).filter(public_id=body.validated_data["unit"]).first()
            if unit is None:
                raise Invalid({"unit": _not_there(body.validated_data["unit"])})
            content = body.to_content(responsible=_responsible(body, unit.organization_id))
            return services.create_sheet(actor=actor, unit=unit, content=content, now=timezone.now()).public_id

        public_id, code = made_once(request, view_name="api:indicator-sheet-detail", make=make)
        return self._answer(public_id, code)

    @extend_schema(
        parameters=[_ID], request=schemas.SheetWriteSerializer, responses=schemas.IndicatorSheetDetailSerializer
    )
    @action(detail=True, methods=["put"])
    def draft(self, request: Request, public_id: UUID) -> Response:
        """Make a draft say what is sent, whole: what is left out is left blank."""
        actor = known_actor(request)
        sheet = selectors.get_sheet(actor=actor, public_id=public_id)
        INDICATOR_POLICY.require(actor, Permission.EDIT, sheet)
        body = schemas.SheetWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.edit_sheet(
            actor=actor,
            public_id=public_id,
            content=body.to_content(responsible=_responsible(body, sheet.unit.organization_id)),
            now=timezone.now(),
            revision=body.validated_data["revision"],
        )
        return self._answer(public_id)

    @extend_schema(
        parameters=[_ID, _ACTION],
        request=schemas.SheetActionSerializer,
        responses=schemas.IndicatorSheetDetailSerializer,
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Put in force, correct, retire or discard; a correction answers with the draft that it opens."""
        actor = known_actor(request)
        sheet = selectors.get_sheet(actor=actor, public_id=public_id)
        if name not in ACTIONS:
            raise NotFound(action=name)
        INDICATOR_POLICY.require(actor, FOR_ACTION[name], sheet)
        body = schemas.SheetActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self._answer(_carry_out(actor, public_id, name, body.validated_data).public_id)

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        sheet = selectors.get_sheet(actor=actor, public_id=public_id)
        held = INDICATOR_POLICY.permissions_on(actor, sheet)
        context = {
            "missing": Invalid(missing_for_force(content_of(sheet))).fields
            if sheet.status == SheetStatus.DRAFT
            else {},
            "actions": [
                name for name in ACTIONS if (sheet.status, name) in rules.TRANSITIONS and FOR_ACTION[name] in held
            ],
        }
        return Response(schemas.IndicatorSheetDetailSerializer(sheet, context=context).data, status=code)


def _carry_out(actor: Actor, public_id: UUID, name: str, given: dict[str, Any]) -> IndicatorSheet:
    now = timezone.now()
    if name == "correct":
        return services.open_correction(actor=actor, public_id=public_id, now=now)
    if name == "put_in_force":
        return services.put_in_force(actor=actor, public_id=public_id, now=now, **given)
    return services.retire_sheet(actor=actor, public_id=public_id, action=name, reason=given["reason"], now=now)


def _responsible(body: schemas.SheetWriteSerializer, organization_id: int) -> Person | None:
    """Return who answers for the indicator, among those of its organisation. Raises Invalid."""
    chosen = body.validated_data["responsible"]
    if chosen is None:
        return None
    people = selectors.list_people_of(Organization.objects.filter(pk=organization_id), today=timezone.localdate())
    found = people.filter(public_id=chosen).first()
    if found is None:
        raise Invalid({"responsible": _not_there(chosen)})
    return found


def _not_there(public_id: UUID) -> str:
    return _("No existe o no lo puede usar: %(id)s.") % {"id": public_id}
