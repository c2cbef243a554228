"""How the API writes external indices and their editions."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import ExternalIndex, IndexEdition


class EditionLineSerializer(serializers.ModelSerializer[IndexEdition]):
    """An edition without its values."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    index = serializers.CharField(source="index.code", help_text="Código del índice.")
    edition = serializers.IntegerField(source="number")
    sha256 = serializers.CharField(source="file.sha256", help_text="Huella del archivo del que salió.")
    covered = serializers.IntegerField(source="covered_count", help_text="Lugares del catálogo de ese año con dato.")
    expected = serializers.IntegerField(source="expected_count", help_text="Lugares del catálogo de ese año.")

    class Meta:
        model = IndexEdition
        fields = ("id", "index", "year", "edition", "status", "covered", "expected", "file_name", "sha256", "loaded_at")
        read_only_fields = fields


class EditionSerializer(EditionLineSerializer):
    """An edition with its values. What has no data is not there: it is never zero."""

    values = serializers.SerializerMethodField(
        help_text="Valor por código DANE (por identificador, de entidades); de categorías, su código."
    )

    class Meta:
        model = IndexEdition
        fields = (*EditionLineSerializer.Meta.fields, "notes", "withdrawn_reason", "values")
        read_only_fields = fields

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"oneOf": [{"type": "number"}, {"type": "string"}]}}
    )
    def get_values(self, edition: IndexEdition) -> dict[str, Any]:
        """Return each value by the code of its place."""
        values: dict[str, Any] = self.context["values"]
        return values


class IndexSerializer(serializers.ModelSerializer[ExternalIndex]):
    """An index: what it measures, of what and how. Two methods are two indices of one family, never one series."""

    component_of = serializers.CharField(
        source="parent.code", allow_null=True, default=None, help_text="Índice que compone."
    )
    unit = serializers.CharField(source="measure_unit", help_text="Unidad de medida.")
    categories = serializers.SerializerMethodField()
    editions = serializers.SerializerMethodField()

    class Meta:
        model = ExternalIndex
        fields = (
            "code", "name", "short_name", "family", "method", "level", "kind", "direction", "unit", "minimum", "maximum",
            "decimals", "description", "source", "component_of", "categories", "editions",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "object"}})
    def get_categories(self, index: ExternalIndex) -> list[dict[str, str]]:
        """Return its categories in their order."""
        return [{"code": one.code, "label": one.label} for one in index.categories.all()]

    @extend_schema_field(EditionLineSerializer(many=True))
    def get_editions(self, index: ExternalIndex) -> Any:
        """Return its editions in force, the latest year first."""
        standing = [one for one in index.editions.all() if one.status == EditionStatus.IN_FORCE]
        return EditionLineSerializer(standing, many=True).data
