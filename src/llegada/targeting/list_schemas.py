"""How the API writes prioritised lists."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.targeting.models import PrioritizedEntity, PrioritizedList


class PrioritizedEntitySerializer(serializers.ModelSerializer[PrioritizedEntity]):
    """One entity of a version, in or out of it, with what its administration answered."""

    entity = serializers.UUIDField(source="entity.public_id", help_text="Identificador público de la entidad.")
    name = serializers.CharField(source="entity.name")
    municipality = serializers.CharField(source="entity.municipality_id", allow_null=True, help_text="Código DANE.")
    department = serializers.CharField(source="entity.department_id", allow_null=True, help_text="Código DANE.")
    group = serializers.CharField(source="group.name", allow_null=True, default=None)

    class Meta:
        model = PrioritizedEntity
        fields = (
            "entity", "name", "municipality", "department", "group", "rank", "score", "origin", "is_included", "reason",
            "duty", "duty_norm", "acceptance", "acceptance_on", "acceptance_by", "acceptance_note",
        )  # fmt: skip
        read_only_fields = fields


class PrioritizedListSerializer(serializers.ModelSerializer[PrioritizedList]):
    """A version of a list, without its entities."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    version = serializers.IntegerField(source="number")
    organization = serializers.CharField(source="unit.organization.name")
    unit = serializers.CharField(source="unit.name")
    strategy = serializers.CharField(source="strategy.name", allow_null=True, default=None)
    service = serializers.UUIDField(source="service.public_id", allow_null=True, default=None)
    run = serializers.UUIDField(
        source="run.public_id", allow_null=True, default=None, help_text="Corrida de la que sale."
    )

    class Meta:
        model = PrioritizedList
        fields = (
            "id", "series", "version", "status", "name", "year", "purpose", "organization", "unit", "strategy", "service",
            "run", "approved_at",
        )  # fmt: skip
        read_only_fields = fields


class PrioritizedListDetailSerializer(PrioritizedListSerializer):
    """A version of a list with every entity, in its order; those left out by hand at the end, with their reason."""

    entities = serializers.SerializerMethodField()

    class Meta:
        model = PrioritizedList
        fields = (*PrioritizedListSerializer.Meta.fields, "entities")
        read_only_fields = fields

    @extend_schema_field(PrioritizedEntitySerializer(many=True))
    def get_entities(self, one: PrioritizedList) -> Any:
        """Return its entities."""
        return PrioritizedEntitySerializer(self.context["entities"], many=True).data
