"""The arithmetic of progress as of any day: what a plan adds to the figures, on which day, and in which row. No query here.

A plan as it stands is a figure that changes as days pass: from its first day something is expected of it, on the due date of
a milestone that one is due, the day after it is late. Each such step is booked on its day. When somebody changes the plan on a
day, what it had booked from that day on is taken back and what it books now is put in. So the sum of all that is booked up to a
day is what was true on that day, as it was known then, whatever came later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from llegada.insights.lateness_rules import LATE_AFTER
from llegada.insights.timelines import EPOCH, day_number, number_of
from llegada.workplans.facts import TO_SIGN, PlanChange, PlanFact
from llegada.workplans.rules import MEASURED, OPEN_MILESTONES

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
#: What is added up; the states are the last. The figures keep the place of each here: who changes it has them made again.
#: Weights in hundredths of a point. What was expected by day D, counted from EPOCH, is (base + slope × D) / SCALE, in hundredths.
MEASURES: Final = (
    "milestones", "weight", "due", "reported", "validated", "validated_weight", "not_applicable", "late",
    "expected_base", "expected_slope", *PLAN_STATES,
)  # fmt: skip
SCALE: Final = 1_000_000
AT: Final = {name: place for place, name in enumerate(MEASURES)}
#: What is asked of every group, to tell its pace.
_WEIGHT, _VALIDATED_WEIGHT, _BASE, _SLOPE = (
    AT[name] for name in ("weight", "validated_weight", "expected_base", "expected_slope")
)
#: The place of the first state in MEASURES: the states are the last.
FIRST_STATE: Final = AT[PLAN_STATES[0]]

Amounts = tuple[int, ...]


class BookKey(NamedTuple):
    """What makes a cell unique: whose plans. `version_id` 0 is the plan itself, with all its services."""

    unit_id: int
    year: int
    entity_id: int
    advisor_id: int
    version_id: int


class Place(NamedTuple):
    """What the unit and the entity of a cell belong to; `department` 0 is an entity with no department."""

    organization_id: int
    department: int


#: What moves in a cell or a sum: by day (see `timelines`) and place in MEASURES.
Moves = Mapping[tuple[int, int], int]


class Aspect(NamedTuple):
    """One thing that a milestone adds while it is so: when it is, what it depends on beside, and what it adds since which day.

    Days are ordinals; what has no day is added since it is known. The steps say the same of numbers and of columns of them.
    """

    is_so: Callable[[str, bool], bool]
    depends_on: tuple[str, ...]
    steps: Callable[..., tuple[tuple[Any, str, Any], ...]]


def _expect(weight: Any, starts: Any, ends: Any) -> tuple[tuple[Any, str, Any], ...]:
    first = starts - EPOCH
    slope = weight * SCALE // (ends - starts + 1)
    return (
        (starts, "expected_slope", slope),
        (starts, "expected_base", -slope * (first - 1)),
        (ends, "expected_slope", -slope),
        (ends, "expected_base", slope * (first - 1) + weight * SCALE),
    )


def _applies(status: str, _can_be_late: bool) -> bool:
    return status != "not_applicable"


#: The one that tells when a milestone is late.
LATE: Final = Aspect(lambda _status, can_be_late: can_be_late, ("due",), lambda due: ((due + LATE_AFTER, "late", 1),))
#: All that a milestone that is followed adds, by its state and by whether it can be late.
ASPECTS: Final = (
    Aspect(lambda status, _late: status == "not_applicable", (), lambda: ((None, "not_applicable", 1),)),
    Aspect(_applies, ("weight",), lambda weight: ((None, "milestones", 1), (None, "weight", weight))),
    Aspect(_applies, ("due",), lambda due: ((due, "due", 1),)),
    Aspect(_applies, ("weight", "starts", "ends"), _expect),
    Aspect(
        lambda status, _late: status not in OPEN_MILESTONES and status != "not_applicable",
        (),
        lambda: ((None, "reported", 1),),
    ),
    Aspect(
        lambda status, _late: status == "validated",
        ("weight",),
        lambda weight: ((None, "validated", 1), (None, "validated_weight", weight)),
    ),
    LATE,
)


class _Part(NamedTuple):
    """A part of a fact, with all that what it adds depends on: an aspect of one milestone, or the state of the plan (no aspect)."""

    key: BookKey
    place: Place
    milestone_id: int
    aspect: int | None
    values: tuple[Any, ...]


def state_of(status: str) -> str:
    """Return which of PLAN_STATES a plan that is counted is in."""
    return "to_sign" if status in TO_SIGN else status


def _parts_of(fact: PlanFact | None) -> frozenset[_Part]:
    """Return what a fact is made of, each part booked apart: what two facts share moves nothing from one to the other."""
    if fact is None or not fact.is_counted:
        return frozenset()
    place = Place(fact.organization_id, int(fact.department_id or 0))
    versions = {one.version_id for one in fact.milestones if one.status != "not_applicable"}
    keys = {
        version_id: BookKey(fact.unit_id, fact.starts_on.year, fact.entity_id, fact.advisor_id, version_id)
        for version_id in {0, *(one.version_id for one in fact.milestones)}
    }
    state = (state_of(fact.status),)
    found = {_Part(keys[version_id], place, 0, None, state) for version_id in (0, *versions)}
    if not fact.is_followed:
        return frozenset(found)
    span = {"starts": fact.starts_on.toordinal(), "ends": fact.ends_on.toordinal()}
    for one in fact.milestones:
        known = {**span, "weight": one.weight, "due": one.due_on.toordinal()}
        can_be_late = fact.can_be_late(one)
        found.update(
            _Part(
                keys[one.version_id], place, one.milestone_id, number, tuple(known[name] for name in aspect.depends_on)
            )
            for number, aspect in enumerate(ASPECTS)
            if aspect.is_so(one.status, can_be_late)
        )
    return frozenset(found)


def bookings(changes: Iterable[PlanChange]) -> dict[BookKey, tuple[Place, Moves]]:
    """Return what moves in each cell, and only what moves, when plans go each from its `before` to its `after`.

    The day of a change is the one on which its `after` is known.
    """
    moved: dict[BookKey, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    places: dict[BookKey, Place] = {}
    last: PlanFact | None = None
    parts: frozenset[_Part] = frozenset()
    for before, after in changes:
        # The changes of a plan follow one another: what one leaves is what the next one finds.
        was = parts if before is last else _parts_of(before)
        last, parts = after, _parts_of(after)
        since = day_number(after.known_on)
        for some, sign in ((was - parts, -1), (parts - was, 1)):
            for part in some:
                places[part.key] = part.place
                cell = moved[part.key]
                if part.aspect is None:
                    cell[since, AT[part.values[0]]] += sign
                    continue
                for day, name, amount in ASPECTS[part.aspect].steps(*part.values):
                    number = since if day is None else max(number_of(day), since)
                    cell[number, AT[name]] += sign * amount
    return _only_what_moves((key, places[key], moves) for key, moves in moved.items())


def less(
    one: Mapping[BookKey, tuple[Place, Moves]], other: Mapping[BookKey, tuple[Place, Moves]]
) -> dict[BookKey, tuple[Place, Moves]]:
    """Return what moves in each cell, and only what moves, when `one` is booked and `other`, booked before, is taken back."""
    found = []
    for key in {*one, *other}:
        place = (one.get(key) or other[key])[0]
        moves = defaultdict(int, one[key][1] if key in one else {})
        for at, amount in (other[key][1] if key in other else {}).items():
            moves[at] -= amount
        found.append((key, place, moves))
    return _only_what_moves(found)


def _only_what_moves(found: Iterable[tuple[BookKey, Place, Moves]]) -> dict[BookKey, tuple[Place, Moves]]:
    kept = ((key, place, {at: amount for at, amount in moves.items() if amount}) for key, place, moves in found)
    return {key: (place, moves) for key, place, moves in kept if moves}


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
DEPARTMENT: Final = Axis(5, ("department",))
AXES: Final = (UNIT, SERVICE, ADVISOR, ENTITY, DEPARTMENT)
#: What may tell the rows of an axis apart, in the order of the columns.
AXIS_COLUMNS: Final = ("organization_id", "unit_id", "version_id", "advisor_id", "entity_id", "department")
#: The year of the sums of all years together.
EVERY_YEAR: Final = 0


class SumKey(NamedTuple):
    """Whose sums these are; what the axis does not tell apart is 0."""

    axis: int
    year: int
    organization_id: int
    unit_id: int
    version_id: int
    advisor_id: int
    entity_id: int
    department: int


def counts_in(axis: Axis, version_id: int, measure: int) -> bool:
    """Return whether a cell of a version adds a measure to an axis.

    Plans are counted by themselves, or with each service where those are told apart.
    """
    return bool(version_id) if axis.is_by_service else not version_id or measure < FIRST_STATE


def fold(moved: Iterable[tuple[BookKey, Place, Moves]]) -> dict[SumKey, Moves]:
    """Return what moves in the sums of every axis, and only what moves, when cells move."""
    sums: dict[SumKey, dict[tuple[int, int], int]] = defaultdict(lambda: defaultdict(int))
    for key, place, moves in moved:
        known = {**key._asdict(), **place._asdict()}
        for axis in AXES:
            dims = [known[name] if name in axis.columns else 0 for name in AXIS_COLUMNS]
            for year in (key.year, EVERY_YEAR):
                row = sums[SumKey(axis.number, year, *dims)]
                for (day, measure), amount in moves.items():
                    if counts_in(axis, key.version_id, measure):
                        row[day, measure] += amount
    kept = ((key, {at: amount for at, amount in moves.items() if amount}) for key, moves in sums.items())
    return {key: moves for key, moves in kept if moves}


def expected_weight(base: Any, slope: Any, on: date) -> Any:
    """Return what was expected by a day, in hundredths of a point, rounded half up: of numbers, or of columns of them."""
    return (2 * (base + slope * (on.toordinal() - EPOCH)) + SCALE) // (2 * SCALE)


class Totals(NamedTuple):
    """What is added up of a group as of a day; weights in hundredths of a point."""

    amounts: Amounts
    on: date

    def __getattr__(self, name: str) -> int:
        """Return one of MEASURES."""
        try:
            return self.amounts[AT[name]]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def weights(self) -> tuple[int, int, int]:
        """Return the whole weight, the validated and the expected by the day, in hundredths of a point."""
        return self.amounts[_WEIGHT], self.amounts[_VALIDATED_WEIGHT], self.expected_weight

    @property
    def followed(self) -> int:
        """Return the plans that are followed."""
        return sum(self.amounts[AT[name]] for name in MEASURED)

    @property
    def expected_weight(self) -> int:
        """Return what was expected by the day, in hundredths of a point, rounded half up."""
        found: int = expected_weight(self.amounts[_BASE], self.amounts[_SLOPE], self.on)
        return found
