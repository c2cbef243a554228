"""What the figures can be filtered by, with the denominators of the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast

from llegada.accounts.models import Organization
from llegada.insights.grains import BOUNDS, WHOLE, Span
from llegada.insights.models import CoverCell
from llegada.insights.selectors.raw_rows import dashed, fetch_always
from llegada.portfolio.models import ThematicLine
from llegada.territory.choices import BoundaryLevel, MunicipalityKind
from llegada.territory.models import Boundary, Department, Municipality


@dataclass(frozen=True)
class Option:
    """One thing to filter by: its key in addresses, its words, and its key in the database."""

    key: str
    label: str
    pk: int


@dataclass(frozen=True)
class CatalogueDepartment:
    """A department and how many municipalities, of the kind that has an alcaldía, it holds."""

    code: str
    name: str
    municipalities: int


@dataclass(frozen=True)
class Catalogue:
    """Everything that a page of figures offers to choose; `has_boundaries` tells whether official limits are loaded."""

    organizations: list[Option]
    lines: list[Option]
    years: list[int]
    departments: dict[str, CatalogueDepartment]
    has_boundaries: bool
    #: Codes of the places that do not count as municipalities: an island, an area with none.
    other_places: frozenset[str] = frozenset()

    def municipalities_in(self, department_id: str | None) -> int:
        """Return how many municipalities the department has, or the country where there is none."""
        if department_id is not None:
            return self.departments[department_id].municipalities
        return sum(department.municipalities for department in self.departments.values())


def filter_options() -> Catalogue:
    """Return what can be chosen, in two queries: organisations, thematic lines, years; departments with their size."""
    found: dict[str, list[Option]] = {"organization": [], "line": [], "year": [], "place": []}
    for kind, pk, key, label in fetch_always(_named_options):
        found[kind].append(Option(key=dashed(key), label=label, pk=pk))
    rows = fetch_always(_sized_departments)
    return Catalogue(
        organizations=sorted(found["organization"], key=lambda option: option.label),
        lines=sorted(found["line"], key=lambda option: option.label),
        years=sorted((option.pk for option in found["year"]), reverse=True),
        departments={code: CatalogueDepartment(code, name, size) for code, name, size, _ in rows},
        has_boundaries=any(has_boundaries for *_, has_boundaries in rows),
        other_places=frozenset(option.key for option in found["place"]),
    )


def _sized_departments() -> QuerySet[Any, Any]:
    """Return code, name, municipalities, and whether there are limits of municipalities at all."""
    sized = Department.objects.annotate(
        size=Count("municipalities", filter=Q(municipalities__kind=MunicipalityKind.MUNICIPALITY)),
        has_boundaries=Exists(Boundary.objects.filter(level=BoundaryLevel.MUNICIPALITY)),
    )
    return sized.order_by("name").values_list("code", "name", "size", "has_boundaries")


def _named_options() -> QuerySet[Any, Any]:
    """Return kind, key in the database, public key and label of all the lists, in one query."""
    text = CharField()
    organizations = Organization.objects.order_by().values_list(
        Value("organization", text), "pk", Cast("public_id", text), "name"
    )
    lines = ThematicLine.objects.order_by().values_list(Value("line", text), "pk", Cast("public_id", text), "name")
    # The covering of the years keeps one cell of each, where the detail has thousands.
    years = (
        CoverCell.objects.order_by()
        .filter(grain=WHOLE, period__range=BOUNDS[Span.YEAR])
        .values_list(Value("year", text), F("period"), Cast("period", text), Cast("period", text))
    )
    others = (
        Municipality.objects.exclude(kind=MunicipalityKind.MUNICIPALITY)
        .order_by()
        .values_list(Value("place", text), Value(0), F("code"), F("name"))
    )
    return organizations.union(lines, years, others, all=True)


@dataclass(frozen=True)
class Outline:
    """The official outline of a municipality, as an SVG path in the plane of the map."""

    code: str
    name: str
    path: str


def list_outlines(*, department_id: str | None = None) -> list[Outline]:
    """Return the municipalities whose official outline is loaded, all or those of a department, in one query."""
    paths = Boundary.objects.filter(level=BoundaryLevel.MUNICIPALITY, code=OuterRef("code")).values("path")
    found = Municipality.objects.annotate(path=Subquery(paths)).exclude(path=None).order_by("code")
    if department_id is not None:
        found = found.filter(department_id=department_id)
    return [Outline(code, name, path) for code, name, path in found.values_list("code", "name", "path")]
