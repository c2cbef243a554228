"""A rule as a problem that the engine solves: which editions, which places, which values. The same door for page, run and API."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.utils.translation import gettext

from llegada.targeting.choices import (
    CutKind,
    EditionStatus,
    FilterKind,
    IndexKind,
    IndexLevel,
    MissingPolicy,
    RuleLevel,
)
from llegada.targeting.errors import EditionNotInForce, IndexNotOrdered, IndexOfAnotherLevel, NoWeight
from llegada.targeting.models import ExternalIndex, IndexCategory, IndexEdition
from llegada.targeting.rule_content import RuleContent
from llegada.targeting.scoring import NO_GROUP, Problem
from llegada.targeting.selectors.universe import Place, keep_competing, list_places, values_of
from llegada.targeting.selectors.values import read_edition


@dataclass(frozen=True)
class Reading:
    """What a rule reads today. `editions` are those of its criteria, in their order; `used` are all, each once.

    `median_groups` and `quota_groups` name the group of each place, empty for none. `universe` is how many there were before the
    filters, and `without_data` how many each filter could say nothing of.
    """

    content: RuleContent
    places: list[Place]
    problem: Problem
    editions: tuple[IndexEdition, ...]
    used: tuple[IndexEdition, ...]
    median_groups: tuple[str, ...]
    quota_groups: tuple[str, ...]
    universe: int
    without_data: tuple[int, ...]


def read_rule(content: RuleContent, *, today: date) -> Reading:
    """Read what a rule asks. Raises NoWeight, IndexOfAnotherLevel, IndexNotOrdered, EditionNotInForce."""
    if not content.criteria:
        raise NoWeight()
    editions = EditionsInForce(content)
    for criterion in content.criteria:
        editions.require_ordered(criterion.index)
    criteria = tuple(editions.of(one.index, one.edition_year) for one in content.criteria)
    filtering = [editions.of(one.index, one.edition_year) if one.index else None for one in content.filters]
    reached = {FilterKind.GROUP, FilterKind.ASSISTED, FilterKind.SILENT}
    every = list_places(content.level, with_entities=any(one.kind in reached for one in content.filters))
    filtered = keep_competing(
        every,
        content.filters,
        level=content.level,
        editions=[read_edition(one) if one else None for one in filtering],
        today=today,
    )
    places = filtered.places
    by_median = _group_names(content.group_index, places, editions) if _asks_median(content) else ("",) * len(places)
    by_quota = (
        _group_names(content.quota_index, places, editions)
        if content.cut_kind == CutKind.QUOTA
        else ("",) * len(places)
    )
    problem = Problem(
        values=_matrix(content.level, places, [read_edition(one) for one in criteria]),
        criteria=[one.as_scored() for one in content.criteria],
        method=content.method,  # type: ignore[arg-type]  # a database constraint holds the list
        cut=content.as_cut(),
        groups=numbered(by_median),
        quotas=numbered(by_quota),
    )
    return Reading(
        content=content,
        places=places,
        problem=problem,
        editions=criteria,
        used=editions.used(),
        median_groups=by_median,
        quota_groups=by_quota,
        universe=len(every),
        without_data=filtered.without_data,
    )


def numbered(names: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a number for each name, the same for the same; none for an empty one."""
    known = {name: place for place, name in enumerate(sorted({name for name in names if name}))}
    return np.array([known.get(name, NO_GROUP) for name in names], dtype=np.int64)


def _asks_median(content: RuleContent) -> bool:
    return any(one.missing == MissingPolicy.GROUP_MEDIAN for one in content.criteria)


def _matrix(
    level: str, places: Sequence[Place], values: Iterable[Mapping[str, float]]
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    codes = [place.code for place in places]
    columns = [one if level != RuleLevel.GROUP else values_of(level, places, one) for one in values]
    matrix = np.empty((len(codes), len(columns)), dtype=np.float64)
    for number, column in enumerate(columns):
        matrix[:, number] = [column.get(code, math.nan) for code in codes]
    return matrix


def _group_names(index: str, places: Sequence[Place], editions: EditionsInForce) -> tuple[str, ...]:
    """Return the name of the group of each place: its department, or its category of `index`."""
    if not index:
        return tuple(place.department_name for place in places)
    edition = editions.of(index, None)
    labels = {one.position: one.label for one in IndexCategory.objects.filter(index=edition.index)}
    values = read_edition(edition)
    return tuple(
        labels.get(round(values[place.code]), f"{values[place.code]:g}") if place.code in values else ""
        for place in places
    )


class EditionsInForce:
    """The indices of a rule and their editions in force, read at once."""

    def __init__(self, content: RuleContent) -> None:
        self._level = content.level
        codes = {one.index for one in content.criteria} | {one.index for one in content.filters}
        codes = (codes | {content.quota_index, content.group_index}) - {""}
        self._found: dict[tuple[str, int], IndexEdition] = {}
        self._latest: dict[str, IndexEdition] = {}
        editions = IndexEdition.objects.filter(index__code__in=codes, status=EditionStatus.IN_FORCE)
        for one in editions.select_related("index", "file").order_by("year"):
            self._found[one.index.code, one.year] = self._latest[one.index.code] = one
        self._indices = {code: one.index for code, one in self._latest.items()}
        if absent := codes - self._indices.keys():
            self._indices |= {one.code: one for one in ExternalIndex.objects.filter(code__in=absent)}
        self._used: dict[int, IndexEdition] = {}

    def of(self, code: str, year: int | None) -> IndexEdition:
        """Return the edition in force of that year, or the latest. Raises IndexOfAnotherLevel, EditionNotInForce."""
        index = self._indices[code]
        expected = IndexLevel.MUNICIPALITY if self._level == RuleLevel.GROUP else self._level
        if index.level != expected:
            raise IndexOfAnotherLevel(index=str(index), level=str(RuleLevel(self._level).label).lower())
        edition = self._found.get((code, year)) if year else self._latest.get(code)
        if edition is None:
            raise EditionNotInForce(index=str(index), year=year or gettext("la más reciente"))
        self._used[edition.pk] = edition
        return edition

    def require_ordered(self, code: str) -> None:
        """Raise IndexNotOrdered where more or less of the index says nothing."""
        index = self._indices[code]
        is_averaged = self._level == RuleLevel.GROUP and index.kind == IndexKind.CATEGORY
        if index.kind == IndexKind.LABEL or is_averaged:
            raise IndexNotOrdered(index=str(index))

    def used(self) -> tuple[IndexEdition, ...]:
        """Return every edition that was asked for, in the order in which they were."""
        return tuple(self._used.values())
