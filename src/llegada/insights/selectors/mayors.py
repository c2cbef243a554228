"""Places with no mayor (an island, areas with no municipality): drawn and listed, and no municipalities in any count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors.cube import read_figures, read_reach
from llegada.insights.selectors.cube_facts import read_days
from llegada.insights.selectors.cube_rows import CubeRow
from llegada.territory.choices import MunicipalityKind
from llegada.territory.models import Municipality

#: What the cube calls the count of places.
PLACES = "municipalities"


def count_areas(
    cut: Slice, *each: Sequence[Dimension], areas: frozenset[str] | None = None
) -> list[Counter[tuple[Any, ...]]]:
    """Return how many places with no mayor each value of some ways to part `cut` reached; `areas` are those of it, if known."""
    areas = _areas(cut) if areas is None else areas
    if not areas:
        return [Counter() for _by in each]
    inside = replace(cut, municipality_ids=areas)
    by = tuple(dict.fromkeys((*chain(*each), Dimension.MUNICIPALITY)))
    # Of some months the facts answer, in one question: these places are a few.
    is_kept = cut.is_whole_years and Dimension.MONTH not in by
    found = [one.key for one in read_reach(inside, by, distinct=False)] if is_kept else list(read_days(inside, by))
    code = by.index(Dimension.MUNICIPALITY)
    places = [[by.index(one) for one in some] for some in each]
    reached = [{(tuple(key[place] for place in some), key[code]) for key in found} for some in places]
    return [Counter(value for value, _code in some) for some in reached]


def read_counts(cut: Slice, figure: str, *each: Sequence[Dimension]) -> list[dict[tuple[Any, ...], int]]:
    """Return `read_figures`; of municipalities, those that have a mayor."""
    found = read_figures(cut, figure, *each)
    if figure != PLACES:
        return found
    taken = zip(found, count_areas(cut, *each), strict=True)
    return [{key: left for key, count in some.items() if (left := count - areas[key])} for some, areas in taken]


def with_mayors(rows: Iterable[CubeRow], cut: Slice, by: Sequence[Dimension] = ()) -> list[CubeRow]:
    """Return rows of `cut` parted by `by`, whose municipalities are those that have a mayor."""
    (areas,) = count_areas(cut, by)
    return [row._replace(municipalities=(row.municipalities or 0) - areas[row.key]) for row in rows]


def _areas(cut: Slice) -> frozenset[str]:
    found = Municipality.objects.order_by().exclude(kind=MunicipalityKind.MUNICIPALITY)
    if cut.department_ids is not None:
        found = found.filter(department__in=cut.department_ids)
    if cut.municipality_ids is not None:
        found = found.filter(pk__in=cut.municipality_ids)
    return frozenset(found.values_list("code", flat=True))
