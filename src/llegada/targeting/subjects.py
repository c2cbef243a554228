"""How notices name lists: by their name and year."""

from __future__ import annotations

from collections.abc import Collection

from llegada.core.subjects import Subject
from llegada.targeting.models import PrioritizedEntity


def read_prioritized(identifiers: Collection[str]) -> dict[str, Subject]:
    """Name entities of lists by both; their page is the list's."""
    found = PrioritizedEntity.objects.filter(public_id__in=identifiers).select_related("list", "entity")
    return {
        str(one.public_id): Subject(f"{one.entity.name} · {one.list.name}", one.list.get_absolute_url())
        for one in found
    }
