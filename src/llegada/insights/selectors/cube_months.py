"""Counts by columns, from the facts, what no cell keeps by month: the entities of a unit, service or line in some months.

The sessions of some plans, or of some versions of services, stand together in an index that has all that is asked of them
(`session_compared_idx`, `session_given_idx`): none is read. `cube_facts` says the same in plain questions, and is what tests hold
this against.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

import numpy as np
from django.db.models import IntegerField, QuerySet
from django.db.models.functions import Cast, Coalesce

from llegada.delivery.models import AttendanceEntry
from llegada.delivery.rules import COUNTED
from llegada.insights.counting.columns import Columns, day_of, read_values
from llegada.insights.cube_rules import Dimension, Slice, first_day
from llegada.insights.grains import NOWHERE, place_code
from llegada.insights.selectors.cube_rows import CubeRow, in_order
from llegada.insights.selectors.raw_rows import written_out
from llegada.insights.selectors.session_columns import DAYS, read_of_keys, read_sessions
from llegada.insights.sets import distinct
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.models import WorkPlan

#: The number of the day from which numpy counts.
_EPOCH: Final = date(1970, 1, 1).toordinal()
_PLACES: Final = (Dimension.DEPARTMENT, Dimension.MUNICIPALITY)
#: Municipalities or entities that have fewer plans than a line has sessions.
_FEW: Final = 5


class Reach(NamedTuple):
    """What one part reached: sessions and, each once and None where it was not asked, entities and municipalities."""

    key: tuple[Any, ...]
    sessions: int
    entities: int | None
    municipalities: int | None


def count_reach(cut: Slice, *each: Sequence[Dimension]) -> list[list[Reach]]:
    """Return what `cut`, without advisors, reached in each part of each of some ways to part it, in no order; read once."""
    sessions = _read_sessions(cut)
    return [_reach(sessions, by)[0] for by in each]


def read_months(cut: Slice, *each: Sequence[Dimension]) -> list[list[CubeRow]]:
    """Return the same with attendances and people, in order."""
    return _counted(_read_sessions(cut, with_keys=True), each)


class Months:
    """The sessions of a slice, without advisors, read once for whoever asks first who was reached and then more of some of them."""

    def __init__(self, cut: Slice) -> None:
        """Read the sessions."""
        self._sessions = _read_sessions(cut, with_keys=True)

    def reach(self, by: Sequence[Dimension]) -> list[Reach]:
        """Return what was reached in each part, as `count_reach` does."""
        return _reach(self._sessions, by)[0]

    def read(self, by: Sequence[Dimension], *, entities: Collection[int]) -> list[CubeRow]:
        """Return the figures of some entities, as `read_months` does: the attendances at their sessions alone are read."""
        mine = np.isin(self._sessions.said[Dimension.ENTITY], list(entities))
        return _counted(self._sessions.pick(mine), [by])[0]


def _counted(sessions: _Sessions, each: Sequence[Sequence[Dimension]]) -> list[list[CubeRow]]:
    order = np.argsort(sessions.key)
    keys = sessions.key[order]
    entries = _entries(keys)
    of_session = order[np.searchsorted(keys, entries["session"])]
    # Who they are is a number of 63 bits, which leaves no room for the part beside it: their place is as good.
    persons = np.unique(entries["person"], return_inverse=True)[1]
    found = []
    for by in each:
        rows, part = _reach(sessions, by)
        attendances = np.bincount(part[of_session], minlength=len(rows)).tolist()
        people = _distinct(part[of_session], persons, len(rows))
        found.append(
            in_order(
                CubeRow(one.key, one.sessions, came, one.entities, one.municipalities, who)
                for one, came, who in zip(rows, attendances, people, strict=True)
            )
        )
    return found


def _entries(keys: Columns) -> Columns:
    """Return session and person of the attendances at some sessions."""
    return read_of_keys(AttendanceEntry, "session_id", keys, said={"session": "session_id", "person": "person_key"})


@dataclass(frozen=True)
class _Sessions:
    """Sessions as columns: what their plans and versions say (0 is none), the number of the day, and the key if it was asked."""

    said: dict[str, Columns]
    day: Columns
    key: Columns

    def pick(self, wanted: Columns) -> _Sessions:
        """Return some of them."""
        return _Sessions({name: of[wanted] for name, of in self.said.items()}, self.day[wanted], self.key[wanted])

    def values(self, one: Dimension) -> Columns:
        """Return the value of a dimension of each session."""
        if one not in (Dimension.MONTH, Dimension.YEAR):
            return self.said[one]
        months = (self.day - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        year, month = 1970 + months // 12, months % 12 + 1
        return year if one is Dimension.YEAR else year * 100 + month


def _read_sessions(cut: Slice, *, with_keys: bool = False) -> _Sessions:
    """Return the sessions of a slice: looked for by its services, or by its plans where they are fewer."""
    versions, wanted = _versions(cut), _wanted(cut)
    said = {"plan": "plan_id", "version_day": f"service_version_id * {DAYS} + {day_of('held_on')}"}
    read = partial(
        read_sessions,
        states=sorted(COUNTED),
        said={**said, "session": "id"} if with_keys else said,
        since=first_day(cut.since) if cut.since else None,
        until=first_day(cut.until, after=True) - timedelta(days=1) if cut.until else None,
    )
    if wanted and not _is_by_service(cut):
        asked = read_values(WorkPlan.objects.filter(**wanted).order_by().values_list("pk"), ("plan",), is_page=True)
        rows, wanted = read("plan_id", np.sort(asked["plan"])), {}
    else:
        rows = read("service_version_id", versions["version"])
    # What plans say is read of those with sessions alone: of a unit they are one in ten.
    plans = _read_plans(WorkPlan.objects.filter(pk__in=written_out(distinct(rows["plan"]).tolist()), **wanted))
    version, day = np.divmod(rows["version_day"], DAYS)
    of_plan, is_planned = _places(plans["plan"], rows["plan"])
    of_version, is_given = _places(versions["version"], version)
    inside = is_planned & is_given
    told: dict[str, Columns] = {}
    for table, place in ((plans, of_plan[inside]), (versions, of_version[inside])):
        of_each = table[place]
        told |= {column: of_each[column] for column in table.dtype.names or ()}
    return _Sessions(told, day[inside], rows["session" if with_keys else "plan"][inside])


def _places(listed: Columns, keys: Columns) -> tuple[Columns, Columns]:
    """Return the place in `listed`, which is in order, of each of `keys`, and whether it is there."""
    place = np.searchsorted(listed, keys)
    return place, np.append(listed, -1)[place] == keys


def _is_by_service(cut: Slice) -> bool:
    """Return whether the services of a slice have fewer sessions than its plans: one service, or a line with many places."""
    if cut.service_ids is not None:
        return True
    few = [some for some in (cut.municipality_ids, cut.entity_ids) if some is not None and len(some) <= _FEW]
    return cut.line_ids is not None and cut.unit_ids is None and not few


def _versions(cut: Slice) -> Columns:
    asked = {
        "service__organization__in": cut.organization_ids,
        "service__in": cut.service_ids,
        "line__in": cut.line_ids,
    }
    rows = ServiceVersion.objects.order_by().filter(**_given(asked))
    names = ("version", Dimension.SERVICE, Dimension.LINE, Dimension.ORGANIZATION)
    columns = rows.values_list("pk", "service_id", Coalesce("line_id", NOWHERE), "service__organization_id")
    return np.sort(read_values(columns, names, is_page=True), order="version")


def _wanted(cut: Slice) -> dict[str, Any]:
    """Return the conditions of a slice on plans."""
    asked = {
        "unit__in": cut.unit_ids,
        "entity__department__in": cut.department_ids,
        "entity__municipality__in": cut.municipality_ids,
        "entity__in": cut.entity_ids,
    }
    return _given(asked)


def _read_plans(plans: QuerySet[WorkPlan]) -> Columns:
    """Return plans with their entity, the places of its seat as numbers, and their unit."""
    names = ("plan", Dimension.ENTITY, Dimension.UNIT, *_PLACES)
    seats = [Coalesce(Cast(f"entity__{one}_id", IntegerField()), NOWHERE) for one in _PLACES]
    rows = plans.order_by().values_list("pk", "entity_id", "unit_id", *seats)
    return np.sort(read_values(rows, names, is_page=True), order="plan")


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: sorted(values) for name, values in asked.items() if values is not None}


def _reach(sessions: _Sessions, by: Sequence[Dimension]) -> tuple[list[Reach], Columns]:
    """Return what was reached in each part, and the place of the part of each session."""
    code = np.zeros(len(sessions.day), dtype=np.int64)
    told = []
    for one in by:
        values, place = np.unique(sessions.values(one), return_inverse=True)
        told.append((one, values))
        code = code * max(1, len(values)) + place
    parts, part = np.unique(code, return_inverse=True)
    columns: list[list[Any]] = []
    for one, values in reversed(told):
        parts, place = np.divmod(parts, max(1, len(values)))
        columns.append([_as_told(one, value) for value in values[place].tolist()])
    count = len(parts)
    keys = list(zip(*reversed(columns), strict=True)) if by else [()] * count
    seats = sessions.said[Dimension.MUNICIPALITY]
    has_seat = seats != NOWHERE
    counts = (
        np.bincount(part, minlength=count).tolist(),
        _distinct(part, sessions.said[Dimension.ENTITY], count),
        _distinct(part[has_seat], seats[has_seat], count),
    )
    return [Reach(key, *some) for key, *some in zip(keys, *counts, strict=True)], part


def _distinct(part: Columns, values: Columns, count: int) -> list[int]:
    """Return how many values, of 40 bits at most, each of `count` parts has, each once."""
    top = int(values.max(initial=0)) + 1
    counts: list[int] = np.bincount(distinct(part * top + values) // top, minlength=count).tolist()
    return counts


def _as_told(one: Dimension, value: int) -> int | str | None:
    """Return a value as the cube tells it: a place by its code; None where there is none."""
    if one in _PLACES:
        return place_code(value, one)
    return value or None
