"""A drawing as a file: it leaves the page that says its title, what it is of, its legend and the moment of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.core.demonstration import is_demo_settled
from llegada.core.drawings import DEEP, INK, SOFT_INK, Drawing, Shape, Text, attached, rect
from llegada.core.templatetags.llegada import short_datetime

_NARROWEST: Final = 640.0
_EDGE: Final = 8
#: How wide a letter is, for each size of those that are written, and how far apart their lines are.
_LETTER: Final = {16: 9.3, 12: 6.7, 11: 6.2}
_LINE: Final = {16: 22, 12: 17, 11: 16}


@dataclass(frozen=True)
class Leaf:
    """What `drawing_file.svg` writes: words and legend around a drawing, which keeps its own units at its place."""

    title: str
    width: float
    height: float
    drawing: Drawing | None
    left: float
    top: float
    shapes: Sequence[Shape]
    texts: Sequence[Text]


def lay_out(drawing: Drawing | None, *, title: str, about: Sequence[str] = (), notes: Sequence[str] = ()) -> Leaf:
    """Return a drawing between its title, with what it is of below, and its legend and notes; without one, it says so."""
    is_empty = drawing is None or not (drawing.shapes or drawing.texts)
    wide = max(_NARROWEST, 0 if drawing is None else drawing.width)
    shapes: list[Shape] = []
    texts: list[Text] = []
    y = 8.0

    def write(words: str, size: int, *, weight: int = 400, fill: str = SOFT_INK) -> None:
        nonlocal y
        for part in wrap(words, int((wide - 2 * _EDGE) / _LETTER[size])):
            y += _LINE[size]
            texts.append(Text(_EDGE, y, part, size, weight=weight, fill=fill))

    write(title, 16, weight=600, fill=DEEP)
    for words in about:
        write(words, 12, fill=INK)
    top = y + 14
    y = top if drawing is None or is_empty else top + drawing.height
    if drawing is None or is_empty:
        write(_("Sin registros con estos filtros."), 12)
    for fill, words in drawing.legend if drawing and not is_empty else ():
        y += 20
        shapes.append(rect(_EDGE, y - 12, 18, 14, fill))
        texts.append(Text(_EDGE + 26, y, words, 12))
    y += 4
    for words in (*(drawing.foot if drawing and not is_empty else ()), *notes):
        write(words, 11)
    left = max(0.0, (wide - drawing.width) / 2) if drawing else 0.0
    return Leaf(title, wide, y + 14, None if is_empty else drawing, left, top, shapes, texts)


def svg_response(
    drawing: Drawing | None,
    name: str,
    *,
    title: str = "",
    about: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Answer with a drawing as an SVG file, which says when its figures were taken."""
    cut = _("Corte: %(when)s.") % {"when": short_datetime(timezone.now())}
    said = [
        *notes,
        cut,
        *([_("Datos de demostración: personas, planes y cifras ficticios")] if is_demo_settled() else []),
    ]
    leaf = lay_out(drawing, title=title or (drawing.title if drawing else name), about=about, notes=said)
    drawn = render_to_string("components/drawing_file.svg", {"leaf": leaf, "drawing": leaf.drawing})
    return attached(drawn.strip(), "image/svg+xml; charset=utf-8", f"{name}.svg")
