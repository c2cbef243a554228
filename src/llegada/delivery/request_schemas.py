"""How the API reads and writes requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rest_framework import serializers

from llegada.delivery.models import AssistanceRequest, RequestAnswer
from llegada.delivery.request_choices import (
    GUIDANCE_CHANNELS,
    PROVED_MEANS,
    RequestAsker,
    RequestKind,
    RequestOutcome,
)
from llegada.delivery.request_rules import Clock, Level
from llegada.delivery.schemas import PersonSerializer


class RequestClockSerializer(serializers.Serializer[Clock]):
    """Where a request stands against its term: working days left, or gone by if negative; null where nothing is counted."""

    level = serializers.ChoiceField(choices=[level.value for level in Level])
    days = serializers.IntegerField(allow_null=True)


class RequestSerializer(serializers.ModelSerializer[AssistanceRequest]):
    """A request with its clock; never the secret code of whoever asked."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    organization = serializers.UUIDField(source="organization.public_id")
    unit = serializers.UUIDField(source="unit.public_id", allow_null=True, default=None)
    assigned_to = serializers.SerializerMethodField(help_text="Quién la responde; nulo para la entidad que pide.")
    entity = serializers.UUIDField(source="entity.public_id", allow_null=True, default=None)
    municipality = serializers.CharField(source="municipality_id", allow_null=True)
    clock = serializers.SerializerMethodField()

    class Meta:
        model = AssistanceRequest
        fields: tuple[str, ...] = (
            "id",
            "number",
            "organization",
            "unit",
            "assigned_to",
            "channel",
            "asker",
            "name",
            "entity",
            "municipality",
            "kind",
            "subject",
            "status",
            "received_at",
            "due_on",
            "extended_on",
            "completion_due_on",
            "transferred_to",
            "answered_on",
            "outcome",
            "outcome_note",
            "was_helpful",
            "reopened_on",
            "clock",
            "revision",
        )
        read_only_fields = fields

    def get_assigned_to(self, one: AssistanceRequest) -> dict[str, Any] | None:
        """Return who answers, for who may know it."""
        is_shown = self.context["shows_people"] and one.assigned_to is not None
        return dict(PersonSerializer(one.assigned_to).data) if is_shown else None

    def get_clock(self, one: AssistanceRequest) -> dict[str, Any]:
        """Return where it stands today."""
        return dict(RequestClockSerializer(self.context["clock_of"](one)).data)


class RequestAnswerSerializer(serializers.ModelSerializer[RequestAnswer]):
    """An answer, and how it is known that it arrived; null while it has not."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = RequestAnswer
        fields = ("id", "number", "text", "file_name", "answered_at", "notified_at", "means", "proof")
        read_only_fields = fields


class RequestDetailSerializer(RequestSerializer):
    """A request whole: how to reach whoever asked, what was asked and answered, and the actions open to who asks the API."""

    line = serializers.UUIDField(source="line.public_id", allow_null=True, default=None)
    plan = serializers.UUIDField(source="plan.public_id", allow_null=True, default=None)
    answers = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(RequestSerializer.Meta):
        fields = (
            *RequestSerializer.Meta.fields,
            "email",
            "contact",
            "text",
            "missing",
            "completed_text",
            "end_reason",
            "opinion",
            "line",
            "plan",
            "answers",
            "actions",
        )
        read_only_fields = fields

    def get_answers(self, one: AssistanceRequest) -> list[dict[str, Any]]:
        """Return the answers, the first one first."""
        return [dict(answer) for answer in RequestAnswerSerializer(self.context["answers"], many=True).data]

    def get_actions(self, one: AssistanceRequest) -> list[str]:
        """Return the actions that the state admits and the role holds."""
        return list(self.context["actions"])


class RequestWriteSerializer(serializers.Serializer[Any]):
    """A request as its public form takes it; whoever acts for an entity asks in its name and needs no consent."""

    organization = serializers.UUIDField()
    asker = serializers.ChoiceField(choices=RequestAsker.choices)
    kind = serializers.ChoiceField(
        choices=RequestKind.choices,
        required=False,
        default=RequestKind.GENERAL,
        help_text="Lo que pide; las del Congreso y las de información entre autoridades toman su propio término.",
    )
    name = serializers.CharField(max_length=200)
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=8000)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    contact = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    entity = serializers.UUIDField(required=False, allow_null=True, default=None)
    municipality = serializers.CharField(max_length=5, required=False, allow_null=True, default=None)
    has_consent = serializers.BooleanField(required=False, default=False)


class GuidanceSerializer(serializers.Serializer[Any]):
    """Guidance that was asked and given at once: it is born answered and closed."""

    unit = serializers.UUIDField()
    channel = serializers.ChoiceField(choices=GUIDANCE_CHANNELS)
    entity = serializers.UUIDField()
    name = serializers.CharField(max_length=200)
    subject = serializers.CharField(max_length=200)
    said = serializers.CharField(max_length=20000)
    email = serializers.EmailField(required=False, allow_blank=True, default="")


#: Action → what it cannot do without; other words that are missing are asked for by the action itself.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "classify": ("kind",),
    "assign": ("unit",),
    "extend": ("due_on",),
    "notify": ("means",),
    "close": ("outcome",),
    "rate": ("is_helpful",),
}


class RequestActionSerializer(serializers.Serializer[Any]):
    """What comes with an action: of all this, each reads only its own."""

    revision = serializers.IntegerField(
        min_value=1, required=False, default=None, help_text="La revisión que leyó: si ya es otra, no se hace nada."
    )
    kind = serializers.ChoiceField(choices=RequestKind.choices, required=False, help_text="Para `classify`.")
    unit = serializers.UUIDField(required=False, help_text="Para `assign`.")
    person = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Para `assign`.")
    missing = serializers.CharField(
        max_length=4000, required=False, allow_blank=True, default="", help_text="Para `ask_completion`."
    )
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    text = serializers.CharField(
        max_length=20000, required=False, allow_blank=True, default="", help_text="Para `answer` y `complete`."
    )
    file = serializers.FileField(
        required=False, allow_empty_file=True, default=None, help_text="Para `answer` y `complete`, en multipart."
    )
    due_on = serializers.DateField(required=False, help_text="Para `extend`.")
    to = serializers.CharField(
        max_length=250, required=False, allow_blank=True, default="", help_text="Entidad competente, para `transfer`."
    )
    means = serializers.ChoiceField(
        choices=PROVED_MEANS,
        required=False,
        help_text="Para `notify`.",
    )
    proof = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="Para `notify`."
    )
    outcome = serializers.ChoiceField(choices=RequestOutcome.choices, required=False, help_text="Para `close`.")
    line = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Para `close`.")
    plan = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Para `close`.")
    note = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default="", help_text="Por qué no procede, para `close`."
    )
    is_helpful = serializers.BooleanField(required=False, help_text="Para `rate`.")
    opinion = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the action cannot do without."""
        absent = [name for name in _NEEDED.get(self.context["action"], ()) if attrs.get(name) is None]
        if absent:
            required = serializers.Field.default_error_messages["required"]
            raise serializers.ValidationError({name: [required] for name in absent})
        return attrs
