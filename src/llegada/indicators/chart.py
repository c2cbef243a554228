"""Draws baseline and targets as bars: the geometry, in units of the SVG. The template puts it in marks, beside a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

STEP: Final = 72
BAR: Final = 44
TOP: Final = 26
BOTTOM: Final = 28
PLOT: Final = 150


@dataclass(frozen=True)
class Bar:
    """One value: its label under the axis and its rectangle. `label_y` is where its figure is written."""

    label: str
    value: Decimal
    is_baseline: bool
    x: int
    y: int
    height: int
    label_y: int

    @property
    def middle(self) -> int:
        """Return the x of its middle."""
        return self.x + BAR // 2


@dataclass(frozen=True)
class Chart:
    """All that the SVG draws. `baseline_y` is None where there is no baseline: nothing is drawn at zero in its place."""

    width: int
    height: int
    zero_y: int
    bars: tuple[Bar, ...]
    baseline_y: int | None
    bar_width: int = BAR


def draw(baseline: tuple[int | None, Decimal] | None, targets: Sequence[tuple[int, Decimal]]) -> Chart | None:
    """Return the drawing of a baseline (year, value) and targets by year, or None where there is nothing to draw."""
    values = [("" if baseline[0] is None else str(baseline[0]), baseline[1], True)] if baseline else []
    values += [(str(year), value, False) for year, value in targets]
    if not values:
        return None
    top = max(Decimal(0), *(value for _, value, _ in values))
    low = min(Decimal(0), *(value for _, value, _ in values))
    span = (top - low) or Decimal(1)

    def at(value: Decimal) -> int:
        return TOP + int((top - value) / span * PLOT)

    zero = at(Decimal(0))
    bars = tuple(
        Bar(
            label=label,
            value=value,
            is_baseline=is_baseline,
            x=index * STEP + (STEP - BAR) // 2,
            y=min(at(value), zero),
            height=max(abs(at(value) - zero), 1),
            label_y=min(at(value), zero) - 7,
        )
        for index, (label, value, is_baseline) in enumerate(values)
    )
    return Chart(
        width=STEP * len(values),
        height=TOP + PLOT + BOTTOM,
        zero_y=zero,
        bars=bars,
        baseline_y=at(baseline[1]) if baseline else None,
    )
