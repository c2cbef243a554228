"""Progress by zone: the classes of municipalities and the groups of entities that focalisation keeps (MON-19)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.insights.progress_rows import ProgressTable, ZoneRow
from llegada.insights.progress_rules import MEASURES, Totals
from llegada.insights.selectors.explore_options import PlacesOption, read_places
from llegada.insights.selectors.progress import By, Cut, list_progress
from llegada.targeting.models import EntityGroup
from llegada.territory.models import Entity

#: The zone of the entities that are in none of a kind.
OUTSIDE: Final = "fuera"


@dataclass(frozen=True)
class ZoneKind:
    """One way of cutting the country into zones, such as the PDET subregions; `key` is what addresses call it."""

    key: str
    label: str
    zones: tuple[PlacesOption, ...]

    @property
    def outside(self) -> str:
        """Return the key of the zone of all the rest."""
        return f"{self.key}:{OUTSIDE}"

    @property
    def names(self) -> dict[str, str]:
        """Return its zones, the rest among them, by key; without what they are all called: «Catatumbo»."""
        return {one.key: one.label.removeprefix(f"{self.label}: ") for one in self.zones} | {
            self.outside: _("Fuera de estas zonas")
        }


def list_zone_kinds(*, actor: Actor) -> list[ZoneKind]:
    """Return the ways of cutting the country into zones that are loaded, the finest of PDET first."""
    kinds: defaultdict[str, list[PlacesOption]] = defaultdict(list)
    for one in read_places(actor=actor):
        kinds[one.key.partition(":")[0]].append(one)
    found = [ZoneKind(key, zones[0].of, tuple(zones)) for key, zones in kinds.items()]
    return sorted(found, key=lambda kind: kind.key != "pdet-subregion")


def kind_of_zone(key: str, kinds: Sequence[ZoneKind]) -> ZoneKind | None:
    """Return the kind that has a zone."""
    return next((kind for kind in kinds if key in kind.names), None)


def read_members(kind: ZoneKind) -> dict[str, frozenset[int]]:
    """Return the entities of each zone of a kind: those seated in its municipalities, or those of the group; and the rest."""
    seats = dict(Entity.objects.order_by().values_list("pk", "municipality_id"))
    of_group: defaultdict[int, set[int]] = defaultdict(set)
    groups = [one.group_id for one in kind.zones if one.group_id]
    if groups:
        through = EntityGroup.entities.through.objects.filter(entitygroup__in=groups)
        for group, entity in through.values_list("entitygroup", "entity"):
            of_group[group].add(entity)
    found = {
        one.key: frozenset(of_group[one.group_id])
        if one.group_id
        else frozenset(pk for pk, code in seats.items() if code in (one.municipality_ids or ()))
        for one in kind.zones
    }
    return found | {kind.outside: frozenset(seats).difference(*found.values())}


def list_zone_progress(
    *, actor: Actor, cut: Cut, kind: ZoneKind, members: Mapping[str, Collection[int]]
) -> tuple[ProgressTable, Totals]:
    """Return the progress of each zone with something in the figures, the rest last, and the total of what is asked.

    An entity of two groups is in both: so a column may add up to more than the total.
    """
    entities, total = list_progress(actor=actor, by=By.ENTITY, cut=cut)
    places = {entity: place for place, entity in enumerate(entities.keys)}
    found: dict[str, Any] = {}
    for key in kind.names:
        parts = [places[entity] for entity in members[key] if entity in places]
        if parts:
            found[key] = entities.amounts[parts].sum(axis=0)
    amounts = np.array(list(found.values()), dtype=np.int64).reshape(-1, len(MEASURES))
    named = {key: (key, name) for key, name in kind.names.items()}
    return ProgressTable(list(found), lambda _keys: named, amounts, cut.on, ZoneRow, is_by_name=False), total
