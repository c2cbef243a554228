"""Brings criteria to one scale on which more is more of a priority, and fills what is missing (OECD/JRC 2008, steps 3, 5)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llegada.targeting.errors import NobodyRanked, NothingVaries, UniverseEmpty
from llegada.targeting.scoring.problem import NO_GROUP, Criterion, Flags, Floats, Problem, Whole, shares


@dataclass(frozen=True)
class Scaled:
    """The criteria of the places that are ranked, on one scale, with what was done for each missing value.

    `rows` are the places of the problem that are ranked, in order; `scaled` has a row for each of them. `filled` marks the
    cells of `completed` that stand for a missing value. `constant` marks criteria that have one value for all: they count for
    nothing, and `shares` shares their weight out among the others. `left_out` marks, of all places and criteria, the missing
    value that keeps a place out of the order.
    """

    rows: Whole
    completed: Floats
    scaled: Floats
    filled: Flags
    constant: Flags
    shares: Floats
    left_out: Flags


def scale(problem: Problem) -> Scaled:
    """Settle the missing values and scale. Raises UniverseEmpty, NegativeWeight, NoWeight, NobodyRanked, NothingVaries."""
    if problem.values.shape[0] == 0:
        raise UniverseEmpty()
    given = shares([one.weight for one in problem.criteria])
    left_out = _left_out(problem, given > 0)
    ranked = ~left_out.any(axis=1)
    if not ranked.any():
        raise NobodyRanked()
    values, groups = problem.values[ranked], problem.groups[ranked]
    missing = np.isnan(values)
    completed, scaled = values.copy(), np.zeros_like(values)
    constant = np.zeros(len(problem.criteria), dtype=bool)
    for column, criterion in enumerate(problem.criteria):
        seen = values[~missing[:, column], column]
        if given[column] == 0 or seen.size == 0 or seen.min() == seen.max():
            constant[column] = True
            continue
        completed[:, column] = _completed(values[:, column], missing[:, column], groups, criterion)
        scaled[:, column] = on_scale(completed[:, column], seen, criterion)
    if constant.all():
        raise NothingVaries()
    return Scaled(
        rows=np.flatnonzero(ranked),
        completed=completed,
        scaled=scaled,
        filled=missing & ~constant & ~np.isnan(completed),
        constant=constant,
        shares=shares(np.where(constant, 0, given)),
        left_out=left_out,
    )


def on_scale(values: Floats, seen: Floats, criterion: Criterion) -> Floats:
    """Return `values` on the scale that the observed values `seen` make, turned so that more is more of a priority.

    Minimum–maximum and percentile go from 0 to 1. A percentile is the part of the other places with a value of less priority.
    A z score is in standard deviations of the population, brought to 0,5 ± 0,1 z, so that it adds up with the others.
    """
    turned, base = (values, seen) if criterion.more else (-values, -seen)
    if criterion.scale == "percentile":
        below = np.searchsorted(np.sort(base), turned, side="left")
        return np.asarray(below / (base.size - 1), dtype=np.float64)
    if criterion.scale == "z_score":
        return np.asarray(0.5 + 0.1 * (turned - base.mean()) / base.std(), dtype=np.float64)
    low, high = base.min(), base.max()
    return np.asarray((turned - low) / (high - low), dtype=np.float64)


def _left_out(problem: Problem, counts: Flags) -> Flags:
    """Return the missing values that keep their place out: by policy, or for a group in which nobody has the value."""
    missing = np.isnan(problem.values) & counts
    out = missing & np.array([one.missing == "leave_out" for one in problem.criteria])
    by_group = [
        column for column, one in enumerate(problem.criteria) if one.missing == "group_median" and counts[column]
    ]
    changed = bool(by_group)
    while changed:
        stays = ~out.any(axis=1)
        before = out.sum()
        for column in by_group:
            known = np.unique(problem.groups[stays & ~missing[:, column]])
            has_group = np.isin(problem.groups, known[known != NO_GROUP])
            out[:, column] |= missing[:, column] & ~has_group
        changed = bool(out.sum() != before)
    return np.asarray(out)


def _completed(values: Floats, missing: Flags, groups: Whole, criterion: Criterion) -> Floats:
    """Return the column with what its policy puts where a value is missing."""
    if not missing.any():
        return values
    completed = values.copy()
    seen = ~missing
    if criterion.missing == "worst_case":
        completed[missing] = values[seen].min() if criterion.more else values[seen].max()
    elif criterion.missing == "group_median":
        for group in np.unique(groups[missing]):
            completed[missing & (groups == group)] = np.median(values[seen & (groups == group)])
    return completed
