"""All sessions that count and who attended them, as arrays: some forty bytes a session with two people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection

from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.rules import COUNTED
from llegada.insights.counting.columns import Columns, read_columns
from llegada.insights.sets import distinct
from llegada.portfolio.models import Service, ServiceVersion
from llegada.territory.models import Entity
from llegada.workplans.models import WorkPlan

Ints = npt.NDArray[np.int64]
Narrow = npt.NDArray[np.int32]
#: The number of a person whom the table of numbers does not know.
UNKNOWN: Final = (1 << 31) - 1


@dataclass
class Mass:
    """Sessions by their place in the arrays; attendance in the order of the sessions, `first[n]` to `first[n + 1]` of session n.

    A plan gives unit, entity, department and municipality; an offer (a version of a service) service, organisation and
    line. `days` are 20240930. `keys` are the person keys in order; `people` point into them.
    """

    plans: Columns
    offers: Columns
    plan: Narrow
    offer: Narrow
    days: Narrow
    first: Ints
    people: Narrow
    keys: Ints
    advised: Narrow
    advisor: Narrow


def read_mass() -> Mass:
    """Read it: five questions, each over a whole table, each once."""
    plans = read_columns(_plans(), ("id", "unit", "entity", "department", "municipality"))
    offers = read_columns(_offers(), ("id", "service", "organization", "line"))
    rows = read_columns(_sessions(), ("id", "plan", "offer", "day"))
    place = np.full(int(rows["id"].max(initial=0)) + 1, -1, dtype=np.int32)
    place[rows["id"]] = np.arange(len(rows), dtype=np.int32)
    plan = np.searchsorted(plans["id"], rows["plan"]).astype(np.int32)
    offer = np.searchsorted(offers["id"], rows["offer"]).astype(np.int32)
    days = rows["day"].astype(np.int32)
    count = len(rows)
    del rows
    first, keyed = _attendance(place, count)
    keys = distinct(keyed)
    people = np.searchsorted(keys, keyed).astype(np.int32)
    del keyed
    advised, advisor = _advisors(place)
    return Mass(plans, offers, plan, offer, days, first, people, keys, advised, advisor)


def _attendance(place: Narrow, count: int) -> tuple[Ints, Ints]:
    """Return where the attendance of each session begins, and the key of each person, in the order of the sessions."""
    rows = read_columns(
        f"SELECT session_id AS session, person_key AS person FROM {_table(AttendanceEntry)}",  # noqa: S608
        ("session", "person"),
    )
    sessions, keys = _placed(place, rows["session"]), rows["person"].copy()
    del rows
    counted = sessions >= 0
    if not counted.all():
        sessions, keys = sessions[counted], keys[counted]
    if (sessions[1:] < sessions[:-1]).any():
        order = np.argsort(sessions, kind="stable")
        sessions, keys = sessions[order], keys[order]
    first = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(sessions, minlength=count), out=first[1:])
    return first, keys


def _advisors(place: Narrow) -> tuple[Narrow, Narrow]:
    rows = read_columns(
        f"SELECT session_id AS session, person_id AS person FROM {_table(Session.advisors.through)}",  # noqa: S608
        ("session", "person"),
    )
    sessions = _placed(place, rows["session"])
    return sessions[sessions >= 0], rows["person"][sessions >= 0].astype(np.int32)


def _placed(place: Narrow, ids: Ints) -> Narrow:
    """Return where the sessions are in the arrays; -1 for those that do not count."""
    known = ids < len(place)
    return np.where(known, place[np.where(known, ids, 0)], -1).astype(np.int32)


def _plans() -> str:
    return (
        f"SELECT p.id, p.unit_id AS unit, e.id AS entity, CAST(COALESCE(e.department_id, '0') AS INTEGER) AS department, "  # noqa: S608
        f"CAST(COALESCE(e.municipality_id, '0') AS INTEGER) AS municipality "
        f"FROM {_table(WorkPlan)} p JOIN {_table(Entity)} e ON e.id = p.entity_id ORDER BY p.id"
    )


def _offers() -> str:
    return (
        f"SELECT v.id, v.service_id AS service, s.organization_id AS organization, v.line_id AS line "  # noqa: S608
        f"FROM {_table(ServiceVersion)} v JOIN {_table(Service)} s ON s.id = v.service_id "
        f"WHERE v.line_id IS NOT NULL ORDER BY v.id"
    )


def _sessions() -> str:
    counted = ", ".join(f"'{one}'" for one in sorted(COUNTED))
    day = "CAST(REPLACE(held_on, '-', '') AS INTEGER)"
    if connection.vendor == "postgresql":
        day = "extract(year from held_on) * 10000 + extract(month from held_on) * 100 + extract(day from held_on)"
    return (
        f"SELECT id, plan_id AS plan, service_version_id AS offer, {day} AS day "  # noqa: S608
        f"FROM {_table(Session)} WHERE status IN ({counted}) ORDER BY id"
    )


def _table(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)
