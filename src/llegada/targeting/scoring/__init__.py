"""Scores, ranks, cuts, sensitivity and explanations of a rule of focalisation: arrays in, arrays out. No Django here (ADR 0020)."""

from llegada.targeting.scoring.answer import Answer, answer
from llegada.targeting.scoring.changes import (
    Listed,
    ValueChange,
    WeightChange,
    value_changes,
    weight_changes,
)
from llegada.targeting.scoring.methods import Scored, score, score_many
from llegada.targeting.scoring.problem import NO_GROUP, Criterion, Cut, Problem, shares
from llegada.targeting.scoring.ranking import Ranking, choose, rank, tied_at_the_edge
from llegada.targeting.scoring.scales import Scaled, on_scale, scale
from llegada.targeting.scoring.sensitivity import Sensitivity, draw_weights, measure_sensitivity

__all__ = [
    "NO_GROUP",
    "Answer",
    "Criterion",
    "Cut",
    "Listed",
    "Problem",
    "Ranking",
    "Scaled",
    "Scored",
    "Sensitivity",
    "ValueChange",
    "WeightChange",
    "answer",
    "choose",
    "draw_weights",
    "measure_sensitivity",
    "on_scale",
    "rank",
    "scale",
    "score",
    "score_many",
    "shares",
    "tied_at_the_edge",
    "value_changes",
    "weight_changes",
]
