"""Whether the indices of assisted entities move: a mean of paired changes with its uncertainty (EST-14). No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

#: With fewer entities nothing is said of all of them.
FEWEST_ENTITIES: Final = 5
#: Samples with replacement from which the interval comes, and the seed that makes it the same each time (Efron, 1979).
DRAWS: Final = 2000
SEED: Final = 20_260_101
#: Percentiles that hold 95 of each 100 resampled means.
INTERVAL: Final = (2.5, 97.5)


class Verdict(StrEnum):
    """What is said of an index."""

    BETTER = "better"
    STILL = "still"
    WORSE = "worse"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Movement:
    """Changes of one index towards what is better, in its unit: `count` entities, mean, interval of 95 %, how many improved.

    `mean`, `low` and `high` are None with fewer than FEWEST_ENTITIES.
    """

    count: int
    improved: int
    mean: float | None
    low: float | None
    high: float | None

    @property
    def verdict(self) -> Verdict:
        """Return «better» or «worse» where the whole interval says so, «still» where it holds zero, «unknown» without enough."""
        if self.low is None or self.high is None:
            return Verdict.UNKNOWN
        if self.low > 0:
            return Verdict.BETTER
        return Verdict.WORSE if self.high < 0 else Verdict.STILL


def summarize(changes: Sequence[float]) -> Movement:
    """Return the mean of some changes with its interval by resampling."""
    improved = sum(change > 0 for change in changes)
    if len(changes) < FEWEST_ENTITIES:
        return Movement(len(changes), improved, None, None, None)
    values = np.asarray(changes, dtype=float)
    draws = np.random.default_rng(SEED).integers(len(values), size=(DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), INTERVAL)
    return Movement(len(values), improved, float(values.mean()), float(low), float(high))


def paired_years(years: Iterable[int], since: int, *, after: int) -> tuple[int, int] | None:
    """Return the last year up to `since` and the latest at least `after` years past `since`; None where either is missing."""
    known = sorted(years)
    before = [year for year in known if year <= since]
    later = [year for year in known if year >= since + after]
    return (before[-1], later[-1]) if before and later else None


def changes_of(
    editions: Mapping[int, Mapping[str, float]], since: Mapping[str, int], *, after: int, sign: int
) -> list[float]:
    """Return the change of each place between the editions about its first assistance and `after` years later.

    `editions` are year → place → value; `since`, place → year of its first assistance; `sign`, 1 where more is better and −1
    where it is worse. A place without either value is not counted.
    """
    found = []
    for place, year in since.items():
        pair = paired_years(editions, year, after=after)
        if pair is None:
            continue
        before, later = (editions[one].get(place) for one in pair)
        if before is not None and later is not None:
            found.append(sign * (later - before))
    return found
