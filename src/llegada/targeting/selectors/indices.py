"""Questions about external indices and their editions. They are public: every actor sees all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import list_units_among
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition
from llegada.targeting.policies import INDEX_POLICY, IndexPermission

_IN_FORCE = Q(editions__status=EditionStatus.IN_FORCE)


def list_indices() -> QuerySet[ExternalIndex]:
    """Return every index in the order of the catalogue, with its editions in force and the year of the latest."""
    return (
        ExternalIndex.objects.select_related("unit__organization", "parent")
        .annotate(
            edition_count=Count("editions", filter=_IN_FORCE), latest_year=Max("editions__year", filter=_IN_FORCE)
        )
        .order_by("position", "name", "pk")
    )


def get_index(*, code: str) -> ExternalIndex:
    """Return an index by its code, as `list_indices` does. Raises NotFound."""
    found = list_indices().filter(code=code).first()
    if found is None:
        raise NotFound(index=code)
    return found


def list_editions(index: ExternalIndex) -> QuerySet[IndexEdition]:
    """Return every edition of an index, the latest year and number first, those replaced and withdrawn too."""
    return index.editions.select_related("loaded_by", "file").order_by("-year", "-number")


def get_edition(*, public_id: UUID) -> IndexEdition:
    """Return an edition with its index and file. Raises NotFound."""
    editions = IndexEdition.objects.select_related("index__unit__organization", "file", "loaded_by")
    found = editions.filter(public_id=public_id).first()
    if found is None:
        raise NotFound(edition=str(public_id))
    return found


def list_categories(index: ExternalIndex) -> dict[int, IndexCategory]:
    """Return the categories of an index by their position, in order; none of a measure."""
    return {one.position: one for one in index.categories.order_by("position")}


def list_other_methods(index: ExternalIndex) -> QuerySet[ExternalIndex]:
    """Return the indices of the same family and level by another method: never joined with this one in a series."""
    family = ExternalIndex.objects.filter(family=index.family, level=index.level, parent=None)
    return family.exclude(method=index.method).exclude(pk=index.pk).order_by("position", "pk")


def count_indices() -> dict[str, int]:
    """Return how many indices there are, and of them how many have data."""
    return ExternalIndex.objects.aggregate(
        indices=Count("pk", distinct=True), with_data=Count("pk", filter=_IN_FORCE, distinct=True)
    )


def list_units_that_define(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units in which the actor defines indices."""
    return list_units_among(INDEX_POLICY.unit_ids(actor, IndexPermission.DEFINE))


def list_loadable(*, actor: Actor) -> QuerySet[ExternalIndex]:
    """Return the indices that the actor may load, in the order of the catalogue."""
    return INDEX_POLICY.scope(actor, IndexPermission.LOAD, list_indices())
