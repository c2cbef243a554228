"""How firm a list is, drawn: for each place, between which ranks it is in nine of each ten draws, and where the list ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from llegada.targeting.choices import Standing
from llegada.targeting.models import RunPlace

#: So many places at most: the doubtful ones, nearest the end of the list first.
DRAWN: Final = 40
_LABEL, _WIDTH, _ROW, _TOP = 190, 760, 20, 26


@dataclass(frozen=True)
class Interval:
    """One place: its line from `low` to `high` and its dot at the rank, at `y`, in units of the drawing."""

    name: str
    standing: str
    y: str
    text_y: str
    low: str
    high: str
    dot: str


@dataclass(frozen=True)
class IntervalChart:
    """The drawing: intervals, marks of the axis with their words, and the end of the list where it is one rank."""

    width: int
    height: int
    label_x: int
    bottom: int
    intervals: list[Interval]
    marks: list[tuple[str, int]]
    cut: str


def doubtful_of(places: Sequence[RunPlace]) -> list[RunPlace]:
    """Return the doubtful places, in their order."""
    return [place for place in places if place.standing == Standing.DOUBTFUL]


def interval_chart(places: Sequence[RunPlace], *, chosen: int) -> IntervalChart | None:
    """Draw the doubtful places nearest the end of a list of `chosen`; None where there are none."""
    doubtful = sorted(doubtful_of(places), key=lambda place: abs(place.position - chosen - 0.5))[:DRAWN]
    if not doubtful:
        return None
    doubtful.sort(key=lambda place: place.position)
    first = min(place.rank_low or 1 for place in doubtful)
    last = max(place.rank_high or 1 for place in doubtful)
    span = max(last - first, 1)

    def at(rank: float) -> str:
        return f"{_LABEL + 10 + (rank - first) / span * (_WIDTH - _LABEL - 30):.1f}"

    bottom = _TOP + _ROW * len(doubtful)
    marks = sorted({first, last, *(first + round(span * part / 4) for part in (1, 2, 3))})
    return IntervalChart(
        width=_WIDTH,
        height=bottom + 10,
        label_x=_LABEL,
        bottom=bottom,
        intervals=[
            Interval(
                name=place.name if len(place.name) <= 24 else f"{place.name[:23]}…",
                standing=place.standing,
                y=f"{_TOP + _ROW * row + _ROW / 2:.1f}",
                text_y=f"{_TOP + _ROW * row + _ROW / 2 + 4:.1f}",
                low=at(place.rank_low or 1),
                high=at(place.rank_high or 1),
                dot=at(place.position),
            )
            for row, place in enumerate(doubtful)
        ],
        marks=[(at(rank), rank) for rank in marks],
        cut=at(chosen + 0.5) if first <= chosen <= last else "",
    )
