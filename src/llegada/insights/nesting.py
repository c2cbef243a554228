"""Which cells of one session lie inside which: whoever is known in an inner one is known in the outer one."""

from __future__ import annotations

from typing import Final

from llegada.insights.cube_rules import Dimension
from llegada.insights.grains import ALWAYS, GRAINS, CoverKey, Grain, Span

#: A covering over one span; of those of advisors a session may have several cells.
Layer = tuple[int, Span]

_LENGTHS: Final = {Span.MONTH: 0, Span.YEAR: 1, Span.ALWAYS: 2}
#: What one entity decides: its sessions are all counted at its seat of today.
_SEAT: Final = frozenset({Dimension.DEPARTMENT, Dimension.MUNICIPALITY})
_LAYERS: Final = [(grain, span) for grain in GRAINS for span in grain.spans]


def layer_of(key: CoverKey) -> Layer:
    """Return the covering and the span of a cell."""
    if key.period == ALWAYS:
        return key.grain, Span.ALWAYS
    return key.grain, Span.YEAR if key.period < 10_000 else Span.MONTH


def _inside(inner: tuple[Grain, Span], outer: tuple[Grain, Span]) -> bool:
    if inner == outer or Dimension.ADVISOR in (*inner[0].keys, *outer[0].keys):
        return False
    return set(inner[0].keys) >= set(outer[0].keys) and _LENGTHS[inner[1]] <= _LENGTHS[outer[1]]


def _same_places(inner: tuple[Grain, Span], outer: tuple[Grain, Span]) -> bool:
    more = set(inner[0].keys) - set(outer[0].keys)
    return _inside(inner, outer) and inner[1] == outer[1] and bool(more) and more <= _SEAT


#: The layers whose cell lies inside that of a layer.
INSIDE: Final[dict[Layer, tuple[Layer, ...]]] = {
    (outer[0].code, outer[1]): tuple((one[0].code, one[1]) for one in _LAYERS if _inside(one, outer))
    for outer in _LAYERS
}
#: Those in which besides an entity, or its municipality, is known exactly when it is in the outer one.
SAME_PLACES: Final[dict[Layer, tuple[Layer, ...]]] = {
    (outer[0].code, outer[1]): tuple((one[0].code, one[1]) for one in _LAYERS if _same_places(one, outer))
    for outer in _LAYERS
}
#: An order in which what is inside comes first.
INNER_FIRST: Final[dict[Layer, int]] = {
    (grain.code, span): place
    for place, (grain, span) in enumerate(sorted(_LAYERS, key=lambda one: (-len(one[0].keys), _LENGTHS[one[1]])))
}
#: The layers inside which the cell of the detail lies: it is of one year, and knows no advisor.
ROUND_DETAIL: Final = frozenset(
    (grain.code, span) for grain, span in _LAYERS if span != Span.MONTH and Dimension.ADVISOR not in grain.keys
)
