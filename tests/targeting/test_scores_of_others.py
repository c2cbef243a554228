"""Our scores are those of scikit-criteria, to the ninth decimal. Its import is slow: nothing else asks for it."""

from __future__ import annotations

import numpy as np
import pytest

from llegada.targeting.scoring import Criterion, scale, score
from tests.targeting.score_makers import problem


@pytest.fixture(scope="module")
def theirs():
    from skcriteria import mkdm
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS

    def values_of(name, matrix, weights):
        decision = mkdm(matrix, objectives=[max] * len(weights), weights=weights)
        if name == "topsis":
            return TOPSIS().evaluate(decision).e_.similarity
        return WeightedSumModel().evaluate(decision).e_.score

    return values_of


class TestScore:
    @pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
    @pytest.mark.parametrize("name", ["min_max", "percentile", "z_score"])
    def test_is_that_of_scikit_criteria(self, theirs, method, name):
        random = np.random.default_rng(20)
        values, weights = random.random((200, 7)), random.random(7)
        criteria = [Criterion(weight=w, more=i % 2 == 0, scale=name) for i, w in enumerate(weights)]
        scaled = scale(problem(values, criteria=criteria, method=method))
        ours = score(method, scaled.scaled, scaled.shares).scores
        assert ours / 100 == pytest.approx(theirs(method, scaled.scaled, scaled.shares), abs=1e-9)
