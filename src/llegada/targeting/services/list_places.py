"""Turns the places that a run chose into the entities that a list names: the government of each place."""

from __future__ import annotations

from collections.abc import Iterable

from llegada.targeting.errors import NoSuchPlaces
from llegada.targeting.models import PrioritizedEntity, RunPlace, TargetingRun
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity


def entities_of_run(run: TargetingRun) -> list[PrioritizedEntity]:
    """Return, not saved, the entities of the places that a run chose, by their order: each alcaldía, gobernación or entity.

    A group brings all its active entities with its place; one that is of two groups comes once, with the better. Raises
    NoSuchPlaces where a place has none: it is never left out in silence.
    """
    places = list(RunPlace.objects.filter(run=run, is_chosen=True).select_related("group").order_by("position"))
    found = _EntityFinder(places)
    rows: dict[int, PrioritizedEntity] = {}
    orphans = []
    for place in places:
        entities = found.of(place)
        if not entities:
            orphans.append(f"{place.name} ({place.code})")
        for entity_id in entities:
            row = PrioritizedEntity(entity_id=entity_id, group=place.group, rank=place.rank, score=place.score)
            rows.setdefault(entity_id, row)
    if orphans:
        raise NoSuchPlaces(places=", ".join(orphans))
    return list(rows.values())


class _EntityFinder:
    """Knows the entities of many places, asked together: one query for each kind of place that there is."""

    def __init__(self, places: Iterable[RunPlace]) -> None:
        active = Entity.objects.filter(is_active=True)
        municipalities = {one.municipality_id for one in places if one.municipality_id}
        departments = {one.department_id for one in places if one.department_id}
        entities = {one.entity_id for one in places if one.entity_id}
        groups = {one.group_id for one in places if one.group_id}
        mayoralties = active.filter(kind=EntityKind.MAYORALTY, municipality__in=municipalities)
        governorates = active.filter(kind=EntityKind.GOVERNORATE, department__in=departments)
        self.mayoralties = dict(mayoralties.values_list("municipality", "pk")) if municipalities else {}
        self.governorates = dict(governorates.values_list("department", "pk")) if departments else {}
        self.entities = set(active.filter(pk__in=entities).values_list("pk", flat=True)) if entities else set()
        self.members: dict[int, list[int]] = {}
        if groups:
            pairs = active.filter(groups__in=groups).order_by("name", "pk").values_list("groups", "pk")
            for group_id, entity_id in pairs:
                self.members.setdefault(group_id, []).append(entity_id)

    def of(self, place: RunPlace) -> list[int]:
        """Return the keys of the entities of a place; none where the catalogue has none that is active."""
        if place.group_id:
            return self.members.get(place.group_id, [])
        if place.entity_id:
            return [place.entity_id] if place.entity_id in self.entities else []
        if place.department_id:
            found = self.governorates.get(place.department_id)
        else:
            found = self.mayoralties.get(place.municipality_id or "")
        return [found] if found else []
