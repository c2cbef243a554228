"""Questions about groups of entities."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.targeting.choices import EditionStatus, IndexKind, IndexLevel
from llegada.targeting.models import EntityGroup, ExternalIndex, IndexEdition
from llegada.targeting.policies import GROUP_POLICY, GroupPermission
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity


def list_groups(*, actor: Actor) -> QuerySet[EntityGroup]:
    """Return the groups that the actor sees, each with its `entity_count`, by kind and name; those in use first."""
    seen = GROUP_POLICY.scope(actor, GroupPermission.VIEW, EntityGroup.objects.all())
    counted = seen.select_related("unit__organization").annotate(entity_count=Count("entities"))
    return counted.order_by("-is_active", "kind", "name", "pk")


def get_group(*, actor: Actor, public_id: UUID) -> EntityGroup:
    """Return one group with its unit. Raises NotFound if hidden or absent."""
    seen = GROUP_POLICY.scope(actor, GroupPermission.VIEW, EntityGroup.objects.all())
    found = seen.select_related("unit__organization").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(entity_group=str(public_id))
    return found


def list_members(group: EntityGroup) -> QuerySet[Entity]:
    """Return the entities of a group with their places, by name."""
    return group.entities.select_related("department", "municipality__department").order_by("name", "pk")


def member_lines(group: EntityGroup) -> list[str]:
    """Return each entity of a group as its form writes it: the code of its place if it governs one, or its NIT, and its name."""
    lines = []
    for one in list_members(group):
        codes = {EntityKind.MAYORALTY: one.municipality_id, EntityKind.GOVERNORATE: one.department_id}
        lines.append(f"{codes.get(EntityKind(one.kind)) or one.nit or ''} {one.name}")
    return lines


def list_grouping_indices() -> QuerySet[ExternalIndex]:
    """Return the indices of municipalities whose categories make groups and that have an edition in force, in their order."""
    in_force = IndexEdition.objects.filter(status=EditionStatus.IN_FORCE).values("index")
    kinds = (IndexKind.LABEL, IndexKind.CATEGORY)
    return ExternalIndex.objects.filter(level=IndexLevel.MUNICIPALITY, kind__in=kinds, pk__in=in_force)
