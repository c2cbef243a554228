"""How the API reads and writes what happens to a plan on its way: amendments, obstacles, rounds and signatures."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from llegada.workplans import obstacle_rules, selectors
from llegada.workplans.amendment_rules import Change
from llegada.workplans.choices import AmendmentKind, ObstacleKind, PlanSide, SocialisationMeans
from llegada.workplans.models import PlanObstacle, PlanSignature, SocialisationRound, WorkPlanAmendment
from llegada.workplans.schemas import PlanPersonSerializer


class ChangeSerializer(serializers.Serializer[Change]):
    """One thing that changes, from what to what; `of` is the milestone, version or person that it is about."""

    field = serializers.CharField()
    of = serializers.CharField()
    name = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class AmendmentSerializer(serializers.ModelSerializer[WorkPlanAmendment]):
    """An amendment of a signed plan. `changes` are what was decided or, while it waits, what it would change today."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    plan = serializers.UUIDField(source="plan.public_id")
    milestone = serializers.UUIDField(source="milestone.public_id", allow_null=True, default=None)
    proposed_by = PlanPersonSerializer()
    accepted_by = PlanPersonSerializer(allow_null=True)
    decided_by = PlanPersonSerializer(allow_null=True)
    version = serializers.UUIDField(
        source="version.public_id", allow_null=True, default=None, help_text="En la que quedó el plan."
    )
    changes = serializers.SerializerMethodField()

    class Meta:
        model = WorkPlanAmendment
        fields: tuple[str, ...] = (
            "id",
            "plan",
            "number",
            "kind",
            "milestone",
            "status",
            "reason",
            "changes",
            "proposed_at",
            "proposed_by",
            "accepted_at",
            "accepted_by",
            "decided_at",
            "decided_by",
            "decision_reason",
            "done_before",
            "total_before",
            "done_after",
            "total_after",
            "version",
        )
        read_only_fields = fields

    def get_changes(self, amendment: WorkPlanAmendment) -> list[dict[str, Any]]:
        """Return what changes."""
        return [dict(one) for one in ChangeSerializer(self.context["changes_of"](amendment), many=True).data]


class AmendmentDetailSerializer(AmendmentSerializer):
    """An amendment with the actions open to who asks."""

    actions = serializers.SerializerMethodField()

    class Meta(AmendmentSerializer.Meta):
        fields = (*AmendmentSerializer.Meta.fields, "actions")
        read_only_fields = fields

    def get_actions(self, amendment: WorkPlanAmendment) -> list[str]:
        """Return the actions that the state admits and the role holds."""
        return selectors.list_amendment_actions(actor=self.context["actor"], amendment=amendment)


class AmendmentWriteSerializer(serializers.Serializer[Any]):
    """A change to propose: of what its kind may change, what is not sent stays."""

    plan = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=AmendmentKind.choices)
    reason = serializers.CharField(max_length=2000)
    starts_on = serializers.DateField(required=False, default=None, help_text="Para `dates`.")
    ends_on = serializers.DateField(required=False, default=None, help_text="Para `dates`.")
    due_on = serializers.DictField(
        child=serializers.DateField(), required=False, default=dict, help_text="Fecha por hito, para `dates`."
    )
    services = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=50,
        help_text="Todos los que conserva y los que entran, para `services`.",
    )
    advisor = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Para `people`.")
    counterpart_name = serializers.CharField(max_length=150, required=False, help_text="Para `people`.")
    counterpart_post = serializers.CharField(max_length=120, required=False, allow_blank=True)
    counterpart_email = serializers.EmailField(required=False, allow_blank=True)
    milestone = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Obligatorio para `not_applicable`."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the milestone that does not apply."""
        if attrs["kind"] == AmendmentKind.NOT_APPLICABLE and attrs["milestone"] is None:
            required = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError({"milestone": [required]})
        return attrs


class FollowUpActionSerializer(serializers.Serializer[Any]):
    """What comes with an action: refusing, resolving and discarding need the reason."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class ObstacleSerializer(serializers.ModelSerializer[PlanObstacle]):
    """Something that holds a plan up, whether it is late, and the actions open to who asks."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    plan = serializers.UUIDField(source="plan.public_id")
    milestone = serializers.UUIDField(source="milestone.public_id", allow_null=True, default=None)
    responsible = PlanPersonSerializer(allow_null=True)
    raised_by = PlanPersonSerializer()
    closed_by = PlanPersonSerializer(allow_null=True)
    is_late = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = PlanObstacle
        fields = (
            "id",
            "plan",
            "milestone",
            "kind",
            "what",
            "since",
            "side",
            "responsible",
            "due_on",
            "status",
            "is_late",
            "raised_at",
            "raised_by",
            "closed_at",
            "closed_by",
            "resolution",
            "actions",
        )
        read_only_fields = fields

    def get_is_late(self, obstacle: PlanObstacle) -> bool:
        """Return whether it should have been resolved before today."""
        return obstacle_rules.is_late(status=obstacle.status, due_on=obstacle.due_on, today=self.context["today"])

    def get_actions(self, obstacle: PlanObstacle) -> list[str]:
        """Return the actions that the state admits and the role holds."""
        return selectors.list_obstacle_actions(actor=self.context["actor"], obstacle=obstacle)


class ObstacleWriteSerializer(serializers.Serializer[Any]):
    """An obstacle to record; without `responsible` it awaits whoever is on that side."""

    plan = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ObstacleKind.choices)
    what = serializers.CharField(max_length=5000)
    since = serializers.DateField()
    side = serializers.ChoiceField(choices=PlanSide.choices)
    due_on = serializers.DateField()
    responsible = serializers.UUIDField(required=False, allow_null=True, default=None)
    milestone = serializers.UUIDField(required=False, allow_null=True, default=None)


class RoundSerializer(serializers.ModelSerializer[SocialisationRound]):
    """One time that a version of the plan was shown to its entity."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.UUIDField(source="version.public_id")
    recorded_by = PlanPersonSerializer()

    class Meta:
        model = SocialisationRound
        fields = (
            "id",
            "number",
            "version",
            "held_on",
            "means",
            "participants",
            "observations",
            "recorded_at",
            "recorded_by",
        )
        read_only_fields = fields


class RoundWriteSerializer(serializers.Serializer[Any]):
    """A round to record: `participants` is a text a person, with name and post."""

    held_on = serializers.DateField()
    means = serializers.ChoiceField(choices=SocialisationMeans.choices)
    participants = serializers.ListField(child=serializers.CharField(max_length=200), max_length=200)
    observations = serializers.CharField(max_length=5000, required=False, allow_blank=True, default="")


class SignatureSerializer(serializers.ModelSerializer[PlanSignature]):
    """The signature of one party on a version, with the SHA-256 that it read."""

    id = serializers.UUIDField(source="public_id")
    version = serializers.UUIDField(source="version.public_id")

    class Meta:
        model = PlanSignature
        fields = ("id", "party", "version", "name", "sha256", "signed_at")
        read_only_fields = fields


class SigningSerializer(serializers.Serializer[Any]):
    """The version that was read: if the plan has a later one, nothing is signed."""

    version = serializers.UUIDField()
