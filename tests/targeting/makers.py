"""Makers of indices and their editions, straight to the tables."""

from __future__ import annotations

import itertools
from typing import Any

from llegada.records.models import StoredFile
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition, IndexValue
from llegada.territory.models import Entity, Municipality
from tests.factories import NOW, make_department, make_entity, make_municipality

_count = itertools.count(1)


def make_index(code: str = "", *, categories: tuple[str, ...] = (), **values: Any) -> ExternalIndex:
    """Return an index of municipalities from 0 to 100, more is better; with `categories`, an ordered one."""
    code = code or f"indice-{next(_count)}"
    defaults: dict[str, Any] = {
        "name": f"Índice {code}",
        "short_name": code,
        "family": "Familia de prueba",
        "source": "Fuente de prueba",
        "direction": "better",
        **({"kind": "category", "decimals": 0} if categories else {"minimum": 0.0, "maximum": 100.0}),
    }
    index = ExternalIndex.objects.create(code=code, **defaults | values)
    for position, category in enumerate(categories):
        IndexCategory.objects.create(index=index, position=position, code=category, label=category)
    return index


def make_edition(
    index: ExternalIndex | None = None, numbers: dict[str, float] | None = None, *, year: int = 2023, **values: Any
) -> IndexEdition:
    """Return a sealed edition with the `numbers` of municipalities or departments by code, which it makes, or of entities.

    Those of entities come by public id.
    """
    index = index or make_index()
    numbers = {"05001": 50.0} if numbers is None else numbers
    digest = f"{next(_count):064x}"
    file = StoredFile.objects.create(sha256=digest, size=1, media_type="text/csv", stored_at=NOW)
    defaults: dict[str, Any] = {
        "number": index.editions.filter(year=year).count() + 1,
        "file": file,
        "file_name": "indice.csv",
        "value_count": len(numbers),
        "covered_count": len(numbers),
        "expected_count": max(len(numbers), 1),
        "loaded_at": NOW,
    }
    edition = IndexEdition.objects.create(index=index, year=year, **defaults | values)
    places: list[dict[str, Any]]
    if index.level == "department":
        places = [{"department": make_department(code, f"Depto {code}")} for code in numbers]
    elif index.level == "entity":
        places = [{"entity": Entity.objects.get(public_id=code)} for code in numbers]
    else:
        places = [{"municipality": make_municipality(code, f"Municipio {code}")} for code in numbers]
    IndexValue.objects.bulk_create(
        IndexValue(edition=edition, number=number, **place)
        for place, number in zip(places, numbers.values(), strict=True)
    )
    edition.is_sealed = True
    edition.save(update_fields=["is_sealed"])
    return edition


def make_places(many: int = 12, department: str = "05") -> list[Municipality]:
    """Return municipalities of a department, each with its alcaldía, a tenth of a degree from one another."""
    places = []
    for number in range(1, many + 1):
        place = make_municipality(f"{department}{number:03}", f"Lugar {department}-{number}")
        Municipality.objects.filter(pk=place.pk).update(latitude=5 + number / 10, longitude=-75.0)
        make_entity(place)
        places.append(place)
    return places
