"""Sessions and commitments in the API, with the policies and services of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, known_actor, made_once
from llegada.core.arrivals import read_files
from llegada.delivery import rules, schemas, selectors, services
from llegada.delivery.event_api import AttendanceCodeActions, session_key
from llegada.delivery.filters import CommitmentApiFilter, SessionApiFilter
from llegada.delivery.models import Commitment, Session
from llegada.delivery.policies import (
    COMMITMENT_POLICY,
    FOR_ACTION,
    PLAN_POLICY,
    SESSION_POLICY,
    Permission,
    for_commitment_action,
)

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


def _is_overdue(commitment: Commitment) -> bool:
    return rules.is_overdue(due_on=commitment.due_on, status=commitment.status, today=timezone.localdate())


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class SessionViewSet(AttendanceCodeActions, viewsets.ReadOnlyModelViewSet[Session]):
    """The sessions that the person may see."""

    serializer_class = schemas.SessionSerializer
    filterset_class = SessionApiFilter
    lookup_field = "public_id"
    queryset = Session.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[Session]:
        """Return the sessions that the actor sees."""
        sessions = selectors.list_sessions(actor=known_actor(self.request))
        return selectors.with_attendance_count(sessions).prefetch_related("advisors", "milestones")

    @extend_schema(parameters=[_ID], responses=schemas.SessionDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one session with its lists; names only for who may see them."""
        return self._answer(session_key(kwargs["public_id"]))

    def _actor_who_may(self, permission: Permission, public_id: UUID) -> Actor:
        """Return who is asking, before their words are read. Raises NotAuthenticated, NotFound, NotAllowed."""
        actor = known_actor(self.request)
        SESSION_POLICY.require(actor, permission, selectors.get_session(actor=actor, public_id=public_id))
        return actor

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        selectors.get_session(actor=actor, public_id=public_id)
        session = self.get_queryset().prefetch_related("commitments__plan").get(public_id=public_id)
        may_see_names = SESSION_POLICY.can(actor, Permission.VIEW_ATTENDANCE, session)
        context = {
            "attendance": selectors.list_attendance(actor=actor, session=session) if may_see_names else None,
            "evidence": selectors.list_evidence(session=session) if may_see_names else None,
            "is_overdue": _is_overdue,
        }
        return Response(schemas.SessionDetailSerializer(session, context=context).data, status=code)

    @extend_schema(request=schemas.SessionWriteSerializer, responses={201: schemas.SessionDetailSerializer})
    def create(self, request: Request) -> Response:
        """Record a session whole (or plan it); sent again with the same `id`, answer 200 with the one that there is."""
        actor = known_actor(request)
        PLAN_POLICY.require_ever(actor, Permission.RECORD)
        body = schemas.SessionWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given: dict[str, Any] = {
            "actor": actor,
            "plan_id": body.validated_data["plan"],
            "public_id": body.validated_data["id"],
            "now": timezone.now(),
            "today": timezone.localdate(),
        }
        if body.validated_data["is_planned"]:
            session = services.plan_session(details=body.to_details(), **given)
            is_new = session.created_at == given["now"]  # the one that there was is older
        else:
            done = services.record_session(record=body.to_record(), **given)
            session, is_new = done.session, done.is_new
        return self._answer(session.public_id, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(parameters=[_ID], request=schemas.SessionEditSerializer, responses=schemas.SessionDetailSerializer)
    def partial_update(self, request: Request, public_id: str) -> Response:
        """Correct the data of a session whose minutes are not approved; what is not sent stays as it was."""
        key = session_key(public_id)
        actor = self._actor_who_may(Permission.RECORD, key)
        body = schemas.SessionEditSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        services.edit_session(
            actor=actor,
            public_id=key,
            details=body.to_details(selectors.get_session(actor=actor, public_id=key)),
            revision=body.validated_data["revision"],
            now=timezone.now(),
            today=timezone.localdate(),
        )
        return self._answer(key)

    @extend_schema(parameters=[_ID], request=schemas.HoldSerializer, responses=schemas.SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, public_id: str) -> Response:
        """Mark a planned session as held."""
        actor = self._actor_who_may(FOR_ACTION["hold"], session_key(public_id))
        body = schemas.HoldSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.hold_session(
            actor=actor,
            public_id=session_key(public_id),
            now=timezone.now(),
            today=timezone.localdate(),
            **body.validated_data,
        )
        return self._answer(session_key(public_id))

    @extend_schema(parameters=[_ID], request=None, responses=schemas.SessionDetailSerializer)
    @action(detail=True, methods=["post"], url_path="approve-minutes")
    def approve_minutes(self, request: Request, public_id: str) -> Response:
        """Approve the minutes of a held session."""
        services.approve_minutes(actor=known_actor(request), public_id=session_key(public_id), now=timezone.now())
        return self._answer(session_key(public_id))

    @extend_schema(parameters=[_ID], request=schemas.ReasonSerializer, responses=schemas.SessionDetailSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        """Cancel a planned session, with the reason."""
        actor = self._actor_who_may(FOR_ACTION["cancel"], session_key(public_id))
        body = schemas.ReasonSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.cancel_session(
            actor=actor, public_id=session_key(public_id), now=timezone.now(), **body.validated_data
        )
        return self._answer(session_key(public_id))

    @extend_schema(
        parameters=[_ID],
        request={"multipart/form-data": schemas.FileSerializer},
        responses={201: schemas.EvidenceSerializer},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def evidence(self, request: Request, public_id: str) -> Response:
        """Attach a file; it is checked by its content and kept once."""
        actor = self._actor_who_may(Permission.RECORD, session_key(public_id))
        body = schemas.FileSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        read_files(request.FILES)
        kept = services.attach_evidence(
            actor=actor, public_id=session_key(public_id), upload=body.validated_data["file"], now=timezone.now()
        )
        return Response(schemas.EvidenceSerializer(kept).data, status=status.HTTP_201_CREATED)


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class CommitmentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Commitment]):
    """The commitments that the person may see, of both sides."""

    serializer_class = schemas.CommitmentSerializer
    filterset_class = CommitmentApiFilter
    lookup_field = "public_id"
    queryset = Commitment.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[Commitment]:
        """Return the commitments that the actor sees."""
        return selectors.list_commitments(actor=known_actor(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what derives «overdue» from today."""
        return {**super().get_serializer_context(), "is_overdue": _is_overdue}

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.CommitmentRecordSerializer,
        responses={201: schemas.CommitmentSerializer, 200: schemas.CommitmentSerializer},
    )
    def create(self, request: Request) -> Response:
        """Write down what was agreed outside a session; with the same key again, answer 200 with that commitment."""
        actor = known_actor(request)
        PLAN_POLICY.require_ever(actor, Permission.COMMIT)
        public_id, code = made_once(
            request, view_name="api:commitment-detail", make=lambda: self._record(request, actor).public_id
        )
        made = selectors.get_commitment(actor=actor, public_id=public_id)
        return Response(self.get_serializer(made).data, status=code)

    def _record(self, request: Request, actor: Actor) -> Commitment:
        body = schemas.CommitmentRecordSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given, now = dict(body.validated_data), timezone.now()
        origin = {
            "plan_id": given.pop("plan"),
            "agreed_in": given.pop("agreed_in"),
            "agreed_on": given.pop("agreed_on"),
        }
        commitment = services.NewCommitment(**given)
        return services.record_commitment(
            actor=actor, commitment=commitment, now=now, today=timezone.localdate(now), **origin
        )

    def _change(self, name: str, public_id: str, reads: type[BaseSerializer[Any]] | None = None) -> Response:
        """Move a commitment by an action, with the words that `reads` finds in the body, once it is known who may."""
        actor = known_actor(self.request)
        commitment = selectors.get_commitment(actor=actor, public_id=session_key(public_id))
        COMMITMENT_POLICY.require(actor, for_commitment_action(name, commitment.side), commitment)
        words: dict[str, str] = {}
        if reads is not None:
            body = reads(data=self.request.data)
            body.is_valid(raise_exception=True)
            words = body.validated_data
        changed = services.change_commitment(
            actor=actor, public_id=commitment.public_id, action=name, now=timezone.now(), **words
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(parameters=[_ID], request=schemas.OutcomeSerializer, responses=schemas.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def fulfill(self, request: Request, public_id: str) -> Response:
        """Say how a commitment of one's side was fulfilled."""
        return self._change("fulfill", public_id, schemas.OutcomeSerializer)

    @extend_schema(parameters=[_ID], request=schemas.ExtensionSerializer, responses=schemas.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, public_id: str) -> Response:
        """Give an open commitment a later date, with the reason."""
        actor = known_actor(request)
        commitment = selectors.get_commitment(actor=actor, public_id=session_key(public_id))
        COMMITMENT_POLICY.require(actor, Permission.EXTEND, commitment)
        body = schemas.ExtensionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        changed = services.extend_commitment(
            actor=actor, public_id=commitment.public_id, now=now, today=timezone.localdate(now), **body.validated_data
        )
        return Response(self.get_serializer(changed).data)

    @extend_schema(parameters=[_ID], request=None, responses=schemas.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, public_id: str) -> Response:
        """Verify a commitment that somebody else fulfilled."""
        return self._change("verify", public_id)

    @extend_schema(parameters=[_ID], request=schemas.ReasonSerializer, responses=schemas.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, public_id: str) -> Response:
        """Open a fulfilled commitment again, with the reason."""
        return self._change("reopen", public_id, schemas.ReasonSerializer)

    @extend_schema(parameters=[_ID], request=schemas.ReasonSerializer, responses=schemas.CommitmentSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, public_id: str) -> Response:
        """Cancel an open commitment, with the reason."""
        return self._change("cancel", public_id, schemas.ReasonSerializer)
