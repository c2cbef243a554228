"""What would put one place in the list, or take it out: the least change of one weight, or of one of its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from llegada.targeting.scoring.methods import score_many
from llegada.targeting.scoring.problem import NO_GROUP, Criterion, Cut, Flags, Floats, MethodName, Whole
from llegada.targeting.scoring.ranking import ALIKE
from llegada.targeting.scoring.scales import Scaled, on_scale

#: A weight is tried at so many parts of the whole; what happens between two of them is found by halving.
_STEPS: Final = 201
_HALVINGS: Final = 12


@dataclass(frozen=True)
class WeightChange:
    """With the criterion's part of the weights at `share`, from 0 to 1, instead of `now`, the place enters or leaves."""

    criterion: int
    now: float
    share: float


@dataclass(frozen=True)
class ValueChange:
    """With `value` in the criterion instead of `now`, the place enters or leaves; `now` may stand for a missing value."""

    criterion: int
    now: float
    value: float


@dataclass(frozen=True)
class Listed:
    """A list as it came out of `scaled`: by which method and cut, with the quota group of each ranked place."""

    method: MethodName
    scaled: Scaled
    cut: Cut
    quotas: Whole
    chosen: Flags
    scores: Floats


def weight_changes(listed: Listed, row: int) -> list[WeightChange]:
    """Return, for each criterion that can do it, the weight nearest to its own that moves `row` in or out, nearest first.

    The others keep their proportions. Weights are tried at every half point of a hundred.
    """
    shares = listed.scaled.shares
    found = [
        WeightChange(criterion=one, now=float(shares[one]), share=share)
        for one in np.flatnonzero((shares > 0) & (shares < 1)).tolist()
        if (share := _nearest_share(listed, row, one)) is not None
    ]
    return sorted(found, key=lambda one: (abs(one.share - one.now), one.criterion))


def value_changes(listed: Listed, row: int, criteria: list[Criterion]) -> list[ValueChange]:
    """Return, for each criterion that can do it, the value nearest to its own that moves `row` in or out, least step first.

    The others keep their values and the scale stays as it is, between the least and the greatest value seen. The first is the one
    that moves least on the scale.
    """
    rivals = _rivals(listed, row)
    threshold = listed.cut.score if listed.cut.score is not None else _threshold(listed, rivals, row)
    if threshold is None:
        return []
    threshold += -ALIKE if listed.cut.score is not None else ALIKE
    found = []
    for column in np.flatnonzero(listed.scaled.shares > 0).tolist():
        value = _nearest_value(listed, row, column, criteria[column], threshold)
        if value is not None:
            found.append(value)
    return [one for _step, one in sorted(found, key=lambda pair: (pair[0], pair[1].criterion))]


def _is_listed(listed: Listed, row: int, weights: Floats) -> Flags:
    """Return whether `row` is in the list under each row of weights."""
    many = score_many(listed.method, listed.scaled.scaled, weights)
    if listed.cut.score is not None:
        return np.asarray(many[:, row] >= listed.cut.score - ALIKE)
    rivals = _rivals(listed, row)
    own = many[:, [row]]
    ahead = (many > own + ALIKE) | ((np.abs(many - own) <= ALIKE) & (np.arange(many.shape[1]) < row))
    room = listed.cut.quota if listed.cut.quota is not None else listed.cut.number
    return np.asarray((ahead & rivals).sum(axis=1) < (room or 0))


def _rivals(listed: Listed, row: int) -> Flags:
    """Return who competes with `row` for the same room."""
    if listed.cut.quota is None:
        return np.ones(len(listed.quotas), dtype=bool)
    own = listed.quotas[row]
    return np.asarray(listed.quotas == own) if own != NO_GROUP else np.zeros(len(listed.quotas), dtype=bool)


def _with_share(shares: Floats, criterion: int, share: Floats) -> Floats:
    """Return rows of weights with that criterion at each `share`, the others in their proportions."""
    rest = shares.copy()
    rest[criterion] = 0
    weights = np.outer(1 - share, rest / rest.sum())
    weights[:, criterion] = share
    return weights


def _nearest_share(listed: Listed, row: int, criterion: int) -> float | None:
    if not _rivals(listed, row).any():
        return None
    shares = listed.scaled.shares
    now, is_in = float(shares[criterion]), bool(listed.chosen[row])
    # At 100 % a criterion would be alone: what it says then says nothing of a change of weight.
    grid = np.linspace(0, 1, _STEPS)[:-1]
    flipped = _is_listed(listed, row, _with_share(shares, criterion, grid)) != is_in
    sides = (grid[flipped & (grid < now)][-1:], grid[flipped & (grid > now)][:1])
    found = [_halved(listed, row, criterion, now, float(side[0])) for side in sides if side.size]
    return min(found, key=lambda share: abs(share - now), default=None)


def _halved(listed: Listed, row: int, criterion: int, now: float, far: float) -> float:
    """Return the share nearest to `now` that still moves the place, knowing that `far` does."""
    step = 1 / (_STEPS - 1)
    near = max(now, far - step) if far > now else min(now, far + step)
    is_in = bool(listed.chosen[row])
    for _time in range(_HALVINGS):
        middle = (near + far) / 2
        weights = _with_share(listed.scaled.shares, criterion, np.array([middle]))
        if bool(_is_listed(listed, row, weights)[0]) != is_in:
            far = middle
        else:
            near = middle
    return far


def _threshold(listed: Listed, rivals: Flags, row: int) -> float | None:
    """Return the score to beat: of the best one left out for who is in, of the last chosen one for who is out."""
    others = rivals & (listed.chosen != listed.chosen[row])
    if not others.any():
        return None
    return float(listed.scores[others].max() if listed.chosen[row] else listed.scores[others].min())


def _nearest_value(
    listed: Listed, row: int, column: int, criterion: Criterion, threshold: float
) -> tuple[float, ValueChange] | None:
    scaled = listed.scaled
    seen = scaled.completed[~scaled.filled[:, column], column]
    now = float(scaled.completed[row, column])
    goes_up = criterion.more != bool(listed.chosen[row])
    far = float(seen.max() if goes_up else seen.min())
    is_in = bool(listed.chosen[row])

    def moves(value: float) -> bool:
        return (_score_with(listed, row, column, criterion, seen, value) > threshold) != is_in

    if far == now or not moves(far):
        return None
    near = now
    for _time in range(40):
        middle = (near + far) / 2
        near, far = (near, middle) if moves(middle) else (middle, far)
    step = abs(float(on_scale(np.array([far]), seen, criterion)[0] - scaled.scaled[row, column]))
    return step, ValueChange(criterion=column, now=now, value=far)


def _score_with(listed: Listed, row: int, column: int, criterion: Criterion, seen: Floats, value: float) -> float:
    """Return the score of `row` with `value` in `column`, on the scale and against the best and least of today."""
    scaled = listed.scaled.scaled
    own = scaled[row].copy()
    own[column] = on_scale(np.array([value]), seen, criterion)[0]
    if listed.method == "weighted_sum":
        return float(100 * own @ listed.scaled.shares)
    ends = np.vstack([scaled.min(axis=0), scaled.max(axis=0), own])
    return float(score_many(listed.method, ends, listed.scaled.shares[None, :])[0, 2])
