"""Amendments, obstacles, rounds and signatures of plans in the API, with the policies and services of the pages."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, UUID_PATTERN, chosen, known_actor, made_once
from llegada.core.errors import Invalid, NotAllowed
from llegada.portfolio.models import Service
from llegada.workplans import amendment_rules, obstacle_rules, selectors, services
from llegada.workplans import follow_up_schemas as schemas
from llegada.workplans.choices import AmendmentKind, AmendmentStatus, ObstacleStatus
from llegada.workplans.models import PlanObstacle, WorkPlan, WorkPlanAmendment
from llegada.workplans.policies import FOR_OBSTACLE_ACTION, WORK_PLAN_POLICY, Permission, may_amend_by

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")


def _named(actions: set[str]) -> OpenApiParameter:
    return OpenApiParameter("name", str, OpenApiParameter.PATH, description="Acción.", enum=sorted(actions))


_AMENDMENT_ACTION = _named({action for _status, action in amendment_rules.TRANSITIONS})
_OBSTACLE_ACTION = _named({action for _status, action in obstacle_rules.TRANSITIONS})


class AmendmentApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Amendments by plan, kind and state."""

    plan = django_filters.UUIDFilter(field_name="plan__public_id")
    kind = django_filters.ChoiceFilter(choices=AmendmentKind.choices)
    status = django_filters.ChoiceFilter(choices=AmendmentStatus.choices)

    class Meta:
        model = WorkPlanAmendment
        fields: Final[list[str]] = []


class ObstacleApiFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Obstacles by plan, state and date."""

    plan = django_filters.UUIDFilter(field_name="plan__public_id")
    status = django_filters.ChoiceFilter(choices=ObstacleStatus.choices)
    due_to = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")

    class Meta:
        model = PlanObstacle
        fields: Final[list[str]] = []


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class AmendmentViewSet(viewsets.ReadOnlyModelViewSet[WorkPlanAmendment]):
    """The amendments of the plans that the person may see."""

    serializer_class = schemas.AmendmentSerializer
    filterset_class = AmendmentApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = WorkPlanAmendment.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[WorkPlanAmendment]:
        """Return the amendments that the actor sees."""
        return selectors.visible_amendments(known_actor(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what says the changes of each: in a list, as they were written when it was proposed or decided."""
        return {**super().get_serializer_context(), "changes_of": selectors.kept_changes_of}

    @extend_schema(parameters=[_ID], responses=schemas.AmendmentDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one amendment with what it would change today and the actions open to who asks."""
        return self._answer(kwargs["public_id"])

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        amendment = selectors.get_amendment(actor=actor, public_id=public_id)
        context = {"changes_of": selectors.changes_of, "actor": actor}
        return Response(schemas.AmendmentDetailSerializer(amendment, context=context).data, status=code)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.AmendmentWriteSerializer,
        responses={201: schemas.AmendmentDetailSerializer, 200: schemas.AmendmentDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Propose a change of a signed plan; nothing changes until it is approved."""
        actor = known_actor(request)
        WORK_PLAN_POLICY.require_ever(actor, Permission.AMEND)
        made = made_once(
            request, view_name="api:amendment-detail", make=lambda: self._propose(request, actor).public_id
        )
        return self._answer(*made)

    def _propose(self, request: Request, actor: Actor) -> WorkPlanAmendment:
        body = schemas.AmendmentWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        plan = selectors.get_work_plan(actor=actor, public_id=given["plan"])
        WORK_PLAN_POLICY.require(actor, Permission.AMEND, plan)
        return services.propose_amendment(
            actor=actor,
            public_id=plan.public_id,
            kind=given["kind"],
            reason=given["reason"],
            wanted=_wanted(actor, plan, given),
            now=timezone.now(),
        )

    @extend_schema(
        parameters=[_ID, _AMENDMENT_ACTION],
        request=schemas.FollowUpActionSerializer,
        responses=schemas.AmendmentDetailSerializer,
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Accept, approve, refuse or withdraw an amendment; approving applies it."""
        actor = known_actor(request)
        amendment = selectors.get_amendment(actor=actor, public_id=public_id)
        if not may_amend_by(name, amendment.kind) & WORK_PLAN_POLICY.permissions_on(actor, amendment.plan):
            raise NotAllowed(action=name)
        body = schemas.FollowUpActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.move_amendment(
            actor=actor, public_id=public_id, action=name, now=timezone.now(), **body.validated_data
        )
        return self._answer(public_id)


def _wanted(actor: Actor, plan: WorkPlan, given: dict[str, Any]) -> services.Wanted:
    try:
        due_on = {UUID(key): day for key, day in given["due_on"].items()}
    except ValueError:
        raise Invalid({"due_on": _("Cada fecha va con el identificador de su hito.")}) from None
    offered = selectors.list_services_to_amend(actor=actor, plan=plan)
    advisors = selectors.list_advisors_of(unit=plan.unit, today=timezone.localdate())
    return services.Wanted(
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        due_on=due_on,
        services=[_service(offered, key) for key in given["services"]],
        advisor=chosen(advisors, given["advisor"], "advisor") if given["advisor"] else None,
        counterpart={name: given[name] for name in services.COUNTERPART if name in given},
        milestone_id=given["milestone"],
    )


def _service(offered: QuerySet[Service], key: UUID) -> Service:
    return chosen(offered, key, "services")


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class ObstacleViewSet(viewsets.ReadOnlyModelViewSet[PlanObstacle]):
    """The obstacles of the plans that the person may see."""

    serializer_class = schemas.ObstacleSerializer
    filterset_class = ObstacleApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = PlanObstacle.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[PlanObstacle]:
        """Return the obstacles that the actor sees, with their people."""
        seen = selectors.visible_obstacles(known_actor(self.request))
        return seen.select_related("milestone", "responsible", "raised_by", "closed_by")

    def get_serializer_context(self) -> dict[str, Any]:
        """Return today, and who asks."""
        return {
            **super().get_serializer_context(),
            "today": timezone.localdate(),
            "actor": known_actor(self.request),
        }

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(public_id=public_id)).data, status=code)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.ObstacleWriteSerializer,
        responses={201: schemas.ObstacleSerializer, 200: schemas.ObstacleSerializer},
    )
    def create(self, request: Request) -> Response:
        """Record an obstacle of a plan that is signed and has not ended."""
        actor = known_actor(request)
        WORK_PLAN_POLICY.require_ever(actor, Permission.RECORD_OBSTACLE)
        made = made_once(request, view_name="api:obstacle-detail", make=lambda: self._record(request, actor).public_id)
        return self._answer(*made)

    def _record(self, request: Request, actor: Actor) -> PlanObstacle:
        body = schemas.ObstacleWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        plan = selectors.get_work_plan(actor=actor, public_id=given.pop("plan"))
        WORK_PLAN_POLICY.require(actor, Permission.RECORD_OBSTACLE, plan)
        people = selectors.list_resolvers(plan=plan, today=timezone.localdate())
        for name, candidates in (("responsible", people), ("milestone", plan.milestones.all())):
            given[name] = chosen(candidates, given[name], name) if given[name] else None
        content = services.ObstacleContent(**given)
        return services.record_obstacle(actor=actor, public_id=plan.public_id, content=content, now=timezone.now())

    @extend_schema(
        parameters=[_ID, _OBSTACLE_ACTION],
        request=schemas.FollowUpActionSerializer,
        responses=schemas.ObstacleSerializer,
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Take an obstacle in hand, resolve it, or discard it."""
        actor = known_actor(request)
        obstacle = selectors.get_obstacle(actor=actor, public_id=public_id)
        if name in FOR_OBSTACLE_ACTION:  # of any other action the service says that there is none
            WORK_PLAN_POLICY.require(actor, FOR_OBSTACLE_ACTION[name], obstacle.plan)
        body = schemas.FollowUpActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.move_obstacle(actor=actor, public_id=public_id, action=name, now=timezone.now(), **body.validated_data)
        return self._answer(public_id)


class PlanAgreementActions:
    """What the API of a plan says and takes of how it was agreed: its rounds and the signature of each party."""

    @extend_schema(methods=["GET"], parameters=[_ID], responses=schemas.RoundSerializer(many=True))
    @extend_schema(
        methods=["POST"],
        parameters=[_ID],
        request=schemas.RoundWriteSerializer,
        responses={201: schemas.RoundSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def rounds(self, request: Request, public_id: UUID) -> Response:
        """Return how the plan was shown to its entity, newest first; or record one time more."""
        actor = known_actor(request)
        plan = selectors.get_work_plan(actor=actor, public_id=public_id)
        if request.method == "GET":
            held = [row.held for row in selectors.list_rounds(plan=plan)]
            return Response(schemas.RoundSerializer(held, many=True).data)
        WORK_PLAN_POLICY.require(actor, Permission.SOCIALIZE, plan)
        body = schemas.RoundWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        content = services.RoundContent(**body.validated_data)
        made = services.record_round(actor=actor, public_id=public_id, content=content, now=timezone.now())
        return Response(schemas.RoundSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(methods=["GET"], parameters=[_ID], responses=schemas.SignatureSerializer(many=True))
    @extend_schema(
        methods=["POST"],
        parameters=[_ID],
        request=schemas.SigningSerializer,
        responses={201: schemas.SignatureSerializer},
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None, filterset_class=None)
    def signatures(self, request: Request, public_id: UUID) -> Response:
        """Return who signed each version; or sign for who assists. The entity signs by the action `sign` of the plan."""
        actor = known_actor(request)
        plan = selectors.get_work_plan(actor=actor, public_id=public_id)
        if request.method == "GET":
            return Response(schemas.SignatureSerializer(selectors.list_signatures(plan=plan), many=True).data)
        WORK_PLAN_POLICY.require(actor, Permission.SIGN_FOR_PROVIDER, plan)
        body = schemas.SigningSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        version_id = body.validated_data["version"]
        made = services.sign_for_provider(actor=actor, public_id=public_id, version_id=version_id, now=timezone.now())
        return Response(schemas.SignatureSerializer(made).data, status=status.HTTP_201_CREATED)
