"""How the API writes rules of focalisation and their runs. Field names are the glossary's."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.targeting.models import RunEdition, RunPlace, TargetingRule, TargetingRun
from llegada.targeting.rule_content import content_of, data_of


class TargetingRuleSerializer(serializers.ModelSerializer[TargetingRule]):
    """A rule as it is listed; `unit` is the public id of the one that keeps it."""

    id = serializers.UUIDField(source="public_id")
    unit = serializers.UUIDField(source="unit.public_id")
    runs = serializers.IntegerField(source="run_count")

    class Meta:
        model = TargetingRule
        fields = (
            "id",
            "unit",
            "name",
            "purpose",
            "level",
            "year",
            "method",
            "status",
            "revision",
            "runs",
            "updated_at",
        )
        read_only_fields = fields


class TargetingRuleDetailSerializer(serializers.ModelSerializer[TargetingRule]):
    """A rule with all that it says, as a run freezes it: indices by code, strategy, service and groups by public id."""

    id = serializers.UUIDField(source="public_id")
    unit = serializers.UUIDField(source="unit.public_id")
    content = serializers.SerializerMethodField()

    class Meta:
        model = TargetingRule
        fields = ("id", "unit", "status", "revision", "updated_at", "content")
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_content(self, rule: TargetingRule) -> dict[str, Any]:
        """Return what the rule says."""
        return data_of(content_of(rule))


class RunRuleSerializer(serializers.Serializer[Any]):
    """What may be said when a rule is run."""

    note = serializers.CharField(required=False, allow_blank=True, max_length=2000, default="")


class RunEditionSerializer(serializers.ModelSerializer[RunEdition]):
    """An edition that a run read, with the hash of its file and what became of it since."""

    id = serializers.UUIDField(source="edition.public_id")
    index = serializers.CharField(source="edition.index.code")
    year = serializers.IntegerField(source="edition.year")
    status = serializers.CharField(source="edition.status")

    class Meta:
        model = RunEdition
        fields = ("id", "index", "year", "status", "sha256")
        read_only_fields = fields


class RunPlaceSerializer(serializers.ModelSerializer[RunPlace]):
    """A place of a run; lists go in the order of the criteria, and `score` is empty for whoever lacks a value."""

    values = serializers.ListField(child=serializers.FloatField(allow_null=True))
    parts = serializers.ListField(child=serializers.FloatField())
    filled = serializers.DictField(child=serializers.FloatField())

    class Meta:
        model = RunPlace
        fields = (
            "code", "name", "position", "rank", "score", "is_chosen", "values", "filled", "parts", "stay_share",
            "rank_low", "rank_high", "standing",
        )  # fmt: skip
        read_only_fields = fields


class TargetingRunSerializer(serializers.ModelSerializer[TargetingRun]):
    """A run as it is listed; `rule` is the public id of its rule."""

    id = serializers.UUIDField(source="public_id")
    rule = serializers.UUIDField(source="rule.public_id")

    class Meta:
        model = TargetingRun
        fields: tuple[str, ...] = (
            "id", "rule", "number", "rule_revision", "content_sha256", "result_sha256", "universe_count", "ranked_count",
            "chosen_count", "note", "run_at",
        )  # fmt: skip
        read_only_fields: tuple[str, ...] = fields


class TargetingRunDetailSerializer(TargetingRunSerializer):
    """A run with the rule that it froze, the editions that it read and every place."""

    content = serializers.DictField()
    summary = serializers.DictField()
    editions = RunEditionSerializer(many=True)
    places = RunPlaceSerializer(many=True)

    class Meta(TargetingRunSerializer.Meta):
        fields = (*TargetingRunSerializer.Meta.fields, "content", "summary", "editions", "places")
        read_only_fields = fields
