"""Loads the indices that the product knows of: what each measures, never a value. Values come from files of their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from llegada.core.actors import Actor
from llegada.core.errors import NotAllowed
from llegada.core.reference import ReferenceReport
from llegada.core.roles import Role
from llegada.targeting.models import ExternalIndex, IndexCategory

DATA_FOLDER: Final = Path(__file__).resolve().parent.parent / "data"
_FIELDS: Final = (
    "name", "short_name", "family", "method", "level", "kind", "direction", "measure_unit", "minimum", "maximum",
    "decimals", "description", "source", "position",
)  # fmt: skip
_CATEGORY_FIELDS: Final = ("label", "aliases")


@transaction.atomic
def load_catalogue(*, actor: Actor, now: datetime) -> ReferenceReport:
    """Bring the shipped indices and their categories up to the files of this app; nothing is deleted. Raises NotAllowed.

    Run again with nothing new, it writes nothing. What units defined is not touched.
    """
    if not any(grant.role is Role.IT_ADMIN and grant.covers_installation for grant in actor.grants):
        raise NotAllowed(permission="load_reference")
    rows = _read("indices.csv")
    report = _write_indices({row["code"]: _index(row, place) for place, row in enumerate(rows, start=1)})
    indices = {one.code: one for one in ExternalIndex.objects.filter(code__in=[row["code"] for row in rows])}
    _write_parents(rows, indices)
    return report + _write_categories(_read("index_categories.csv"), indices)


def _read(name: str) -> list[dict[str, str]]:
    with (DATA_FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _index(row: Mapping[str, str], place: int) -> dict[str, Any]:
    bounds = {name: float(row[name]) if row[name] else None for name in ("minimum", "maximum")}
    values: dict[str, Any] = {name: row[name] for name in _FIELDS if name in row}
    return {**values, **bounds, "decimals": int(row["decimals"]), "position": place}


def _write_indices(wanted: Mapping[str, dict[str, Any]]) -> ReferenceReport:
    stored = {row["code"]: row for row in ExternalIndex.objects.filter(unit=None).values("pk", "code", *_FIELDS)}
    new = [ExternalIndex(code=code, **values) for code, values in wanted.items() if code not in stored]
    changed = [
        ExternalIndex(pk=stored[code]["pk"], code=code, **values)
        for code, values in wanted.items()
        if code in stored and any(stored[code][name] != values[name] for name in _FIELDS)
    ]
    ExternalIndex.objects.bulk_create(new)
    if changed:
        ExternalIndex.objects.bulk_update(changed, _FIELDS)
    return ReferenceReport(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _write_parents(rows: list[dict[str, str]], indices: Mapping[str, ExternalIndex]) -> None:
    changed = []
    for row in rows:
        index, parent = indices[row["code"]], indices.get(row["parent"])
        if index.parent_id != (parent.pk if parent else None):
            index.parent = parent
            changed.append(index)
    if changed:
        ExternalIndex.objects.bulk_update(changed, ["parent"])


def _write_categories(rows: list[dict[str, str]], indices: Mapping[str, ExternalIndex]) -> ReferenceReport:
    """Write the categories. Values are kept as positions, so the position of a stored one is never moved."""
    of_shipped = IndexCategory.objects.filter(index__in=indices.values())
    stored = {(one.index_id, one.code): one for one in of_shipped}
    new, changed = [], []
    for row in rows:
        values = {"label": row["label"], "aliases": row["aliases"]}
        category = stored.get((indices[row["index"]].pk, row["code"]))
        if category is None:
            position = int(row["position"])
            new.append(IndexCategory(index=indices[row["index"]], code=row["code"], position=position, **values))
        elif any(getattr(category, name) != values[name] for name in values):
            for name, value in values.items():
                setattr(category, name, value)
            changed.append(category)
    IndexCategory.objects.bulk_create(new)
    if changed:
        IndexCategory.objects.bulk_update(changed, _CATEGORY_FIELDS)
    return ReferenceReport(len(new), len(changed), len(rows) - len(new) - len(changed))
