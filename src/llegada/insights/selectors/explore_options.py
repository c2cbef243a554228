"""What the views of «quién hace qué y dónde» can be filtered by, besides what the first page offers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from llegada.accounts.models import OrgUnit
from llegada.core.actors import ANONYMOUS, Actor
from llegada.insights.selectors.catalogue import Catalogue, Option, filter_options
from llegada.insights.selectors.raw_rows import dashed, fetch_always
from llegada.portfolio.models import Service
from llegada.targeting.choices import EditionStatus, IndexKind
from llegada.targeting.models import EntityGroup, IndexCategory, IndexEdition
from llegada.targeting.policies import GROUP_POLICY, GroupPermission
from llegada.targeting.selectors.values import places_by_value
from llegada.territory.models import Municipality

#: Indices of municipalities whose categories make a class of places, in the order in which they are offered.
CLASS_INDICES: Final = ("pdet", "pdet-subregion", "zomac", "categoria-617", "region")


@dataclass(frozen=True)
class UnitOption(Option):
    """A unit, where it stands in its organisation."""

    organization_id: int = 0
    path: str = ""


@dataclass(frozen=True)
class ServiceOption(Option):
    """A service by the name of its published version."""

    organization_id: int = 0


@dataclass(frozen=True)
class PlacesOption:
    """A class of places: the municipalities that an index puts in it, or the entities of a group (`group_id`)."""

    key: str
    label: str
    family: str
    municipality_ids: frozenset[str] | None = None
    group_id: int | None = None
    #: What its class is one of: «Subregión PDET».
    of: str = ""

    @property
    def is_whole(self) -> bool:
        """Return whether it is a class by itself, yes or no, and not one category among others."""
        return ":" not in self.key


@dataclass(frozen=True)
class Options:
    """All that can be chosen; `municipalities` are those of the department that was chosen, by code."""

    catalogue: Catalogue
    units: list[UnitOption] = field(default_factory=list)
    services: list[ServiceOption] = field(default_factory=list)
    places: list[PlacesOption] = field(default_factory=list)
    municipalities: dict[str, str] = field(default_factory=dict)


#: Key in the database, public key, label, organisation (of a category, its position) and path.
_Named = tuple[int, str, str, int, str]


def read_options(*, actor: Actor = ANONYMOUS, department_id: str = "") -> Options:
    """Return what can be chosen, in four queries, and one more with a department; groups, to who may see them."""
    named = _read_named(_all_named)
    towns: dict[str, str] = {}
    if department_id:
        found = Municipality.objects.filter(department_id=department_id).order_by("name")
        towns = dict(found.values_list("code", "name"))
    return Options(
        catalogue=filter_options(),
        units=[UnitOption(dashed(key), label, pk, of, path) for pk, key, label, of, path in named["unit"]],
        services=[ServiceOption(dashed(key), label, pk, of) for pk, key, label, of, _path in named["service"]],
        places=_places(actor, named),
        municipalities=towns,
    )


def read_places(*, actor: Actor) -> list[PlacesOption]:
    """Return the classes of places alone, in two queries; groups, to who may see them."""
    return _places(actor, _read_named(_all_classes))


def _places(actor: Actor, named: Mapping[str, Sequence[_Named]]) -> list[PlacesOption]:
    places = _index_classes(named["category"])
    if GROUP_POLICY.may_ever(actor, GroupPermission.VIEW):
        places += [_group_option(pk, key, label) for pk, key, label, *_ in named["group"]]
    return places


def _group_option(pk: int, key: object, label: str) -> PlacesOption:
    family = _("Grupos de entidades")
    return PlacesOption(f"grupo:{UUID(str(key))}", label, family, group_id=pk, of=family)


def group_entity_ids(group_id: int) -> frozenset[int]:
    """Return the entities of a group that somebody may see."""
    return frozenset(EntityGroup.entities.through.objects.filter(entitygroup=group_id).values_list("entity", flat=True))


def _read_named(ask: Callable[[], QuerySet[Any, Any]]) -> dict[str, list[_Named]]:
    """Return what is asked by its kind, in the order of its labels; one query."""
    found: dict[str, list[_Named]] = {"unit": [], "service": [], "group": [], "category": []}
    for kind, pk, key, label, of, path in fetch_always(ask):
        found[kind].append((pk, key, label, of, path))
    for rows in found.values():
        rows.sort(key=lambda row: row[2])
    return found


_TEXT: Final = CharField()


def _all_named() -> QuerySet[Any, Any]:
    """Return the units, the services, and the classes of places."""
    units = OrgUnit.objects.order_by().values_list(
        Value("unit", _TEXT), "pk", Cast("public_id", _TEXT), "name", F("organization_id"), F("path")
    )
    services = (
        Service.objects.exclude(published_version=None)
        .order_by()
        .values_list(
            Value("service", _TEXT),
            "pk",
            Cast("public_id", _TEXT),
            F("published_version__name"),
            F("organization_id"),
            Value("", _TEXT),
        )
    )
    return units.union(services, *_classes(), all=True)


def _all_classes() -> QuerySet[Any, Any]:
    """Return what makes classes of places alone."""
    categories, groups = _classes()
    return categories.union(groups, all=True)


def _classes() -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """Return the categories of the indices whose places they are, and the groups of entities."""
    categories = (
        IndexCategory.objects.filter(index__code__in=CLASS_INDICES)
        .order_by()
        .values_list(
            Value("category", _TEXT), F("index_id"), Value("", _TEXT), "label", F("position"), Value("", _TEXT)
        )
    )
    groups = (
        EntityGroup.objects.filter(is_active=True)
        .order_by()
        .values_list(
            Value("group", _TEXT), "pk", Cast("public_id", _TEXT), "name", Value(0, IntegerField()), Value("", _TEXT)
        )
    )
    return categories, groups


def _index_classes(categories: Iterable[_Named]) -> list[PlacesOption]:
    """Return the classes of the latest edition in force of each index, in the order of its categories."""
    latest: dict[str, IndexEdition] = {}
    editions = IndexEdition.objects.filter(index__code__in=CLASS_INDICES, status=EditionStatus.IN_FORCE)
    for one in editions.select_related("index").order_by("year"):
        latest[one.index.code] = one
    labels: dict[int, dict[int, str]] = {}
    for index_id, _key, label, position, _path in sorted(categories, key=itemgetter(3)):
        labels.setdefault(index_id, {})[position] = label
    places = places_by_value(list(latest.values()))
    found: list[PlacesOption] = []
    for edition in (latest[code] for code in CLASS_INDICES if code in latest):
        index, of = edition.index, places[edition.pk]
        if index.kind == IndexKind.FLAG:
            inside = frozenset[str]().union(*(codes for value, codes in of.items() if value))
            found.append(PlacesOption(index.code, index.name, index.family, inside, of=index.name))
            continue
        for position, label in labels.get(index.pk, {}).items():
            inside = of.get(position, frozenset())
            if inside:
                words = f"{index.short_name}: {label}"
                found.append(PlacesOption(f"{index.code}:{position}", words, index.family, inside, of=index.short_name))
    return found
