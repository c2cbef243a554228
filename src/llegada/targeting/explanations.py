"""Why a place is where it is: what each criterion gave it, what was missing, and what would change it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from llegada.targeting.columns import Column
from llegada.targeting.ranking_page import BarPart, bar_parts
from llegada.targeting.rule_words import share_words, value_change_words, weight_change_words
from llegada.targeting.scoring import Answer, value_changes, weight_changes


@dataclass(frozen=True)
class ExplainedCriterion:
    """One criterion for one place: the value read, the one that stood for it, and the points of so many possible."""

    column: Column
    value: str
    filled: str
    scaled: float | None
    share: str
    points: float | None
    most: float
    counts: bool


@dataclass(frozen=True)
class Explanation:
    """One place explained; without a score it is out of the order, and `lacks` names the values that leave it out."""

    is_ranked: bool
    is_chosen: bool
    rank: int | None
    ranked: int
    score: float | None
    criteria: list[ExplainedCriterion]
    parts: list[BarPart]
    changes: list[str]
    lacks: list[str]


def explain(solved: Answer, columns: Sequence[Column], at: int) -> Explanation:
    """Explain the place that is at `at` in the problem of `solved`."""
    rows = solved.scaled.rows.tolist()
    if at not in rows:
        return _left_out(solved, columns, at)
    row = rows.index(at)
    is_chosen = bool(solved.chosen[row])
    return Explanation(
        is_ranked=True,
        is_chosen=is_chosen,
        rank=int(solved.ranking.ranks[row]),
        ranked=len(rows),
        score=float(solved.scored.scores[row]),
        criteria=[_criterion(solved, column, at, row) for column in columns],
        parts=bar_parts(columns, solved.scored.parts[row].tolist()),
        changes=_changes(solved, columns, row, is_chosen),
        lacks=[],
    )


def _left_out(solved: Answer, columns: Sequence[Column], at: int) -> Explanation:
    values = solved.problem.values[at]
    return Explanation(
        is_ranked=False,
        is_chosen=False,
        rank=None,
        ranked=len(solved.scaled.rows),
        score=None,
        criteria=[
            ExplainedCriterion(
                column=column,
                value=column.words(float(values[column.place])),
                filled="",
                scaled=None,
                share=share_words(column.share),
                points=None,
                most=100 * column.share,
                counts=column.share > 0,
            )
            for column in columns
        ],
        parts=[],
        changes=[],
        lacks=[column.label for column in columns if solved.scaled.left_out[at, column.place]],
    )


def _criterion(solved: Answer, column: Column, at: int, row: int) -> ExplainedCriterion:
    value = float(solved.problem.values[at, column.place])
    is_filled = bool(solved.scaled.filled[row, column.place])
    counts = column.share > 0
    return ExplainedCriterion(
        column=column,
        value="" if math.isnan(value) else column.words(value),
        filled=column.words(float(solved.scaled.completed[row, column.place])) if is_filled else "",
        scaled=100 * float(solved.scaled.scaled[row, column.place]) if counts else None,
        share=share_words(column.share),
        points=float(solved.scored.parts[row, column.place]),
        most=100 * column.share,
        counts=counts,
    )


def _changes(solved: Answer, columns: Sequence[Column], row: int, is_chosen: bool) -> list[str]:
    """Return in words the least changes, of weights and of values, that would put the place in or out: three of each at most."""
    listed, criteria = solved.listed, list(solved.problem.criteria)
    by_weight = weight_changes(listed, row)[:3]
    by_value = value_changes(listed, row, criteria)[:3]
    return [
        *(weight_change_words(one, columns[one.criterion], is_chosen=is_chosen) for one in by_weight),
        *(value_change_words(one, columns[one.criterion], is_chosen=is_chosen) for one in by_value),
    ]
