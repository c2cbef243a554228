"""A ranking as pages draw it: a row for each place with its bar by criteria, what was missing, and where its explanation is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from llegada.targeting.columns import Column
from llegada.targeting.scoring import Answer
from llegada.targeting.selectors.readings import Reading

#: Rows of a page; the whole list is one address away.
SHOWN: Final = 25
#: A bar is so wide in its own units: those of the scores.
WIDTH: Final = 100.0


@dataclass(frozen=True)
class BarPart:
    """One criterion of a bar: from where, how wide, in which colour, and what it says."""

    x: str
    width: str
    colour: int
    words: str


@dataclass(frozen=True)
class RankedRow:
    """One place in the order. `missing` names the criteria of which it had no value."""

    rank: int
    name: str
    note: str
    score: float
    is_chosen: bool
    is_last_chosen: bool
    parts: list[BarPart]
    missing: list[str]
    url: str


def bar_parts(columns: Sequence[Column], points: Sequence[float]) -> list[BarPart]:
    """Return the parts of a bar, end to end; a criterion that gives nothing has none."""
    parts, start = [], 0.0
    labels = [column.label for column in columns]
    for column, value in zip(columns, points, strict=True):
        if value > 0.05:
            written = f"{value:.1f}".replace(".", ",")  # below a thousand: hundreds of them a page, so written at once
            parts.append(BarPart(f"{start:.2f}", f"{value:.2f}", column.colour, f"{labels[column.place]}: {written}"))
            start += value
    return parts


def ranked_rows(
    reading: Reading, solved: Answer, columns: Sequence[Column], *, limit: int | None, url_of: Callable[[str], str]
) -> list[RankedRow]:
    """Return the first `limit` places of the order, or all; the last one that the list chose is marked where it is among them."""
    order = solved.ranking.order[:limit].tolist()
    chosen = solved.ranking.order[solved.chosen[solved.ranking.order]]
    last = int(chosen[-1]) if chosen.size else None
    rows = []
    for row in order:
        place = reading.places[int(solved.scaled.rows[row])]
        filled = np.flatnonzero(solved.scaled.filled[row]).tolist()
        rows.append(
            RankedRow(
                rank=int(solved.ranking.ranks[row]),
                name=place.name,
                note=place.department_name if place.department_name != place.name else "",
                score=float(solved.scored.scores[row]),
                is_chosen=bool(solved.chosen[row]),
                is_last_chosen=row == last,
                parts=bar_parts(columns, solved.scored.parts[row].tolist()),
                missing=[columns[column].label for column in filled],
                url=url_of(place.code),
            )
        )
    return rows
