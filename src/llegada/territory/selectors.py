"""Questions about the territory and its entities. The catalogue is public: every actor sees all of it.

Texts are searched as people type them: without accents, case or word order, and every word must be there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.text import slugify

from llegada.core.errors import NotFound
from llegada.core.text import fold, search_terms
from llegada.territory import rules
from llegada.territory.choices import BoundaryLevel, EntityKind, MunicipalityKind
from llegada.territory.errors import LostZero, UnknownCode
from llegada.territory.models import Adjacency, Boundary, Department, Entity, Municipality

M = TypeVar("M", Department, Municipality, Entity)
PLACES_SHOWN = 10
ENTITIES_SHOWN = 20
NIT_LENGTH = 9
_GOVERNMENT = Q(kind__in=(EntityKind.MAYORALTY, EntityKind.GOVERNORATE))
_HAS_MAYOR = Q(kind=MunicipalityKind.MUNICIPALITY)


@dataclass(frozen=True)
class Place:
    """A department or a municipality found by a search."""

    level: BoundaryLevel
    code: str
    name: str
    department: str

    @property
    def url(self) -> str:
        """Return the public page."""
        return reverse(f"portal:{self.level}", kwargs={"code": self.code, "slug": slugify(self.name)})


def get_department(*, code: str) -> Department:
    """Return a department by its two-digit DANE code, with its count. Raises UnknownCode, or LostZero for `5`."""
    found = list_departments().filter(code=code).first()
    if found is None:
        raise _unknown(Department, code, length=2)
    return found


def get_municipality(*, code: str) -> Municipality:
    """Return a place of DIVIPOLA by its five-digit DANE code, with its department. Raises UnknownCode, or LostZero for `5001`."""
    found = Municipality.objects.select_related("department").filter(code=code).first()
    if found is None:
        raise _unknown(Municipality, code, length=5)
    return found


def _unknown(model: type[Department] | type[Municipality], code: str, *, length: int) -> NotFound:
    reading = rules.read_code(code, length=length)
    meant = model._default_manager.filter(code=reading.code).first() if reading.is_repaired else None
    return UnknownCode(code=code) if meant is None else LostZero(code=code, proposal=meant.code, name=meant.name)


def get_entity(*, public_id: UUID) -> Entity:
    """Return an entity, with its places. Raises NotFound."""
    found = list_entities(only_active=False).filter(public_id=public_id).first()
    if found is None:
        raise NotFound(entity=str(public_id))
    return found


def list_departments() -> QuerySet[Department]:
    """Return every department by name, each with how many municipalities it has."""
    return Department.objects.annotate(
        municipality_count=Count("municipalities", filter=Q(municipalities__kind=MunicipalityKind.MUNICIPALITY))
    ).order_by("name", "code")


def list_municipalities(*, department_code: str = "") -> QuerySet[Municipality]:
    """Return the places of DIVIPOLA by name, all or those of a department."""
    places = Municipality.objects.select_related("department").order_by("name", "code")
    return places.filter(department=department_code) if department_code else places


def find_governorate(*, department_code: str) -> Entity | None:
    """Return the gobernación of a department; Bogotá has none."""
    return list_entities(department_code=department_code).filter(kind=EntityKind.GOVERNORATE).first()


def list_entities(
    *,
    department_code: str = "",
    municipality_code: str = "",
    only_active: bool = True,
    government_first: bool = False,
) -> QuerySet[Entity]:
    """Return entities by name with their places, all or those of a department or of a seat."""
    order = [_rank(_GOVERNMENT)] if government_first else []
    entities = Entity.objects.select_related("department", "municipality__department").order_by(*order, "name", "pk")
    if only_active:
        entities = entities.filter(is_active=True)
    if department_code:
        entities = entities.filter(department=department_code)
    if municipality_code:
        entities = entities.filter(municipality=municipality_code)
    return entities


def count_municipalities(*, department_code: str = "") -> int:
    """Return how many municipalities there are: the denominator of every share of the country or of a department.

    Only those that have a mayor count, districts among them (1,103 in DIVIPOLA of 2023): the 18 non-municipalised areas
    and the island of San Andrés are governed by their department and cannot sign a plan of their own.
    """
    return list_municipalities(department_code=department_code).filter(_HAS_MAYOR).count()


def count_departments() -> int:
    """Return how many departments there are, Bogotá D.C. among them."""
    return Department.objects.count()


def find_boundaries(*, level: BoundaryLevel, codes: Iterable[str] | None = None) -> dict[str, str]:
    """Return the official outlines that were loaded, as code → SVG path in the plane of the map."""
    boundaries = Boundary.objects.filter(level=level)
    if codes is not None:
        boundaries = boundaries.filter(code__in=list(codes))
    return dict(boundaries.values_list("code", "path"))


def list_neighbour_codes(*, code: str) -> list[str]:
    """Return the codes of the municipalities that share a border with one; none where nobody loaded which do."""
    pairs = Adjacency.objects.filter(Q(one=code) | Q(other=code)).values_list("one_id", "other_id")
    return sorted(other if one == code else one for one, other in pairs)


def search_places(text: str, limit: int = PLACES_SHOWN) -> list[Place]:
    """Return the departments and municipalities that hold every word of `text`, those that begin with it first."""
    departments = _ranked(Department.objects.all(), text, ("name", "code"))[:limit]
    found = [Place(BoundaryLevel.DEPARTMENT, one.code, one.name, one.name) for one in departments]
    municipalities = _ranked(Municipality.objects.select_related("department"), text, ("name", "code"))[:limit]
    found += [Place(BoundaryLevel.MUNICIPALITY, one.code, one.name, one.department.name) for one in municipalities]
    return found[:limit]


def search_entities(text: str, limit: int = ENTITIES_SHOWN) -> list[Entity]:
    """Return the active entities that hold every word of `text`; alcaldías and gobernaciones first."""
    return list(filter_entities(text)[:limit])


def filter_entities(text: str, entities: QuerySet[Entity] | None = None) -> QuerySet[Entity]:
    """Return the part of `entities` (the active ones if not told) that holds every word of `text`, best first."""
    found = list_entities() if entities is None else entities
    # Their places are read apart, for the few rows that are kept: joined, PostgreSQL would carry them for every row it ranks.
    found = found.select_related(None).prefetch_related("department", "municipality__department")
    return _ranked(found, text, ("name", "pk"), first=_GOVERNMENT)


def holding_words(rows: QuerySet[M], text: str) -> QuerySet[M]:
    """Return the part of `rows` that holds every word of `text`, in the order that it had."""
    holds = Q()
    for term in search_terms(text):
        holds &= Q(search_text__contains=term)
    return rows.filter(holds)


def _ranked(queryset: QuerySet[M], text: str, order: tuple[str, ...], *, first: Q | None = None) -> QuerySet[M]:
    """Keep the rows whose `search_text` holds every word, in an order that never changes between two equal searches.

    One LIKE per word, which SQLite and PostgreSQL answer alike over some thousands of rows. First the rows that have every
    word whole («san» before «Santander»), then where each begins a word, then those of `first`, then those that begin
    with the whole text.
    """
    terms = search_terms(text)
    if not terms:
        return queryset.none()
    begins, whole = Q(), Q()
    for term in (term for term in terms if len(term) > 1):  # a letter is in nearly every row and ranks none
        begins &= Q(search_text__startswith=term) | Q(search_text__contains=f" {term}")
        whole &= (
            Q(search_text__startswith=f"{term} ")
            | Q(search_text__contains=f" {term} ")
            | Q(search_text__endswith=f" {term}")
            | Q(search_text=term)
        )
    ranks = [whole, begins, first, Q(search_text__startswith=fold(text))]
    return holding_words(queryset, text).order_by(*(_rank(condition) for condition in ranks if condition), *order)


def _rank(condition: Q) -> Case:
    return Case(When(condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def find_by_codes(codes: Iterable[str]) -> tuple[list[Entity], list[str]]:
    """Return the active entities that codes stand for, each once, and the codes that stand for none.

    Five digits are a municipality and two a department (its government); nine, a NIT, where one active entity alone has it.
    """
    asked = list(dict.fromkeys(codes))
    active = Entity.objects.filter(is_active=True, kind__in=(EntityKind.MAYORALTY, EntityKind.GOVERNORATE))
    governments: dict[str, Entity] = {}
    for one in active.filter(Q(municipality__in=asked) | Q(department__in=asked)):
        key = one.municipality_id if one.kind == EntityKind.MAYORALTY else one.department_id
        governments[key or ""] = one
    by_nit: dict[str, list[Entity]] = {}
    for one in Entity.objects.filter(is_active=True, nit__in=[code for code in asked if len(code) == NIT_LENGTH]):
        by_nit.setdefault(one.nit or "", []).append(one)
    found: dict[int, Entity] = {}
    unknown = []
    for code in asked:
        alike = by_nit.get(code, [])
        entity = governments.get(code) or (alike[0] if len(alike) == 1 else None)
        if entity is None:
            unknown.append(code)
        else:
            found[entity.pk] = entity
    return list(found.values()), unknown
