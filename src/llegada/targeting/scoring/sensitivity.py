"""What becomes of the list when the weights move a little around the chosen ones (OECD/JRC 2008, step 7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from llegada.targeting.scoring.methods import score_many
from llegada.targeting.scoring.problem import NO_GROUP, Cut, Flags, Floats, MethodName, Whole
from llegada.targeting.scoring.ranking import ALIKE

DRAWS: Final = 10_000
#: Concentration of the Dirichlet: a weight of 25 % moves by some 6 points (its standard deviation), one of 10 %, by some 4.
CONCENTRATION: Final = 50.0
#: In nine of each ten draws the rank is between these parts of the draws.
INTERVAL: Final = (0.05, 0.95)
#: In the list in so many draws it is safe there; in so few, safely out.
SAFE, OUT = 0.95, 0.05
#: So many draws at once stay in the processor's cache.
_CHUNK: Final = 250
#: numpy lets go of the interpreter while it sorts and multiplies, so that two processors share the draws.
_THREADS: Final = 2
#: Above every score.
_TOP: Final = 1000.0


@dataclass(frozen=True)
class Sensitivity:
    """For each place: in which part of the draws it is in the list, and between which positions it is in nine of each ten.

    `pull` says, by place and criterion, how its being in the list goes with that weight: the correlation over the draws, from
    -1 to 1; zero where it never changes.
    """

    stay_share: Floats
    rank_low: Whole
    rank_high: Whole
    pull: Floats


def draw_weights(shares: Floats, *, seed: int, draws: int = DRAWS, concentration: float = CONCENTRATION) -> Floats:
    """Return `draws` rows of weights that add up to one, Dirichlet around `shares`; a weight of zero stays zero."""
    positive = shares > 0
    drawn = np.zeros((draws, len(shares)))
    drawn[:, positive] = np.random.Generator(np.random.PCG64(seed)).dirichlet(concentration * shares[positive], draws)
    return drawn


def measure_sensitivity(method: MethodName, scaled: Floats, weights: Floats, cut: Cut, quotas: Whole) -> Sensitivity:
    """Rank the places, which come in the order of their codes, under each row of `weights`."""
    draws, places = weights.shape[0], scaled.shape[0]
    positions = np.empty((places, draws), dtype=np.uint16)
    times, together = np.zeros(places), np.zeros((places, scaled.shape[1]))
    centred = weights - weights.mean(axis=0)

    def rank(start: int) -> tuple[Floats, Floats]:
        rows = slice(start, start + _CHUNK)
        scores = score_many(method, scaled, weights[rows])
        found = _positions(scores)
        positions[:, rows] = found.T
        inside = _inside(cut, scores, found, quotas).astype(np.float64)
        return inside.sum(axis=0), inside.T @ centred[rows]

    with ThreadPoolExecutor(_THREADS) as pool:
        for inside_times, inside_together in pool.map(
            rank, range(0, draws, _CHUNK)
        ):  # in order: the same sum each time
            times += inside_times
            together += inside_together
    low, high = (round(part * (draws - 1)) for part in INTERVAL)
    positions.partition((low, high), axis=1)
    stay_share = times / draws
    return Sensitivity(
        stay_share=stay_share,
        rank_low=positions[:, low].astype(np.int64),
        rank_high=positions[:, high].astype(np.int64),
        pull=_pull(together / draws, stay_share, weights.std(axis=0)),
    )


def _positions(scores: Floats) -> NDArray[np.uint16]:
    """Return the position of each place in each row of scores, equal scores by code.

    Score and code travel in one whole number, the score to the ninth decimal above: one plain sort is half the time of sorting
    indices.
    """
    rows, places = scores.shape
    bits = max(1, (places - 1).bit_length())
    packed = ((_TOP - scores) * (1 / ALIKE)).astype(np.int64) << bits
    packed |= np.arange(places)
    packed.sort(axis=1)
    packed &= (1 << bits) - 1
    packed += (np.arange(rows) * places)[:, None]
    positions = np.empty(rows * places, dtype=np.uint16)
    positions[packed.ravel()] = np.tile(np.arange(1, places + 1, dtype=np.uint16), rows)
    return positions.reshape(rows, places)


def _inside(cut: Cut, scores: Floats, positions: NDArray[np.uint16], quotas: Whole) -> Flags:
    if cut.quota is not None:
        inside = np.zeros(scores.shape, dtype=bool)
        for group in np.unique(quotas[quotas != NO_GROUP]):
            members = np.flatnonzero(quotas == group)
            taken = min(cut.quota, members.size) - 1
            of_group = positions[:, members]
            inside[:, members] = of_group <= np.partition(of_group, taken, axis=1)[:, taken, None]
        return inside
    if cut.score is not None:
        return np.asarray(scores >= cut.score - ALIKE)
    return np.asarray(positions <= (cut.number or 0))


def _pull(covariance: Floats, share: Floats, deviations: Floats) -> Floats:
    """Return the correlation between being in the list and each weight, over the draws."""
    spread = np.sqrt(share * (1 - share))[:, None] * deviations[None, :]
    return np.asarray(np.divide(covariance, spread, out=np.zeros_like(covariance), where=spread > 1e-12))
