"""Draws where a place stands and how it moved: the geometry, in units of the SVG. A table beside each drawing says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llegada.targeting.profile_rules import Spread
from llegada.targeting.selectors.profile import IndexSeries

STRIP: Final = (160, 20)
_EDGE: Final = 7
_STEP: Final = 64
_TOP: Final = 24
_PLOT: Final = 96
_BOTTOM: Final = 26


@dataclass(frozen=True)
class Strip:
    """The country from its least to its greatest value, its middle half, its median, and the place as a point."""

    x1: float
    x2: float
    low: float
    box: float
    middle: float
    own: float
    width: int = STRIP[0]
    height: int = STRIP[1]


@dataclass(frozen=True)
class Point:
    """The value of one year; `labelled` is where its figure is written."""

    year: int
    value: float
    x: float
    y: float

    @property
    def labelled(self) -> float:
        """Return the y of its figure."""
        return self.y - 9


@dataclass(frozen=True)
class Line:
    """The values of a place by year, and the medians of the country as a path behind."""

    width: int
    height: int
    years: tuple[tuple[int, float], ...]
    points: tuple[Point, ...]
    path: str
    median_path: str


def draw_strip(value: float | None, spread: Spread | None) -> Strip | None:
    """Return the drawing of a value within its country, or None where there is none; all alike stand in the middle."""
    if value is None or spread is None:
        return None
    width = STRIP[0] - 2 * _EDGE
    span = spread.greatest - spread.least

    def at(one: float) -> float:
        return round(_EDGE + (width * (one - spread.least) / span if span else width / 2), 1)

    return Strip(
        x1=at(spread.least),
        x2=at(spread.greatest),
        low=at(spread.low),
        box=round(at(spread.high) - at(spread.low), 1),
        middle=at(spread.middle),
        own=at(value),
    )


def draw_line(series: IndexSeries) -> Line | None:
    """Return a series by year, from the oldest, or None where fewer than two years have data. A year without data breaks it."""
    readings = sorted(series.readings, key=lambda one: one.edition.year)
    own = [(one.edition.year, one.value) for one in readings]
    medians = [(one.edition.year, one.spread.middle if one.spread else None) for one in readings]
    known = [value for _, value in (*own, *medians) if value is not None]
    if sum(value is not None for _, value in own) < 2:
        return None
    least, greatest = min(known), max(known)
    first, last = readings[0].edition.year, readings[-1].edition.year

    def x(year: int) -> float:
        return (year - first) * _STEP + _STEP / 2

    def y(value: float) -> float:
        share = (greatest - value) / (greatest - least) if greatest > least else 0.5
        return round(_TOP + share * _PLOT, 1)

    return Line(
        width=(last - first + 1) * _STEP,
        height=_TOP + _PLOT + _BOTTOM,
        years=tuple((year, x(year)) for year, _ in own),
        points=tuple(Point(year, value, x(year), y(value)) for year, value in own if value is not None),
        path=_path([(x(year), None if value is None else y(value)) for year, value in own]),
        median_path=_path([(x(year), None if value is None else y(value)) for year, value in medians]),
    )


def _path(points: Sequence[tuple[float, float | None]]) -> str:
    """Return an SVG path through the points that there are, lifted where one is missing."""
    words, is_down = [], False
    for x, y in points:
        if y is None:
            is_down = False
            continue
        words.append(f"{'L' if is_down else 'M'}{x:g} {y:g}")
        is_down = True
    return "".join(words)
