"""The places that a rule may put in order, before and after its filters. Places without alcaldía never compete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from llegada.core.assisted import assisted_since
from llegada.targeting.choices import FilterKind, RuleLevel
from llegada.targeting.models import EntityGroup
from llegada.targeting.rule_content import FilterContent
from llegada.territory.choices import EntityKind, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality


@dataclass(frozen=True)
class Place:
    """One row of a ranking: its `code` (DANE, or a public id), its department, and the keys that stand behind it.

    `entities` are whom assistance reaches: the alcaldía, the gobernación, the entity itself, the members. `municipalities` are
    those whose values a group averages.
    """

    key: int | str
    code: str
    name: str
    department: str = ""
    department_name: str = ""
    entities: tuple[int, ...] = ()
    municipalities: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


def list_places(level: str, *, with_entities: bool = True) -> list[Place]:
    """Return every place of a level, in the order that settles ties: by code, or by name where the code says nothing.

    `entities` of municipalities and departments ask for another query, which is made only if they are wanted.
    """
    return sorted(_LISTS[RuleLevel(level)](with_entities), key=lambda place: tie_key(level, place.code, place.name))


def tie_key(level: str, code: str, name: str) -> tuple[str, str]:
    """Return by what equal scores are told apart: the DANE code, or the name where the code is a public id."""
    return (code, "") if level in {RuleLevel.MUNICIPALITY, RuleLevel.DEPARTMENT} else (name, code)


def _municipalities(with_entities: bool) -> list[Place]:
    rows = Municipality.objects.filter(kind=MunicipalityKind.MUNICIPALITY).order_by()
    seats = _seats(EntityKind.MAYORALTY, "municipality_id") if with_entities else {}
    columns = ("code", "name", "department_id", "department__name", "latitude", "longitude")
    return [
        Place(code, code, name, of, of_name, _one(seats.get(code)), latitude=latitude, longitude=longitude)
        for code, name, of, of_name, latitude, longitude in rows.values_list(*columns)
    ]


def _departments(with_entities: bool) -> list[Place]:
    seats = _seats(EntityKind.GOVERNORATE, "department_id") if with_entities else {}
    rows = Department.objects.order_by().values_list("code", "name", "latitude", "longitude")
    return [
        Place(code, code, name, code, name, _one(seats.get(code)), latitude=latitude, longitude=longitude)
        for code, name, latitude, longitude in rows
    ]


def _entities(with_entities: bool) -> list[Place]:
    rows = Entity.objects.filter(is_active=True).order_by()
    columns = (
        "pk", "public_id", "name", "department_id", "department__name", "municipality__latitude", "municipality__longitude"
    )  # fmt: skip
    return [
        Place(pk, str(code), name, of or "", of_name or "", (pk,), latitude=latitude, longitude=longitude)
        for pk, code, name, of, of_name, latitude, longitude in rows.values_list(*columns)
    ]


def _groups(with_entities: bool) -> list[Place]:
    members: dict[int, list[tuple[int, str | None]]] = {}
    through = Entity.groups.through.objects.order_by("entitygroup_id", "entity_id")
    for group, entity, kind, municipality in through.values_list(
        "entitygroup_id", "entity_id", "entity__kind", "entity__municipality_id"
    ):
        members.setdefault(group, []).append((entity, municipality if kind == EntityKind.MAYORALTY else None))
    return [
        Place(
            key=pk,
            code=str(code),
            name=name,
            entities=tuple(entity for entity, _place in members.get(pk, ())),
            municipalities=tuple(place for _entity, place in members.get(pk, ()) if place),
        )
        for pk, code, name in EntityGroup.objects.filter(is_active=True)
        .order_by()
        .values_list("pk", "public_id", "name")
    ]


_LISTS: Mapping[RuleLevel, Callable[[bool], list[Place]]] = {
    RuleLevel.MUNICIPALITY: _municipalities,
    RuleLevel.DEPARTMENT: _departments,
    RuleLevel.ENTITY: _entities,
    RuleLevel.GROUP: _groups,
}


def _seats(kind: str, place: str) -> dict[str, int]:
    """Return the key of the alcaldía or gobernación of each place."""
    return dict(Entity.objects.filter(kind=kind).order_by().values_list(place, "pk"))


def _one(key: int | None) -> tuple[int, ...]:
    return () if key is None else (key,)


def values_of(level: str, places: Iterable[Place], edition: Mapping[str, float]) -> dict[str, float]:
    """Return the value of each place that has one: its own, or for a group the mean of its municipalities that have one."""
    if level != RuleLevel.GROUP:
        return {place.code: edition[place.code] for place in places if place.code in edition}
    known = {place.code: [edition[code] for code in place.municipalities if code in edition] for place in places}
    return {code: fmean(values) for code, values in known.items() if values}


@dataclass(frozen=True)
class Filtered:
    """The places that compete, and for each filter how many lacked the value that it looks at."""

    places: list[Place]
    without_data: tuple[int, ...]


def keep_competing(
    places: Sequence[Place],
    filters: Sequence[FilterContent],
    *,
    level: str,
    editions: Sequence[Mapping[str, float] | None],
    today: date,
) -> Filtered:
    """Keep the places that meet every filter; `editions` holds the values of the index of each, None of those that read none.

    A place without the value meets neither the condition nor its contrary: it does not compete.
    """
    kept, without = list(places), []
    for one, edition in zip(filters, editions, strict=True):
        meets, unknown = _meets(one, kept, level, edition, today)
        without.append(len(unknown))
        kept = [place for place in kept if place.code not in unknown and (place.code in meets) != one.excludes]
    return Filtered(places=kept, without_data=tuple(without))


def _meets(
    one: FilterContent, places: Sequence[Place], level: str, edition: Mapping[str, float] | None, today: date
) -> tuple[set[str], set[str]]:
    """Return the codes of the places that meet a filter, and of those of which it cannot be said."""
    if edition is not None:
        values = values_of(level, places, edition)
        within = _within if one.kind == FilterKind.INDEX_RANGE else _among
        found = {code for code, value in values.items() if within(one, value)}
        return found, {place.code for place in places} - values.keys()
    if one.kind == FilterKind.DEPARTMENTS:
        return _in_departments(one, places), set()
    if one.kind == FilterKind.GROUP:
        members = set(Entity.objects.filter(groups__public_id=one.group).values_list("pk", flat=True))
        return {place.code for place in places if not members.isdisjoint(place.entities)}, set()
    since = today.replace(year=today.year - one.years, day=min(today.day, 28)) if one.years else None
    reached = assisted_since(since).keys()
    assisted = {place.code for place in places if not reached.isdisjoint(place.entities)}
    return (assisted if one.kind == FilterKind.ASSISTED else {place.code for place in places} - assisted), set()


def _in_departments(one: FilterContent, places: Sequence[Place]) -> set[str]:
    codes = {str(value) for value in one.values}
    return {
        place.code
        for place in places
        if place.department in codes or any(code[:2] in codes for code in place.municipalities)
    }


def _within(one: FilterContent, value: float) -> bool:
    return (one.minimum is None or value >= one.minimum) and (one.maximum is None or value <= one.maximum)


def _among(one: FilterContent, value: float) -> bool:
    return round(value) in one.values
