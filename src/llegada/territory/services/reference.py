"""Loads the departments, the places of DIVIPOLA and their alcaldías and gobernaciones from the files of this app."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history

from llegada.core.actors import Actor
from llegada.core.reference import ReferenceReport
from llegada.territory import rules
from llegada.territory.choices import EntityKind, EntityOrder, MunicipalityKind
from llegada.territory.models import Department, Entity, Municipality
from llegada.territory.policies import TERRITORY_POLICY, Permission

DATA_FOLDER: Final = Path(__file__).resolve().parent.parent / "data"
BATCH: Final = 500
M = TypeVar("M", bound=Model)
_DEPARTMENT_FIELDS = ("name", "latitude", "longitude", "search_text")
_MUNICIPALITY_FIELDS = ("department_id", "name", "kind", "latitude", "longitude", "valid_from", "search_text")


@transaction.atomic
def load_reference(*, actor: Actor, now: datetime) -> ReferenceReport:
    """Bring places, alcaldías and gobernaciones up to the files of this app; nothing is deleted. Raises NotAllowed.

    Run again with nothing new, it writes nothing. What an import added to an alcaldía (NIT, website) is kept.
    """
    TERRITORY_POLICY.require_ever(actor, Permission.IMPORT)
    departments, municipalities = _read("departments.csv"), _read("municipalities.csv")
    names = {row["code"]: row["name"] for row in departments}
    return (
        _upsert(Department, {row["code"]: _department(row) for row in departments}, _DEPARTMENT_FIELDS)
        + _upsert(
            Municipality, {row["code"]: _municipality(row, names) for row in municipalities}, _MUNICIPALITY_FIELDS
        )
        + _create_bodies(_bodies(departments, municipalities, names), actor=actor, now=now)
    )


def _read(name: str) -> list[dict[str, str]]:
    with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _department(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "search_text": rules.place_search_text(row["name"], row["code"]),
    }


def _municipality(row: Mapping[str, str], departments: Mapping[str, str]) -> dict[str, Any]:
    return {
        "department_id": row["department_code"],
        "name": row["name"],
        "kind": row["kind"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "valid_from": date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        "search_text": rules.place_search_text(row["name"], departments[row["department_code"]], row["code"]),
    }


def _upsert(model: type[M], wanted: Mapping[str, dict[str, Any]], fields: tuple[str, ...]) -> ReferenceReport:
    """Create the codes that are missing and update those that differ, reading the table once."""
    manager = model._default_manager
    stored = {row["code"]: row for row in manager.values("code", *fields)}
    new = [model(code=code, **values) for code, values in wanted.items() if code not in stored]
    changed = [
        model(code=code, **values)
        for code, values in wanted.items()
        if code in stored and any(stored[code][field] != values[field] for field in fields)
    ]
    manager.bulk_create(new, batch_size=BATCH)
    if changed:
        manager.bulk_update(changed, [field.removesuffix("_id") for field in fields], batch_size=BATCH)
    return ReferenceReport(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _bodies(
    departments: list[dict[str, str]], municipalities: list[dict[str, str]], names: Mapping[str, str]
) -> list[Entity]:
    """Return an alcaldía for each municipality that has a mayor and a gobernación for each department but Bogotá."""
    seats = {row["code"]: row["name"] for row in municipalities}
    mayoralties = [
        _body(
            EntityKind.MAYORALTY,
            rules.mayoralty_name(row["code"], row["name"]),
            seat=(row["code"], row["name"]),
            department=(row["department_code"], names[row["department_code"]]),
        )
        for row in municipalities
        if row["kind"] == MunicipalityKind.MUNICIPALITY
    ]
    governorates = [
        _body(
            EntityKind.GOVERNORATE,
            rules.governorate_name(row["code"], row["name"]),
            seat=(rules.capital_code(row["code"]), seats[rules.capital_code(row["code"])]),
            department=(row["code"], row["name"]),
        )
        for row in departments
        if row["code"] != rules.BOGOTA_CODE
    ]
    return mayoralties + governorates


def _body(kind: EntityKind, name: str, *, seat: tuple[str, str], department: tuple[str, str]) -> Entity:
    return Entity(
        name=name,
        order=EntityOrder.TERRITORIAL,
        kind=kind,
        municipality_id=seat[0],
        department_id=department[0],
        search_text=rules.entity_search_text(name, municipality=seat[1], department=department[1]),
    )


def _create_bodies(bodies: list[Entity], *, actor: Actor, now: datetime) -> ReferenceReport:
    known = Entity.objects.filter(kind__in=(EntityKind.MAYORALTY, EntityKind.GOVERNORATE))
    taken = {
        (kind, _place(kind, seat, area)) for kind, seat, area in known.values_list("kind", "municipality", "department")
    }
    new = [one for one in bodies if (one.kind, _place(one.kind, one.municipality_id, one.department_id)) not in taken]
    bulk_create_with_history(
        new, Entity, batch_size=BATCH, default_date=now, default_change_reason="load_reference", default_user=None
    )
    return ReferenceReport(created=len(new), unchanged=len(bodies) - len(new))


def _place(kind: str, municipality: str | None, department: str | None) -> str | None:
    """Return the code by which an alcaldía or a gobernación is the only one."""
    return municipality if kind == EntityKind.MAYORALTY else department
