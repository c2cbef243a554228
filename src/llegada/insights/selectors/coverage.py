"""To what part of the country assistance arrived: every share over a denominator that is computed (REP-07)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from django.utils.translation import gettext as _

from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors.cube import Reach, read_reached
from llegada.insights.selectors.explore_options import PlacesOption
from llegada.insights.selectors.mayors import count_areas
from llegada.insights.selectors.raw_rows import fetch
from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import IndexEdition
from llegada.targeting.selectors.values import read_edition
from llegada.territory.choices import EntityKind, MunicipalityKind
from llegada.territory.models import Entity, Municipality

POPULATION: Final = "poblacion"


@dataclass(frozen=True)
class Share:
    """One share: what it is of, how many were reached, of how many; None where it cannot be known, and `note` says why."""

    label: str
    reached: int | None
    of: int | None
    note: str = ""

    @property
    def part(self) -> float | None:
        """Return the share, from 0 to 1."""
        return self.reached / self.of if self.of and self.reached is not None else None

    def without_records(self) -> Share:
        """Return the same where nothing is registered of anybody."""
        return replace(self, reached=None)


@dataclass(frozen=True)
class GroupShare:
    """What one line or one year reached: entities, and municipalities of those that have a mayor."""

    key: int
    sessions: int
    entities: int
    municipalities: int


@dataclass(frozen=True)
class Coverage:
    """The shares of a slice. `population_edition` is None where no edition of the population is in force.

    `without_population` of the municipalities have no value in it: they are left out of both sides.
    """

    municipalities: Share
    departments: Share
    population: Share
    population_edition: IndexEdition | None
    without_population: int
    kinds: list[tuple[str, Share]]
    classes: list[tuple[str, Share]]
    lines: list[GroupShare]
    years: list[GroupShare]

    @property
    def has_records(self) -> bool:
        """Return whether anything is registered."""
        return self.municipalities.reached is not None

    def without_records(self) -> Coverage:
        """Return the same where nothing is registered: that nobody was reached is not known either, and is not zero."""
        said = {name: getattr(self, name).without_records() for name in ("municipalities", "departments", "population")}
        return replace(
            self,
            **said,
            kinds=[(kind, share.without_records()) for kind, share in self.kinds],
            classes=[(family, share.without_records()) for family, share in self.classes],
        )


def get_coverage(cut: Slice, *, places: Iterable[PlacesOption] = (), year: int) -> Coverage:
    """Return the shares of a slice: numerators from the cube, denominators from the catalogue and the editions in force.

    The places of the slice restrict both sides; who assists and on what, only the numerator. The population is that of
    the edition of `year`, or of the latest before it. Three queries besides four readings of the cube, three of one year.
    """
    mayors, areas = _municipalities(cut)
    # What is all of one year is not asked again by year.
    by_year = () if cut.only_year else ((Dimension.YEAR,),)
    (entities, reached), (lines, *years) = read_reached(cut, (Dimension.LINE,), *by_year)
    if cut.only_year and lines:
        years = [[Reach((cut.only_year,), sum(one.sessions for one in lines), len(entities), len(reached))]]
    kinds, reached_departments, own_departments = _kinds(cut, entities)
    departments = {code[:2] for code in mayors | areas} if cut.entity_ids is None else own_departments
    of_lines, of_years = count_areas(cut, (Dimension.LINE,), (Dimension.YEAR,), areas=areas)
    edition, people = _population(year)
    counted = Coverage(
        municipalities=Share("", len(reached & mayors), len(mayors)),
        departments=Share("", len(reached_departments & departments), len(departments)),
        population=_people(people, reached & mayors, mayors),
        population_edition=edition,
        without_population=sum(code not in people for code in mayors) if edition else 0,
        kinds=kinds,
        classes=[
            (one.family, _of_class(one, reached, one.municipality_ids & mayors))
            for one in places
            if one.municipality_ids and (one.municipality_ids & mayors or one.is_whole)
        ],
        lines=_grouped(lines, of_lines),
        years=_grouped(chain(*years), of_years),
    )
    return counted if entities else counted.without_records()


def _of_class(one: PlacesOption, reached: frozenset[str], inside: frozenset[str]) -> Share:
    """Return the share of a class of places; a class that is not one category among others says that none is here."""
    note = "" if inside else _("Ninguno de los municipios que se miran es de esta clase.")
    return Share(one.label, len(reached & inside), len(inside), note)


def _municipalities(cut: Slice) -> tuple[frozenset[str], frozenset[str]]:
    """Return the places of a slice that have a mayor, and those that have none."""
    found = Municipality.objects.order_by()
    if cut.department_ids is not None:
        found = found.filter(department__in=cut.department_ids)
    if cut.municipality_ids is not None:
        found = found.filter(pk__in=cut.municipality_ids)
    if cut.entity_ids is not None:
        found = found.filter(pk__in=Entity.objects.filter(pk__in=cut.entity_ids).values("municipality"))
    kinds = dict(found.values_list("code", "kind"))
    mayors = frozenset(code for code, kind in kinds.items() if kind == MunicipalityKind.MUNICIPALITY)
    return mayors, frozenset(kinds) - mayors


def _population(year: int) -> tuple[IndexEdition | None, Mapping[str, float]]:
    editions = IndexEdition.objects.filter(index__code=POPULATION, status=EditionStatus.IN_FORCE, year__lte=year)
    edition = editions.select_related("index").order_by("-year").first()
    return edition, read_edition(edition) if edition else {}


def _people(people: Mapping[str, float], reached: Iterable[str], among: Iterable[str]) -> Share:
    if not people:
        return Share("", None, None)
    total = sum(people.get(code, 0) for code in among)
    return Share("", round(sum(people.get(code, 0) for code in reached)), round(total))


def _kinds(cut: Slice, reached: frozenset[int]) -> tuple[list[tuple[str, Share]], set[str], set[str]]:
    """Return the share of the active entities of each kind, those in the places of the slice; the departments reached; and all."""
    among = Entity.objects.order_by()
    if cut.department_ids is not None:
        among = among.filter(department__in=cut.department_ids)
    if cut.municipality_ids is not None:
        among = among.filter(municipality__in=cut.municipality_ids)
    if cut.entity_ids is not None:
        among = among.filter(pk__in=cut.entity_ids)
    totals: defaultdict[str, int] = defaultdict(int)
    counted: defaultdict[str, int] = defaultdict(int)
    departments: set[str] = set()
    every: set[str] = set()
    for pk, kind, department, is_active in fetch(among.values_list("pk", "kind", "department_id", "is_active")):
        is_reached = pk in reached
        if is_active:
            totals[kind] += 1
            counted[kind] += is_reached
        if department:
            every.add(department)
            if is_reached:
                departments.add(department)
    shares = [
        (kind.value, Share(str(kind.label), counted[kind], totals[kind])) for kind in EntityKind if kind in totals
    ]
    return shares, departments, every


def _grouped(found: Iterable[Reach], areas: Counter[tuple[Any, ...]]) -> list[GroupShare]:
    """Return what each line or year reached; of its municipalities, the places with no mayor are taken away."""
    return [
        GroupShare(one.key[0], one.sessions, one.entities or 0, max(0, (one.municipalities or 0) - areas[one.key]))
        for one in sorted(some for some in found if some.key[0] is not None)
    ]
