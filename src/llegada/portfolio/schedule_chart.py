"""Draws the schedule of a service as bars: the geometry, in units of the SVG, beside a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llegada.portfolio.design_rules import DAYS_A_WEEK, Planned, Span, schedule, whole_length
from llegada.portfolio.models import Milestone

WIDTH: Final = 720
MARGIN: Final = 14
TOP: Final = 30
ROW: Final = 46
BAR: Final = 16
#: At most so many marks on the axis.
MARKS: Final = 12


@dataclass(frozen=True)
class GanttRow:
    """One milestone: when it runs and its rectangle. `x` and `width` are None where nobody has said how long it takes.

    `first_day` and `last_day` count from 1, as people do.
    """

    number: int
    name: str
    after: int
    wait_days: int
    span: Span
    y: int
    x: int | None
    width: int | None

    @property
    def days(self) -> int | None:
        """Return how long it takes."""
        return None if self.span.start is None or self.span.end is None else self.span.end - self.span.start

    @property
    def first_day(self) -> int | None:
        """Return the day on which it starts."""
        return None if self.span.start is None else self.span.start + 1

    @property
    def last_day(self) -> int | None:
        """Return the day on which it ends."""
        return self.span.end

    @property
    def label_y(self) -> int:
        """Return where its name is written."""
        return self.y - 5


@dataclass(frozen=True)
class Gantt:
    """All that the drawing of a schedule needs. `total` is None where a milestone has no known end; `marks` are (x, day)."""

    rows: tuple[GanttRow, ...]
    marks: tuple[tuple[int, int], ...]
    total: int | None
    weeks: int | None
    height: int
    width: int = WIDTH
    bar: int = BAR
    top: int = TOP


def draw_schedule(milestones: Sequence[Milestone], day_kind: str) -> Gantt | None:
    """Return the drawing of the milestones, in their order, or None where there are none."""
    if not milestones:
        return None
    spans = schedule([Planned(one.typical_days, one.starts_after, one.wait_days) for one in milestones])
    last = max((span.end for span in spans if span.end is not None), default=0)
    step = _step(last, DAYS_A_WEEK[day_kind])
    scale = (WIDTH - 2 * MARGIN) / (last or 1)
    rows = tuple(
        GanttRow(
            number=number,
            name=one.name,
            after=number - 1 if one.starts_after is None else one.starts_after,
            wait_days=one.wait_days,
            span=span,
            y=TOP + (number - 1) * ROW + 24,
            x=None if span.start is None else MARGIN + round(span.start * scale),
            width=None if span.start is None or span.end is None else max(round((span.end - span.start) * scale), 2),
        )
        for number, (one, span) in enumerate(zip(milestones, spans, strict=True), 1)
    )
    total = whole_length(spans)
    return Gantt(
        rows=rows,
        marks=tuple((MARGIN + round(day * scale), day) for day in range(0, last + 1, step)),
        total=total,
        weeks=None if total is None else -(-total // DAYS_A_WEEK[day_kind]),
        height=TOP + len(milestones) * ROW + 8,
    )


def _step(last: int, week: int) -> int:
    """Return how many days there are between two marks: whole weeks, so that there are few marks."""
    weeks = 1
    while last / (weeks * week) > MARKS:
        weeks *= 2
    return weeks * week
