"""The whole answer of a problem: scales, scores, order and list, of the places that are ranked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from llegada.targeting.scoring.changes import Listed
from llegada.targeting.scoring.methods import Scored, score
from llegada.targeting.scoring.problem import Flags, Problem, Whole
from llegada.targeting.scoring.ranking import Ranking, choose, rank, tied_at_the_edge
from llegada.targeting.scoring.scales import Scaled, scale


@dataclass(frozen=True)
class Answer:
    """Rows of `scored`, `ranking`, `chosen` and `tied` are those of `scaled`; `scaled.rows` says which place each one is."""

    problem: Problem
    scaled: Scaled
    scored: Scored
    ranking: Ranking
    quotas: Whole
    chosen: Flags
    tied: Flags

    @property
    def listed(self) -> Listed:
        """Return the list as the explanations want it."""
        return Listed(
            method=self.problem.method,
            scaled=self.scaled,
            cut=self.problem.cut,
            quotas=self.quotas,
            chosen=self.chosen,
            scores=self.scored.scores,
        )

    @property
    def out_rows(self) -> Whole:
        """Return the places that are out of the order."""
        return np.flatnonzero(self.scaled.left_out.any(axis=1))


def answer(problem: Problem) -> Answer:
    """Scale, score, put in order and cut. Raises what `scale` raises."""
    scaled = scale(problem)
    scored = score(problem.method, scaled.scaled, scaled.shares)
    ranking = rank(scored.scores)
    quotas = problem.quotas[scaled.rows]
    chosen = choose(problem.cut, scored.scores, ranking.position, quotas)
    return Answer(
        problem=problem,
        scaled=scaled,
        scored=scored,
        ranking=ranking,
        quotas=quotas,
        chosen=chosen,
        tied=tied_at_the_edge(chosen, scored.scores, quotas, problem.cut),
    )
