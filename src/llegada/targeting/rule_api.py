"""Rules of focalisation and their runs in the API: read, and a rule run, with the policies and services of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.api import IDEMPOTENCY_KEY, CursorPages, known_actor, made_once
from llegada.targeting import rule_schemas, selectors, services
from llegada.targeting.models import TargetingRule, TargetingRun
from llegada.targeting.policies import RULE_POLICY, RulePermission

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


class NewestFirst(CursorPages):
    """Pages from the newest."""

    ordering = "-pk"


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class TargetingRuleViewSet(viewsets.ReadOnlyModelViewSet[TargetingRule]):
    """The rules of focalisation that the person may see."""

    serializer_class = rule_schemas.TargetingRuleSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = TargetingRule.objects.none()  # for the description of the API; the real one asks who is asking
    filterset_class = None

    def get_queryset(self) -> QuerySet[TargetingRule]:
        """Return the rules that the actor sees."""
        return selectors.list_rules(actor=known_actor(self.request))

    @extend_schema(parameters=[_ID], responses=rule_schemas.TargetingRuleDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one rule with all that it says."""
        rule = selectors.get_rule(actor=known_actor(request), public_id=kwargs["public_id"])
        return Response(rule_schemas.TargetingRuleDetailSerializer(rule).data)

    @extend_schema(
        parameters=[_ID, IDEMPOTENCY_KEY],
        request=rule_schemas.RunRuleSerializer,
        responses={
            201: rule_schemas.TargetingRunDetailSerializer,
            200: rule_schemas.TargetingRunDetailSerializer,
        },
    )
    @action(detail=True, methods=["post"])
    def run(self, request: Request, public_id: UUID) -> Response:
        """Run the rule with what is in force now, and freeze it; with the same key again, answer 200 with that run."""
        actor = known_actor(request)
        rule = selectors.get_rule(actor=actor, public_id=public_id)
        RULE_POLICY.require(actor, RulePermission.EDIT, rule)
        body = rule_schemas.RunRuleSerializer(data=request.data)
        body.is_valid(raise_exception=True)

        def make() -> UUID:
            note = body.validated_data["note"]
            return services.run_rule(actor=actor, public_id=public_id, now=timezone.now(), note=note).public_id

        made, code = made_once(request, view_name="api:targeting-run-detail", make=make)
        return Response(_run_document(selectors.get_run(actor=actor, public_id=made)), status=code)


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class TargetingRunViewSet(viewsets.ReadOnlyModelViewSet[TargetingRun]):
    """The runs of the rules that the person may see."""

    serializer_class = rule_schemas.TargetingRunSerializer
    pagination_class = NewestFirst
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = TargetingRun.objects.none()  # for the description of the API; the real one asks who is asking
    filterset_class = None

    def get_queryset(self) -> QuerySet[TargetingRun]:
        """Return the runs that the actor sees."""
        return selectors.list_runs(actor=known_actor(self.request))

    @extend_schema(parameters=[_ID], responses=rule_schemas.TargetingRunDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one run with the rule that it froze, its editions and every place."""
        return Response(_run_document(selectors.get_run(actor=known_actor(request), public_id=kwargs["public_id"])))


def _run_document(run: TargetingRun) -> dict[str, Any]:
    whole = TargetingRun.objects.select_related("rule").prefetch_related("editions__edition__index", "places")
    document: dict[str, Any] = rule_schemas.TargetingRunDetailSerializer(whole.get(pk=run.pk)).data
    return document
