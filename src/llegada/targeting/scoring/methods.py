"""One score from 0 to 100 for each place: weighted sum, and TOPSIS (Hwang and Yoon, 1981)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llegada.targeting.scoring.problem import Floats, MethodName

#: Scores are read from 0 to 100.
FULL = 100.0


@dataclass(frozen=True)
class Scored:
    """The score of each place, and the points that each criterion gives of it: they add up to the score by either method."""

    scores: Floats
    parts: Floats


def score(method: MethodName, scaled: Floats, shares: Floats) -> Scored:
    """Score places by their scaled criteria and the parts of the weights.

    By weighted sum a criterion gives its weight times its scaled value. By TOPSIS the closeness is not a sum: a criterion gives
    the part of the score that it has of the squared distance from the least of priority.
    """
    if method == "weighted_sum":
        parts = FULL * scaled * shares
        return Scored(scores=parts.sum(axis=1), parts=parts)
    far = (shares * (scaled - scaled.min(axis=0))) ** 2
    distance = far.sum(axis=1, keepdims=True)
    scores = score_many(method, scaled, shares[None, :])[0]
    share_of = np.divide(far, distance, out=np.zeros_like(far), where=distance > 0)
    return Scored(scores=scores, parts=share_of * scores[:, None])


def score_many(method: MethodName, scaled: Floats, weights: Floats) -> Floats:
    """Return the scores under each row of `weights`, parts of one: a row of scores for each."""
    if method == "weighted_sum":
        return np.asarray(FULL * (weights @ scaled.T), dtype=np.float64)
    squared = weights**2
    low, high = scaled.min(axis=0), scaled.max(axis=0)
    return closeness(
        squared @ ((high - scaled) ** 2).T,
        squared @ ((scaled - low) ** 2).T,
    )


def closeness(to_best: Floats, to_least: Floats) -> Floats:
    """Return 100 times the relative closeness to the best, from squared distances; 0 where all places are alike."""
    best, least = np.sqrt(to_best), np.sqrt(to_least)
    total = best + least
    return np.asarray(np.divide(FULL * least, total, out=np.zeros_like(total), where=total > 0))
