"""Two runs side by side: who enters, who leaves, and how far the others moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llegada.targeting.models import RunPlace


@dataclass(frozen=True)
class Moved:
    """One place in both runs; `by` is how many ranks it went up, less than zero where it went down."""

    name: str
    before: int | None
    after: int | None
    by: int | None
    was_chosen: bool
    is_chosen: bool


@dataclass(frozen=True)
class Comparison:
    """The second run against the first. `stay` of the chosen are in both lists."""

    enter: list[Moved]
    leave: list[Moved]
    moved: list[Moved]
    stay: int


def compare_runs(first: Sequence[RunPlace], second: Sequence[RunPlace]) -> Comparison:
    """Compare two runs of one level by the codes of their places. One that competes in one alone has no rank in the other."""
    before, after = ({place.code: place for place in places} for places in (first, second))
    rows = [
        _moved(before.get(code), after.get(code))
        for code in sorted(before.keys() | after.keys(), key=lambda code: _position(after.get(code), before.get(code)))
    ]
    both = [row for row in rows if row.was_chosen and row.is_chosen]
    return Comparison(
        enter=[row for row in rows if row.is_chosen and not row.was_chosen],
        leave=[row for row in rows if row.was_chosen and not row.is_chosen],
        moved=sorted((row for row in both if row.by), key=lambda row: -abs(row.by or 0)),
        stay=len(both),
    )


def _position(*places: RunPlace | None) -> tuple[int, str]:
    place = next(place for place in places if place is not None)
    return place.position, place.code


def _moved(before: RunPlace | None, after: RunPlace | None) -> Moved:
    place = after or before
    assert place is not None  # noqa: S101  # the code came from one of them
    ranks = (before.rank if before else None, after.rank if after else None)
    return Moved(
        name=place.name,
        before=ranks[0],
        after=ranks[1],
        by=ranks[0] - ranks[1] if ranks[0] is not None and ranks[1] is not None else None,
        was_chosen=bool(before and before.is_chosen),
        is_chosen=bool(after and after.is_chosen),
    )
