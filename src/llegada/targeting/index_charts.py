"""Draws how an index is distributed and how it moved, in units of the SVG; templates put it in marks, beside a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llegada.targeting.selectors.index_figures import SKEWED, Band, Spread

WIDTH: Final = 640
TOP: Final = 22
PLOT: Final = 150
BOTTOM: Final = 30
#: A label every so many bars at most: they would run into each other.
_LABELS: Final = 7


@dataclass(frozen=True)
class Bar:
    """One band: its rectangle, its figure above it, and its label under the axis (empty for those in between)."""

    band: Band
    x: float
    y: float
    width: float
    height: float
    label: str

    @property
    def middle(self) -> float:
        """Return the x of its middle."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Histogram:
    """All that the drawing of a distribution has. `shows_counts` where each bar has room for its figure."""

    bars: tuple[Bar, ...]
    shows_counts: bool
    width: int = WIDTH
    height: int = TOP + PLOT + BOTTOM
    base: int = TOP + PLOT


def draw_distribution(bands: Sequence[Band]) -> Histogram | None:
    """Return the drawing of a distribution, None where there is nothing in it."""
    top = max((band.count for band in bands), default=0)
    if not top:
        return None
    step = WIDTH / len(bands)
    every = -(-len(bands) // _LABELS) if len(bands) > _LABELS + 3 else 1
    bars = tuple(
        Bar(
            band=band,
            x=round(place * step + 1, 1),
            y=round(TOP + PLOT * (1 - band.count / top), 1),
            width=round(step - 2, 1),
            height=round(PLOT * band.count / top, 1),
            label=band.start if place % every == 0 else "",
        )
        for place, band in enumerate(bands)
    )
    return Histogram(bars, shows_counts=step >= 32)


@dataclass(frozen=True)
class Whisker:
    """One year: from the lowest to the highest, the half in the middle as a box, and the median."""

    spread: Spread
    x: float
    low: float
    lower: float
    median: float
    upper: float
    high: float
    box_width: int = 34

    @property
    def left(self) -> float:
        """Return where the box begins."""
        return self.x - self.box_width / 2

    @property
    def right(self) -> float:
        """Return where the box ends."""
        return self.x + self.box_width / 2

    @property
    def box_height(self) -> float:
        """Return how tall the box is."""
        return round(max(self.lower - self.upper, 1), 1)


@dataclass(frozen=True)
class Series:
    """All that the drawing of a series has: one whisker a year, and the values at its top and foot."""

    whiskers: tuple[Whisker, ...]
    top_value: float
    foot_value: float
    width: int
    height: int = TOP + PLOT + BOTTOM
    base: int = TOP + PLOT
    top: int = TOP


def draw_series(spreads: Sequence[Spread]) -> Series | None:
    """Return the drawing of the spread of each year, the oldest first; None with fewer than two, or if nothing would be seen."""
    if len(spreads) < 2 or any(one.maximum > SKEWED * abs(one.median) for one in spreads):
        return None
    foot, top = min(one.minimum for one in spreads), max(one.maximum for one in spreads)
    span = (top - foot) or 1

    def at(value: float) -> float:
        return round(TOP + PLOT * (top - value) / span, 1)

    whiskers = tuple(
        Whisker(one, 70 + place * 64, at(one.minimum), at(one.lower), at(one.median), at(one.upper), at(one.maximum))
        for place, one in enumerate(sorted(spreads, key=lambda one: one.edition.year))
    )
    return Series(whiskers, top, foot, width=70 + 64 * len(spreads))
