"""Whom nobody reached: alcaldías and gobernaciones first, where it is most needed (FOC-11, XCT-04)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from llegada.insights.cube_rules import Slice
from llegada.insights.selectors.cube import last_reached, reached_entities
from llegada.insights.selectors.raw_rows import dashed, fetch
from llegada.targeting.choices import EditionStatus, IndexDirection, IndexKind, IndexLevel
from llegada.targeting.models import IndexEdition
from llegada.targeting.selectors.values import read_edition
from llegada.territory.choices import EntityKind
from llegada.territory.models import Entity

#: Ranks by how long nobody came: those never reached first.
BY_DAYS: Final = "days"
POPULATION: Final = "poblacion"
#: Kind of entity → of which level are the indices by which it can be ranked.
LEVELS: Final = {
    EntityKind.MAYORALTY: IndexLevel.MUNICIPALITY,
    EntityKind.GOVERNORATE: IndexLevel.DEPARTMENT,
}


@dataclass(frozen=True)
class SilentEntity:
    """One entity that the slice did not reach: when anybody last did (None: never), and its value in the ranking."""

    entity_id: int
    stored_key: UUID | str
    name: str
    kind: str
    department_id: str | None
    department: str
    municipality_id: str | None
    municipality: str
    last_on: date | None
    value: float | None

    @property
    def public_id(self) -> str:
        """Return its public key. Only those that are shown are written out."""
        return dashed(str(self.stored_key))


@dataclass(frozen=True)
class DepartmentSilence:
    """How many entities of a department were not reached, among how many."""

    department_id: str
    silent: int
    among: int


@dataclass(frozen=True)
class Silence:
    """The silent entities in order, out of how many (in all and in each department), and how many nobody ever reached."""

    rows: list[SilentEntity]
    among: int
    never: int
    among_in: Mapping[str | None, int] = field(default_factory=dict)

    @property
    def by_department(self) -> list[DepartmentSilence]:
        """Return each department with entities of the kind, first those that lack the largest share."""
        silent = Counter(one.department_id for one in self.rows)
        found = [
            DepartmentSilence(code, silent.get(code, 0), among)
            for code, among in self.among_in.items()
            if code is not None
        ]
        return sorted(found, key=lambda one: (-one.silent / one.among, -one.silent, one.department_id))


def list_ranking_editions(kind: str, *, year: int) -> list[IndexEdition]:
    """Return by which indices that kind of entity can be ranked: the latest edition in force of each, not after `year`."""
    level = LEVELS.get(EntityKind(kind))
    if level is None:
        return []
    editions = IndexEdition.objects.filter(
        status=EditionStatus.IN_FORCE, index__level=level, index__kind=IndexKind.CONTINUOUS, year__lte=year
    )
    latest: dict[int, IndexEdition] = {}
    for one in editions.select_related("index").order_by("index__position", "index__name", "year"):
        latest[one.index_id] = one
    whole = [one for one in latest.values() if one.index.parent_id is None]
    return sorted(whole, key=lambda one: one.index.code != POPULATION)


def list_silent(cut: Slice, *, kind: str, edition: IndexEdition | None = None) -> Silence:
    """Return the active entities of a kind that a slice did not reach, those in most need first.

    By an edition, the worst first (the largest, where more is neither better nor worse), and what has no value at the
    end; without one, those never reached and then the longest ago. Two queries besides those of the cube and the edition.
    """
    reached, last = reached_entities(cut), last_reached()
    values = read_edition(edition) if edition else {}
    found = fetch(_among(cut, kind).values_list(*_COLUMNS))
    rows = [_silent(row, last, values, kind) for row in found if row[0] not in reached]
    if edition is None:
        rows.sort(key=lambda one: (one.last_on is not None, one.last_on or date.min, one.department, one.name))
    else:
        sign = 1 if edition.index.direction == IndexDirection.MORE_IS_BETTER else -1
        rows.sort(key=lambda one: (one.value is None, sign * (one.value or 0), one.department, one.name))
    among_in = Counter(row[_DEPARTMENT] for row in found)
    return Silence(rows, len(found), sum(one.last_on is None for one in rows), among_in)


_COLUMNS: Final = (
    "pk", "public_id", "name", "kind", "department_id", "department__name", "municipality_id", "municipality__name"
)  # fmt: skip
_DEPARTMENT: Final = _COLUMNS.index("department_id")


def _among(cut: Slice, kind: str) -> QuerySet[Entity]:
    entities = Entity.objects.filter(is_active=True, kind=kind).order_by()
    if cut.department_ids is not None:
        entities = entities.filter(department__in=cut.department_ids)
    if cut.municipality_ids is not None:
        entities = entities.filter(municipality__in=cut.municipality_ids)
    if cut.entity_ids is not None:
        entities = entities.filter(pk__in=cut.entity_ids)
    return entities


def _silent(
    row: tuple[Any, ...],
    last: Mapping[int, date],
    values: Mapping[str, float],
    kind: str,
) -> SilentEntity:
    pk, public_id, name, own_kind, department, department_name, town, town_name = row
    code = (town if kind == EntityKind.MAYORALTY else department) or ""
    return SilentEntity(
        pk, public_id, name, own_kind, department, department_name or "", town, town_name or "", last.get(pk), values.get(code)
    )  # fmt: skip
