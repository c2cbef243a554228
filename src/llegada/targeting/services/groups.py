"""Keeps groups of entities: by hand, or one for each group that an unordered index names (PDET subregions, provinces)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
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
from llegada.targeting.models import EntityGroup
from llegada.targeting.policies import GROUP_POLICY, GroupPermission
from llegada.territory.models import Entity


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


def _write(group: EntityGroup, content: GroupContent) -> None:
    if len({one.pk for one in content.entities}) < 2:
        raise Invalid({"entities": _("Un grupo tiene al menos dos entidades. Agregue las que falten.")})
    group.name, group.kind, group.source = content.name.strip(), content.kind, content.source.strip()
    group.is_active = content.is_active
    ensure_valid(group, exclude=("unit",)).save()
    group.entities.set(content.entities)
