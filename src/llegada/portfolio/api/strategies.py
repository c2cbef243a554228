"""Strategies in the API: read, proposed, written and decided with the policies and services of the pages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, known_actor, made_once
from llegada.core.errors import Invalid
from llegada.portfolio import rules, schemas, selectors, services
from llegada.portfolio.filters import StrategyApiFilter
from llegada.portfolio.models import Strategy
from llegada.portfolio.policies import FOR_STRATEGY_ACTION, STRATEGY_POLICY, StrategyPermission
from llegada.portfolio.strategy_content import StrategyContent

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
_ACTION = OpenApiParameter("name", str, OpenApiParameter.PATH, description="Acción.", enum=sorted(FOR_STRATEGY_ACTION))


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class StrategyViewSet(viewsets.ReadOnlyModelViewSet[Strategy]):
    """The strategies that the person may see."""

    serializer_class = schemas.StrategySerializer
    filterset_class = StrategyApiFilter
    lookup_field = "public_id"
    lookup_value_converter = "uuid"
    queryset = Strategy.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[Strategy]:
        """Return the strategies that the actor sees, with the units that take part."""
        found = selectors.list_strategies(actor=known_actor(self.request))
        return found.select_related("organization", "unit", "technical_lead").prefetch_related("partners")

    @extend_schema(parameters=[_ID], responses=schemas.StrategyDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one strategy with all that it says, what it lacks and the actions open to who asks."""
        return self._answer(kwargs["public_id"])

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.StrategyCreateSerializer,
        responses={201: schemas.StrategyDetailSerializer, 200: schemas.StrategyDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Propose a strategy, as a draft that may be incomplete; with the same key again, answer 200 with that one."""
        actor = known_actor(request)
        STRATEGY_POLICY.require_ever(actor, StrategyPermission.EDIT)

        def make() -> UUID:
            body = schemas.StrategyCreateSerializer(data=request.data)
            body.is_valid(raise_exception=True)
            units = selectors.list_proposing_units(actor=actor)
            unit = units.filter(public_id=body.validated_data["unit"]).first()
            if unit is None:
                raise Invalid({"unit": _not_there([body.validated_data["unit"]])})
            content = _content(actor, body, unit.organization_id, None)
            return services.create_strategy(actor=actor, unit=unit, content=content, now=timezone.now()).public_id

        public_id, code = made_once(request, view_name="api:strategy-detail", make=make)
        return self._answer(public_id, code)

    @extend_schema(
        parameters=[_ID], request=schemas.StrategyWriteSerializer, responses=schemas.StrategyDetailSerializer
    )
    @action(detail=True, methods=["put"])
    def content(self, request: Request, public_id: UUID) -> Response:
        """Make a strategy in edition say what is sent, whole: what is left out is left blank."""
        actor, strategy = self._who_may(StrategyPermission.EDIT, public_id)
        body = schemas.StrategyWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.edit_strategy(
            actor=actor,
            public_id=public_id,
            content=_content(actor, body, strategy.organization_id, strategy),
            now=timezone.now(),
            revision=body.validated_data["revision"],
        )
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.StrategyLinkSerializer, responses=schemas.StrategyDetailSerializer)
    @action(detail=True, methods=["post"])
    def links(self, request: Request, public_id: UUID) -> Response:
        """Bring a link that supports the strategy; the same address again is the same one."""
        actor, _strategy = self._who_may(StrategyPermission.EDIT, public_id)
        body = schemas.StrategyLinkSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.attach_link(actor=actor, public_id=public_id, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.ClosingSerializer, responses=schemas.StrategyDetailSerializer)
    @action(detail=True, methods=["put"])
    def closing(self, request: Request, public_id: UUID) -> Response:
        """Write the review of objectives and the management report of a strategy in implementation."""
        actor, _strategy = self._who_may(StrategyPermission.EDIT, public_id)
        body = schemas.ClosingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.write_closing(actor=actor, public_id=public_id, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)

    @extend_schema(
        parameters=[_ID, _ACTION], request=schemas.StrategyActionSerializer, responses=schemas.StrategyDetailSerializer
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Move the strategy by an action of its life that is not the committee's."""
        actor = known_actor(request)
        strategy = selectors.get_strategy(actor=actor, public_id=public_id)
        if name in FOR_STRATEGY_ACTION:  # of any other action the service says that there is none
            STRATEGY_POLICY.require(actor, FOR_STRATEGY_ACTION[name], strategy)
        body = schemas.StrategyActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.move_strategy(actor=actor, public_id=public_id, action=name, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.SheetSerializer, responses=schemas.StrategyDetailSerializer)
    @action(detail=True, methods=["post"])
    def sheet(self, request: Request, public_id: UUID) -> Response:
        """Write what a member of the committee decides in the open round."""
        actor, _strategy = self._who_may(StrategyPermission.VOTE, public_id)
        body = schemas.SheetSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        services.write_sheet(
            actor=actor, public_id=public_id, now=now, today=timezone.localdate(now), **body.validated_data
        )
        return self._answer(public_id)

    @extend_schema(parameters=[_ID], request=schemas.RoundSerializer, responses=schemas.StrategyDetailSerializer)
    @action(detail=True, methods=["post"], url_path="close-round")
    def close_round(self, request: Request, public_id: UUID) -> Response:
        """Close the round of the committee with the date of the meeting and its act: the majority decides."""
        actor, _strategy = self._who_may(StrategyPermission.CLOSE_ROUND, public_id)
        body = schemas.RoundSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        now = timezone.now()
        services.close_round(
            actor=actor, public_id=public_id, now=now, today=timezone.localdate(now), **body.validated_data
        )
        return self._answer(public_id)

    def _who_may(self, permission: StrategyPermission, public_id: UUID) -> tuple[Actor, Strategy]:
        """Return who is asking, before their words are read. Raises NotAuthenticated, NotFound, NotAllowed."""
        actor = known_actor(self.request)
        strategy = selectors.get_strategy(actor=actor, public_id=public_id)
        STRATEGY_POLICY.require(actor, permission, strategy)
        return actor, strategy

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        strategy = selectors.get_strategy(actor=actor, public_id=public_id)
        held = STRATEGY_POLICY.permissions_on(actor, strategy)
        context = {
            "missing": services.missing_in_strategy(strategy),
            "actions": [
                name
                for name in rules.available_strategy_actions(strategy.status)
                if FOR_STRATEGY_ACTION.get(name) in held
            ],
            "rounds": selectors.list_rounds(strategy),
            "proofs": selectors.list_proofs(strategy),
        }
        return Response(schemas.StrategyDetailSerializer(strategy, context=context).data, status=code)


def _content(
    actor: Actor, body: schemas.StrategyWriteSerializer, organization_id: int, strategy: Strategy | None
) -> StrategyContent:
    """Return what is sent with the keys of what it names; what is beyond reach looks like what does not exist. Raises Invalid."""
    given, here = body.validated_data, [organization_id]
    lead = given["technical_lead"]
    leads = selectors.list_technical_leads(organizations=here, today=timezone.localdate())
    return body.to_content(
        earlier=_keys(selectors.list_earlier_strategies(actor=actor, besides=strategy), given["earlier"], "earlier"),
        partners=_keys(selectors.list_partner_units(organizations=here), given["partners"], "partners"),
        technical_lead=_keys(leads, [lead], "technical_lead")[0] if lead else None,
    )


def _keys(candidates: QuerySet[Any, Any], public_ids: Collection[UUID], field: str) -> tuple[int, ...]:
    found: dict[UUID, Model] = {one.public_id: one for one in candidates.filter(public_id__in=public_ids)}
    strange = [public_id for public_id in public_ids if public_id not in found]
    if strange:
        raise Invalid({field: _not_there(strange)})
    return tuple(found[public_id].pk for public_id in public_ids)


def _not_there(public_ids: Collection[UUID]) -> str:
    return _("No existe o no lo puede usar: %(id)s.") % {"id": ", ".join(str(one) for one in public_ids)}
