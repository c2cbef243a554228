"""The map of the country as a drawing: what a file has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from llegada.core.drawings import DEEP, GROUND, LEVELS, Drawing, Shape

if TYPE_CHECKING:
    from llegada.portal.country_map import CountryMap

_NEIGHBOUR: Final = "#e9eef4"
#: How wide and tall a map is at most.
_ROOM: Final = (760.0, 940.0)


def draw_map(drawn: CountryMap, title: str) -> Drawing:
    """Return a map as plain shapes, with its legend: outlines in their shades, then circles from the largest."""
    shapes = [
        Shape("path", (("d", one.path),), _fill(one.level), stroke=GROUND, words=one.words)
        for one in (*drawn.backdrop, *drawn.shapes)
    ]
    for one in drawn.circles:
        where = (("cx", one.x), ("cy", one.y), ("r", one.radius), ("fill-opacity", "0.55"))
        shapes.append(Shape("circle", where, DEEP, stroke=GROUND, words=one.words))
    left, top, width, height = (float(side) for side in drawn.viewbox.split())
    scale = min(_ROOM[0] / width, _ROOM[1] / height)  # a department is drawn as large as the country
    legend = [(_fill(shade.level), str(shade.words)) for shade in drawn.classes]
    legend.append((_fill(0), str(drawn.absent or _("sin registros"))))
    foot = [_("El círculo mayor: %(value)s.") % {"value": drawn.sizes[-1].words}] if drawn.sizes else []
    box = f"{left:g} {top:g} {width:g} {height:g}"
    return Drawing(title, width * scale, height * scale, shapes, viewbox=box, legend=legend, foot=foot)


def _fill(level: int) -> str:
    if level < 0:
        return _NEIGHBOUR
    return LEVELS[level] if level else "url(#trama)"
