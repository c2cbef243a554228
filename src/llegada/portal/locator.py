"""A small map that says where a place is: the departments, its own marked, and a point at its seat."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from llegada.portal.country_map import department_outlines
from llegada.territory.choices import BoundaryLevel
from llegada.territory.models import Department, Municipality
from llegada.territory.rules import INSET_FRAME, MAP_VIEWBOX, project
from llegada.territory.selectors import find_boundaries


@dataclass(frozen=True)
class Locator:
    """What `_locator.html` draws, in units of the plane of the map."""

    label: str
    viewbox: str
    outlines: list[str]
    own_outline: str
    municipality_outline: str
    x: float | None
    y: float | None
    inset: tuple[int, int, int, int]


def locate(*, department: Department | None, municipality: Municipality | None = None) -> Locator:
    """Return the locator of a municipality, or of a department; one query, for the official outline if it is loaded."""
    outlines = department_outlines()
    own = department.code if department else ""
    codes = [municipality.code] if municipality else []
    point = project(municipality.latitude, municipality.longitude) if municipality else (None, None)
    return Locator(
        label=_label(department, municipality),
        viewbox=" ".join(str(side) for side in MAP_VIEWBOX),
        outlines=[path for code, path in outlines.items() if code != own],
        own_outline=outlines.get(own, ""),
        municipality_outline="".join(find_boundaries(level=BoundaryLevel.MUNICIPALITY, codes=codes).values()),
        x=round(point[0], 1) if point[0] is not None else None,
        y=round(point[1], 1) if point[1] is not None else None,
        inset=INSET_FRAME,
    )


def _label(department: Department | None, municipality: Municipality | None) -> str:
    if municipality is not None:
        words = {"name": municipality.name, "department": municipality.department.name}
        return _("Mapa de Colombia con %(name)s señalado, en %(department)s.") % words
    return _("Mapa de Colombia con %(name)s señalado.") % {"name": department.name if department else ""}
