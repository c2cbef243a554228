"""Small problems for the tests of scores."""

from __future__ import annotations

import numpy as np

from llegada.targeting.scoring import NO_GROUP, Criterion, Cut, Problem


def problem(values, weights=None, *, criteria=None, method="weighted_sum", cut=None, groups=None, quotas=None):
    matrix = np.array(values, dtype=float)
    places, columns = matrix.shape
    if criteria is None:
        criteria = [Criterion(weight=weight) for weight in (weights or [1.0] * columns)]
    return Problem(
        values=matrix,
        criteria=criteria,
        method=method,
        cut=cut or Cut(number=1),
        groups=np.array(groups if groups is not None else [NO_GROUP] * places),
        quotas=np.array(quotas if quotas is not None else [NO_GROUP] * places),
    )
