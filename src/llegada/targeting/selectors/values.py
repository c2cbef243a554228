"""The values of editions, as whoever computes with them wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from llegada.targeting.choices import EditionStatus, IndexLevel
from llegada.targeting.models import IndexEdition, IndexValue

#: Editions kept in a process: some 1,100 values each, 90 kB.
EDITIONS_KEPT = 256


def read_edition(edition: IndexEdition) -> Mapping[str, float]:
    """Return the value of each place that has one: by DANE code, or by public id for indices of entities.

    The edition's index must be loaded. Kept in the process, for the values of an edition never change; not to be written on.
    """
    return _values(edition.public_id, edition.index.level)


@lru_cache(maxsize=EDITIONS_KEPT)
def _values(public_id: UUID, level: str) -> Mapping[str, float]:
    # By public id and not by key: tests undo their rows and give the same keys again.
    column = {IndexLevel.MUNICIPALITY: "municipality_id", IndexLevel.DEPARTMENT: "department_id"}.get(
        IndexLevel(level), "entity__public_id"
    )
    values = IndexValue.objects.filter(edition__public_id=public_id).order_by(column)
    return MappingProxyType({str(code): number for code, number in values.values_list(column, "number")})


def editions_in_force(index_ids: Iterable[int], year: int | None = None) -> dict[int, IndexEdition]:
    """Return the edition in force of each index, with its index: of that year or, without one, the latest. Absent if none."""
    editions = IndexEdition.objects.filter(index__in=list(index_ids), status=EditionStatus.IN_FORCE)
    if year is not None:
        editions = editions.filter(year=year)
    return {one.index_id: one for one in editions.select_related("index").order_by("year")}
