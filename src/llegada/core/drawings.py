"""Drawings: plain shapes that `templatetags.drawings` writes, on a page or in a file.

They carry their colours, for a file has no style sheet; whoever writes them into a page says the same in a table beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

#: The shades of the map, from «sin dato» on.
LEVELS: Final = ("#eef1f5", "#dbe7f7", "#c0d4ef", "#9dbce5", "#7099d4", "#3f6fbd")
INK: Final = "#1b2733"
SOFT_INK: Final = "#465667"
BLUE: Final = "#2f5fbf"
DEEP: Final = "#004884"
LINE: Final = "#8494a5"
_PALE_TEXT_FROM: Final = 5
GROUND: Final = "#ffffff"


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
    """Shapes and over them texts, in their own units."""

    title: str
    width: float
    height: float
    shapes: Sequence[Shape] = ()
    texts: Sequence[Text] = ()
    viewbox: str = ""
    #: What a file says below it: colours with their words, and sentences. On a page they stand around it.
    legend: Sequence[tuple[str, str]] = ()
    foot: Sequence[str] = ()

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


#: How wide a drawing is beside its table, and on a telephone, in the pixels of the page.
ACROSS: Final = 1100
ACROSS_PHONE: Final = 320
_WIDEST: Final = 110
_LETTER: Final = 6.7
_TOP: Final = 26
_PLOT: Final = 180
_BOTTOM: Final = 34


def draw_columns(
    title: str, columns: Sequence[Column], *, largest: int = 0, before_words: str = "", across: int = ACROSS
) -> Drawing:
    """Return columns from a common base, each with that of the year before behind, in outline; `largest` sets the scale.

    They fill `across`, if they are enough; words are left out where they would run into each other. A dash is no data, not zero.
    """
    top = max([largest, *(one.value or 0 for one in columns), *(one.before or 0 for one in columns)]) or 1
    wide = min(float(_WIDEST), (across - 16) / max(len(columns), 1))
    is_written = max((len(one.written) for one in columns if one.value), default=0) * _LETTER + 2 <= wide
    every = math.ceil((max((len(one.label) for one in columns), default=0) + 1) * _LETTER / wide)
    base, width, labelled = _TOP + _PLOT, max(16 + len(columns) * wide, 120.0), 0.0
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
            if is_written:
                at = base - max(tall, _PLOT * (one.before or 0) / top) - 6
                texts.append(Text(left + wide / 2, at, one.written, 12, "middle", 600, INK))
        elif is_written:
            texts.append(Text(left + wide / 2, base - 6, "–" if one.value is None else one.written, 12, "middle"))
        half = len(one.label) * _LETTER / 2
        at = min(max(left + wide / 2, half), width - half)
        if place % every == 0 and at - half >= labelled:
            labelled = at + half
            texts.append(Text(at, base + 18, one.label, 12, "middle"))
    shapes.append(line(8, base, width - 8, base))
    behind = before_words if any(one.before for one in columns) else ""
    foot = [_("Contorno a rayas: %(what)s.") % {"what": behind}] if behind else []
    return Drawing(title, width, base + _BOTTOM, shapes, texts, foot=foot)


_CELL: Final = (74, 26)
_HATCHED: Final = "url(#trama)"
#: Letters of the labels that fit: of a row in a line, of a column in the longest of its words.
_ROW_LETTERS: Final = 64
_COLUMN_LETTERS: Final = 18


def draw_grid(
    title: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[tuple[str, int]]]], foot: Sequence[str] = ()
) -> Drawing:
    """Return a matrix as shaded cells with their figures written: each row, its label and (words, level) of its cells.

    Cells are as wide as the longest word above them, and the labels of the rows as the longest of them.
    """
    told = list(rows)
    longest = min(max((len(word) for label in columns for word in label.split()), default=0), _COLUMN_LETTERS)
    wide = max(_CELL[0], longest * _LETTER + 6)
    head = max((min(len(label), _ROW_LETTERS) for label, _cells in told), default=0) * _LETTER + 20
    heads = [broken(label, int(wide / _LETTER), 5) for label in columns]
    shapes: list[Shape] = []
    texts: list[Text] = []
    for place, parts in enumerate(heads):
        texts += [
            Text(head + place * wide + wide / 2, 14 + step * 13, one, 11, "middle") for step, one in enumerate(parts)
        ]
    y = 14.0 + 13 * max((len(parts) for parts in heads), default=0)
    for label, cells in told:
        texts.append(Text(8, y + 17, _fitting(label, _ROW_LETTERS), 12, fill=INK))
        for place, (words, level) in enumerate(cells):
            x = head + place * wide
            shapes.append(rect(x, y, wide - 2, _CELL[1] - 2, LEVELS[level] if level else _HATCHED))
            ink = GROUND if level >= _PALE_TEXT_FROM else INK
            texts.append(Text(x + wide / 2 - 1, y + 17, words, 12, "middle", fill=ink))
        y += _CELL[1]
    return Drawing(title, head + len(columns) * wide + 8, y + 4, shapes, texts, foot=foot)


def _fitting(label: str, most: int) -> str:
    return label if len(label) <= most else f"{label[: most - 1]}…"


def broken(words: str, wide: int, most: int) -> list[str]:
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


#: Where bars begin at the earliest and where they end, how tall one is, and the letters of a label that fit.
_BAR_HEAD, _BAR_END, _BAR_TALL, _BAR_LETTERS = 300, 820, 18, 68
#: Rows that a drawing of bars holds at most: more cannot be read at a glance; the table has them all.
MOST_BARS: Final = 40


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length from 0 to 1 (None is no data, and has no bar), how it is written, and where a mark stands."""

    label: str
    share: float | None
    written: str
    mark: float | None = None


def draw_bars(title: str, bars: Sequence[Bar], foot: Sequence[str] = (), *, is_share: bool = True) -> Drawing:
    """Return bars of a common length: shares of a whole, which is drawn behind, or, if not `is_share`, of the largest.

    They begin where the longest of their labels ends.
    """
    longest = max((min(len(one.label), _BAR_LETTERS) for one in bars[:MOST_BARS]), default=0)
    head = max(_BAR_HEAD, longest * _LETTER + 20)
    across = _BAR_END - head
    shapes: list[Shape] = []
    texts: list[Text] = []
    y = 6.0
    for one in bars[:MOST_BARS]:
        texts.append(Text(8, y + 14, _fitting(one.label, _BAR_LETTERS), 12, fill=INK))
        if one.share is not None:
            if is_share:
                shapes.append(rect(head, y, across, _BAR_TALL, LEVELS[0]))
            if one.share:
                tall = max(1.0, across * min(one.share, 1.0))
                shapes.append(rect(head, y, tall, _BAR_TALL, BLUE, words=f"{one.label}: {one.written}"))
        if one.mark is not None:
            x = head + across * min(one.mark, 1.0)
            shapes.append(line(x, y - 3, x, y + _BAR_TALL + 3, stroke=INK, dash="3 2"))
        texts.append(Text(_BAR_END + 10, y + 14, one.written, 12, weight=600, fill=INK))
        y += 28
    return Drawing(title, ACROSS, y + 4, shapes, texts, foot=foot)


@dataclass(frozen=True)
class Dot:
    """One day in a lane: what it says, and whether it is still to come (drawn hollow)."""

    on: date
    words: str
    is_coming: bool = False


@dataclass(frozen=True)
class Lanes:
    """Lanes of days on one scale of time, and a day that is marked across them, if any."""

    title: str
    lanes: Sequence[tuple[str, Sequence[Dot]]]
    mark: date | None = None
    mark_words: str = ""
    ends: tuple[str, str] = ("", "")

    @property
    def days(self) -> list[date]:
        """Return every day that is drawn, in order."""
        found = [dot.on for _label, dots in self.lanes for dot in dots]
        return sorted([*found, self.mark] if self.mark else found)


_LANE: Final = 44


def draw_lanes(one: Lanes, *, across: int = ACROSS) -> Drawing:
    """Return a lane for each name with a dot for each of its days, on the same scale."""
    days = one.days
    if not days:
        return Drawing(one.title, across, 1)
    span = max((days[-1] - days[0]).days, 1)
    left, right = 14.0, across - 14.0

    def at(day: date) -> float:
        return left + (right - left) * (day - days[0]).days / span

    shapes: list[Shape] = []
    texts: list[Text] = []
    top = 20.0 if one.mark else 4.0
    base = top + len(one.lanes) * _LANE
    if one.mark:
        x = at(one.mark)
        shapes.append(line(x, top, x, base + 4, stroke=DEEP, dash="4 3"))
        anchor = "start" if x < across * 0.3 else "end" if x > across * 0.7 else "middle"
        texts.append(Text(x, top - 6, one.mark_words, 12, anchor, 600, DEEP))
    for place, (label, dots) in enumerate(one.lanes):
        y = top + place * _LANE
        most = int(across / _LETTER)
        texts.append(Text(left - 6, y + 14, _fitting(label, most), 12, fill=INK))
        shapes.append(line(left, y + 30, right, y + 30))
        for dot in dots:
            where = (("cx", f"{at(dot.on):.1f}"), ("cy", f"{y + 30:.1f}"), ("r", "6"), ("stroke-width", "2"))
            shapes.append(Shape("circle", where, GROUND if dot.is_coming else BLUE, stroke=BLUE, words=dot.words))
    texts += [Text(left - 6, base + 18, one.ends[0], 12), Text(right + 6, base + 18, one.ends[1], 12, "end")]
    return Drawing(one.title, across, base + 26, shapes, texts)


def stacked(title: str, drawings: Sequence[Drawing]) -> Drawing:
    """Return several drawings, one below the other, each under its title."""
    shapes: list[Shape] = []
    texts: list[Text] = []
    y = 0.0
    for one in drawings:
        texts.append(Text(8, y + 14, one.title, 12, weight=600, fill=DEEP))
        shapes += [_lowered(shape, y + 22) for shape in one.shapes]
        texts += [replace(text, y=text.y + y + 22) for text in one.texts]
        y += one.height + 38
    return Drawing(title, max((one.width for one in drawings), default=480), y + 8, shapes, texts)


def _lowered(shape: Shape, by: float) -> Shape:
    moved = [
        (name, f"{float(value) + by:.1f}" if name in ("y", "y1", "y2", "cy") else value)
        for name, value in shape.attributes
    ]
    return replace(shape, attributes=tuple(moved))


def attached(content: str, content_type: str, name: str) -> HttpResponse:
    """Answer with a file to keep."""
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
