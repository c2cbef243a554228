"""What a rule asks, as arrays: places by criteria, and how many are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from llegada.targeting.errors import NegativeWeight, NoWeight

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

ScaleName = Literal["min_max", "percentile", "z_score"]
MissingName = Literal["leave_out", "group_median", "worst_case"]
MethodName = Literal["weighted_sum", "topsis"]
#: What stands for «no group» among the labels of groups.
NO_GROUP = -1


@dataclass(frozen=True)
class Criterion:
    """How one column counts. With `more` the higher value is more of a priority; `weight` is relative to the others."""

    weight: float
    more: bool = True
    scale: ScaleName = "min_max"
    missing: MissingName = "leave_out"


@dataclass(frozen=True)
class Cut:
    """How many are chosen: the first `number`, those with at least `score`, or the first `quota` of each group."""

    number: int | None = None
    score: float | None = None
    quota: int | None = None


@dataclass(frozen=True)
class Problem:
    """The values of `n` places by `m` criteria, NaN where missing. Places come in the order of their codes, which settles ties.

    `groups` says of which group the median stands for a missing value, `quotas` of which group a place takes a quota.
    """

    values: Floats
    criteria: Sequence[Criterion]
    method: MethodName
    cut: Cut
    groups: Whole
    quotas: Whole


def shares(weights: Sequence[float] | Floats) -> Floats:
    """Return the weights as parts of their sum. Raises NegativeWeight, NoWeight."""
    given = np.asarray(weights, dtype=np.float64)
    if not np.isfinite(given).all() or (given < 0).any():
        raise NegativeWeight()
    total = given.sum()
    if total <= 0:
        raise NoWeight()
    result: Floats = given / total
    return result
