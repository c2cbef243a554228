"""The places that indices are read of: each with the government that answers for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.text import slugify

from llegada.targeting.choices import IndexLevel
from llegada.territory.choices import EntityKind, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality


@dataclass(frozen=True)
class ProfiledPlace:
    """A place with a government of its own: a municipality with its alcaldía or a department with its gobernación."""

    code: str
    name: str
    department_code: str
    department: str
    seat: tuple[float, float]
    entity_id: int | None
    entity_public_id: UUID | None
    entity_name: str

    @property
    def full_name(self) -> str:
        """Return the name, with its department where it is not one."""
        return self.name if self.is_department else f"{self.name}, {self.department}"

    @property
    def is_department(self) -> bool:
        """Return whether it is a department."""
        return self.code == self.department_code

    @property
    def level(self) -> str:
        """Return at which level its indices are read."""
        return IndexLevel.DEPARTMENT if self.is_department else IndexLevel.MUNICIPALITY

    @property
    def slug(self) -> str:
        """Return its name as addresses write it."""
        return slugify(self.name)

    def get_absolute_url(self) -> str:
        """Return the public page of its profile."""
        return reverse(f"portal:{self.level}_profile", kwargs={"code": self.code, "slug": self.slug})


def list_profiled_places(level: IndexLevel) -> dict[str, ProfiledPlace]:
    """Return the places of a level by their code; of municipalities, those that have a mayor."""
    return _departments() if level == IndexLevel.DEPARTMENT else _municipalities()


def _municipalities() -> dict[str, ProfiledPlace]:
    found = Municipality.objects.filter(kind=MunicipalityKind.MUNICIPALITY).order_by("code")
    rows = found.values_list("code", "name", "department_id", "department__name", "latitude", "longitude")
    return _with_heads(rows, _heads(EntityKind.MAYORALTY, "municipality_id"))


def _departments() -> dict[str, ProfiledPlace]:
    found = Department.objects.order_by("code")
    rows = found.values_list("code", "name", F("code"), F("name"), "latitude", "longitude")
    return _with_heads(rows, _heads(EntityKind.GOVERNORATE, "department_id"))


def _with_heads(
    rows: Iterable[tuple[str, str, str, str, float, float]], heads: Mapping[str, tuple[int, UUID, str]]
) -> dict[str, ProfiledPlace]:
    nobody = (None, None, "")
    return {
        code: ProfiledPlace(code, name, department_code, department, (lat, lon), *heads.get(code, nobody))
        for code, name, department_code, department, lat, lon in rows
    }


def _heads(kind: EntityKind, place: str) -> dict[str, tuple[int, UUID, str]]:
    """Return the government of each place."""
    found = Entity.objects.filter(kind=kind).order_by().values_list(place, "pk", "public_id", "name")
    return {code: (pk, public_id, name) for code, pk, public_id, name in found}
