"""How the API writes and reads services. Field names are the glossary's."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from llegada.accounts.models import Organization, OrgUnit
from llegada.portfolio.choices import Modality, ServiceKind
from llegada.portfolio.content import MilestoneContent, ServiceContent
from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine
from llegada.portfolio.policies import FOR_SERVICE_ACTION, FOR_VERSION_ACTION, SERVICE_POLICY, Permission


class OfferingOrganizationSerializer(serializers.ModelSerializer[Organization]):
    """Who offers a service."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Organization
        fields = ("id", "name", "acronym")
        read_only_fields = fields


class OfferingUnitSerializer(serializers.ModelSerializer[OrgUnit]):
    """The unit that offers a service."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = OrgUnit
        fields = ("id", "name")
        read_only_fields = fields


class LineSerializer(serializers.ModelSerializer[ThematicLine]):
    """A thematic line."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = ThematicLine
        fields = ("id", "name")
        read_only_fields = fields


class ServiceMilestoneSerializer(serializers.ModelSerializer[Milestone]):
    """A weighted control point of a version; weights are percentages and add up to 100 once published."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Milestone
        fields = (
            "id",
            "position",
            "name",
            "weight",
            "control_point",
            "expected_evidence",
            "typical_days",
            "starts_after",
            "wait_days",
        )
        read_only_fields = fields


class ServiceVersionSerializer(serializers.ModelSerializer[ServiceVersion]):
    """What a service says in one version."""

    id = serializers.UUIDField(source="public_id")
    line = LineSerializer()
    modalities = serializers.SerializerMethodField()
    milestones = ServiceMilestoneSerializer(many=True)

    class Meta:
        model = ServiceVersion
        fields = (
            "id",
            "number",
            "status",
            "name",
            "line",
            "kind",
            "objective",
            "deliverable",
            "audience",
            "website",
            "modalities",
            "milestones",
            "validated_at",
            "parametrized_at",
            "published_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=Modality.choices)))
    def get_modalities(self, version: ServiceVersion) -> list[str]:
        """Return the modalities."""
        return [one.modality for one in version.modalities.all()]


class ServiceSerializer(serializers.ModelSerializer[Service]):
    """A service: the approved version, and the draft for who may see it. `revision` goes back with a change."""

    id = serializers.UUIDField(source="public_id")
    organization = OfferingOrganizationSerializer()
    unit = OfferingUnitSerializer(allow_null=True)
    published_version = ServiceVersionSerializer(allow_null=True)
    draft = serializers.SerializerMethodField()

    class Meta:
        model = Service
        fields = ("id", "organization", "unit", "external_id", "status", "revision", "published_version", "draft")
        read_only_fields = fields

    @extend_schema_field(ServiceVersionSerializer(allow_null=True))
    def get_draft(self, service: Service) -> dict[str, Any] | None:
        """Return the version in edition, for who may see it."""
        if not SERVICE_POLICY.can(self.context["actor"], Permission.VIEW_DRAFT, service):
            return None
        drafts: list[ServiceVersion] = service.drafts  # type: ignore[attr-defined]  # prefetched by the selector
        return dict(ServiceVersionSerializer(drafts[0]).data) if drafts else None


class MilestoneWriteSerializer(serializers.Serializer[Any]):
    """A milestone to write; its place in the list is its order."""

    name = serializers.CharField(max_length=200)
    weight = serializers.DecimalField(max_digits=5, decimal_places=2)
    expected_evidence = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    typical_days = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    control_point = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    starts_after = serializers.IntegerField(min_value=0, required=False, allow_null=True, default=None)
    wait_days = serializers.IntegerField(min_value=0, required=False, default=0)


class DraftWriteSerializer(serializers.Serializer[Any]):
    """What the draft is to say, whole: what is left out is left blank."""

    name = serializers.CharField(max_length=250)
    line = serializers.SlugRelatedField(slug_field="public_id", queryset=ThematicLine.objects.all())
    kind = serializers.ChoiceField(choices=ServiceKind.choices, required=False, allow_blank=True, default="")
    objective = serializers.CharField(required=False, allow_blank=True, default="")
    deliverable = serializers.CharField(required=False, allow_blank=True, default="")
    audience = serializers.CharField(required=False, allow_blank=True, default="")
    website = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    modalities = serializers.ListField(
        child=serializers.ChoiceField(choices=Modality.choices), required=False, default=list
    )
    milestones = MilestoneWriteSerializer(many=True, required=False, default=list)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)

    def to_content(self) -> ServiceContent:
        """Return the content. Call once valid."""
        values = {name: value for name, value in self.validated_data.items() if name not in {"revision", "unit"}}
        values["milestones"] = tuple(MilestoneContent(**one) for one in values["milestones"])
        values["modalities"] = tuple(values["modalities"])
        return ServiceContent(**values)


class ServiceWriteSerializer(DraftWriteSerializer):
    """A new service: its unit and what its first draft says."""

    unit = serializers.SlugRelatedField(slug_field="public_id", queryset=OrgUnit.objects.all())


class MoveSerializer(serializers.Serializer[Any]):
    """One step of the life of a service or of its version in edition; some ask why."""

    action = serializers.ChoiceField(choices=sorted({*FOR_VERSION_ACTION, *FOR_SERVICE_ACTION} - {"publish", "retire"}))
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class PublishSerializer(serializers.Serializer[Any]):
    """What publishing may say; with `revision`, only if nothing changed since it was read."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=2000)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class RetireSerializer(serializers.Serializer[Any]):
    """Why a service is retired."""

    reason = serializers.CharField(allow_blank=True, max_length=2000)
