"""The places that indices are read of: each with the government that answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.text import slugify

from llegada.targeting.choices import IndexLevel
from llegada.territory.choices import EntityKind, MunicipalityKind
from llegada.territory.models import Department, Municipality

M = TypeVar("M", Department, Municipality)


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
    """Return the places of a level by their code, in its order; of municipalities, those that have a mayor. One query."""
    if level == IndexLevel.DEPARTMENT:
        return _read(Department.objects.all(), EntityKind.GOVERNORATE, ("code", "name"))
    places = Municipality.objects.filter(kind=MunicipalityKind.MUNICIPALITY)
    return _read(places, EntityKind.MAYORALTY, ("department_id", "department__name"))


def _read(places: QuerySet[M], head: EntityKind, department: tuple[str, str]) -> dict[str, ProfiledPlace]:
    """Return the places with their government, of which each has one at most (`entity_one_mayoralty`, `entity_one_governorate`)."""
    found = places.annotate(head=FilteredRelation("entities", condition=Q(entities__kind=head))).order_by("code")
    columns = ("code", "name", "latitude", "longitude", "head__pk", "head__public_id", "head__name", *department)
    return {
        code: ProfiledPlace(code, name, in_code, in_name, (lat, lon), entity_id, public_id, entity_name or "")
        for code, name, lat, lon, entity_id, public_id, entity_name, in_code, in_name in found.values_list(*columns)
    }
