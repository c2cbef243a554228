"""How the API writes the catalogue."""

from __future__ import annotations

from django.urls import reverse
from rest_framework import serializers

from llegada.territory.models import Department, Entity, Municipality


class DepartmentSerializer(serializers.ModelSerializer[Department]):
    """A department, with how many municipalities with an alcaldía it has: the denominator of every share of it."""

    municipalities = serializers.IntegerField(
        source="municipality_count", help_text="Municipios con alcaldía: el denominador de sus porcentajes."
    )

    class Meta:
        model = Department
        fields = ("code", "name", "latitude", "longitude", "municipalities")
        read_only_fields = fields


class MunicipalitySerializer(serializers.ModelSerializer[Municipality]):
    """A place of DIVIPOLA; latitude and longitude, in degrees, are its seat's."""

    department = serializers.CharField(source="department_id", help_text="Código DANE del departamento.")
    department_name = serializers.CharField(source="department.name")

    class Meta:
        model = Municipality
        fields = ("code", "name", "kind", "department", "department_name", "latitude", "longitude", "valid_from")
        read_only_fields = fields


class EntitySerializer(serializers.ModelSerializer[Entity]):
    """A public body. What is not known is null, never an empty text."""

    id = serializers.UUIDField(source="public_id", help_text="Identificador público.")
    nit_check_digit = serializers.SerializerMethodField(
        help_text="Dígito de verificación; nulo si no se conoce el NIT."
    )
    sector = serializers.SerializerMethodField()
    legal_nature = serializers.SerializerMethodField()
    website = serializers.SerializerMethodField()
    department = serializers.CharField(source="department_id", allow_null=True, help_text="Código DANE.")
    municipality = serializers.CharField(source="municipality_id", allow_null=True, help_text="Código DANE de la sede.")
    page = serializers.SerializerMethodField(help_text="Dirección de su página pública.")

    class Meta:
        model = Entity
        fields = (
            "id",
            "name",
            "nit",
            "nit_check_digit",
            "order",
            "kind",
            "sector",
            "legal_nature",
            "department",
            "municipality",
            "website",
            "source_code",
            "is_active",
            "page",
        )
        read_only_fields = fields

    def get_nit_check_digit(self, entity: Entity) -> str | None:
        return entity.nit_check_digit or None

    def get_sector(self, entity: Entity) -> str | None:
        return entity.sector or None

    def get_legal_nature(self, entity: Entity) -> str | None:
        return entity.legal_nature or None

    def get_website(self, entity: Entity) -> str | None:
        return entity.website or None

    def get_page(self, entity: Entity) -> str:
        return reverse("portal:entity", kwargs={"public_id": entity.public_id})
