"""When: what is registered by month or year, whole or by who assists, beside the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from llegada.insights import view_rules
from llegada.insights.choices import Axis, Split, Step, ViewMetric
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.secrecy import Line, kept_back
from llegada.insights.selectors.matrix import DIMENSIONS, FIGURES, Key
from llegada.insights.selectors.mayors import read_counts

#: Series drawn at once, those with most; the rest are in the files.
MOST_SERIES: Final = 6


@dataclass(frozen=True)
class Series:
    """Values by month (202603) or year, of everything (key None) or of one key; absent where nothing is registered.

    Those of people at the times `kept` are not told, so that no smaller one of the same time is known by difference.
    """

    key: Key | None
    values: Mapping[int, int]
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TimeReading:
    """The times in order, the values of everything, and those of each key, the largest first."""

    times: list[int]
    whole: Series
    parts: list[Series]


def get_series(cut: Slice, *, step: Step, split: Split | None, metric: ViewMetric) -> TimeReading:
    """Return the series of a slice and, where times are whole, of the year before it: one reading of the cube, one more if split.

    Each time counts its own distinct entities and people: they are not added up from one to the next.
    """
    by = Dimension.MONTH if step == Step.MONTH else Dimension.YEAR
    # By year, one that begins within it has nothing before: its column would take those months as its own.
    has_before = step == Step.MONTH or (cut.since or 0) % 100 == 1
    earlier = replace(cut, since=view_rules.moved(cut.since, -12)) if cut.since and has_before else cut
    figure = FIGURES[metric]
    whole = {time: value for (time,), value in read_counts(earlier, figure, (by,))[0].items()}
    parts: list[Series] = []
    if split is not None:
        found: defaultdict[Key, dict[int, int]] = defaultdict(dict)
        for (time, key), value in read_counts(earlier, figure, (by, DIMENSIONS[Axis(split)]))[0].items():
            if key is not None:
                found[key][time] = value
        parts = [Series(key, values) for key, values in found.items()]
    series = [Series(None, whole), *parts]
    if metric == ViewMetric.PEOPLE:
        kept = _kept(series)
        series = [replace(one, kept=frozenset(time for time, key in kept if key == one.key)) for one in series]
    largest_first = sorted(series[1:], key=lambda one: (-_weight(one, metric), str(one.key)))
    return TimeReading(_times(cut, step, whole), series[0], largest_first)


def _weight(one: Series, metric: ViewMetric) -> int:
    """Return by how much a series goes before others: of people only by what is told, so that no place tells a small group."""
    if metric != ViewMetric.PEOPLE:
        return sum(one.values.values())
    told = (number for time, number in one.values.items() if time not in one.kept)
    return sum(0 if view_rules.is_small_group(number) else number for number in told)


def _kept(series: Sequence[Series]) -> frozenset[tuple[int, Key | None]]:
    """Return what is kept back of counts of people by time and key: at each time its parts and all of them are a line."""
    values = {(time, one.key): value for one in series for time, value in one.values.items()}
    of: defaultdict[int, list[tuple[int, Key | None]]] = defaultdict(list)
    for time, key in values:
        if key is not None:
            of[time].append((time, key))
    return kept_back(values, [Line((time, None), parts) for time, parts in of.items()])


def _times(cut: Slice, step: Step, whole: Mapping[int, int]) -> list[int]:
    """Return every time of the slice from its beginning, or from the first with something, to its end or the last."""
    if not whole:
        return []
    first, last = cut.since or _as_month(min(whole), step, 1), cut.until or _as_month(max(whole), step, 12)
    if step == Step.MONTH:
        return view_rules.months_between(first, last)
    return list(range(first // 100, last // 100 + 1))


def _as_month(time: int, step: Step, month: int) -> int:
    return time if step == Step.MONTH else time * 100 + month
