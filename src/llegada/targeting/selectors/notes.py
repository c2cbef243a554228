"""What a result must say of itself: what was missing, what counted for nothing, who missed by a hair. As data, not as words."""

from __future__ import annotations

from typing import Any

import numpy as np

from llegada.targeting.scoring import NO_GROUP, Answer
from llegada.targeting.selectors.readings import Reading

#: So many names at most.
_NAMED = 10


def notes_of(reading: Reading, solved: Answer) -> list[dict[str, Any]]:
    """Return the notes of an answer: each its `kind`, with `criterion` or `filter` by its place from 0, `count` and `names`."""
    return [*_of_filters(reading), *_of_criteria(reading, solved), *_of_the_list(reading, solved)]


def _of_filters(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"kind": "filter_without_data", "filter": place, "count": count}
        for place, count in enumerate(reading.without_data)
        if count
    ]


def _of_criteria(reading: Reading, solved: Answer) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = []
    for column, one in enumerate(reading.problem.criteria):
        if one.weight == 0:
            notes.append({"kind": "no_weight", "criterion": column})
        elif solved.scaled.constant[column]:
            notes.append({"kind": "constant", "criterion": column})
        left_out = np.flatnonzero(solved.scaled.left_out[:, column])
        if left_out.size:
            names = [reading.places[row].name for row in left_out[:_NAMED].tolist()]
            notes.append({"kind": "left_out", "criterion": column, "count": int(left_out.size), "names": names})
        filled = int(solved.scaled.filled[:, column].sum())
        if filled:
            notes.append({"kind": "filled", "criterion": column, "count": filled})
    return notes


def _of_the_list(reading: Reading, solved: Answer) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = []
    cut = reading.problem.cut
    if cut.number is not None and len(solved.scaled.rows) < cut.number:
        notes.append({"kind": "fewer_than_asked", "count": len(solved.scaled.rows)})
    if cut.score is not None and not solved.chosen.any():
        notes.append({"kind": "nobody_reaches"})
    if cut.quota is not None:
        without = int((solved.quotas == NO_GROUP).sum())
        if without:
            notes.append({"kind": "no_quota_group", "count": without})
    tied = np.flatnonzero(solved.tied)
    if tied.size:
        names = [reading.places[int(solved.scaled.rows[row])].name for row in tied[:_NAMED].tolist()]
        notes.append({"kind": "tied_out", "count": int(tied.size), "names": names})
    return notes
