"""The map of the country as a drawing: what a file has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from llegada.core.drawings import DEEP, GROUND, LEVELS, Drawing, Shape, Text, broken, rect

if TYPE_CHECKING:
    from llegada.portal.country_map import CountryMap

_NEIGHBOUR: Final = "#e9eef4"


def draw_map(drawn: CountryMap, title: str) -> Drawing:
    """Return a map as plain shapes, with its title and legend below: outlines in their shades, then circles from the largest."""
    shapes = [
        Shape("path", (("d", one.path),), _fill(one.level), stroke=GROUND, words=one.words)
        for one in (*drawn.backdrop, *drawn.shapes)
    ]
    for one in drawn.circles:
        where = (("cx", one.x), ("cy", one.y), ("r", one.radius), ("fill-opacity", "0.55"))
        shapes.append(Shape("circle", where, DEEP, stroke=GROUND, words=one.words))
    left, top, width, height = (float(side) for side in drawn.viewbox.split())
    texts = [Text(left + 4, top + height + 16 * step, part, 11) for step, part in enumerate(broken(title, 90, 3), 1)]
    low = top + height + 66
    for shade in drawn.classes:
        shapes.append(rect(left + 4, low - 11, 18, 14, _fill(shade.level)))
        texts.append(Text(left + 28, low, shade.words, 11))
        low += 18
    if drawn.sizes:
        words = _("El círculo mayor: %(value)s.") % {"value": drawn.sizes[-1].words}
        texts.append(Text(left + 4, low, words, 11))
        low += 18
    shapes.append(rect(left + 4, low - 11, 18, 14, "url(#trama)"))
    texts.append(Text(left + 28, low, drawn.absent or _("sin registros"), 11))
    tall = low + 14 - top
    return Drawing(title, width, tall, shapes, texts, viewbox=f"{left:g} {top:g} {width:g} {tall:g}")


def _fill(level: int) -> str:
    if level < 0:
        return _NEIGHBOUR
    return LEVELS[level] if level else "url(#trama)"
