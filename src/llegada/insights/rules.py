"""Pure rules of the figures: filters, classes and circles of the map, and expected progress."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final, NamedTuple

#: How many classes a filled map has at most; more shades than this cannot be told apart.
CLASSES: Final = 5
#: Radius, in units of the map's plane, of the circle of the largest value.
LARGEST_RADIUS: Final = 15.0
#: No circle is drawn smaller than this, or it could not be seen; the legend says so.
SMALLEST_RADIUS: Final = 1.6


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
        first = bisect_right(ordered, classes[-1].high) if classes else 0
        classes.append(ValueClass(ordered[first], upper))
    return classes


def level_of(value: int | None, classes: list[ValueClass], *, shades: int = CLASSES) -> int:
    """Return the shade of `value`: 0 is no data; the highest class has the last of `shades`."""
    if not value or not classes:
        return 0
    index = next((place for place, one in enumerate(classes) if value <= one.high), len(classes) - 1)
    return level_at(index, len(classes), shades=shades)


def level_at(index: int, count: int, *, shades: int = CLASSES) -> int:
    """Return the shade (1 to `shades`) of the class at `index` of `count`: the fewer there are, the further apart."""
    return shades if count == 1 else 1 + round(index * (shades - 1) / (count - 1))


def circle_radius(value: int, largest: int) -> float:
    """Return the radius, in units of the plane, whose circle's area is to the largest's as `value` is to `largest`."""
    if value <= 0 or largest <= 0:
        return 0.0
    return round(max(SMALLEST_RADIUS, LARGEST_RADIUS * math.sqrt(value / largest)), 1)


class Bounds(NamedTuple):
    """The smallest upright box around a drawing, in units of the plane."""

    left: float
    top: float
    right: float
    bottom: float


_PATH_PART: Final = re.compile(r"([MLHVZmlhvz])|(-?(?:\d+\.?\d*|\.\d+))")


def path_bounds(path: str) -> Bounds:
    """Return the box of an SVG path made of straight lines (M, L, H, V, Z, in either case), as the outlines are."""
    x = y = 0.0
    xs: list[float] = []
    ys: list[float] = []
    command = "M"
    pending: list[float] = []
    for letter, digits in _PATH_PART.findall(path):
        if letter:
            command, pending = letter, []
            continue
        pending.append(float(digits))
        if len(pending) < (1 if command in "HhVv" else 2):
            continue
        x, y = _stepped(command, pending, x, y)
        xs.append(x)
        ys.append(y)
        command, pending = {"M": "L", "m": "l"}.get(command, command), []
    return Bounds(min(xs), min(ys), max(xs), max(ys))


def _stepped(command: str, numbers: list[float], x: float, y: float) -> tuple[float, float]:
    """Return where the pen stands after one step of a path; lower case is relative."""
    from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
    if command in "Hh":
        return from_x + numbers[0], y
    if command in "Vv":
        return x, from_y + numbers[0]
    return from_x + numbers[0], from_y + numbers[1]


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


def pace(actual: Decimal | int | None, expected: Decimal | int | None) -> Pace:
    """Compare percentages of progress: ≥ 90 % of the expected is on time, ≥ 70 % at risk, less is late (facts B.4, proposal).

    Numerators of the same denominator compare as the percentages do.
    """
    if actual is None or expected is None:
        return Pace.NO_DATA
    if expected <= 0 or actual >= expected * ON_TIME_FROM:
        return Pace.ON_TIME
    return Pace.AT_RISK if actual >= expected * AT_RISK_FROM else Pace.LATE
