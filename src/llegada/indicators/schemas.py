"""How the API writes and reads indicator sheets. Field names are the glossary's; values are in the indicator's unit of measure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from llegada.accounts.models import OrgUnit, Person
from llegada.indicators.choices import (
    Accumulation,
    BaselineGap,
    Direction,
    IndicatorLevel,
    Periodicity,
)
from llegada.indicators.content import SHEET_FIELDS, Answer, SheetContent
from llegada.indicators.models import CremasAnswer, IndicatorSheet, IndicatorTarget


class SheetUnitSerializer(serializers.ModelSerializer[OrgUnit]):
    """The unit whose indicator it is."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = OrgUnit
        fields = ("id", "name")
        read_only_fields = fields


class TargetSerializer(serializers.ModelSerializer[IndicatorTarget]):
    """What is to be reached in one year."""

    class Meta:
        model = IndicatorTarget
        fields = ("year", "value")


class AnswerSerializer(serializers.ModelSerializer[CremasAnswer]):
    """The answer to one question of the CREMAS check."""

    class Meta:
        model = CremasAnswer
        fields = ("criterion", "holds", "justification")


class IndicatorSheetSerializer(serializers.ModelSerializer[IndicatorSheet]):
    """One version of the sheet of an indicator; all versions share `series`. `revision` goes back with a change."""

    id = serializers.UUIDField(source="public_id")
    unit = SheetUnitSerializer()
    responsible = serializers.CharField(source="responsible.full_name", allow_null=True, default=None)
    targets = TargetSerializer(many=True)
    answers = AnswerSerializer(many=True)

    class Meta:
        model = IndicatorSheet
        fields: tuple[str, ...] = (
            "id", "series", "number", "unit", "status", "revision", *SHEET_FIELDS, "targets", "answers", "in_force_at",
            "updated_at",
        )  # fmt: skip
        read_only_fields = fields


class IndicatorSheetDetailSerializer(IndicatorSheetSerializer):
    """A version with what putting it in force asks (`missing`, by field) and what who asks may do now (`actions`)."""

    missing = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(IndicatorSheetSerializer.Meta):
        fields = (*IndicatorSheetSerializer.Meta.fields, "missing", "actions")
        read_only_fields = fields

    def get_missing(self, sheet: IndicatorSheet) -> dict[str, list[str]]:
        """Return the sentences of each field that is not ready."""
        missing: dict[str, list[str]] = self.context["missing"]
        return missing

    def get_actions(self, sheet: IndicatorSheet) -> list[str]:
        """Return the actions that its state admits and the actor's roles hold."""
        actions: list[str] = self.context["actions"]
        return actions


def _text(longest: int = 4000) -> serializers.CharField:
    return serializers.CharField(required=False, allow_blank=True, default="", max_length=longest)


def _choice(choices: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, required=False, allow_blank=True, default="")


class SheetWriteSerializer(serializers.Serializer[Any]):
    """What a draft is to say, whole: what is left out is left blank. No baseline is null, with its `baseline_gap`; never zero."""

    name = serializers.CharField(max_length=250)
    level = serializers.ChoiceField(choices=IndicatorLevel.choices)
    description = _text()
    measure_unit = _text(80)
    formula = _text()
    variables = _text()
    source = _text(300)  # type: ignore[assignment]  # the stubs know a `source` of every field
    baseline_value = serializers.DecimalField(
        max_digits=18, decimal_places=4, required=False, allow_null=True, default=None
    )
    baseline_gap = _choice(BaselineGap.choices)
    baseline_year = serializers.IntegerField(required=False, allow_null=True, default=None)
    direction = _choice(Direction.choices)
    accumulation = _choice(Accumulation.choices)
    periodicity = _choice(Periodicity.choices)
    responsible = serializers.UUIDField(required=False, allow_null=True, default=None)
    notes = _text()
    targets = TargetSerializer(many=True, required=False, default=list)
    answers = AnswerSerializer(many=True, required=False, default=list)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)

    def to_content(self, *, responsible: Person | None) -> SheetContent:
        """Return the content. Call once valid."""
        given: dict[str, Any] = {**self.validated_data, "responsible": responsible}
        targets: list[tuple[int, Decimal]] = [(one["year"], one["value"]) for one in given["targets"]]
        return SheetContent(
            **{name: given[name] for name in SHEET_FIELDS},
            targets=tuple(targets),
            answers=tuple(Answer(**one) for one in given["answers"]),
        )


class SheetCreateSerializer(SheetWriteSerializer):
    """A new indicator: its unit, and what the first draft of its sheet says."""

    unit = serializers.UUIDField()


class SheetActionSerializer(serializers.Serializer[Any]):
    """What comes with an action: to discard and to retire, the reason. With `revision`, only if nothing changed since."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)
