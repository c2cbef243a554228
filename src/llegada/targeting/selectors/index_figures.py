"""What the values of editions say together: their spread by year, and how they are distributed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from llegada.core.templatetags.llegada import number as written
from llegada.targeting.choices import IndexKind
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition, IndexValue

#: Bars of a histogram. A range of 0 to 100 gives bars of five.
BINS: Final = 20
#: From here on the largest is so many times the median that equal bars would put nearly all in the first.
SKEWED: Final = 20


@dataclass(frozen=True)
class Spread:
    """How the values of one edition are spread, in the unit of the index."""

    edition: IndexEdition
    minimum: float
    lower: float
    median: float
    upper: float
    maximum: float


@dataclass(frozen=True)
class Band:
    """One bar: its label in words, where it begins in the unit of the index (empty for categories), and how many places."""

    label: str
    start: str
    count: int


def spread_of(editions: Sequence[IndexEdition]) -> list[Spread]:
    """Return the spread of each edition, in the order given, reading all the values in one query."""
    numbers: dict[int, list[float]] = defaultdict(list)
    for pk, value in IndexValue.objects.filter(edition__in=editions).values_list("edition_id", "number"):
        numbers[pk].append(value)
    found = []
    for edition in editions:
        if numbers[edition.pk]:
            low, lower, median, upper, high = np.percentile(numbers[edition.pk], [0, 25, 50, 75, 100])
            found.append(Spread(edition, float(low), float(lower), float(median), float(upper), float(high)))
    return found


def distribution_of(
    index: ExternalIndex, values: Mapping[str, float], categories: Mapping[int, IndexCategory]
) -> list[Band]:
    """Return how many places fall in each band of a measure, or in each category."""
    if index.kind != IndexKind.CONTINUOUS:
        numbers = list(values.values())
        return [Band(one.label, one.code, numbers.count(position)) for position, one in categories.items()]
    data = np.array(list(values.values()))
    counts, edges = np.histogram(data, bins=_edges(index, data))
    return [
        Band(f"{_write(index, low)} – {_write(index, high)}", _write(index, low), int(count))
        for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]


def _edges(index: ExternalIndex, data: np.ndarray) -> np.ndarray:
    low, high = float(data.min()), float(data.max())
    if low == high:
        return np.array([low, high + 1])
    if index.minimum is not None and index.maximum is not None:
        return np.linspace(index.minimum, index.maximum, BINS + 1)
    if low > 0 and high > SKEWED * float(np.median(data)):
        return np.geomspace(low, high * (1 + 1e-9), BINS + 1)
    return np.linspace(low, high, BINS + 1)


def _write(index: ExternalIndex, value: float) -> str:
    """Write a limit of a band: whole numbers where the index has no more, else with its decimals."""
    return written(value, 0 if float(value).is_integer() else index.decimals)
