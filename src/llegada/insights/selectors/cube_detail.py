"""Reads the detail: any dimensions of whole years that no covering keeps together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from django.db.models import QuerySet, Sum

from llegada.insights.counting.columns import Columns, read_values
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.models import AssistanceCell
from llegada.insights.selectors.cube_rows import CubeRow
from llegada.insights.selectors.raw_rows import fetch
from llegada.insights.sets import count_laid

_COLUMNS: Final = {
    Dimension.YEAR: "year",
    Dimension.ORGANIZATION: "organization_id",
    Dimension.UNIT: "unit_id",
    Dimension.LINE: "line_id",
    Dimension.SERVICE: "service_id",
    Dimension.DEPARTMENT: "department_id",
    Dimension.MUNICIPALITY: "municipality_id",
    Dimension.ENTITY: "entity_id",
}


def read_detail(cut: Slice, by: Sequence[Dimension], *, distinct: bool) -> list[CubeRow]:
    """Return the figures of `cut`, of whole years and without advisors, by `by`."""
    cells = _cells(cut)
    columns = [_COLUMNS[one] for one in by]
    return _distinct(cells, columns) if distinct else _summed(cells, columns)


def read_detail_under(cut: Slice, by: Sequence[Dimension], *, under: Dimension) -> list[CubeRow]:
    """Return the same of what is distinct, with the values of `under` that each part has, from the same cells."""
    return _distinct(_cells(cut), [_COLUMNS[one] for one in by], _COLUMNS[under])


def detail_entities(cut: Slice, *, summed: bool) -> Columns:
    """Return the entity of each cell of `cut`, with its sessions if they are `summed`."""
    names = ("entity", "sessions") if summed else ("entity",)
    return read_values(_cells(cut).values_list("entity_id", *names[1:]), names, is_page=True)


def _cells(cut: Slice) -> QuerySet[AssistanceCell]:
    cells = AssistanceCell.objects.order_by().filter(sessions__gt=0)
    if cut.since is not None:
        cells = cells.filter(year__gte=cut.since // 100)
    if cut.until is not None:
        cells = cells.filter(year__lte=cut.until // 100)
    for dimension, values in cut.restricted.items():
        cells = cells.filter(**{f"{_COLUMNS[dimension]}__in": sorted(values)})
    return cells


def _summed(cells: QuerySet[AssistanceCell], columns: list[str]) -> list[CubeRow]:
    if not columns:
        held = cells.aggregate(s=Sum("sessions"), a=Sum("attendances"))
        return [CubeRow((), held["s"], held["a"], None, None, None)] if held["s"] else []
    found = cells.values_list(*columns).annotate(Sum("sessions"), Sum("attendances"))
    return [CubeRow(tuple(row[:-2]), row[-2], row[-1], None, None, None) for row in fetch(found)]


def _distinct(cells: QuerySet[AssistanceCell], columns: list[str], under: str = "") -> list[CubeRow]:
    """Add up the cells of each group, and count its entities, municipalities and people each once; collect what is `under`."""
    held = ("entity_id", "municipality_id", "sessions", "attendances", "people_set")
    rows = fetch(cells.values_list(*columns, *held[:-1], *([under] if under else []), held[-1]))
    if not rows:
        return []
    width = len(columns)
    places: dict[tuple[Any, ...], int] = {}
    groups = [places.setdefault(row[:width], len(places)) for row in rows]
    sums = [[0, 0] for _ in places]
    entities: defaultdict[int, set[int]] = defaultdict(set)
    towns: defaultdict[int, set[str]] = defaultdict(set)
    there: defaultdict[int, set[Any]] = defaultdict(set)
    for group, row in zip(groups, rows, strict=True):
        sums[group][0] += row[width + 2]
        sums[group][1] += row[width + 3]
        entities[group].add(row[width])
        if row[width + 1] is not None:
            towns[group].add(row[width + 1])
        if under:
            there[group].add(row[-2])
    people = count_laid(np.array(groups, dtype=np.int64), [bytes(row[-1]) for row in rows], len(places)).tolist()
    return [
        CubeRow(
            key,
            sums[group][0],
            sums[group][1],
            len(entities[group]),
            len(towns[group]),
            people[group],
            frozenset(there[group]),
        )
        for key, group in places.items()
    ]
