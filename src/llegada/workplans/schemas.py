"""How the API reads and writes work plans and their milestones."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from llegada.workplans import rules, selectors
from llegada.workplans.choices import UnplannedReason
from llegada.workplans.models import MilestoneEvidence, PlanMilestone, WorkPlan, WorkPlanVersion
from llegada.workplans.services import PlanText


class PlanReferenceSerializer(serializers.Serializer[Any]):
    """Something by its public identifier and its name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class PlanPersonSerializer(serializers.Serializer[Any]):
    """The person responsible for a plan, by name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="full_name")


class PlanEntitySerializer(PlanReferenceSerializer):
    """The entity of a plan, with its codes."""

    department = serializers.CharField(source="department_id", allow_null=True)
    municipality = serializers.CharField(source="municipality_id", allow_null=True)


class PlanProgressSerializer(serializers.Serializer[Any]):
    """Validated weight over total weight; null where there are no milestones, which is not zero."""

    done = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True, source="done_weight")
    total = serializers.DecimalField(max_digits=9, decimal_places=2, allow_null=True, source="total_weight")
    percent = serializers.SerializerMethodField()

    def get_percent(self, plan: Any) -> Decimal | None:
        """Return the share in percent."""
        return None if plan.total_weight is None else rules.Progress(plan.done_weight, plan.total_weight).percent


class WorkPlanSerializer(serializers.ModelSerializer[WorkPlan]):
    """A plan with its progress."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    organization = PlanReferenceSerializer(source="unit.organization")
    unit = PlanReferenceSerializer()
    entity = PlanEntitySerializer()
    advisor = PlanPersonSerializer()
    annual_line = serializers.UUIDField(
        source="annual_line.public_id", allow_null=True, default=None, help_text="Línea del plan anual de la que sale."
    )
    unplanned_reason = serializers.CharField(help_text="Por qué no está en el plan anual, si no sale de una línea.")
    progress = PlanProgressSerializer(source="*")
    overdue_milestones = serializers.IntegerField(source="overdue_count")
    open_obstacles = serializers.IntegerField(source="obstacle_count")

    class Meta:
        model = WorkPlan
        fields: tuple[str, ...] = (
            "id",
            "title",
            "status",
            "organization",
            "unit",
            "entity",
            "advisor",
            "annual_line",
            "unplanned_reason",
            "unplanned_note",
            "objectives",
            "expected_results",
            "starts_on",
            "ends_on",
            "counterpart_name",
            "counterpart_post",
            "signed_at",
            "consent_given_at",
            "ended_on",
            "end_reason",
            "progress",
            "overdue_milestones",
            "open_obstacles",
            "updated_at",
        )
        read_only_fields = fields


class MilestoneEvidenceSerializer(serializers.ModelSerializer[MilestoneEvidence]):
    """A file that proves a milestone."""

    id = serializers.UUIDField(source="public_id")
    size = serializers.IntegerField(source="file.size", help_text="En bytes.")
    media_type = serializers.CharField(source="file.media_type")
    sha256 = serializers.CharField(source="file.sha256")

    class Meta:
        model = MilestoneEvidence
        fields = ("id", "name", "size", "media_type", "sha256", "added_at")
        read_only_fields = fields


class PlanMilestoneSerializer(serializers.ModelSerializer[PlanMilestone]):
    """A milestone as a plan follows it."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    plan = serializers.UUIDField(source="plan.public_id")
    service = serializers.UUIDField(source="plan_service.service_version.service.public_id")
    service_version = serializers.UUIDField(source="plan_service.service_version.public_id")
    reported_by = PlanPersonSerializer(allow_null=True)
    reviewed_by = PlanPersonSerializer(allow_null=True)
    is_overdue = serializers.SerializerMethodField()
    evidence = MilestoneEvidenceSerializer(many=True)

    class Meta:
        model = PlanMilestone
        fields = (
            "id",
            "plan",
            "service",
            "service_version",
            "position",
            "name",
            "weight",
            "due_on",
            "status",
            "is_overdue",
            "report",
            "reported_at",
            "reported_by",
            "reported_name",
            "reviewed_at",
            "reviewed_by",
            "reviewed_name",
            "observation",
            "evidence",
        )
        read_only_fields = fields

    def get_is_overdue(self, milestone: PlanMilestone) -> bool:
        """Return whether it is late today."""
        return rules.is_overdue(
            due_on=milestone.due_on,
            status=milestone.status,
            today=self.context["today"],
            plan_status=milestone.plan.status,
            ends_on=milestone.plan.ends_on,
        )


class WorkPlanVersionSerializer(serializers.ModelSerializer[WorkPlanVersion]):
    """What the entity was shown, with its hash: the SHA-256 of `content` written as JSON in UTF-8, keys sorted, no spaces."""

    id = serializers.UUIDField(source="public_id")
    is_intact = serializers.SerializerMethodField()

    class Meta:
        model = WorkPlanVersion
        fields = ("id", "number", "created_at", "sha256", "is_intact", "content")
        read_only_fields = fields

    def get_is_intact(self, version: WorkPlanVersion) -> bool:
        """Return whether the content still gives the hash."""
        return selectors.is_intact(version)


class WorkPlanDetailSerializer(WorkPlanSerializer):
    """A plan with its milestones, what the entity was shown, and the actions open to who asks."""

    milestones = serializers.SerializerMethodField()
    versions = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(WorkPlanSerializer.Meta):
        fields = (*WorkPlanSerializer.Meta.fields, "milestones", "versions", "actions")
        read_only_fields = fields

    def get_milestones(self, plan: WorkPlan) -> list[dict[str, Any]]:
        """Return the milestones in order."""
        return [
            dict(one)
            for one in PlanMilestoneSerializer(self.context["milestones"], many=True, context=self.context).data
        ]

    def get_versions(self, plan: WorkPlan) -> list[dict[str, Any]]:
        """Return the versions, newest first."""
        return [dict(one) for one in WorkPlanVersionSerializer(selectors.list_versions(plan=plan), many=True).data]

    def get_actions(self, plan: WorkPlan) -> list[str]:
        """Return the actions that the state admits and the role holds."""
        return list(self.context["actions"])


class WorkPlanWriteSerializer(serializers.Serializer[Any]):
    """A new plan. Without `advisor` it is who asks; without `due_on` of a milestone its date is spread over the plan's span."""

    unit = serializers.UUIDField()
    entity = serializers.UUIDField()
    advisor = serializers.UUIDField(required=False)
    services = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=50)
    due_on = serializers.DictField(
        child=serializers.DateField(), required=False, default=dict, help_text="Fecha por hito del servicio."
    )
    annual_line = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Línea del plan anual que se cumple. Sin ella hace falta `unplanned_reason`.",
    )
    unplanned_reason = serializers.ChoiceField(
        choices=[choice for choice in UnplannedReason.choices if choice[0] not in rules.PAST_REASONS],
        required=False,
        allow_blank=True,
        default="",
        help_text="Por qué la asistencia no está en el plan anual; solo cuando no hay `annual_line`.",
    )
    unplanned_note = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=2000,
        help_text="Explicación de la razón: obligatoria, salvo con `no_annual_plan`.",
    )
    title = serializers.CharField(max_length=200)
    objectives = serializers.CharField()
    expected_results = serializers.CharField(required=False, allow_blank=True, default="")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    counterpart_name = serializers.CharField(required=False, allow_blank=True, default="")
    counterpart_post = serializers.CharField(required=False, allow_blank=True, default="")
    counterpart_email = serializers.CharField(required=False, allow_blank=True, default="")

    def to_text(self) -> PlanText:
        """Return the text as the services take it."""
        return PlanText(**{name: self.validated_data[name] for name in PlanText.__dataclass_fields__})


class DeliverySerializer(serializers.Serializer[Any]):
    """The act of the final delivery, with which a plan is finished."""

    delivered_on = serializers.DateField()
    delivered_by_name = serializers.CharField(max_length=150)
    delivered_by_post = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    received_by_name = serializers.CharField(max_length=150)
    received_by_post = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    deliverables = serializers.ListField(child=serializers.CharField(max_length=500), max_length=50)
    notes = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class PlanActionSerializer(serializers.Serializer[Any]):
    """What comes with an action: some need the reason; signing needs the version that was read and the consent."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    version = serializers.UUIDField(required=False, allow_null=True, default=None)
    consent = serializers.BooleanField(required=False, default=False)
    delivery = DeliverySerializer(
        required=False, allow_null=True, default=None, help_text="Acta de entrega; obligatoria con `finish`."
    )
    lessons = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=2000,
        help_text="Qué se aprendió; obligatorio para terminar antes de tiempo un plan firmado.",
    )


class MilestoneReportSerializer(serializers.Serializer[Any]):
    """What was achieved, with its files (`evidence`, as many as there are)."""

    report = serializers.CharField(max_length=5000)
    evidence = serializers.ListField(child=serializers.FileField(allow_empty_file=True), required=False, default=list)


class MilestoneReviewSerializer(serializers.Serializer[Any]):
    """What whoever reviews observes; returning needs it."""

    observation = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
