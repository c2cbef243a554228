"""What the whole history of plans adds to the figures of progress, by whole columns: the cells, and the spells of late milestones.

It is the arithmetic of `progress_rules` over the spans in which plans and milestones stood in one way. What stands during a span is
booked on its days as of the first of it, and taken back as of the first day after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from llegada.accounts.models import OrgUnit
from llegada.insights.counting.plan_reading import MILESTONE_STATUSES, MISSING, PLAN_STATUSES, Numbers, PlanTables
from llegada.insights.counting.plan_spans import NEVER, Spans, changes_only, runs, spans_of
from llegada.insights.counting.plan_telling import Stood, Told, tell
from llegada.insights.lateness_rules import LATE_AFTER, OPEN_LENGTH, length_of
from llegada.insights.numbering import begins, ends, numbered
from llegada.insights.progress_rules import ASPECTS, AT, LATE, Aspect, state_of
from llegada.insights.timelines import ENTRY, EPOCH, Entries, folded_by, numbers_of
from llegada.territory.models import Entity
from llegada.workplans.facts import COUNTED, can_be_late
from llegada.workplans.rules import MEASURED

_NAMED_PLANS: Final = (*PLAN_STATUSES, "")
_NAMED: Final = (*MILESTONE_STATUSES, "")
#: By state of a plan: whether it is counted, whether its milestones are, and the measure that counts it.
_COUNTED: Final = np.array([name in COUNTED for name in _NAMED_PLANS])
_FOLLOWED: Final = np.array([name in MEASURED for name in _NAMED_PLANS])
_STATE: Final = np.array([AT[state_of(name)] if name in COUNTED else 0 for name in _NAMED_PLANS])
_APPLIES: Final = np.array([name != "not_applicable" for name in _NAMED])
#: By state of a plan, whether it is over, and state of a milestone: whether this one can be late.
_CAN_BE_LATE: Final = np.array(
    [[[can_be_late(of, plan, is_over) for of in _NAMED] for is_over in (False, True)] for plan in _NAMED_PLANS]
)


@dataclass(frozen=True)
class Bodies:
    """The organisation of each unit and the department of each entity, by key: 0 for those that are not there."""

    organization: Numbers
    department: Numbers

    @classmethod
    def read(cls) -> Bodies:
        """Read them."""
        return cls(
            _by_key(list(OrgUnit.objects.order_by("pk").values_list("pk", "organization_id"))),
            _by_key(
                [(pk, int(code or 0)) for pk, code in Entity.objects.order_by("pk").values_list("pk", "department_id")]
            ),
        )


def _by_key(rows: list[tuple[int, int]]) -> Numbers:
    found = np.zeros(max((pk for pk, _value in rows), default=0) + 1, dtype=np.int64)
    for pk, value in rows:
        found[pk] = value
    return found


@dataclass(frozen=True)
class Booked:
    """What some plans add: `keys` of the cells, a row for each as `progress_laying.CELL_COLUMNS`, and in `entries` what moves.

    `cells` are the place in `keys` of each entry; both in the order of cell, day and measure. `spells` are columns of `LateSpell`.
    """

    keys: Numbers
    cells: Numbers
    entries: Entries
    spells: dict[str, Numbers]


def book_all(tables: PlanTables, bodies: Bodies) -> Booked:
    """Return what the whole history of some plans adds."""
    told = tell(tables)
    booking = _Booking(tables, told, bodies)
    booking.add_states()
    booking.add_milestones()
    return booking.booked()


class _Booking:
    """Plans being booked: a cell is numbered by its owner (unit, year, entity, advisor) and its version."""

    def __init__(self, tables: PlanTables, told: Told, bodies: Bodies) -> None:
        self.tables, self.told, self.bodies = tables, told, bodies
        said = told.plans.said
        self.year = _year_of(said["starts"])
        self.owner, first = numbered([said["unit"], self.year, said["entity"], said["advisor"]])
        self.owners = np.stack([said["unit"], self.year, said["entity"], said["advisor"]], axis=1)[first]
        self.of_plan = np.searchsorted(tables.plans["id"], tables.milestones["plan"])
        self.versions, self.version = np.unique(np.append(0, tables.milestones["version"]), return_inverse=True)
        self.version = self.version[1:]
        self.parts: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []
        self.spells: dict[str, Numbers] = {}

    def add_states(self) -> None:
        """Count each plan in its state, for itself and with each service of which something applies."""
        of_plan, version, stood = self._services()
        status = self.told.plans.said["status"]
        spans = spans_of(self.told.plans, stood, of_plan)
        code = status[spans.plan_row]
        is_so = _COUNTED[code] & (stood.said["applies"][spans.own_row] > 0)
        cell = self._cell(spans, version)
        begin, end = runs(spans, is_so, [cell, _STATE[code]])
        self._put(cell[begin], spans.since[begin], spans.until[end], None, _STATE[code][begin], 1)

    def _services(self) -> tuple[Numbers, Numbers, Stood]:
        """Return services in plans: plan and version of each, 0 for the plan itself, and since when something of it applies."""
        stood, plans = self.told.milestones, self.told.plans
        of, first = numbered([self.of_plan, self.version])
        applies = _APPLIES[stood.said["status"]].astype(np.int64)
        change = applies - np.where(begins(stood.whose), 0, np.roll(applies, 1))
        whose = of[stood.whose]
        order = np.lexsort((stood.day, whose))
        whose, day, running = whose[order], stood.day[order], np.cumsum(change[order])
        opens = np.flatnonzero(begins(whose))
        before = (running - change[order])[opens]
        count = running - np.repeat(before, np.diff(np.append(opens, len(whose))))
        is_last = ends(whose, day)
        # After them, each plan by itself: it is there since it is told.
        itself = np.unique(plans.whose)
        services = len(first)
        return (
            np.concatenate([self.of_plan[first], itself]),
            np.concatenate([self.version[first], itself * 0]),
            Stood(
                np.concatenate([whose[is_last], services + np.arange(len(itself))]),
                np.concatenate([day[is_last], itself * 0]),
                {"applies": np.concatenate([count[is_last], itself * 0 + 1])},
            ),
        )

    def add_milestones(self) -> None:
        """Book what each milestone adds while its plan is followed, and since when it was late."""
        said, own = self.told.plans.said, self.told.milestones
        followed = _FOLLOWED[said["status"]]
        can_be = _CAN_BE_LATE[said["status"], said["is_over"]]
        same = [followed, *can_be.T, said["starts"], said["ends"], self.owner]
        kept = changes_only(self.told.plans, same)
        plans = Stood(self.told.plans.whose[kept], self.told.plans.day[kept], {})
        spans = spans_of(plans, own, self.of_plan)
        spans = spans._replace(plan_row=kept[spans.plan_row])
        spans = spans.where(followed[spans.plan_row])
        row, status = spans.plan_row, own.said["status"][spans.own_row]
        late = can_be[row, status]
        cell = self._cell(spans, self.version)
        known = {
            "weight": own.said["weight"][spans.own_row],
            "due": own.said["due"][spans.own_row],
            "starts": said["starts"][row],
            "ends": said["ends"][row],
        }
        for aspect in ASPECTS:
            is_so = _table_of(aspect)[status, late.astype(np.int64)]
            begin, end = runs(spans, is_so, [cell, *(known[name] for name in aspect.depends_on)])
            values = [known[name][begin] for name in aspect.depends_on]
            for day, name, amount in aspect.steps(*values):
                self._put(cell[begin], spans.since[begin], spans.until[end], day, AT[name], amount)
            if aspect is LATE:
                self._note_spells(spans, begin, end, known["due"])

    def _cell(self, spans: Spans, version: Numbers) -> Numbers:
        return self.owner[spans.plan_row] * len(self.versions) + version[spans.whose]

    def _put(
        self, cell: Numbers, since: Numbers, until: Numbers, day: Numbers | None, measure: Any, amount: Any
    ) -> None:
        """Book amounts on a day (or since they are known) as of `since`, and take them back as of `until`."""
        opens, closes = numbers_of(since), numbers_of(until)
        if day is not None:
            number = numbers_of(day)
            opens, closes = np.maximum(opens, number), np.maximum(closes, number)
        is_put = (until == NEVER) | (opens != closes)
        is_taken = (until != NEVER) & (opens != closes)
        measures, amounts = (np.broadcast_to(np.asarray(one, dtype=np.int64), cell.shape) for one in (measure, amount))
        self.parts.append((cell[is_put], opens[is_put], measures[is_put], amounts[is_put]))
        self.parts.append((cell[is_taken], closes[is_taken], measures[is_taken], -amounts[is_taken]))

    def _note_spells(self, spans: Spans, begin: Numbers, end: Numbers, due: Numbers) -> None:
        since = np.maximum(spans.since[begin], due[begin] + LATE_AFTER)
        until = spans.until[end]
        is_some = (until == NEVER) | (since < until)
        begin, since, until = begin[is_some], since[is_some], until[is_some]
        owner, whose = self.owners[self.owner[spans.plan_row[begin]]], spans.whose[begin]
        self.spells = {
            "milestone_id": self.tables.milestones["id"][whose],
            "plan_id": self.tables.milestones["plan"][whose],
            "organization_id": self.bodies.organization[owner[:, 0]],
            "unit_id": owner[:, 0],
            "entity_id": owner[:, 2],
            "advisor_id": owner[:, 3],
            "version_id": self.tables.milestones["version"][whose],
            "year": owner[:, 1],
            "due_on": due[begin],
            "from_on": since,
            "until_on": np.where(until == NEVER, MISSING, until),
            "length": np.where(until == NEVER, OPEN_LENGTH, _lengths_of(np.where(until == NEVER, 1, until - since))),
        }

    def booked(self) -> Booked:
        """Return what was booked, each cell by itself."""
        cell, day, measure, amount = (np.concatenate(columns) for columns in zip(*self.parts, strict=True))
        entries = np.empty(len(cell), dtype=ENTRY)
        entries["day"], entries["measure"], entries["amount"] = day, measure, amount
        cell, entries = folded_by(cell, entries)
        cells, place = np.unique(cell, return_inverse=True)
        owner = self.owners[cells // len(self.versions)]
        keys = np.column_stack(
            [
                owner,
                self.versions[cells % len(self.versions)],
                self.bodies.organization[owner[:, 0]],
                self.bodies.department[owner[:, 2]],
            ]
        )
        return Booked(keys, place.astype(np.int32), entries, self.spells)


def _table_of(aspect: Aspect) -> npt.NDArray[np.bool_]:
    """Return whether an aspect is so, by state of a milestone and by whether it can be late."""
    return np.array([[aspect.is_so(name, is_late) for is_late in (False, True)] for name in _NAMED])


def _year_of(ordinals: Numbers) -> Numbers:
    days = np.datetime64("2000-01-01", "D") + (ordinals - EPOCH)
    return np.asarray(days.astype("datetime64[Y]").astype(np.int64) + 1970)


def _lengths_of(days: Numbers) -> Numbers:
    """Return the class of closed spells of so many days each."""
    known, place = np.unique(days, return_inverse=True)
    return np.array([length_of(one) for one in known.tolist()], dtype=np.int64)[place]
