"""The cube counted from the facts themselves: the definition of each figure, and what answers where no cell does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Count, F, IntegerField, Max, Min, Q, QuerySet
from django.db.models.functions import Cast, Substr

from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.rules import COUNTED
from llegada.insights.cube_rules import Dimension, Slice, first_day
from llegada.insights.selectors.cube_rows import CubeRow, in_order

#: Where each dimension is, seen from a session.
_PATHS: Final = {
    Dimension.ORGANIZATION: "service_version__service__organization_id",
    Dimension.UNIT: "plan__unit_id",
    Dimension.LINE: "service_version__line_id",
    Dimension.SERVICE: "service_version__service_id",
    Dimension.DEPARTMENT: "plan__entity__department_id",
    Dimension.MUNICIPALITY: "plan__entity__municipality_id",
    Dimension.ENTITY: "plan__entity_id",
    Dimension.ADVISOR: "advisors",
}


def month_of(path: str) -> Any:
    """Return the month (202409) of the date at `path`, by what both databases do themselves: no Python for each row."""
    text = Cast(path, output_field=CharField(max_length=10))
    return Cast(Substr(text, 1, 4), IntegerField()) * 100 + Cast(Substr(text, 6, 2), IntegerField())


def read_facts(cut: Slice, by: Sequence[Dimension] = (), *, distinct: bool = True) -> list[CubeRow]:
    """Return the figures of `cut` by `by`, counted from sessions and attendance: right, and slow over a long history."""
    sessions = _grouped(Session.objects.filter(status__in=COUNTED), "", cut, by)
    counts: dict[str, Any] = {"n": Count("pk")}
    if distinct:
        counts |= {
            "e": Count("plan__entity_id", distinct=True),
            "m": Count("plan__entity__municipality_id", distinct=True),
        }
    entries = _grouped(AttendanceEntry.objects.filter(session__status__in=COUNTED), "session__", cut, by)
    present: dict[str, Any] = {"n": Count("pk")}
    if distinct:
        present["p"] = Count("person_key", distinct=True)
    width = len(by)
    people = {row[:width]: row[width:] for row in _counted(entries, by, present)}
    rows = []
    for row in _counted(sessions, by, counts):
        key, (held, *spread) = row[:width], row[width:]
        attended = people.get(key, (0, 0))
        entities, municipalities = spread or (None, None)
        rows.append(CubeRow(key, held, attended[0], entities, municipalities, attended[1] if distinct else None))
    return in_order(rows)


def read_days(cut: Slice, by: Sequence[Dimension]) -> dict[tuple[Any, ...], tuple[date, date]]:
    """Return the days of the first and of the last session of `cut` for each value of `by`, which no cell keeps."""
    sessions = _grouped(Session.objects.filter(status__in=COUNTED), "", cut, by)
    found = _counted(sessions, by, {"first": Min("held_on"), "last": Max("held_on")})
    return {row[:-2]: (row[-2], row[-1]) for row in found}


def _grouped(rows: QuerySet[Any], prefix: str, cut: Slice, by: Sequence[Dimension]) -> QuerySet[Any]:
    """Return `rows` that `cut` leaves, with the value of each dimension of `by` as an annotation: d0, d1 and so on."""
    found: QuerySet[Any] = rows.order_by().filter(_where(prefix, cut, by))
    values: dict[str, Any] = {}
    for place, dimension in enumerate(by):
        if dimension == Dimension.YEAR:
            values[f"d{place}"] = F(f"{prefix}year")
        elif dimension == Dimension.MONTH:
            values[f"d{place}"] = month_of(f"{prefix}held_on")
        else:
            values[f"d{place}"] = F(prefix + _PATHS[dimension])
    annotated: QuerySet[Any] = found.annotate(**values)
    return annotated


def _where(prefix: str, cut: Slice, by: Sequence[Dimension]) -> Q:
    where = Q()
    if cut.since is not None:
        where &= Q(**{f"{prefix}held_on__gte": first_day(cut.since)})
    if cut.until is not None:
        where &= Q(**{f"{prefix}held_on__lt": first_day(cut.until, after=True)})
    for dimension, values in cut.restricted.items():
        if dimension == Dimension.ADVISOR and Dimension.ADVISOR not in by:
            # A session of two of them counts once.
            through = Session.advisors.through.objects.filter(person_id__in=values)
            where &= Q(**{f"{prefix}pk__in" if prefix else "pk__in": through.values("session_id")})
        else:
            where &= Q(**{f"{prefix}{_PATHS[dimension]}__in": values})
    return where


def _counted(rows: QuerySet[Any], by: Sequence[Dimension], counts: dict[str, Any]) -> list[tuple[Any, ...]]:
    if not by:
        found = rows.aggregate(**counts)
        return [tuple(found[name] for name in counts)] if found["n"] else []
    names = [f"d{place}" for place in range(len(by))]
    return list(rows.values_list(*names).annotate(**counts).values_list(*names, *counts))
