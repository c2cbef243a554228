"""Keeps groups of entities: by hand, or one for each group that an unordered index names (PDET subregions, provinces)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid
from llegada.core.validation import ensure_valid
from llegada.targeting import selectors
from llegada.targeting.choices import GroupKind, IndexLevel
from llegada.targeting.models import EntityGroup, ExternalIndex
from llegada.targeting.policies import GROUP_POLICY, GroupPermission
from llegada.targeting.selectors.values import editions_in_force, read_edition
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity

#: The index whose categories are the subregions of Decreto 893 de 2017.
PDET_SUBREGIONS: Final = "pdet-subregion"


@dataclass(frozen=True)
class GroupContent:
    """What a group says, with its entities."""

    name: str
    kind: str
    source: str
    entities: Collection[Entity]
    is_active: bool = True


@transaction.atomic
def create_group(*, actor: Actor, unit: OrgUnit, content: GroupContent, now: datetime) -> EntityGroup:
    """Make a group of at least two entities in a unit. Raises NotAllowed, Invalid."""
    group = EntityGroup(unit=unit, created_at=now, updated_at=now)
    GROUP_POLICY.require(actor, GroupPermission.EDIT, group)
    _write(group, content)
    history.record(actor=actor, verb="entitygroup.create", target=group, now=now, after=group.name)
    return group


@transaction.atomic
def edit_group(
    *, actor: Actor, public_id: UUID, content: GroupContent, now: datetime, revision: int | None = None
) -> EntityGroup:
    """Make a group say `content`; lists and runs that used it keep the entities that it had.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    group = selectors.get_group(actor=actor, public_id=public_id)
    GROUP_POLICY.require(actor, GroupPermission.EDIT, group)
    seen = group.revision if revision is None else revision
    if EntityGroup.objects.filter(pk=group.pk, revision=seen).update(revision=F("revision") + 1) != 1:
        raise Conflict()
    group.revision, group.updated_at = seen + 1, now
    before = set(group.entities.values_list("name", flat=True))
    _write(group, content)
    after = {one.name for one in content.entities}
    changes = {"added": sorted(after - before), "removed": sorted(before - after)}
    history.record(actor=actor, verb="entitygroup.edit", target=group, now=now, data=changes)
    return group


@transaction.atomic
def make_groups_of_index(*, actor: Actor, unit: OrgUnit, index: ExternalIndex, now: datetime) -> list[EntityGroup]:
    """Make a group for each category of an index of municipalities, with the alcaldías that its latest edition puts there.

    A category with fewer than two, or whose name the unit's groups have already, makes none. Raises NotAllowed, Invalid.
    """
    edition = editions_in_force([index.pk]).get(index.pk)
    if edition is None or index.level != IndexLevel.MUNICIPALITY:
        raise Invalid({"index": _("El índice no tiene una edición vigente de municipios. Cárguela primero.")})
    values = read_edition(edition)
    mayoralties = Entity.objects.filter(kind=EntityKind.MAYORALTY, is_active=True, municipality__in=values)
    members: dict[float, list[Entity]] = {}
    for entity in mayoralties.order_by("name", "pk"):
        members.setdefault(values[entity.municipality_id or ""], []).append(entity)
    taken = set(EntityGroup.objects.filter(unit=unit).values_list("name", flat=True))
    kind = GroupKind.PDET_SUBREGION if index.code == PDET_SUBREGIONS else GroupKind.OWN
    return [
        create_group(
            actor=actor,
            unit=unit,
            content=GroupContent(category.label, kind, f"{index}, {edition.year}", members[category.position]),
            now=now,
        )
        for category in index.categories.all()
        if len(members.get(category.position, ())) > 1 and category.label not in taken
    ]


def _write(group: EntityGroup, content: GroupContent) -> None:
    if len({one.pk for one in content.entities}) < 2:
        raise Invalid({"entities": _("Un grupo tiene al menos dos entidades. Agregue las que falten.")})
    group.name, group.kind, group.source = content.name.strip(), content.kind, content.source.strip()
    group.is_active = content.is_active
    ensure_valid(group, exclude=("unit",)).save()
    group.entities.set(content.entities)
