"""Pure rules of the figures: filters, classes and circles of the map, expected progress, and how near a date is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

#: How many classes a filled map has at most; more shades than this cannot be told apart.
CLASSES: Final = 5
#: Radius, in units of the map's plane, of the circle of the largest value.
LARGEST_RADIUS: Final = 21.0
#: No circle is drawn smaller than this, or it could not be seen; the legend says so.
SMALLEST_RADIUS: Final = 1.8


@dataclass(frozen=True)
class FigureFilters:
    """What a figure is restricted to; None does not restrict."""

    organization_id: int | None = None
    line_id: int | None = None
    department_id: str | None = None
    year: int | None = None


class ValueClass(NamedTuple):
    """One class of a filled map: whole values from `low` to `high`, both included."""

    low: int
    high: int


def value_classes(values: Iterable[int], *, at_most: int = CLASSES) -> list[ValueClass]:
    """Return classes that hold about as many places each (quantiles), lowest first. Zero and absent have no class.

    Equal values never fall in two classes, so there may be fewer than `at_most`; the limits are values that occur.
    """
    ordered = sorted(value for value in values if value > 0)
    uppers: list[int] = []
    for part in range(1, at_most + 1):
        if ordered:
            upper = ordered[math.ceil(len(ordered) * part / at_most) - 1]
            if not uppers or upper > uppers[-1]:
                uppers.append(upper)
    classes: list[ValueClass] = []
    for upper in uppers:
        low = next(value for value in ordered if not classes or value > classes[-1].high)
        classes.append(ValueClass(low, upper))
    return classes


def level_of(value: int | None, classes: list[ValueClass]) -> int:
    """Return the number of the class of `value`, from 1, spread so that the last is always `CLASSES`; 0 is no data."""
    if not value:
        return 0
    for index, one in enumerate(classes):
        if value <= one.high:
            return level_at(index, len(classes))
    return CLASSES


def level_at(index: int, count: int) -> int:
    """Return the shade (1 to `CLASSES`) of the class at `index` of `count`: the fewer there are, the further apart."""
    return CLASSES if count == 1 else 1 + round(index * (CLASSES - 1) / (count - 1))


def circle_radius(value: int, largest: int) -> float:
    """Return the radius, in units of the plane, whose circle's area is to the largest's as `value` is to `largest`."""
    if value <= 0 or largest <= 0:
        return 0.0
    return round(max(SMALLEST_RADIUS, LARGEST_RADIUS * math.sqrt(value / largest)), 1)


def _round_number(value: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50… that is not above `value` (at least 1)."""
    if value < 1:
        return 1
    power = 10 ** math.floor(math.log10(value))
    return int(max(step * power for step in (1, 2, 5) if step * power <= value))


def legend_sizes(largest: int) -> list[int]:
    """Return up to three values to show as circles in the legend, lowest first: the largest, and round ones below it."""
    if largest <= 0:
        return []
    return sorted({largest, _round_number(largest / 4), _round_number(largest / 20)})


def expected_percent(*, starts_on: date, ends_on: date, today: date) -> Decimal:
    """Return how far a plan should be on `today`, in percent, if it advanced evenly from its first day to its last.

    Source: proposal of the mission's facts B.4 (linear on the dates of the plan), to be replaced where a programme exists.
    """
    if today < starts_on:
        return Decimal(0)
    if today >= ends_on:
        return Decimal(100)
    elapsed, whole = (today - starts_on).days + 1, (ends_on - starts_on).days + 1
    return (Decimal(elapsed) * 100 / Decimal(whole)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


class Pace(StrEnum):
    """How progress compares with what was expected by the date."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    LATE = "late"
    NO_DATA = "no_data"


#: From this share of the expected progress a service is on time; from the second, at risk; below, late.
ON_TIME_FROM: Final = Decimal("0.90")
AT_RISK_FROM: Final = Decimal("0.70")


def pace(actual: Decimal | None, expected: Decimal | None) -> Pace:
    """Compare percentages of progress: ≥ 90 % of the expected is on time, ≥ 70 % at risk, less is late (facts B.4, proposal)."""
    if actual is None or expected is None:
        return Pace.NO_DATA
    if expected <= 0 or actual >= expected * ON_TIME_FROM:
        return Pace.ON_TIME
    return Pace.AT_RISK if actual >= expected * AT_RISK_FROM else Pace.LATE


class Urgency(StrEnum):
    """How near a date is."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


def urgency(due_on: date | None, today: date) -> Urgency:
    """Return whether a date has passed, is today or tomorrow, comes later, or does not exist."""
    if due_on is None:
        return Urgency.UNDATED
    days = (due_on - today).days
    if days < 0:
        return Urgency.OVERDUE
    return Urgency.SOON if days <= 1 else Urgency.LATER
