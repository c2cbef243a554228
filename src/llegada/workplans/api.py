"""Work plans and milestones in the API, with the policies and services of the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from llegada.core.actors import Actor
from llegada.core.api import IDEMPOTENCY_KEY, UUID_PATTERN, chosen, known_actor, made_once
from llegada.core.errors import Invalid
from llegada.territory.models import Entity
from llegada.workplans import rules, schemas, selectors, services
from llegada.workplans.filters import MilestoneApiFilter, WorkPlanApiFilter
from llegada.workplans.follow_up_api import PlanAgreementActions
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.policies import FOR_ACTION, FOR_MILESTONE_ACTION, WORK_PLAN_POLICY, Permission

_ID = OpenApiParameter("public_id", str, OpenApiParameter.PATH, description="Identificador público.")
_ACTION = OpenApiParameter("name", str, OpenApiParameter.PATH, description="Acción.", enum=sorted(FOR_ACTION))
_DETAIL = "api:work-plan-detail"


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class WorkPlanViewSet(PlanAgreementActions, viewsets.ReadOnlyModelViewSet[WorkPlan]):
    """The work plans that the person may see."""

    serializer_class = schemas.WorkPlanSerializer
    filterset_class = WorkPlanApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = WorkPlan.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[WorkPlan]:
        """Return the plans that the actor sees, with their progress."""
        return selectors.list_work_plans(actor=known_actor(self.request), today=timezone.localdate())

    @extend_schema(parameters=[_ID], responses=schemas.WorkPlanDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return one plan with its milestones, versions and the actions open to who asks."""
        return self._answer(kwargs["public_id"])

    def _answer(self, public_id: UUID, code: int = status.HTTP_200_OK) -> Response:
        actor = known_actor(self.request)
        selectors.get_work_plan(actor=actor, public_id=public_id)
        plan = self.get_queryset().get(public_id=public_id)
        held = WORK_PLAN_POLICY.permissions_on(actor, plan)
        context = {
            "today": timezone.localdate(),
            "actions": [name for name in rules.available_actions(plan.status) if FOR_ACTION[name] in held],
            "milestones": selectors.list_milestones(actor=actor)
            .filter(plan=plan)
            .prefetch_related("evidence__file")
            .order_by("plan_service", "position"),
        }
        return Response(schemas.WorkPlanDetailSerializer(plan, context=context).data, status=code)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=schemas.WorkPlanWriteSerializer,
        responses={201: schemas.WorkPlanDetailSerializer, 200: schemas.WorkPlanDetailSerializer},
    )
    def create(self, request: Request) -> Response:
        """Make a draft plan with the published version of each service; with the same key again, answer 200 with that plan."""
        actor = known_actor(request)
        WORK_PLAN_POLICY.require_ever(actor, Permission.EDIT)
        public_id, code = made_once(request, view_name=_DETAIL, make=lambda: self._make(request, actor).public_id)
        return self._answer(public_id, code)

    def _make(self, request: Request, actor: Actor) -> WorkPlan:
        now = timezone.now()
        body = schemas.WorkPlanWriteSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        advisors = selectors.list_advisors(actor=actor, today=timezone.localdate(now))
        offered = selectors.list_services_to_plan(actor=actor)
        own = advisors.filter(pk=actor.person_id or 0).values_list("public_id", flat=True).first()
        return services.create_plan(
            actor=actor,
            unit=chosen(selectors.list_units_to_plan(actor=actor), given["unit"], "unit"),
            entity=chosen(Entity.objects.all(), given["entity"], "entity"),
            advisor=chosen(advisors, given.get("advisor", own), "advisor"),
            services=[chosen(offered, one, "services") for one in given["services"]],
            text=body.to_text(),
            basis=_basis(actor, given),
            due_on=_dates(given["due_on"]),
            now=now,
        )

    @extend_schema(
        parameters=[_ID, _ACTION], request=schemas.PlanActionSerializer, responses=schemas.WorkPlanDetailSerializer
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]+)", url_name="action")
    def apply(self, request: Request, public_id: UUID, name: str) -> Response:
        """Move the plan by an action of its life."""
        actor = known_actor(request)
        plan = selectors.get_work_plan(actor=actor, public_id=public_id)
        if name in FOR_ACTION:  # of any other action the service says that there is none
            WORK_PLAN_POLICY.require(actor, FOR_ACTION[name], plan)
        body = schemas.PlanActionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        if name == "finish" and (delivery := body.validated_data["delivery"]):
            content = services.DeliveryContent(**delivery)
            services.deliver_plan(actor=actor, public_id=public_id, content=content, now=timezone.now())
            return self._answer(public_id)
        services.apply_action(
            actor=actor,
            public_id=public_id,
            action=name,
            now=timezone.now(),
            reason=body.validated_data["reason"],
            version_id=body.validated_data["version"],
            has_consent=body.validated_data["consent"],
            lessons=body.validated_data["lessons"],
        )
        return self._answer(public_id)


def _basis(actor: Actor, given: dict[str, Any]) -> services.PlanBasis:
    line_id = given["annual_line"]
    line = chosen(selectors.list_lines_to_carry_out(actor=actor), line_id, "annual_line") if line_id else None
    return services.PlanBasis(line, given["unplanned_reason"], given["unplanned_note"])


def _dates(given: dict[str, Any]) -> dict[UUID, Any]:
    try:
        return {UUID(key): day for key, day in given.items()}
    except ValueError:
        raise Invalid({"due_on": _("Cada fecha va con el identificador de su hito.")}) from None


@extend_schema_view(list=extend_schema(), retrieve=extend_schema(parameters=[_ID]))
class MilestoneViewSet(viewsets.ReadOnlyModelViewSet[PlanMilestone]):
    """The milestones of the plans that the person may see."""

    serializer_class = schemas.PlanMilestoneSerializer
    filterset_class = MilestoneApiFilter
    lookup_field = "public_id"
    lookup_value_regex = UUID_PATTERN
    queryset = PlanMilestone.objects.none()  # for the description of the API; the real one asks who is asking

    def get_queryset(self) -> QuerySet[PlanMilestone]:
        """Return the milestones that the actor sees, with their evidence."""
        return selectors.list_milestones(actor=known_actor(self.request)).prefetch_related("evidence__file")

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what derives «overdue» from today."""
        return {**super().get_serializer_context(), "today": timezone.localdate()}

    def _actor_who_may(self, name: str, public_id: UUID) -> Actor:
        """Return who is asking, before their words are read. Raises NotAuthenticated, NotFound, NotAllowed."""
        actor = known_actor(self.request)
        milestone = selectors.get_milestone(actor=actor, public_id=public_id)
        WORK_PLAN_POLICY.require(actor, FOR_MILESTONE_ACTION[name], milestone.plan)
        return actor

    def _answer(self, public_id: UUID) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(public_id=public_id)).data)

    @extend_schema(
        parameters=[_ID],
        request={"multipart/form-data": schemas.MilestoneReportSerializer},
        responses=schemas.PlanMilestoneSerializer,
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def report(self, request: Request, public_id: UUID) -> Response:
        """Report a milestone with its evidence; each file is checked by its content and kept once."""
        actor = self._actor_who_may("report", public_id)
        body = schemas.MilestoneReportSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.report_milestone(
            actor=actor,
            public_id=public_id,
            report=body.validated_data["report"],
            uploads=body.validated_data["evidence"],
            now=timezone.now(),
        )
        return self._answer(public_id)

    @extend_schema(
        parameters=[_ID], request=schemas.MilestoneReviewSerializer, responses=schemas.PlanMilestoneSerializer
    )
    @action(detail=True, methods=["post"])
    def validate(self, request: Request, public_id: UUID) -> Response:
        """Validate a milestone that somebody else reported."""
        return self._review(request, public_id, "validate")

    @extend_schema(
        parameters=[_ID], request=schemas.MilestoneReviewSerializer, responses=schemas.PlanMilestoneSerializer
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, public_id: UUID) -> Response:
        """Return a reported milestone, saying what is missing."""
        return self._review(request, public_id, "return")

    def _review(self, request: Request, public_id: UUID, name: str) -> Response:
        actor = self._actor_who_may(name, public_id)
        body = schemas.MilestoneReviewSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        services.review_milestone(
            actor=actor, public_id=public_id, action=name, now=timezone.now(), **body.validated_data
        )
        return self._answer(public_id)
