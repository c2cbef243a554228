"""Tells how plans and their milestones stood since each day on which something was done to them, by whole columns.

A plan is told by its versions and those of its milestones. One whose versions do not lead to what it says now (it was brought in
without them) is told by its own dates: signed, reported, reviewed, ended. A historical one by those of its source. No query here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from llegada.insights.counting.columns import Columns
from llegada.insights.counting.plan_reading import (
    MILESTONE,
    MILESTONE_STATUSES,
    MISSING,
    PLAN,
    PLAN_STATUSES,
    Numbers,
    PlanTables,
    local_days,
)
from llegada.insights.numbering import ends
from llegada.workplans.facts import COUNTED

Some = npt.NDArray[np.bool_]
_COUNTED: Final = np.array([name in COUNTED for name in PLAN_STATUSES] + [False])
_PLAN_CODE: Final = {name: place for place, name in enumerate(PLAN_STATUSES)}
_CODE: Final = {name: place for place, name in enumerate(MILESTONE_STATUSES)}
#: States of a milestone that was never reported, and those in which it was reviewed.
_UNREPORTED: Final = [_CODE["pending"], _CODE["not_applicable"]]
_REVIEWED: Final = [_CODE["validated"], _CODE["returned"]]


class Stood(NamedTuple):
    """How each of some things stood since each day: `whose` is its place, and `day` the ordinal; in that order, each once."""

    whose: Numbers
    day: Numbers
    said: dict[str, Numbers]


class Told(NamedTuple):
    """How plans stood, and their milestones; `plans` also with `is_over`, of historical ones."""

    plans: Stood
    milestones: Stood


def tell(tables: PlanTables) -> Told:
    """Return how each plan and each milestone, by its place in its table, stood since each day."""
    plans, milestones = tables.plans, tables.milestones
    of_plan = np.searchsorted(plans["id"], milestones["plan"])
    versions = _stood(*_placed(plans["id"], tables.plan_versions), PLAN)
    of_milestones = _stood(*_placed(milestones["id"], tables.milestone_versions), MILESTONE)
    leads = _leads(versions, plans, PLAN)
    strays = of_plan[~_leads(of_milestones, milestones, MILESTONE)]
    leads[strays] = False
    is_historical = plans["status"] == _PLAN_CODE["historical"]
    has_milestones = np.bincount(of_plan, minlength=len(plans)) > 0
    by_versions = leads & ~is_historical
    by_source = is_historical & has_milestones
    by_dates = ~is_historical & ~leads & _COUNTED[plans["status"]]
    signed = np.where(plans["signed"] != MISSING, plans["signed"], plans["made"])
    since = np.where(by_source, plans["starts"], local_days(signed))
    return Told(
        _together(
            [
                _only(versions, by_versions, is_over=0),
                _plans_by_source(plans, by_source),
                _plans_by_dates(plans, by_dates, since),
            ]
        ),
        _together(
            [
                _only(of_milestones, by_versions[of_plan]),
                _milestones_by_dates(milestones, by_source[of_plan], since[of_plan], needs_report=False),
                _milestones_by_dates(milestones, by_dates[of_plan], since[of_plan], needs_report=True),
            ]
        ),
    )


def _placed(keys: Numbers, versions: Columns) -> tuple[Numbers, Columns]:
    """Return whose each version is, by its place among `keys`, and the versions; without those of what is no longer there."""
    if not len(keys):
        return np.empty(0, dtype=np.int64), versions[:0]
    place = np.minimum(np.searchsorted(keys, versions["id"]), len(keys) - 1)
    known = keys[place] == versions["id"]
    return place[known], versions[known]


def _stood(whose: Numbers, versions: Columns, names: Sequence[str]) -> Stood:
    """Return what versions say at the end of each day with some: the last that was written, of those of the day."""
    day = local_days(versions["at"])
    order = np.lexsort((versions["written"], day, whose))
    return _last_of_each(whose[order], day[order], {name: versions[name][order] for name in names})


def _last_of_each(whose: Numbers, day: Numbers, said: dict[str, Numbers]) -> Stood:
    """Return, of rows in order, the last of each thing and day."""
    is_last = ends(whose, day)
    return Stood(whose[is_last], day[is_last], {name: column[is_last] for name, column in said.items()})


def _leads(stood: Stood, now: Columns, names: Sequence[str]) -> Some:
    """Return of which things the last that is told is what they say now."""
    found = np.zeros(len(now), dtype=bool)
    is_last = ends(stood.whose)
    whose = stood.whose[is_last]
    found[whose] = np.logical_and.reduce([stood.said[name][is_last] == now[name][whose] for name in names])
    return found


def _only(stood: Stood, some: Some, **known: int) -> Stood:
    """Return what is told of some things; all of them also say what is `known`."""
    kept = some[stood.whose]
    said = {name: column[kept] for name, column in stood.said.items()}
    count = int(kept.sum())
    return Stood(
        stood.whose[kept],
        stood.day[kept],
        said | {name: np.full(count, value, dtype=np.int64) for name, value in known.items()},
    )


def _together(parts: Sequence[Stood]) -> Stood:
    """Return what several tell, each of other things."""
    parts = [part for part in parts if len(part.whose)] or [parts[0]]
    whose, day = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    said = {name: np.concatenate([part.said[name] for part in parts]) for name in parts[0].said}
    if len(parts) > 1:
        order = np.lexsort((day, whose))
        whose, day, said = whose[order], day[order], {name: column[order] for name, column in said.items()}
    return Stood(whose, day, said)


def _plans_by_source(plans: Columns, some: Some) -> Stood:
    """Tell historical plans: they count from their first day, and are over after their last."""
    whose = np.repeat(np.flatnonzero(some), 2)
    is_over = np.tile(np.array([0, 1]), int(some.sum()))
    day = np.where(is_over == 1, plans["ends"][whose] + 1, plans["starts"][whose])
    return Stood(whose, day, {name: plans[name][whose] for name in PLAN} | {"is_over": is_over})


def _plans_by_dates(plans: Columns, some: Some, since: Numbers) -> Stood:
    """Tell plans by their own dates: as they are since they were signed (or made); one that was ended, in execution until then."""
    is_ended = (plans["status"] == _PLAN_CODE["terminated"]) & (plans["ended"] != MISSING)
    was = np.where(is_ended & (plans["signed"] != MISSING), _PLAN_CODE["in_execution"], plans["status"])
    first, ended = np.flatnonzero(some), np.flatnonzero(some & is_ended)
    whose = np.concatenate([first, ended])
    day = np.concatenate([since[first], np.maximum(since, plans["ended"])[ended]])
    status = np.concatenate([was[first], plans["status"][ended]])
    order = np.lexsort((np.arange(len(whose)), day, whose))
    said = {name: plans[name][whose] for name in PLAN} | {"status": status, "is_over": np.zeros(len(whose), np.int64)}
    return _last_of_each(whose[order], day[order], {name: column[order] for name, column in said.items()})


def _milestones_by_dates(milestones: Columns, some: Some, since: Numbers, *, needs_report: bool) -> Stood:
    """Tell milestones by their own dates: pending since their plan counts, reported and reviewed on their days."""
    status = milestones["status"]
    was_reported = (milestones["reported"] != MISSING) & ~np.isin(status, _UNREPORTED)
    was_reviewed = (milestones["reviewed"] != MISSING) & np.isin(status, _REVIEWED)
    if needs_report:
        was_reviewed &= was_reported
    steps = [
        (some, since, np.where(status == _CODE["not_applicable"], status, _CODE["pending"])),
        (some & was_reported, local_days(milestones["reported"]), np.full(len(status), _CODE["reported"])),
        (some & was_reviewed, local_days(milestones["reviewed"]), status),
    ]
    whose = np.concatenate([np.flatnonzero(taken) for taken, _day, _status in steps])
    day = np.concatenate([np.maximum(day, since)[taken] for taken, day, _status in steps])
    stands = np.concatenate([stands[taken] for taken, _day, stands in steps])
    order = np.lexsort((np.arange(len(whose)), day, whose))
    said = {name: milestones[name][whose][order] for name in MILESTONE} | {"status": stands[order]}
    return _last_of_each(whose[order], day[order], said)
