"""How the API writes organisations and units."""

from __future__ import annotations

from rest_framework import serializers

from llegada.accounts.models import Organization, OrgUnit


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """An organisation that gives assistance."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    entity = serializers.UUIDField(
        source="entity.public_id", allow_null=True, default=None, help_text="Su ficha en el catálogo de entidades."
    )

    class Meta:
        model = Organization
        fields = ("id", "name", "acronym", "kind", "entity")
        read_only_fields = fields


class UnitSerializer(serializers.ModelSerializer[OrgUnit]):
    """A unit of an organisation; `parent` is the unit from which it hangs, null at the top."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    organization = serializers.UUIDField(source="organization.public_id")
    parent = serializers.UUIDField(  # type: ignore[assignment]  # the stubs know a `parent` of every field
        source="parent.public_id", allow_null=True, default=None
    )

    class Meta:
        model = OrgUnit
        fields = ("id", "name", "acronym", "organization", "parent")
        read_only_fields = fields
