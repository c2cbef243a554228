"""How the API reads and writes sessions and commitments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from llegada.delivery.choices import CommitmentSide, SessionKind, SessionModality
from llegada.delivery.models import AttendanceEntry, Commitment, Session, SessionEvidence
from llegada.delivery.services import Attendee, NewCommitment, SessionDetails, SessionRecord


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody of the house, by name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="full_name")


class SessionSerializer(serializers.ModelSerializer[Session]):
    """A session of a work plan: how many attended, never who."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    plan = serializers.UUIDField(source="plan.public_id")
    entity = serializers.UUIDField(source="plan.entity.public_id")
    service = serializers.UUIDField(source="service_version.service.public_id")
    service_version = serializers.UUIDField(source="service_version.public_id")
    advisors = PersonSerializer(many=True)
    milestones = serializers.SlugRelatedField(  # type: ignore[var-annotated]
        slug_field="public_id", many=True, read_only=True, help_text="Hitos del plan que avanzó."
    )
    attendance_count = serializers.IntegerField(help_text="Cuántas personas asistieron.")

    class Meta:
        model = Session
        fields: tuple[str, ...] = (
            "id",
            "plan",
            "entity",
            "service",
            "service_version",
            "title",
            "kind",
            "other_kind",
            "modality",
            "place",
            "held_on",
            "starts_at",
            "ends_at",
            "status",
            "agenda",
            "what_was_done",
            "no_commitments",
            "advisors",
            "milestones",
            "attendance_count",
            "minutes_approved_at",
            "cancel_reason",
            "revision",
        )
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer[AttendanceEntry]):
    """One person of the list, for who may see names."""

    consent_version = serializers.CharField(source="consent_text.version", allow_null=True, default=None)

    class Meta:
        model = AttendanceEntry
        fields = ("name", "entity_name", "post", "email", "consent_version", "consented_at")
        read_only_fields = fields


class EvidenceSerializer(serializers.ModelSerializer[SessionEvidence]):
    """A file that proves a session."""

    id = serializers.UUIDField(source="public_id")
    size = serializers.IntegerField(source="file.size", help_text="En bytes.")
    sha256 = serializers.CharField(source="file.sha256")
    media_type = serializers.CharField(source="file.media_type")

    class Meta:
        model = SessionEvidence
        fields = ("id", "name", "size", "sha256", "media_type", "added_at")
        read_only_fields = fields


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """A commitment of either side. `is_overdue` is derived from the date."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    session = serializers.UUIDField(source="session.public_id", allow_null=True, default=None)
    plan = serializers.UUIDField(source="plan.public_id")
    agreed_in = serializers.CharField(source="origin", help_text="La sesión en que se acordó, o dónde fue.")
    agreed_on = serializers.DateField(source="origin_on")
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = Commitment
        fields = (
            "id",
            "session",
            "plan",
            "agreed_in",
            "agreed_on",
            "description",
            "side",
            "responsible",
            "due_on",
            "deliverable",
            "status",
            "is_overdue",
            "outcome",
            "fulfilled_at",
            "verified_at",
        )
        read_only_fields = fields

    def get_is_overdue(self, commitment: Commitment) -> bool:
        """Return whether its date has passed and it is still open."""
        return self.context["is_overdue"](commitment) is True


class SessionDetailSerializer(SessionSerializer):
    """A session with its lists. `attendance` and `evidence` are null for who may not see names."""

    attendance = serializers.SerializerMethodField()
    evidence = serializers.SerializerMethodField()
    commitments = CommitmentSerializer(many=True)

    class Meta(SessionSerializer.Meta):
        fields = (*SessionSerializer.Meta.fields, "attendance", "commitments", "evidence")
        read_only_fields = fields

    def get_attendance(self, session: Session) -> list[dict[str, Any]] | None:
        """Return who attended."""
        shown = self.context["attendance"]
        return None if shown is None else list(AttendanceSerializer(shown, many=True).data)

    def get_evidence(self, session: Session) -> list[dict[str, Any]] | None:
        """Return the files."""
        shown = self.context["evidence"]
        return None if shown is None else list(EvidenceSerializer(shown, many=True).data)


class AttendeeWriteSerializer(serializers.Serializer[Any]):
    """Somebody who attended; `has_consented`: authorised the treatment of their data with the text in force."""

    name = serializers.CharField(max_length=150)
    entity_name = serializers.CharField(max_length=200)
    post = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(required=False, default="", allow_blank=True)
    has_consented = serializers.BooleanField(required=False, default=False)


class CommitmentWriteSerializer(serializers.Serializer[Any]):
    """A commitment to write down."""

    description = serializers.CharField()
    side = serializers.ChoiceField(choices=CommitmentSide.choices)
    responsible = serializers.CharField(max_length=150)
    due_on = serializers.DateField()
    deliverable = serializers.CharField(max_length=250, required=False, default="", allow_blank=True)


class CommitmentRecordSerializer(CommitmentWriteSerializer):
    """A commitment agreed outside a session, with where and when."""

    plan = serializers.UUIDField()
    agreed_in = serializers.CharField(max_length=200)
    agreed_on = serializers.DateField()


#: Fields of `SessionDetails` that the API calls the same.
_SAME = ("title", "kind", "other_kind", "modality", "place", "held_on", "starts_at", "ends_at", "agenda")


class SessionDataSerializer(serializers.Serializer[Any]):
    """When, where and about what a session is."""

    service_version = serializers.UUIDField(
        required=False, default=None, allow_null=True, help_text="Obligatorio si el plan tiene varios servicios."
    )
    title = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(choices=SessionKind.choices)
    other_kind = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    modality = serializers.ChoiceField(choices=SessionModality.choices)
    place = serializers.CharField(max_length=200)
    held_on = serializers.DateField()
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    advisors = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    agenda = serializers.CharField(required=False, default="", allow_blank=True)


class SessionEditSerializer(SessionDataSerializer):
    """What to correct of a session: what is not sent stays. Always read with `partial=True`."""

    revision = serializers.IntegerField(
        min_value=1, help_text="Obligatoria: la revisión de la sesión que leyó. Si ya es otra, no se guarda nada."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the revision, which is not optional even in part."""
        if "revision" not in attrs:
            raise serializers.ValidationError({"revision": [_("Envíe la revisión de la sesión que leyó.")]})
        return attrs

    def to_details(self, session: Session) -> SessionDetails:
        """Return the data of `session` with what was sent in its place."""
        data = self.validated_data
        return SessionDetails(
            **{name: data.get(name, getattr(session, name)) for name in _SAME},
            service=data.get("service_version") or session.service_version.public_id,
            advisors=tuple(data.get("advisors", ())),
        )


class SessionWriteSerializer(SessionDataSerializer):
    """A session to record whole, or only to plan. With an `id` of the client's own, sending it again is harmless."""

    id = serializers.UUIDField(required=False, default=None, allow_null=True)
    plan = serializers.UUIDField()
    is_planned = serializers.BooleanField(
        required=False, default=False, help_text="Solo programarla: sin asistencia, hitos ni compromisos."
    )
    what_was_done = serializers.CharField(required=False, default="", allow_blank=True)
    no_commitments = serializers.BooleanField(required=False, default=False)
    attendance = AttendeeWriteSerializer(many=True, required=False, default=list)
    commitments = CommitmentWriteSerializer(many=True, required=False, default=list)
    milestones = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)

    def to_details(self) -> SessionDetails:
        """Return its data for the services."""
        data = self.validated_data
        return SessionDetails(
            **{name: data[name] for name in _SAME}, service=data["service_version"], advisors=tuple(data["advisors"])
        )

    def to_record(self) -> SessionRecord:
        """Return everything for the services."""
        data = self.validated_data
        return SessionRecord(
            details=self.to_details(),
            what_was_done=data["what_was_done"],
            no_commitments=data["no_commitments"],
            attendees=tuple(Attendee(**one) for one in data["attendance"]),
            commitments=tuple(NewCommitment(**one) for one in data["commitments"]),
            milestones=tuple(data["milestones"]),
        )


class HoldSerializer(serializers.Serializer[Any]):
    """What is said when a planned session is marked as held; what is not sent stays as it was."""

    what_was_done = serializers.CharField(required=False, allow_blank=True)
    no_commitments = serializers.BooleanField(required=False)
    milestones = serializers.ListField(child=serializers.UUIDField(), required=False)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(required=False, default="", allow_blank=True)


class ExtensionSerializer(serializers.Serializer[Any]):
    """A later date, and why."""

    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class OutcomeSerializer(serializers.Serializer[Any]):
    """How a commitment was fulfilled."""

    outcome = serializers.CharField(required=False, default="", allow_blank=True)


class FileSerializer(serializers.Serializer[Any]):
    """One file, as `multipart/form-data`."""

    file = serializers.FileField(allow_empty_file=True)
