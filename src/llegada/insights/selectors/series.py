"""When: what is registered by month or year, whole or by who assists, beside the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
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

    `earlier` are those of the same months a year before, by the time beside which they stand. Those of people at the times `kept`
    and `kept_earlier` are not told, so that no smaller one of the same time is known by difference.
    """

    key: Key | None
    values: Mapping[int, int]
    earlier: Mapping[int, int]
    kept: frozenset[int] = frozenset()
    kept_earlier: frozenset[int] = frozenset()


@dataclass(frozen=True)
class TimeReading:
    """The times in order, the values of everything, and those of each key, the largest first."""

    times: list[int]
    whole: Series
    parts: list[Series]


def get_series(cut: Slice, *, step: Step, split: Split | None, metric: ViewMetric) -> TimeReading:
    """Return the series of a slice and of the same months a year before: one reading of the cube, and one more where it is split.

    By year, a slice of some months is read apart from those a year before: together, a year would have months that it does not.
    Each time counts its own distinct entities and people: they are not added up from one to the next.
    """
    is_together = step == Step.MONTH or cut.is_whole_years
    figure = FIGURES[metric]
    found = _read(replace(cut, since=_year_before(cut.since)) if is_together else cut, step, split, figure)
    a_year_ago = replace(cut, since=_year_before(cut.since), until=_year_before(cut.until))
    before = found if is_together else _read(a_year_ago, step, split, figure)
    kept = _kept(found) if metric == ViewMetric.PEOPLE else frozenset()
    kept_before = kept if metric != ViewMetric.PEOPLE or is_together else _kept(before)
    series = [
        Series(
            key,
            found.get(key, {}),
            {_later(time, step): value for time, value in before.get(key, {}).items()},
            frozenset(time for time, of in kept if of == key),
            frozenset(_later(time, step) for time, of in kept_before if of == key),
        )
        for key in dict.fromkeys((None, *found, *before))
    ]
    largest_first = sorted(series[1:], key=lambda one: (-_weight(one, metric), str(one.key)))
    return TimeReading(_times(cut, step, series[0].values), series[0], largest_first)


def _read(cut: Slice, step: Step, split: Split | None, figure: str) -> dict[Key | None, dict[int, int]]:
    """Return the values of a slice by time, of everything (None) and of each key."""
    by = Dimension.MONTH if step == Step.MONTH else Dimension.YEAR
    found: defaultdict[Key | None, dict[int, int]] = defaultdict(dict)
    found[None] = {time: value for (time,), value in read_counts(cut, figure, (by,))[0].items()}
    if split is not None:
        for (time, key), value in read_counts(cut, figure, (by, DIMENSIONS[Axis(split)]))[0].items():
            if key is not None:
                found[key][time] = value
    return dict(found)


def _year_before(month: int | None) -> int | None:
    return view_rules.moved(month, -12) if month else None


def _later(time: int, step: Step) -> int:
    """Return the same time a year later."""
    return view_rules.moved(time, 12) if step == Step.MONTH else time + 1


def _weight(one: Series, metric: ViewMetric) -> int:
    """Return by how much a series goes before others: of people only by what is told, so that no place tells a small group."""
    if metric != ViewMetric.PEOPLE:
        return sum(one.values.values())
    told = (number for time, number in one.values.items() if time not in one.kept)
    return sum(0 if view_rules.is_small_group(number) else number for number in told)


def _kept(found: Mapping[Key | None, Mapping[int, int]]) -> frozenset[tuple[int, Key | None]]:
    """Return what is kept back of counts of people by time and key: at each time its parts and all of them are a line."""
    values = {(time, key): value for key, of in found.items() for time, value in of.items()}
    of_time: defaultdict[int, list[tuple[int, Key | None]]] = defaultdict(list)
    for time, key in values:
        if key is not None:
            of_time[time].append((time, key))
    return kept_back(values, [Line((time, None), parts) for time, parts in of_time.items()])


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
