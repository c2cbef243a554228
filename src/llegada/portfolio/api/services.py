"""Services in the API: the portfolio is public; drafts and changes are for who may see and make them on the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import Actor
from llegada.core.api import NotAuthenticated, api_actor
from llegada.core.errors import NotAllowed
from llegada.portfolio import schemas, selectors, services
from llegada.portfolio.filters import ServiceApiFilter
from llegada.portfolio.models import Service
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION, SERVICE_POLICY, Permission

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
#: Who holds none of these takes no step, whichever they ask for.
_MOVING = frozenset({*FOR_VERSION_ACTION.values(), *FOR_SERVICE_ACTION.values()})


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class ServiceViewSet(viewsets.ReadOnlyModelViewSet[Service]):
    """What is published, for everybody; and, with a token, the drafts that the person may see."""

    serializer_class = schemas.ServiceSerializer
    filterset_class = ServiceApiFilter
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = Service.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[Service]:
        """Return what the actor sees; the list of who sees no drafts has only what is offered today."""
        return selectors.list_services_for_api(
            actor=api_actor(self.request), with_retired=self.action != "list" or "status" in self.request.GET
        )

    def get_serializer_context(self) -> dict[str, Any]:
        """Return who is asking, which decides about drafts."""
        return {**super().get_serializer_context(), "actor": api_actor(self.request)}

    @extend_schema(request=schemas.ServiceWriteSerializer, responses={201: schemas.ServiceSerializer})
    def create(self, request: Request) -> Response:
        """Create a service with its first draft."""
        actor = self._known_actor()
        SERVICE_POLICY.require_ever(actor, Permission.EDIT)
        body = schemas.ServiceWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        service = services.create_service(
            actor=actor, unit=body.validated_data["unit"], content=body.to_content(), now=timezone.now()
        )
        return self._answer(service.public_id, status.HTTP_201_CREATED)

    @extend_schema(parameters=[_ID], request=schemas.DraftWriteSerializer, responses=schemas.ServiceSerializer)
    @action(detail=True, methods=["put"])
    def draft(self, request: Request, public_id: UUID) -> Response:
        """Make the draft say what is sent, opening it if there is none."""
        actor = self._actor_who_may(Permission.EDIT, public_id)
        body = schemas.DraftWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.edit_draft(
            actor=actor,
            public_id=public_id,
            content=body.to_content(),
            now=timezone.now(),
            revision=body.validated_data["revision"],
        )
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.MoveSerializer, responses=schemas.ServiceSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, public_id: UUID) -> Response:
        """Take the service, or its version in edition, one step further on its way."""
        actor = self._known_actor()
        service = selectors.get_service(actor=actor, public_id=public_id)
        if SERVICE_POLICY.permissions_on(actor, service).isdisjoint(_MOVING):
            raise NotAllowed()
        body = schemas.MoveSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        is_of_version = body.validated_data["action"] in FOR_VERSION_ACTION
        move = services.move_version if is_of_version else services.move_service
        move(actor=actor, public_id=public_id, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.PublishSerializer, responses=schemas.ServiceSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, public_id: UUID) -> Response:
        """Publish the parametrised version: it becomes the one in force."""
        actor = self._actor_who_may(Permission.PUBLISH, public_id)
        body = schemas.PublishSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.publish_service(actor=actor, public_id=public_id, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.RetireSerializer, responses=schemas.ServiceSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, public_id: UUID) -> Response:
        """Take the service out of the portfolio, with the reason."""
        actor = self._actor_who_may(Permission.RETIRE, public_id)
        body = schemas.RetireSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.move_service(
            actor=actor, public_id=public_id, action="retire", now=timezone.now(), **body.validated_data
        )
        return self._answer(public_id)

    def _known_actor(self) -> Actor:
        actor = api_actor(self.request)
        if not actor.is_authenticated:
            raise NotAuthenticated()
        return actor

    def _actor_who_may(self, permission: Permission, public_id: UUID) -> Actor:
        """Return who is asking, before their words are read. Raises NotAuthenticated, NotFound, NotAllowed."""
        actor = self._known_actor()
        SERVICE_POLICY.require(actor, permission, selectors.get_service(actor=actor, public_id=public_id))
        return actor

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        service = self.get_queryset().get(public_id=public_id)
        return Response(self.get_serializer(service).data, status=code)
