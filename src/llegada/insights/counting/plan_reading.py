"""Reads plans, their milestones and the versions that both keep as columns of whole numbers, some thousands of plans at a time.

Days are ordinals, instants seconds, states places in PLAN_STATUSES and MILESTONE_STATUSES (one past the last: a state of before),
weights hundredths of a point. MISSING is what is not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.utils.timezone import get_current_timezone

from llegada.insights.counting.columns import Columns, day_of, read_columns
from llegada.workplans.choices import MilestoneStatus, WorkPlanStatus
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService

PLAN_STATUSES: Final[tuple[str, ...]] = tuple(WorkPlanStatus.values)
MILESTONE_STATUSES: Final[tuple[str, ...]] = tuple(MilestoneStatus.values)
MISSING: Final = -(1 << 40)
#: Plans read at a time: some twenty megabytes with what was done to them.
PLANS: Final = 10_000
_DAY: Final = 86_400
_FIRST: Final = date(1970, 1, 1).toordinal()

Numbers = npt.NDArray[np.int64]


class PlanTables(NamedTuple):
    """Some plans and their milestones in the order of their keys, and the versions of both as they come."""

    plans: Columns
    milestones: Columns
    plan_versions: Columns
    milestone_versions: Columns


#: What a plan says of itself, and a milestone.
PLAN: Final = ("status", "starts", "ends", "unit", "entity", "advisor")
MILESTONE: Final = ("status", "weight", "due")


def iterate_plans() -> Iterator[PlanTables]:
    """Yield every plan, PLANS at a time."""
    keys = read_columns(f"SELECT id FROM {_table(WorkPlan)} ORDER BY id", ("id",))["id"]  # noqa: S608
    if len(keys):
        for low, high in pairwise([0, *keys[PLANS - 1 : -1 : PLANS].tolist(), int(keys[-1])]):
            yield _read(low, high)


def _read(low: int, high: int) -> PlanTables:
    within = f"> {low} AND {{0}} <= {high}"
    states = f"{_code('status', PLAN_STATUSES)} AS status, {day_column('starts_on')} AS starts, {day_column('ends_on')} AS ends, "
    whose = ", ".join(f"COALESCE({name}_id, 0) AS {name}" for name in ("unit", "entity", "advisor"))
    status = _code("m.status", MILESTONE_STATUSES)
    milestone = f"{status} AS status, {_hundredths('m.weight')} AS weight, {day_column('m.due_on')} AS due"
    plans, milestones, services = map(_table, (WorkPlan, PlanMilestone, WorkPlanService))
    plan_versions, milestone_versions = (_table(one.history.model) for one in (WorkPlan, PlanMilestone))
    return PlanTables(
        read_columns(
            f"SELECT id, {states}{whose}, {_instant('signed_at')} AS signed, {_instant('created_at')} AS made, "  # noqa: S608
            f"{day_column('ended_on')} AS ended FROM {plans} WHERE id {within.format('id')} ORDER BY id",
            ("id", *PLAN, "signed", "made", "ended"),
        ),
        read_columns(
            f"SELECT m.id, m.plan_id AS plan, s.service_version_id AS version, {milestone}, "  # noqa: S608
            f"{_instant('m.reported_at')} AS reported, {_instant('m.reviewed_at')} AS reviewed "
            f"FROM {milestones} m JOIN {services} s ON s.id = m.plan_service_id "
            f"WHERE m.plan_id {within.format('m.plan_id')} ORDER BY m.id",
            ("id", "plan", "version", *MILESTONE, "reported", "reviewed"),
        ),
        read_columns(
            f"SELECT id, history_id AS written, {_instant('history_date')} AS at, {states}{whose} "  # noqa: S608
            f"FROM {plan_versions} WHERE id {within.format('id')} AND history_type <> '-'",
            ("id", "written", "at", *PLAN),
        ),
        read_columns(
            f"SELECT m.id, m.history_id AS written, {_instant('m.history_date')} AS at, {milestone} "  # noqa: S608
            f"FROM {milestone_versions} m WHERE m.plan_id {within.format('m.plan_id')} AND m.history_type <> '-'",
            ("id", "written", "at", *MILESTONE),
        ),
    )


def local_days(instants: Numbers) -> Numbers:
    """Return the day that each instant is on here, as an ordinal; MISSING for those that are not there."""
    here = get_current_timezone()
    there = instants != MISSING
    found = np.full(len(instants), MISSING, dtype=np.int64)
    if not there.any():
        return found
    days = np.floor_divide(instants[there], _DAY)
    # They are few: to look each up costs less than to put them in order.
    first = days.min()
    is_known = np.zeros(int(days.max() - first) + 1, dtype=bool)
    is_known[days - first] = True
    known, place = np.flatnonzero(is_known) + first, (np.cumsum(is_known) - 1)[days - first]

    # A clock is changed at most once a day: if it says the same at both ends of one, it does all through it.
    begin = np.array([_ahead(day * _DAY, here) for day in known.tolist()], dtype=np.int64)
    end = np.array([_ahead(day * _DAY + _DAY - 1, here) for day in known.tolist()], dtype=np.int64)
    offset = begin[place]
    for some in np.flatnonzero((begin != end)[place]).tolist():
        offset[some] = _ahead(int(instants[there][some]), here)
    found[there] = np.floor_divide(instants[there] + offset, _DAY) + _FIRST
    return found


@lru_cache(maxsize=50_000)
def _ahead(second: int, here: tzinfo) -> int:
    """Return the seconds by which clocks here are ahead of the instant."""
    offset = datetime.fromtimestamp(second, here).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _code(column: str, names: Sequence[str]) -> str:
    told = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(names))
    return f"CASE {column} {told} ELSE {len(names)} END"


def day_column(column: str) -> str:
    """Return a day as an ordinal, or MISSING, in SQL."""
    return f"COALESCE({day_of(column)}, {MISSING})"


def _instant(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"COALESCE(floor(extract(epoch FROM {column}))::bigint, {MISSING})"
    # Without what is less than a second, which would be rounded; counted from the first day of all, and then from 1970.
    seconds = f"CAST((julianday(substr({column}, 1, 19)) - 1721425.5) * {_DAY} + 0.5 AS INTEGER)"
    return f"COALESCE({seconds} - {(_FIRST - 1) * _DAY}, {MISSING})"


def _hundredths(column: str) -> str:
    return f"CAST(ROUND({column} * 100) AS INTEGER)"
