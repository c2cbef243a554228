"""How the API reads and writes mass events, and the code by which people register themselves."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from llegada.core.imports import Finding, ImportReport
from llegada.core.tabular import Row
from llegada.delivery.choices import SessionKind, SessionModality
from llegada.delivery.models import AttendanceCode, MassEvent, Session
from llegada.delivery.schemas import AttendeeWriteSerializer
from llegada.delivery.services import EventRecord, SessionDetails
from llegada.delivery.services.attendance_table import COLUMNS


class AttendanceCodeSerializer(serializers.ModelSerializer[AttendanceCode]):
    """The code of a session: it admits people while it is open, on the day; before it, it registers who will come."""

    is_open = serializers.SerializerMethodField()

    class Meta:
        model = AttendanceCode
        fields = ("code", "is_open", "opened_at", "shut_at")
        read_only_fields = fields

    def get_is_open(self, door: AttendanceCode) -> bool:
        """Return whether nobody has shut it."""
        return door.shut_at is None


class EventSerializer(serializers.ModelSerializer[MassEvent]):
    """One meeting that counts for many entities."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    unit = serializers.UUIDField(source="unit.public_id")
    service = serializers.UUIDField(source="service.public_id")
    entity_count = serializers.IntegerField(help_text="Cuántas entidades se acreditan.")

    class Meta:
        model = MassEvent
        fields: tuple[str, ...] = (
            "id",
            "unit",
            "service",
            "title",
            "kind",
            "other_kind",
            "modality",
            "place",
            "held_on",
            "starts_at",
            "ends_at",
            "what_was_done",
            "entity_count",
        )
        read_only_fields = fields


class EventSessionSerializer(serializers.ModelSerializer[Session]):
    """The session of one entity in an event."""

    id = serializers.UUIDField(source="public_id")
    plan = serializers.UUIDField(source="plan.public_id")
    entity = serializers.UUIDField(source="plan.entity.public_id")
    attendance_count = serializers.IntegerField()

    class Meta:
        model = Session
        fields = ("id", "plan", "entity", "status", "attendance_count")
        read_only_fields = fields


class EventDetailSerializer(EventSerializer):
    """An event with the session of each entity, and how many people came: each once, and as many times as they were on a list."""

    people = serializers.SerializerMethodField()
    attendances = serializers.SerializerMethodField()
    sessions = serializers.SerializerMethodField()

    class Meta(EventSerializer.Meta):
        fields = (*EventSerializer.Meta.fields, "people", "attendances", "sessions")
        read_only_fields = fields

    def get_people(self, event: MassEvent) -> int:
        """Return how many people came."""
        return int(self.context["counts"]["people"])

    def get_attendances(self, event: MassEvent) -> int:
        """Return how many attendances that makes over its entities."""
        return int(self.context["counts"]["attendances"])

    def get_sessions(self, event: MassEvent) -> list[dict[str, Any]]:
        """Return the session of each entity."""
        return [dict(one) for one in EventSessionSerializer(self.context["sessions"], many=True).data]


class EventWriteSerializer(serializers.Serializer[Any]):
    """An event to record, with its list. Each person says their entity by its NIT, its code or its name."""

    id = serializers.UUIDField(
        required=False, default=None, allow_null=True, help_text="Del cliente: enviarlo otra vez no hace otro evento."
    )
    service = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=SessionKind.choices)
    other_kind = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    modality = serializers.ChoiceField(choices=SessionModality.choices)
    place = serializers.CharField(max_length=200)
    held_on = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    what_was_done = serializers.CharField(max_length=20000)
    milestones = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="Hitos del servicio que avanzó."
    )
    attendance = serializers.ListField(child=AttendeeWriteSerializer(), max_length=5000)
    dry_run = serializers.BooleanField(required=False, default=False, help_text="Solo decir qué pasaría.")

    def to_record(self) -> EventRecord:
        """Return the event for the services."""
        data = self.validated_data
        names = ("title", "held_on", "starts_at", "ends_at", "place", "kind", "other_kind", "modality")
        return EventRecord(
            details=SessionDetails(**{name: data[name] for name in names}),
            what_was_done=data["what_was_done"],
            milestones=tuple(data["milestones"]),
        )

    def to_rows(self) -> list[Row]:
        """Return the list as a table has it, numbered from 1."""
        return [
            Row(number, {COLUMNS[name]: _cell(person[name]) for name in COLUMNS})
            for number, person in enumerate(self.validated_data["attendance"], start=1)
        ]


def _cell(value: Any) -> str:
    return ("si" if value else "no") if isinstance(value, bool) else value


class FindingSerializer(serializers.Serializer[Finding]):
    """Something to say of one person of the list, the first of which is 1."""

    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    severity = serializers.CharField()
    reason = serializers.CharField()


class EventReportSerializer(serializers.Serializer[ImportReport]):
    """What becomes of each person of a list."""

    created = serializers.IntegerField()
    rejected = serializers.IntegerField()
    findings = FindingSerializer(many=True)


class RecordedEventSerializer(serializers.Serializer[Any]):
    """The event that was recorded, null if it was only tried; and what becomes of each person, null if it was there already."""

    event = EventDetailSerializer(allow_null=True)
    report = EventReportSerializer(allow_null=True)
