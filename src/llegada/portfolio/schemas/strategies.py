"""How the API writes and reads strategies. Field names are the glossary's."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.portfolio.choices import (
    CapacityKind,
    CommitteeDecision,
    DeliveryMode,
    ExecutionKind,
    Horizon,
    StrategyAspect,
    StrategyOrigin,
    TerritorialScale,
)
from llegada.portfolio.models import CommitteeRound, CommitteeSheet, Strategy, StrategyEvidence, StrategyGoal
from llegada.portfolio.schemas.services import OfferingOrganizationSerializer, OfferingUnitSerializer
from llegada.portfolio.strategy_content import STRATEGY_FIELDS, GoalContent, StrategyContent


class StrategyGoalSerializer(serializers.ModelSerializer[StrategyGoal]):
    """A quantified goal: `target` in `measure`, to be reached in `due_year`."""

    class Meta:
        model = StrategyGoal
        fields = ("name", "measure", "target", "due_year")


class StrategyEvidenceSerializer(serializers.ModelSerializer[StrategyEvidence]):
    """A file (`sha256` says which) or a link that supports a strategy."""

    id = serializers.UUIDField(source="public_id")
    sha256 = serializers.CharField(source="file.sha256", allow_null=True, default=None)

    class Meta:
        model = StrategyEvidence
        fields = ("id", "name", "url", "sha256", "added_at")
        read_only_fields = fields


class CommitteeSheetSerializer(serializers.ModelSerializer[CommitteeSheet]):
    """What a member decided."""

    member = serializers.CharField(source="member.full_name")

    class Meta:
        model = CommitteeSheet
        fields = ("member", "decision", "comments", "written_at")
        read_only_fields = fields


class CommitteeRoundSerializer(serializers.ModelSerializer[CommitteeRound]):
    """A round of the committee on a strategy; while it is open `outcome` is empty."""

    sheets = CommitteeSheetSerializer(many=True)

    class Meta:
        model = CommitteeRound
        fields = ("number", "opened_at", "closed_at", "met_on", "act_number", "outcome", "members", "quorum", "sheets")
        read_only_fields = fields


class StrategySerializer(serializers.ModelSerializer[Strategy]):
    """A strategy as it is listed. `unit` leads; `partners` take part."""

    id = serializers.UUIDField(source="public_id")
    organization = OfferingOrganizationSerializer()
    unit = OfferingUnitSerializer()
    partners = OfferingUnitSerializer(many=True)
    technical_lead = serializers.CharField(source="technical_lead.full_name", allow_null=True, default=None)

    class Meta:
        model = Strategy
        fields: tuple[str, ...] = (
            "id", "organization", "unit", "partners", "technical_lead", "year", "name", "status", "revision", "objective",
            "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class StrategyDetailSerializer(StrategySerializer):
    """All that a strategy says. `missing` is what its next gate asks, by section; `actions`, what who asks may do now."""

    statement = serializers.IntegerField(
        source="statement.number", allow_null=True, default=None, help_text="Versión de las definiciones estratégicas."
    )
    goals = StrategyGoalSerializer(many=True)
    aspects = serializers.SerializerMethodField()
    earlier = serializers.SerializerMethodField()
    proofs = serializers.SerializerMethodField()
    rounds = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(StrategySerializer.Meta):
        fields = (
            *StrategySerializer.Meta.fields,
            *(name for name in STRATEGY_FIELDS if name not in StrategySerializer.Meta.fields),
            "statement", "goals", "aspects", "earlier", "proofs", "objectives_review", "management_report", "rounds",
            "missing", "actions",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField(child=serializers.CharField()))
    def get_aspects(self, strategy: Strategy) -> dict[str, str]:
        """Return why each criterion, trigger and switch holds."""
        return {one.aspect: one.text for one in strategy.aspects.all()}

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_earlier(self, strategy: Strategy) -> list[str]:
        """Return the strategies that it learns from."""
        return [str(one.public_id) for one in strategy.earlier.all()]

    @extend_schema_field(StrategyEvidenceSerializer(many=True))
    def get_proofs(self, strategy: Strategy) -> list[dict[str, Any]]:
        """Return its files and links."""
        return list(StrategyEvidenceSerializer(self.context["proofs"], many=True).data)

    @extend_schema_field(CommitteeRoundSerializer(many=True))
    def get_rounds(self, strategy: Strategy) -> list[dict[str, Any]]:
        """Return the rounds of the committee, newest first."""
        return list(CommitteeRoundSerializer(self.context["rounds"], many=True).data)

    @extend_schema_field(serializers.DictField(child=serializers.ListField(child=serializers.CharField())))
    def get_missing(self, strategy: Strategy) -> dict[str, list[str]]:
        """Return what it does not say yet."""
        missing: dict[str, list[str]] = self.context["missing"]
        return missing

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_actions(self, strategy: Strategy) -> list[str]:
        """Return the actions that its state admits and the actor's roles hold."""
        actions: list[str] = self.context["actions"]
        return actions


def _text() -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=8000)


def _choice(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_blank=True, default="")


def _day() -> serializers.DateField:
    return serializers.DateField(required=False, allow_null=True, default=None)


class StrategyWriteSerializer(serializers.Serializer[Any]):
    """What a strategy is to say, whole: what is left out is left blank. `aspects` maps each criterion to its justification."""

    name = serializers.CharField(max_length=200)
    year = serializers.IntegerField()
    objective = _text()
    is_determinate = serializers.BooleanField(required=False, default=False)
    is_measurable = serializers.BooleanField(required=False, default=False)
    is_verifiable = serializers.BooleanField(required=False, default=False)
    expected_impact = _text()
    unit_experience = _text()
    earlier_results = _text()
    alignment = _text()
    scale = _choice(TerritorialScale.choices)
    capacity_kind = _choice(CapacityKind.choices)
    horizon = _choice(Horizon.choices)
    phase_starts_on = _day()
    phase_ends_on = _day()
    origin = _choice(StrategyOrigin.choices)
    external_funding = _text()
    sustainability_plan = _text()
    resources = _text()
    delivery_mode = _choice(DeliveryMode.choices)
    team = _text()
    travel = _text()
    offer = _text()
    execution_kind = _choice(ExecutionKind.choices)
    guidelines = _text()
    alliances = _text()
    evidence = _text()
    goals = StrategyGoalSerializer(many=True, required=False, default=list)
    aspects = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=8000),
        required=False,
        default=dict,
        help_text=f"Claves: {', '.join(StrategyAspect.values)}.",
    )
    earlier = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    partners = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    technical_lead = serializers.UUIDField(required=False, allow_null=True, default=None)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)

    def to_content(
        self, *, earlier: tuple[int, ...], partners: tuple[int, ...], technical_lead: int | None
    ) -> StrategyContent:
        """Return the content with the keys of what it names. Call once valid."""
        given = self.validated_data
        return StrategyContent(
            **{name: given[name] for name in STRATEGY_FIELDS},
            goals=tuple(GoalContent(**one) for one in given["goals"]),
            aspects=given["aspects"],
            earlier=earlier,
            partners=partners,
            technical_lead=technical_lead,
        )


class StrategyCreateSerializer(StrategyWriteSerializer):
    """A new strategy: the unit that proposes it, and what it says."""

    unit = serializers.UUIDField()


class StrategyLinkSerializer(serializers.Serializer[Any]):
    """A link with its name."""

    name = serializers.CharField(max_length=200)
    url = serializers.CharField(max_length=500)


class ClosingSerializer(serializers.Serializer[Any]):
    """How a strategy ended. It may be sent half done; closing asks for both."""

    objectives_review = _text()
    management_report = _text()
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class StrategyActionSerializer(serializers.Serializer[Any]):
    """What comes with an action: some need the reason. With `revision`, only if nothing changed since it was read."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class SheetSerializer(serializers.Serializer[Any]):
    """What a member decides; to return or not to approve, the comments say why."""

    decision = serializers.ChoiceField(choices=CommitteeDecision.choices)
    comments = serializers.CharField(required=False, allow_blank=True, default="", max_length=4000)


class RoundSerializer(serializers.Serializer[Any]):
    """The meeting in which the committee decided."""

    met_on = serializers.DateField()
    act_number = serializers.CharField(max_length=40)
