"""The values of editions, as whoever computes with them wants them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from llegada.targeting.choices import EditionStatus
from llegada.targeting.models import IndexEdition, IndexValue

#: Editions kept in a process: some 1,100 values each, 90 kB.
EDITIONS_KEPT: Final = 400
# By public id and not by key: tests undo their rows and give the same keys again.
_kept: Final[dict[UUID, Mapping[str, float]]] = {}
_kept_places: Final[dict[UUID, Mapping[float, frozenset[str]]]] = {}


def read_edition(edition: IndexEdition) -> Mapping[str, float]:
    """Return the value of each place that has one: by DANE code, or by public id for indices of entities.

    Kept in the process, for the values of an edition never change; not to be written on.
    """
    return read_editions([edition])[edition.pk]


def read_editions(editions: Iterable[IndexEdition]) -> dict[int, Mapping[str, float]]:
    """Return the same for many editions by their key: one query for all those that are not kept."""
    asked = {edition.pk: edition.public_id for edition in editions}
    found = {public_id: _kept[public_id] for public_id in asked.values() if public_id in _kept}
    missing = {pk: public_id for pk, public_id in asked.items() if public_id not in found}
    if missing:
        found |= _read(missing)
    return {pk: found[public_id] for pk, public_id in asked.items()}


def places_by_value(editions: Sequence[IndexEdition]) -> dict[int, Mapping[float, frozenset[str]]]:
    """Return for each edition, by its key, the places that have each value; kept in the process as the values are."""
    values, found = read_editions(editions), {}
    for edition in editions:
        if edition.public_id not in _kept_places:
            _kept_places[edition.public_id] = _grouped(values[edition.pk])
        found[edition.pk] = _kept_places[edition.public_id]
    _forget_oldest(_kept_places)
    return found


def _grouped(values: Mapping[str, float]) -> Mapping[float, frozenset[str]]:
    found: dict[float, set[str]] = {}
    for place, value in values.items():
        found.setdefault(value, set()).add(place)
    return MappingProxyType({value: frozenset(places) for value, places in found.items()})


def _forget_oldest(kept: dict[UUID, Any]) -> None:
    for oldest in list(kept)[: max(0, len(kept) - EDITIONS_KEPT)]:
        kept.pop(oldest, None)


def _read(missing: Mapping[int, UUID]) -> dict[UUID, Mapping[str, float]]:
    read: dict[UUID, dict[str, float]] = {public_id: {} for public_id in missing.values()}
    values = IndexValue.objects.filter(edition__in=missing).order_by()
    columns = ("edition_id", "municipality_id", "department_id", "entity__public_id", "number")
    for edition_id, municipality, department, entity, number in values.values_list(*columns):
        read[missing[edition_id]][str(municipality or department or entity)] = number
    found: dict[UUID, Mapping[str, float]] = {public_id: MappingProxyType(each) for public_id, each in read.items()}
    _kept.update(found)
    _forget_oldest(_kept)
    return found


def editions_in_force(
    index_ids: Iterable[int], year: int | None = None, *, not_after: int | None = None
) -> dict[int, IndexEdition]:
    """Return the edition in force of each index, with its index: of that year or, without one, the latest. Absent if none.

    The latest is not after `not_after`, this year unless told: projections of population have editions of years to come.
    """
    editions = IndexEdition.objects.filter(index__in=list(index_ids), status=EditionStatus.IN_FORCE)
    if year is not None:
        editions = editions.filter(year=year)
    else:
        editions = editions.filter(year__lte=timezone.localdate().year if not_after is None else not_after)
    return {one.index_id: one for one in editions.select_related("index").order_by("year")}
