"""Drawings of the views of «quién hace qué y dónde»: plain shapes that one template writes, on a page or as a file.

They carry their colours, for a file has no style sheet; whoever writes them into a page says the same in a table beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from llegada.portal.country_map import CountryMap

#: The shades of the map, from «sin dato» on.
LEVELS: Final = ("#eef1f5", "#dbe7f7", "#c0d4ef", "#9dbce5", "#7099d4", "#3f6fbd")
INK: Final = "#1b2733"
SOFT_INK: Final = "#465667"
BLUE: Final = "#2f5fbf"
DEEP: Final = "#004884"
LINE: Final = "#8494a5"
_PALE_TEXT_FROM: Final = 5
_GROUND: Final = "#ffffff"


@dataclass(frozen=True)
class Shape:
    """A rectangle, circle or path with what it says; `kind` is the name of the SVG element and `attributes` its geometry."""

    kind: str
    attributes: tuple[tuple[str, str], ...]
    fill: str
    stroke: str = ""
    dash: str = ""
    words: str = ""


@dataclass(frozen=True)
class Text:
    """A piece of text; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    size: int = 12
    anchor: str = "start"
    weight: int = 400
    fill: str = SOFT_INK


@dataclass(frozen=True)
class Drawing:
    """What `_drawing.svg` writes, in its own units."""

    title: str
    width: float
    height: float
    shapes: Sequence[Shape] = ()
    texts: Sequence[Text] = ()
    viewbox: str = ""
    foot: Sequence[str] = field(default=())

    @property
    def box(self) -> str:
        """Return the view box."""
        return self.viewbox or f"0 0 {self.width:g} {self.height:g}"


def rect(x: float, y: float, width: float, height: float, fill: str, **other: str) -> Shape:
    """Return a rectangle."""
    sides = (("x", x), ("y", y), ("width", width), ("height", height))
    return Shape("rect", tuple((name, f"{value:.1f}") for name, value in sides), fill, **other)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = LINE, dash: str = "") -> Shape:
    """Return a straight line."""
    ends = (("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2))
    return Shape("line", tuple((name, f"{value:.1f}") for name, value in ends), "none", stroke=stroke, dash=dash)


@dataclass(frozen=True)
class Column:
    """One column of a chart: its label, its value (None is no data), how it is written, and that of the year before."""

    label: str
    value: int | None
    written: str
    before: int | None = None
    before_written: str = ""
    is_labelled: bool = True


_TOP: Final = 26
_PLOT: Final = 180
_BOTTOM: Final = 34
_MOST_WRITTEN: Final = 18


def draw_columns(title: str, columns: Sequence[Column], *, largest: int = 0, before_words: str = "") -> Drawing:
    """Return columns from a common base, each with that of the year before behind, in outline; `largest` sets the scale."""
    top = max([largest, *(one.value or 0 for one in columns), *(one.before or 0 for one in columns)]) or 1
    wide = max(14, min(64, round(860 / max(len(columns), 1))))
    base = _TOP + _PLOT
    shapes: list[Shape] = []
    texts: list[Text] = []
    for place, one in enumerate(columns):
        left = 8 + place * wide
        if one.before:
            tall = _PLOT * one.before / top
            words = f"{one.label}, {before_words}: {one.before_written}"
            shapes.append(rect(left + 1, base - tall, wide - 3, tall, "none", stroke=DEEP, dash="3 2", words=words))
        if one.value:
            tall = _PLOT * one.value / top
            words = f"{one.label}: {one.written}"
            shapes.append(rect(left + wide * 0.18, base - tall, wide * 0.64, tall, BLUE, words=words))
            if len(columns) <= _MOST_WRITTEN:
                at = base - max(tall, _PLOT * (one.before or 0) / top) - 6
                texts.append(Text(left + wide / 2, at, one.written, 12, "middle", 600, INK))
        elif len(columns) <= _MOST_WRITTEN:
            texts.append(Text(left + wide / 2, base - 6, "–", 12, "middle"))
        if one.is_labelled:
            texts.append(Text(left + wide / 2, base + 18, one.label, 12, "middle"))
    width = max(16 + len(columns) * wide, 120)
    shapes.append(line(8, base, width - 8, base))
    return Drawing(title, width, base + _BOTTOM, shapes, texts)


_CELL: Final = (74, 26)
_ROW_HEAD: Final = 230
_COLUMN_HEAD: Final = 120


def draw_grid(
    title: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[tuple[str, int]]]], foot: Sequence[str] = ()
) -> Drawing:
    """Return a matrix as shaded cells with their figures written: each row, its label and (words, level) of its cells."""
    shapes: list[Shape] = []
    texts = [Text(8, 22, title, 14, weight=600, fill=DEEP)]
    for place, label in enumerate(columns):
        middle = _ROW_HEAD + place * _CELL[0] + _CELL[0] / 2
        for step, part in enumerate(_broken(label, 12, 5)):
            texts.append(Text(middle, 48 + step * 13, part, 11, "middle"))
    y = float(_COLUMN_HEAD)
    for label, cells in rows:
        texts.append(Text(8, y + 17, label if len(label) <= 36 else f"{label[:35]}…", 12, fill=INK))
        for place, (words, level) in enumerate(cells):
            x = _ROW_HEAD + place * _CELL[0]
            shapes.append(rect(x, y, _CELL[0] - 2, _CELL[1] - 2, LEVELS[level] if level else "url(#trama)"))
            ink = _GROUND if level >= _PALE_TEXT_FROM else INK
            texts.append(Text(x + _CELL[0] / 2 - 1, y + 17, words, 12, "middle", fill=ink))
        y += _CELL[1]
    for sentence in foot:
        y += 18
        texts.append(Text(8, y, sentence, 11))
    return Drawing(title, max(_ROW_HEAD + len(columns) * _CELL[0] + 8, 480), y + 16, shapes, texts)


def _broken(words: str, wide: int, most: int) -> list[str]:
    """Return a label in lines of about `wide` letters, at most so many."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > wide:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    kept = [one if len(one) <= wide + 2 else f"{one[: wide + 1]}…" for one in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{kept[-1].rstrip('…')}…"
    return kept


_BAR: Final = (460, 18)


def draw_bars(title: str, bars: Sequence[tuple[str, float | None, str]], foot: Sequence[str] = ()) -> Drawing:
    """Return shares as bars on a whole: label, share from 0 to 1 (None is no data, and has no bar) and how it is written."""
    shapes: list[Shape] = []
    texts = [Text(8, 22, title, 14, weight=600, fill=DEEP)]
    y = 40.0
    for label, share, written in bars:
        texts.append(Text(8, y + 14, label if len(label) <= 40 else f"{label[:39]}…", 12, fill=INK))
        if share is not None:
            shapes.append(rect(270, y, _BAR[0], _BAR[1], LEVELS[0]))
            if share:
                shapes.append(rect(270, y, max(1.0, _BAR[0] * share), _BAR[1], BLUE))
        texts.append(Text(270 + _BAR[0] + 10, y + 14, written, 12, weight=600, fill=INK))
        y += 28
    for sentence in foot:
        y += 18
        texts.append(Text(8, y, sentence, 11))
    return Drawing(title, 960, y + 16, shapes, texts)


_NEIGHBOUR: Final = "#e9eef4"


def draw_map(drawn: CountryMap, title: str) -> Drawing:
    """Return a map as plain shapes, with its title below: outlines in their shades, then circles from the largest."""
    shapes = [
        Shape("path", (("d", one.path),), _fill(one.level), stroke=_GROUND, words=one.words)
        for one in (*drawn.backdrop, *drawn.shapes)
    ]
    for one in drawn.circles:
        where = (("cx", one.x), ("cy", one.y), ("r", one.radius), ("fill-opacity", "0.55"))
        shapes.append(Shape("circle", where, DEEP, stroke=_GROUND, words=one.words))
    left, top, width, height = (float(side) for side in drawn.viewbox.split())
    texts = [Text(left + 4, top + height + 16 * step, part, 11) for step, part in enumerate(_broken(title, 90, 3), 1)]
    return Drawing(title, width, height + 56, shapes, texts, viewbox=f"{left:g} {top:g} {width:g} {height + 56:g}")


def _fill(level: int) -> str:
    if level < 0:
        return _NEIGHBOUR
    return LEVELS[level] if level else "url(#trama)"
