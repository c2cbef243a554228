"""What the API of imports says and takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.imports import rules
from llegada.imports.choices import TargetKind
from llegada.imports.fields import WORKBOOK
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.services.pulse import read_progress

#: What an import may bring, all together among it.
TARGETS = [*TargetKind.choices, ("workbook", _("Libro SETA"))]


class PersonNameSerializer(serializers.Serializer[Any]):
    """Somebody, by their public id and name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="full_name")


class ImportMappingSerializer(serializers.ModelSerializer[ImportMapping]):
    """A saved way of reading a file."""

    organization = serializers.UUIDField(source="organization.public_id")
    targets = serializers.SerializerMethodField(help_text="Qué traen los archivos que se leen así.")
    saved_by = PersonNameSerializer()

    class Meta:
        model = ImportMapping
        fields = ("id", "organization", "name", "targets", "saved_by", "saved_at")
        read_only_fields = fields

    id = serializers.UUIDField(source="public_id")

    def get_targets(self, mapping: ImportMapping) -> list[str]:
        """Return what its sheets bring."""
        return [*dict.fromkeys(one["target"] for one in mapping.layouts)]


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """An import: its file, how far it has gone and how many rows of each outcome it had."""

    id = serializers.UUIDField(source="public_id")
    organization = serializers.UUIDField(source="organization.public_id")
    sha256 = serializers.CharField(help_text="Huella del archivo.")
    created_by = PersonNameSerializer()

    class Meta:
        model = ImportRun
        fields = (
            "id", "organization", "target", "file_name", "sha256", "status", "total", "created", "changed", "unchanged",
            "refused", "ignored", "problem", "created_by", "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields


class TargetCountsSerializer(serializers.Serializer[Any]):
    """Rows of one kind of thing by outcome."""

    target = serializers.ChoiceField(choices=TargetKind.choices)
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    ignored = serializers.IntegerField()


class UnknownTextSerializer(serializers.Serializer[Any]):
    """A text of the file that nobody has said what it is; it is said in the page of the import."""

    kind = serializers.CharField()
    text = serializers.CharField()


class ImportRunDetailSerializer(ImportRunSerializer):
    """An import with what its last try or run found, how many rows it has read, and what may be done with it."""

    targets = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField(help_text="Lo que se dijo del archivo entero.")
    unknown = serializers.SerializerMethodField()
    rows_read = serializers.SerializerMethodField(help_text="Filas leídas por lo que está en curso.")
    actions = serializers.SerializerMethodField(
        help_text="Lo que admite en su estado: try, start, stop, undo, discard."
    )

    class Meta:
        model = ImportRun
        fields = (*ImportRunSerializer.Meta.fields, "targets", "notes", "unknown", "rows_read", "actions")
        read_only_fields = fields

    @extend_schema_field(TargetCountsSerializer(many=True))
    def get_targets(self, run: ImportRun) -> list[dict[str, Any]]:
        """Return the counts of each kind of thing, in the order in which they come in."""
        counts = run.summary.get("targets", {})
        names = ("created", "changed", "unchanged", "refused", "ignored")
        found = [target for target, _label in WORKBOOK if target in counts]
        return [{"target": one.value, **{name: counts[one].get(name, 0) for name in names}} for one in found]

    def get_notes(self, run: ImportRun) -> list[str]:
        """Return the notes."""
        return [str(note) for note in run.summary.get("notes", [])]

    @extend_schema_field(UnknownTextSerializer(many=True))
    def get_unknown(self, run: ImportRun) -> list[dict[str, str]]:
        """Return the texts that nobody knows."""
        return [{"kind": kind, "text": text} for kind, text in run.summary.get("unknown", [])]

    def get_rows_read(self, run: ImportRun) -> int:
        """Return how far the process at work has gone."""
        return read_progress(run)[0] if run.status in rules.AT_WORK else run.total

    def get_actions(self, run: ImportRun) -> list[str]:
        """Return the actions of people that its state admits."""
        admitted = rules.available_actions(run.status, has_file=run.file_id is not None)
        return [name for name in ("try", "start", "stop", "undo", "discard") if name in admitted]


class ImportUploadSerializer(serializers.Serializer[Any]):
    """A file to bring. It is read as `mapping` says; without one, as the saved one for the same headings, or by its headings."""

    organization = serializers.UUIDField(required=False, help_text="Hace falta si trae datos de varias.")
    target = serializers.ChoiceField(choices=TARGETS)
    mapping = serializers.UUIDField(required=False, help_text="Una forma de leer guardada.")
    file = serializers.FileField(allow_empty_file=True, help_text="CSV o XLSX.")


class UndoImportSerializer(serializers.Serializer[Any]):
    """Why what an import brought is undone."""

    reason = serializers.CharField(max_length=2000)


class BadRowIssueSerializer(serializers.Serializer[Any]):
    """Why a row does not go in."""

    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class BadRowSerializer(serializers.Serializer[Any]):
    """A row that does not go in, by its sheet and number as the spreadsheet shows them."""

    sheet = serializers.CharField()
    row = serializers.IntegerField()
    issues = BadRowIssueSerializer(many=True)


class BadRowsSerializer(serializers.Serializer[Any]):
    """The first rows that do not go in, and how many there are in all."""

    count = serializers.IntegerField()
    rows = BadRowSerializer(many=True)
