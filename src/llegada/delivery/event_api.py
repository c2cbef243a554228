"""Mass events, and the code by which people register themselves, in the API, with the policies and services of the pages."""

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
from llegada.core.api import UUID_PATTERN, chosen, known_actor
from llegada.core.errors import NotFound
from llegada.delivery import event_schemas as schemas
from llegada.delivery import selectors, services
from llegada.delivery.filters import EventApiFilter
from llegada.delivery.models import MassEvent
from llegada.delivery.policies import PLAN_POLICY, SESSION_POLICY, Permission
from llegada.portfolio.models import Service

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class EventViewSet(viewsets.ReadOnlyModelViewSet[MassEvent]):
    """The mass events that the person may see."""

    serializer_class = schemas.EventSerializer
    filterset_class = EventApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = MassEvent.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[MassEvent]:
        """Return the events that the actor sees."""
        return selectors.list_events(actor=known_actor(self.request))

    @extend_schema(parameters=[_ID], responses=schemas.EventDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one event with the session of each entity."""
        return Response(self._detail(kwargs["public_id"]))

    def _detail(self, public_id: UUID) -> dict[str, Any]:
        event = selectors.get_event(actor=known_actor(self.request), public_id=public_id)
        context = {"counts": selectors.count_event_people(event), "sessions": selectors.list_event_sessions(event)}
        return dict(schemas.EventDetailSerializer(event, context=context).data)

    @extend_schema(
        request=schemas.EventWriteSerializer,
        responses={201: schemas.RecordedEventSerializer, 200: schemas.RecordedEventSerializer},
    )
    def create(self, request: Request) -> Response:
        """Record an event with its list, or with `dry_run` say what would become of each person.

        Who is of no entity with a plan in course is left out and said; sent again with the same `id`, answer 200 with that event.
        """
        actor = known_actor(request)
        PLAN_POLICY.require_ever(actor, Permission.RECORD_EVENT)
        body = schemas.EventWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = {
            "actor": actor,
            "service": _service(actor=actor, public_id=body.validated_data["service"]),
            "record": body.to_record(),
            "rows": body.to_rows(),
            "now": timezone.now(),
            "today": timezone.localdate(),
        }
        if body.validated_data["dry_run"]:
            return Response({"event": None, "report": schemas.EventReportSerializer(services.try_event(**given)).data})
        told = services.record_told_event(public_id=body.validated_data["id"], **given)
        event = self._detail(told.event.public_id)
        if told.report is None:
            return Response({"event": event, "report": None})
        report = schemas.EventReportSerializer(told.report).data
        return Response({"event": event, "report": report}, status=status.HTTP_201_CREATED)


def _service(*, actor: Actor, public_id: UUID) -> Service:
    offered = selectors.list_event_services(actor=actor).values("service")
    return chosen(Service.objects.filter(pk__in=offered), public_id, "service")


class AttendanceCodeActions:
    """What the API of a session says and does of its code."""

    @extend_schema(methods=["GET"], parameters=[_ID], responses=schemas.AttendanceCodeSerializer)
    @extend_schema(methods=["POST"], parameters=[_ID], request=None, responses={200: schemas.AttendanceCodeSerializer})
    @extend_schema(methods=["DELETE"], parameters=[_ID], responses={204: None})
    @action(detail=True, methods=["get", "post", "delete"], url_path="attendance-code", filterset_class=None)
    def attendance_code(self, request: Request, public_id: str) -> Response:
        """Return the code of a session; give it one, or open again the one that it has; or shut it."""
        actor, key, now = known_actor(request), session_key(public_id), timezone.now()
        session = selectors.get_session(actor=actor, public_id=key)
        SESSION_POLICY.require(actor, Permission.RECORD, session)
        if request.method == "POST":
            return Response(
                schemas.AttendanceCodeSerializer(services.open_attendance(actor=actor, public_id=key, now=now)).data
            )
        if request.method == "DELETE":
            services.shut_attendance(actor=actor, public_id=key, now=now)
            return Response(status=status.HTTP_204_NO_CONTENT)
        door = selectors.find_code(session=session)
        if door is None:
            raise NotFound(session=public_id)
        return Response(schemas.AttendanceCodeSerializer(door).data)


def session_key(public_id: str) -> UUID:
    """Return the identifier of an address. Raises NotFound for what is none."""
    try:
        return UUID(public_id)
    except ValueError:
        raise NotFound() from None
