"""Where the boxes of a problem tree and the points of Vester's matrix go in the SVG that the server draws; in its own units."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Final

from llegada.portfolio.problems import Branch, ProblemTree, VesterMatrix, Weighed, cuts, weigh

_WIDTH: Final = 190
_GAP: Final = 18
_LINE: Final = 16
_CHARACTERS: Final = 24
_MOST_LINES: Final = 6
_LEVEL_GAP: Final = 34


@dataclass(frozen=True)
class Box:
    """A box with its lines of text; `kind` is its class."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    lines: list[tuple[float, float, str]]


@dataclass(frozen=True)
class TreeDrawing:
    """Boxes and the strokes that join them, with the size of the whole."""

    width: float
    height: float
    boxes: list[Box]
    strokes: list[tuple[float, float, float, float]]


def _lines_of(text: str) -> list[str]:
    lines = textwrap.wrap(text, _CHARACTERS)
    return [*lines[: _MOST_LINES - 1], f"{lines[_MOST_LINES - 1]}…"] if len(lines) > _MOST_LINES else lines


def _box(text: str, middle: float, top: float, height: float, kind: str) -> Box:
    lines = _lines_of(text)
    first = top + (height - _LINE * len(lines)) / 2 + _LINE * 0.75
    places = [(middle, first + _LINE * place, line) for place, line in enumerate(lines)]
    return Box(middle - _WIDTH / 2, top, _WIDTH, height, kind, places)


def _middles(branches: tuple[Branch, ...]) -> tuple[list[float], list[list[float]], float]:
    """Return the middle of each branch, of each box behind it, and how wide all are."""
    direct, behind, left = [], [], 0.0
    for branch in branches:
        slots = max(1, len(branch.behind))
        places = [left + (_WIDTH + _GAP) * slot + _WIDTH / 2 for slot in range(slots)]
        direct.append((places[0] + places[-1]) / 2)
        behind.append(places[: len(branch.behind)])
        left += (_WIDTH + _GAP) * slots
    return direct, behind, max(_WIDTH, left - _GAP)


def draw_tree(tree: ProblemTree) -> TreeDrawing:
    """Return the drawing: indirect effects at the top, direct ones, the problem, direct causes and indirect ones at the foot."""
    texts = {
        "far_effect": [text for one in tree.effects for text in one.behind],
        "effect": [one.text for one in tree.effects],
        "central": [tree.central],
        "cause": [one.text for one in tree.causes],
        "far_cause": [text for one in tree.causes for text in one.behind],
    }
    heights: dict[str, float] = {
        kind: max((len(_lines_of(text)) for text in found), default=0) * _LINE + 18
        for kind, found in texts.items()
        if found
    }
    tops: dict[str, float] = {}
    y = 4.0
    for kind, height in heights.items():
        tops[kind] = y
        y += height + _LEVEL_GAP
    width = max(_middles(tree.effects)[2], _middles(tree.causes)[2])
    boxes, strokes = [_box(tree.central, width / 2 + 2, tops["central"], heights["central"], "central")], []
    for kind, branches in (("effect", tree.effects), ("cause", tree.causes)):
        direct, behind, wide = _middles(branches)
        shift = (width - wide) / 2 + 2
        is_over = kind == "effect"
        for branch, middle, places in zip(branches, direct, behind, strict=True):
            here = middle + shift
            boxes.append(_box(branch.text, here, tops[kind], heights[kind], kind))
            strokes.append(_stroke(here, kind, width / 2 + 2, "central", tops, heights, is_over=is_over))
            for text, place in zip(branch.behind, places, strict=True):
                far = f"far_{kind}"
                boxes.append(_box(text, place + shift, tops[far], heights[far], far))
                strokes.append(_stroke(place + shift, far, here, kind, tops, heights, is_over=is_over))
    return TreeDrawing(width + 4, y - _LEVEL_GAP + 4, boxes, strokes)


def _stroke(
    x: float,
    kind: str,
    towards_x: float,
    towards: str,
    tops: dict[str, float],
    heights: dict[str, float],
    *,
    is_over: bool,
) -> tuple[float, float, float, float]:
    if is_over:
        return (x, tops[kind] + heights[kind], towards_x, tops[towards])
    return (x, tops[kind], towards_x, tops[towards] + heights[towards])


@dataclass(frozen=True)
class Point:
    """A problem on the plane; `label_y` is where its number goes."""

    x: float
    y: float
    label_y: float
    problem: Weighed


@dataclass(frozen=True)
class MatrixDrawing:
    """The plane of passive (x) and active (y) sums, parted in quadrants."""

    size: float
    left: float
    top: float
    cut_x: float
    cut_y: float
    right: float
    bottom: float
    points: list[Point]

    @property
    def left_label(self) -> float:
        """Return where the names of the quadrants on the left begin."""
        return self.left + 6

    @property
    def top_label(self) -> float:
        """Return the line on which the names of the upper quadrants stand."""
        return self.top + 12

    @property
    def bottom_label(self) -> float:
        """Return the line on which the names of the lower quadrants stand."""
        return self.bottom - 7


def draw_matrix(matrix: VesterMatrix) -> MatrixDrawing:
    """Return the drawing of a whole matrix. Problems that fall on the same point have their numbers one over another."""
    side, left, top = 320.0, 46.0, 32.0
    weighed = weigh(matrix)
    greatest = max([one.active for one in weighed] + [one.passive for one in weighed] + [1])
    passive_cut, active_cut = cuts(matrix)

    def at(passive: float, active: float) -> tuple[float, float]:
        return left + side * float(passive) / greatest, top + side - side * float(active) / greatest

    cut_x, cut_y = at(float(passive_cut), float(active_cut))
    points: list[Point] = []
    for one in weighed:
        x, y = at(one.passive, one.active)
        same = sum((point.x, point.y) == (x, y) for point in points)
        points.append(Point(x, y, y - 9 - 13 * same if y - 9 - 13 * same > top else y + 20 + 13 * same, one))
    return MatrixDrawing(side + left + 24, left, top, cut_x, cut_y, left + side, top + side, points)
