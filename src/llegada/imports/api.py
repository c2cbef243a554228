"""Imports in the API: a program uploads a file, reads its trial, has it brought, cancels it or undoes it, as on the pages."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, UUID_PATTERN, CursorPages, known_actor, made_once
from llegada.imports import schemas, selectors
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.policies import IMPORT_POLICY, ImportPermission
from llegada.imports.services.discarding import discard_import
from llegada.imports.services.offering import look_at_file, offer_file, organization_to_bring
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import ask_try, start_import, stop_import
from llegada.imports.services.undoing import undo_import

_ID: Final = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
_DETAIL: Final = "api:import-detail"
#: Bad rows of one answer; the workbook of the page has them all.
_MOST_BAD: Final = 1000


class NewestFirst(CursorPages):
    """Pages from the newest."""

    ordering = "-pk"


@extend_schema_view(list=extend_schema())
class ImportMappingViewSet(mixins.ListModelMixin, viewsets.GenericViewSet[ImportMapping]):
    """The saved ways of reading files of the organisations for which the person brings data in."""

    serializer_class = schemas.ImportMappingSerializer
    pagination_class = NewestFirst
    queryset = ImportMapping.objects.none()  # for the description of the API; the real one asks who is asking
    filterset_class = None

    def get_queryset(self) -> QuerySet[ImportMapping]:
        """Return those of the actor."""
        return selectors.list_mappings(actor=known_actor(self.request))


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class ImportViewSet(viewsets.ReadOnlyModelViewSet[ImportRun]):
    """The imports that the person may see."""

    serializer_class = schemas.ImportRunSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    takes_large_tables = True
    queryset = ImportRun.objects.none()  # for the description of the API; the real one asks who is asking
    filterset_class = None

    def get_queryset(self) -> QuerySet[ImportRun]:
        """Return the imports that the actor sees."""
        return selectors.list_runs(actor=known_actor(self.request))

    def _actor_who_may(self, public_id: UUID) -> Actor:
        """Return who is asking, before their words are read. Raises NotAuthenticated, NotFound, NotAllowed."""
        actor = known_actor(self.request)
        run = selectors.get_run(actor=actor, public_id=public_id)
        IMPORT_POLICY.require(actor, ImportPermission.BRING, run)
        return actor

    def _answer(self, public_id: UUID, code: int = 200) -> Response:
        run = selectors.get_run(actor=known_actor(self.request), public_id=public_id)
        return Response(schemas.ImportRunDetailSerializer(run).data, status=code)

    @extend_schema(parameters=[_ID], responses=schemas.ImportRunDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return an import with what its last try or run found and how far it has gone."""
        return self._answer(kwargs["public_id"])

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request={"multipart/form-data": schemas.ImportUploadSerializer},
        responses={201: schemas.ImportRunDetailSerializer, 200: schemas.ImportRunDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Upload a file and have it tried as a saved way of reading says; nothing comes in until it is started."""
        actor = known_actor(request)
        IMPORT_POLICY.require_ever(actor, ImportPermission.BRING)

        body = schemas.ImportUploadSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given, now = body.validated_data, timezone.now()
        offer = look_at_file(
            actor=actor,
            organization=organization_to_bring(actor, given.get("organization")),
            target=given["target"],
            mapping_id=given.get("mapping"),
            upload=given["file"],
            now=now,
        )
        public_id, code = made_once(
            request, view_name=_DETAIL, make=lambda: offer_file(actor=actor, offer=offer, now=now).public_id
        )
        return self._answer(public_id, code)

    @extend_schema(parameters=[_ID], responses=schemas.BadRowsSerializer)
    @action(detail=True, url_path="bad-rows", url_name="bad-rows")
    def bad_rows(self, request: Request, public_id: UUID) -> Response:
        """Return the first thousand rows that do not go in, each with its columns, values and reasons."""
        self._actor_who_may(public_id)
        run = selectors.get_run(actor=known_actor(request), public_id=public_id)
        rows = list(islice(read_bad_rows(str(run.public_id)), _MOST_BAD)) if run.refused else []
        return Response(schemas.BadRowsSerializer({"count": run.refused, "rows": rows}).data)

    @extend_schema(methods=["POST"], parameters=[_ID], request=None, responses=schemas.ImportRunDetailSerializer)
    @action(detail=True, methods=["post"], url_path="try", url_name="try")
    def try_again(self, request: Request, public_id: UUID) -> Response:
        """Have it tried again, as after saying what its unknown texts are."""
        ask_try(actor=self._actor_who_may(public_id), public_id=public_id, now=timezone.now())
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=None, responses=schemas.ImportRunDetailSerializer)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, public_id: UUID) -> Response:
        """Have a tried import brought by the worker."""
        start_import(actor=self._actor_who_may(public_id), public_id=public_id, now=timezone.now())
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=None, responses=schemas.ImportRunDetailSerializer)
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, public_id: UUID) -> Response:
        """Cancel it: nothing is left half done."""
        stop_import(actor=self._actor_who_may(public_id), public_id=public_id, now=timezone.now())
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=None, responses=schemas.ImportRunDetailSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, public_id: UUID) -> Response:
        """Discard one that brought nothing, with its file; who uploaded it does."""
        discard_import(actor=self._actor_who_may(public_id), public_id=public_id, now=timezone.now())
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.UndoImportSerializer, responses=schemas.ImportRunDetailSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, public_id: UUID) -> Response:
        """Undo it as a whole, saying why."""
        actor = self._actor_who_may(public_id)
        body = schemas.UndoImportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        undo_import(actor=actor, public_id=public_id, reason=body.validated_data["reason"], now=timezone.now())
        return self._answer(public_id)
