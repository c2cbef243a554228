"""The arithmetic of progress as of any day: what a plan adds to the figures, on which day, and in which row. No query here.

A plan as it stands is a figure that changes as days pass: from its first day something is expected of it, on the due date of
a milestone that one is due, the day after it is late. Each such step is booked on its day. When somebody changes the plan on a
day, what it had booked from that day on is taken back and what it books now is put in. So the sum of all that is booked up to a
day is what was true on that day, as it was known then, whatever came later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from llegada.insights.lateness_rules import late_from
from llegada.workplans.facts import TO_SIGN, MilestoneFact, PlanChange, PlanFact
from llegada.workplans.rules import OPEN_MILESTONES

#: What plans are counted by: their states, those that the entity has in its hands together.
PLAN_STATES: Final = (
    "to_sign",
    "signed",
    "in_execution",
    "suspended",
    "finished",
    "closed",
    "terminated",
    "historical",
)
#: What is added up, in the order of the columns. Weights in hundredths of a point. What was expected by day D, counted from
#: EPOCH, is (base + slope × D) / SCALE, in hundredths of a point.
MEASURES: Final = (
    "milestones", "weight", "due", "reported", "validated", "validated_weight", "not_applicable", "late",
    "expected_base", "expected_slope", *PLAN_STATES,
)  # fmt: skip
SCALE: Final = 1_000_000
EPOCH: Final = date(2000, 1, 1).toordinal()
_NOTHING: Final = (0,) * len(MEASURES)
_AT: Final = {name: place for place, name in enumerate(MEASURES)}
_FIRST_STATE: Final = _AT[PLAN_STATES[0]]

Amounts = tuple[int, ...]


class BookKey(NamedTuple):
    """Where something is booked: the columns that make a cell unique. `version_id` 0 is the plan itself, with all its services."""

    unit_id: int
    year: int
    entity_id: int
    advisor_id: int
    version_id: int
    day: int


class Place(NamedTuple):
    """What the unit and the entity of a cell belong to; `department` 0 is an entity with no department."""

    organization_id: int
    department: int


def day_code(day: date) -> int:
    """Return a day as yyyymmdd."""
    return day.year * 10_000 + day.month * 100 + day.day


def span_codes(code: int) -> tuple[int, int, int, int, int]:
    """Return the spans that hold a day (yyyymmdd), each a number of its own length: year, quarter, month, third of month, day.

    A third is days 1–10, 11–20 or 21–end. Of the lengths none is shared, so all live in one column.
    """
    month, day = code // 100, code % 100
    year, number = month // 100, month % 100
    return year, year * 10 + (number + 2) // 3, month, month * 10 + min((day - 1) // 10, 2), code


def spans_until(code: int) -> list[tuple[int, int]]:
    """Return the ranges of spans, first and last, that together hold every day up to `code` (yyyymmdd) once."""
    year, quarter, month, third, day = span_codes(code)
    first_month = year * 100 + (quarter % 10 - 1) * 3 + 1
    first_day = month * 100 + (third % 10) * 10 + 1
    ranges = [(1, year - 1), (year * 10 + 1, quarter - 1), (first_month, month - 1), (month * 10, third - 1)]
    return [one for one in [*ranges, (first_day, day)] if one[0] <= one[1]]


def span_list(on: date, first_year: int) -> list[int]:
    """Return every span that together holds the days from `first_year` up to `on` once: a few dozen numbers."""
    return [
        span for low, high in spans_until(day_code(on)) for span in range(max(low, min(first_year, high)), high + 1)
    ]


def _steps_of(milestone: MilestoneFact, fact: PlanFact) -> Iterator[tuple[date | None, dict[str, int]]]:
    """Yield what a milestone of a followed plan adds, and since when; None is since the plan stands so."""
    if milestone.status == "not_applicable":
        yield None, {"not_applicable": 1}
        return
    weight, is_validated = milestone.weight, milestone.status == "validated"
    yield (
        None,
        {
            "milestones": 1,
            "weight": weight,
            "reported": int(milestone.status not in OPEN_MILESTONES),
            "validated": int(is_validated),
            "validated_weight": weight * is_validated,
        },
    )
    yield milestone.due_on, {"due": 1}
    if fact.can_be_late(milestone):
        yield late_from(milestone.due_on), {"late": 1}
    first, last = fact.starts_on.toordinal() - EPOCH, fact.ends_on.toordinal() - EPOCH
    slope = weight * SCALE // (last - first + 1)
    yield fact.starts_on, {"expected_slope": slope, "expected_base": -slope * (first - 1)}
    yield fact.ends_on, {"expected_slope": -slope, "expected_base": slope * (first - 1) + weight * SCALE}


def _state_of(fact: PlanFact) -> str:
    return "to_sign" if fact.status in TO_SIGN else fact.status


def _booked(fact: PlanFact, since: date) -> Iterator[tuple[int, date, dict[str, int]]]:
    """Yield (version, day, amounts) of a fact, nothing before `since`."""
    state = {_state_of(fact): 1}
    yield 0, since, state
    for version_id in {one.version_id for one in fact.milestones if one.status != "not_applicable"}:
        yield version_id, since, state
    if not fact.is_followed:
        return
    for milestone in fact.milestones:
        for day, amounts in _steps_of(milestone, fact):
            yield milestone.version_id, max(day or since, since), amounts


def bookings(changes: Iterable[PlanChange]) -> dict[BookKey, tuple[Place, Amounts]]:
    """Return what moves in each cell, and only what moves, when plans go each from its `before` to its `after`.

    The day of a change is the one on which its `after` is known.
    """
    moved: dict[BookKey, list[int]] = defaultdict(lambda: list(_NOTHING))
    places: dict[BookKey, Place] = {}
    for before, after in changes:
        since = after.known_on
        for fact, sign in ((before, -1), (after, 1)):
            if fact is None or not fact.is_counted:
                continue
            place = Place(fact.organization_id, int(fact.department_id or 0))
            for version_id, day, amounts in _booked(fact, since):
                key = BookKey(
                    fact.unit_id, fact.starts_on.year, fact.entity_id, fact.advisor_id, version_id, day_code(day)
                )
                places[key] = place
                cell = moved[key]
                for name, amount in amounts.items():
                    cell[_AT[name]] += sign * amount
    return {key: (places[key], tuple(cell)) for key, cell in moved.items() if any(cell)}


def less(
    one: Mapping[BookKey, tuple[Place, Amounts]], other: Mapping[BookKey, tuple[Place, Amounts]]
) -> dict[BookKey, tuple[Place, Amounts]]:
    """Return what moves in each cell, and only what moves, when `one` is booked and `other`, booked before, is taken back."""
    moved: dict[BookKey, tuple[Place, Amounts]] = {}
    for key in {*one, *other}:
        place, added = one.get(key) or (other[key][0], _NOTHING)
        _place, taken = other.get(key) or (place, _NOTHING)
        amounts = tuple(plus - minus for plus, minus in zip(added, taken, strict=True))
        if any(amounts):
            moved[key] = (place, amounts)
    return moved


class Axis(NamedTuple):
    """One way of adding the cells up: its number in the table, and what its rows are told apart by beside year and span."""

    number: int
    columns: tuple[str, ...]

    @property
    def is_by_service(self) -> bool:
        """Return whether its rows tell services apart; then plans are counted once for each service."""
        return "version_id" in self.columns


UNIT: Final = Axis(1, ("organization_id", "unit_id"))
SERVICE: Final = Axis(2, ("organization_id", "unit_id", "version_id"))
ADVISOR: Final = Axis(3, ("organization_id", "advisor_id"))
ENTITY: Final = Axis(4, ("entity_id",))
CLIENT: Final = Axis(5, ("organization_id", "entity_id"))
DEPARTMENT: Final = Axis(6, ("department",))
AXES: Final = (UNIT, SERVICE, ADVISOR, ENTITY, CLIENT, DEPARTMENT)
#: What may tell the rows of an axis apart, in the order of the columns.
AXIS_COLUMNS: Final = ("organization_id", "unit_id", "version_id", "advisor_id", "entity_id", "department")


class SumKey(NamedTuple):
    """What makes a row of sums unique; what its axis does not tell apart is 0."""

    axis: int
    year: int
    span: int
    organization_id: int
    unit_id: int
    version_id: int
    advisor_id: int
    entity_id: int
    department: int


def _for_axis(axis: Axis, version_id: int, amounts: Amounts) -> Amounts | None:
    """Return what a cell adds to an axis: plans are counted by themselves, or with each service where those are told apart."""
    if axis.is_by_service:
        return amounts if version_id else None
    return amounts if not version_id else (*amounts[:_FIRST_STATE], *_NOTHING[_FIRST_STATE:])


def fold(moved: Mapping[BookKey, tuple[Place, Amounts]]) -> dict[SumKey, Amounts]:
    """Return what moves in the sums of every axis and span, and only what moves, when cells move."""
    sums: dict[SumKey, list[int]] = defaultdict(lambda: list(_NOTHING))
    for key, (place, amounts) in moved.items():
        known = {**key._asdict(), **place._asdict()}
        for axis in AXES:
            added = _for_axis(axis, key.version_id, amounts)
            if added is None or not any(added):
                continue
            dims = [known[name] if name in axis.columns else 0 for name in AXIS_COLUMNS]
            for span in span_codes(key.day):
                row = sums[SumKey(axis.number, key.year, span, *dims)]
                for place_of, amount in enumerate(added):
                    row[place_of] += amount
    return {key: tuple(row) for key, row in sums.items() if any(row)}


@dataclass(frozen=True)
class Totals:
    """What is added up of a group as of a day; weights in hundredths of a point."""

    amounts: Amounts
    on: date

    def __getattr__(self, name: str) -> int:
        """Return one of MEASURES."""
        try:
            return self.amounts[_AT[name]]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def followed(self) -> int:
        """Return the plans that are followed."""
        return self.signed + self.in_execution + self.suspended + self.finished + self.closed + self.historical

    @property
    def expected_weight(self) -> int:
        """Return what was expected by the day, in hundredths of a point, rounded half up."""
        days = self.on.toordinal() - EPOCH
        return (2 * (self.expected_base + self.expected_slope * days) + SCALE) // (2 * SCALE)
