"""Requests in the API, with the policies and services of the pages."""

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

from llegada.accounts.models import OrgUnit
from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, UUID_PATTERN, chosen, known_actor, made_once
from llegada.core.errors import Invalid
from llegada.core.roles import ENTITY_ROLES
from llegada.delivery import request_schemas as schemas
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_filters import RequestApiFilter
from llegada.delivery.request_policies import (
    FOR_REQUEST_ACTION,
    REQUEST_POLICY,
    SPOKEN,
    RequestPermission,
    require_for_action,
)
from llegada.delivery.request_rules import Clock
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_acts import carry_out
from llegada.delivery.services.request_answers import Ending
from llegada.delivery.services.requests import Guidance, NewRequest, receive_request, record_orientation
from llegada.territory.models import Entity, Municipality

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
_ACTIONS: Final = sorted({*FOR_REQUEST_ACTION, *SPOKEN})
_ACTION = OpenApiParameter("name", str, OpenApiParameter.PATH, description="Acción.", enum=_ACTIONS)
_DETAIL: Final = "api:request-detail"


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class RequestViewSet(viewsets.ReadOnlyModelViewSet[AssistanceRequest]):
    """The requests of entities and citizens that the person may see."""

    serializer_class = schemas.RequestSerializer
    filterset_class = RequestApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = AssistanceRequest.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[AssistanceRequest]:
        """Return the requests that the actor sees."""
        return selectors.list_requests(actor=known_actor(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what counts working days from today, with the days off of each organisation read once."""
        today, known = timezone.localdate(), dict[int, Any]()

        def clock_of(one: AssistanceRequest) -> Clock:
            if one.organization_id not in known:
                known[one.organization_id] = selectors.days_off_of(one.organization_id)
            return selectors.clock_of(one, today=today, days_off=known[one.organization_id])

        shows_people = not _is_entity_side(known_actor(self.request))
        return {**super().get_serializer_context(), "clock_of": clock_of, "shows_people": shows_people}

    @extend_schema(parameters=[_ID], responses=schemas.RequestDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one request whole; to the entity that asked, only the answers that have reached it."""
        return self._answer(kwargs["public_id"])

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        one = selectors.get_request(actor=actor, public_id=public_id)
        answers = selectors.list_answers(one)
        actions = selectors.list_request_actions(actor=actor, request=one)
        if _is_entity_side(actor):
            actions = selectors.list_spoken_actions(actor=actor, request=one)
            answers = [answer for answer in answers if answer.notified_at is not None]
        context = {
            **self.get_serializer_context(),
            "answers": answers,
            "actions": actions,
        }
        return Response(schemas.RequestDetailSerializer(one, context=context).data, status=code)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.RequestWriteSerializer,
        responses={201: schemas.RequestDetailSerializer, 200: schemas.RequestDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for something in the name of one's entity; with the same key again, answer 200 with that request."""
        actor = known_actor(request)
        REQUEST_POLICY.require_ever(actor, RequestPermission.SPEAK)
        public_id, code = made_once(request, view_name=_DETAIL, make=lambda: self._ask(request, actor).public_id)
        return self._answer(public_id, code)

    def _ask(self, request: Request, actor: Actor) -> AssistanceRequest:
        body = schemas.RequestWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        place, entity_id = given.pop("municipality"), given.pop("entity")
        organization = chosen(selectors.list_organizations_to_ask(), given.pop("organization"), "organization")
        entity = chosen(Entity.objects.all(), entity_id, "entity") if entity_id else None
        new = NewRequest(
            organization=organization,
            entity=entity,
            municipality=_municipality(place),
            wanted=given.pop("kind"),
            **given,
        )
        return receive_request(actor=actor, new=new, now=timezone.now())

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.GuidanceSerializer,
        responses={201: schemas.RequestDetailSerializer, 200: schemas.RequestDetailSerializer},
    )
    @action(detail=False, methods=["post"])
    def guidance(self, request: Request) -> Response:
        """Record guidance that was given at once; with the same key again, answer 200 with that one."""
        actor = known_actor(request)
        REQUEST_POLICY.require_ever(actor, RequestPermission.RECORD)
        public_id, code = made_once(request, view_name=_DETAIL, make=lambda: self._guide(request, actor).public_id)
        return self._answer(public_id, code)

    def _guide(self, request: Request, actor: Actor) -> AssistanceRequest:
        body = schemas.GuidanceSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        unit = chosen(OrgUnit.objects.filter(is_active=True), given.pop("unit"), "unit")
        entity = chosen(Entity.objects.all(), given.pop("entity"), "entity")
        guidance = Guidance(unit=unit, entity=entity, **given)
        return record_orientation(actor=actor, guidance=guidance, now=timezone.now())

    @extend_schema(
        parameters=[_ID, _ACTION],
        request={
            "application/json": schemas.RequestActionSerializer,
            "multipart/form-data": schemas.RequestActionSerializer,
        },
        responses=schemas.RequestDetailSerializer,
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Move a request by an action of its life."""
        actor = known_actor(request)
        one = selectors.get_request(actor=actor, public_id=public_id)
        require_for_action(actor, name, one)
        body = schemas.RequestActionSerializer(data=request.data, context={"action": name})
        body.is_valid(raise_exception=True)
        given = _resolved(actor, one, name, dict(body.validated_data))
        revision = given.pop("revision")
        carry_out(actor=actor, public_id=public_id, action=name, given=given, now=timezone.now(), revision=revision)
        return self._answer(public_id)


def _is_entity_side(actor: Actor) -> bool:
    """Return whether the person only speaks for entities: they do not see who works on what they asked."""
    return bool(actor.roles) and actor.roles <= ENTITY_ROLES


def _municipality(code: str | None) -> Municipality | None:
    if not code:
        return None
    found = Municipality.objects.filter(pk=code).first()
    if found is None:
        raise Invalid({"municipality": _("No hay un municipio con el código %(code)s.") % {"code": code}})
    return found


def _resolved(actor: Actor, one: AssistanceRequest, name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent with the objects that its identifiers name. Raises Invalid."""
    if name == "assign":
        people = selectors.list_people_to_assign(one, today=timezone.localdate())
        given["unit"] = chosen(selectors.list_units_to_assign(one), given["unit"], "unit")
        given["person"] = chosen(people, given["person"], "person") if given["person"] else None
    if name == "close":
        lines = selectors.list_lines_for(actor=actor, request=one)
        plans = selectors.list_plans_for(actor=actor, request=one)
        given["ending"] = Ending(
            outcome=given["outcome"],
            line=chosen(lines, given["line"], "line") if given["line"] else None,
            plan=chosen(plans, given["plan"], "plan") if given["plan"] else None,
            note=given["note"],
        )
    return given
