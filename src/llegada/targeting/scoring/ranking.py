"""Puts places in order and cuts the list. Equal scores share their rank; who goes first of them is settled by code, and said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from llegada.targeting.scoring.problem import NO_GROUP, Cut, Flags, Floats, Whole

#: Scores closer than this, of 100, are equal.
ALIKE: Final = 1e-9


@dataclass(frozen=True)
class Ranking:
    """`order` lists the rows, first first; `position` tells them apart, from 1; `ranks` are shared by equal scores (1, 2, 2, 4)."""

    order: Whole
    position: Whole
    ranks: Whole


def rank(scores: Floats) -> Ranking:
    """Put places, which come in the order of their codes, from the highest score to the lowest."""
    by_score = np.argsort(-scores, kind="stable")
    drops = np.concatenate(([True], -np.diff(scores[by_score]) > ALIKE))
    tied = np.cumsum(drops)
    # Among equal scores, whose last digits may differ, the code decides.
    order = by_score[np.lexsort((by_score, tied))]
    count = len(scores)
    position, ranks = np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int64)
    position[order] = np.arange(1, count + 1)
    ranks[order] = np.maximum.accumulate(np.where(drops, np.arange(1, count + 1), 0))
    return Ranking(order=order, position=position, ranks=ranks)


def choose(cut: Cut, scores: Floats, position: Whole, quotas: Whole) -> Flags:
    """Return who is in the list. A place of no group takes no quota."""
    if cut.quota is not None:
        chosen = np.zeros(len(scores), dtype=bool)
        for group in np.unique(quotas[quotas != NO_GROUP]):
            members = np.flatnonzero(quotas == group)
            chosen[members[np.argsort(position[members])[: cut.quota]]] = True
        return chosen
    if cut.score is not None:
        return np.asarray(scores >= cut.score - ALIKE)
    return np.asarray(position <= (cut.number or 0))


def tied_at_the_edge(chosen: Flags, scores: Floats, quotas: Whole, cut: Cut) -> Flags:
    """Return who is left out with the very score of the last chosen one: only the code separates them."""
    left = np.zeros(len(scores), dtype=bool)
    if cut.score is not None:
        return left
    of_group = np.where(quotas == NO_GROUP, NO_GROUP, quotas) if cut.quota is not None else np.zeros_like(quotas)
    for group in np.unique(of_group[chosen]):
        members = of_group == group
        edge = scores[members & chosen].min()
        left |= members & ~chosen & (np.abs(scores - edge) <= ALIKE)
    return left
