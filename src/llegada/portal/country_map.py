"""Turns the values of a map into what the SVG draws: outlines, shades, circles and legend, in the plane of the territory."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Protocol

from django.apps import apps
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llegada.core.templatetags.llegada import number
from llegada.insights import rules, view_rules
from llegada.insights.choices import MapView, Metric
from llegada.insights.rules import FigureFilters, ValueClass
from llegada.insights.selectors import Catalogue, MapValues, list_outlines
from llegada.portal.map_words import place_teller, teller, value_words
from llegada.territory.rules import ARCHIPELAGO_CODE, INSET_FRAME, MAP_VIEWBOX, project

#: Under circles the departments wear only the palest shades, so that the circles stand out.
SHADES_UNDER_CIRCLES: Final = 3
#: Figures of the DANE code of a department; that of a municipality has five.
DEPARTMENT_DIGITS: Final = 2
#: How much room is left around a department that the map shows alone, as a share of its size.
MARGIN: Final = 0.08


@dataclass(frozen=True)
class Shape:
    """One outline: its SVG path, its shade (0 is no data), what it says and the page it opens, if any."""

    path: str
    level: int
    words: str
    is_chosen: bool = False
    url: str = ""


@dataclass(frozen=True)
class Circle:
    """One circle, in units of the plane as SVG writes them, what it says and the page of its municipality."""

    x: str
    y: str
    radius: str
    words: str
    url: str


@dataclass(frozen=True)
class LegendClass:
    """One shade of the legend and the values it holds."""

    level: int
    words: str


@dataclass(frozen=True)
class LegendSize:
    """One circle of the legend, in pixels of its own little drawing, and its value."""

    radius: float
    words: str

    @property
    def side(self) -> int:
        """Return the side of the square in which it is drawn, with room for its stroke."""
        return math.ceil(2 * self.radius) + 2

    @property
    def centre(self) -> float:
        """Return where the centre falls, on both axes."""
        return self.side / 2


@dataclass(frozen=True)
class CountryMap:
    """Everything that `_map.html` draws."""

    label: str
    viewbox: str
    scale: str
    shapes: list[Shape]
    backdrop: list[Shape]
    circles: list[Circle]
    classes: list[LegendClass]
    sizes: list[LegendSize]
    inset: tuple[int, int, int, int] | None
    unplaced: str
    has_data: bool
    #: What the hatch means, where it is not that nothing was registered.
    absent: str = ""


class MapPlace(Protocol):
    """What is asked of a place to draw its circle."""

    @property
    def code(self) -> str | None:
        """Return its DANE code."""
        ...

    @property
    def name(self) -> str:
        """Return its name."""
        ...

    @property
    def department_name(self) -> str:
        """Return the name of its department."""
        ...

    @property
    def latitude(self) -> float | None:
        """Return the latitude of its seat, in degrees."""
        ...

    @property
    def longitude(self) -> float | None:
        """Return the longitude of its seat, in degrees."""
        ...


class MapReading(Protocol):
    """Where the map gets its values: the figures of the first page, or the cube."""

    filters: FigureFilters
    catalogue: Catalogue

    @property
    def places(self) -> Sequence[MapPlace]:
        """Return the places with something registered."""
        ...

    def map_values(self, metric: Metric) -> MapValues:
        """Return the values of the places and departments."""
        ...


def build_map(reading: MapReading, *, metric: Metric, view: MapView) -> CountryMap:
    """Return the map of `metric` as `view` asks: circles over pale departments, or filled departments or municipalities."""
    values = _published(metric, reading.map_values(metric))
    chosen = reading.filters.department_id
    outlines = department_outlines()
    bounds = rules.path_bounds(outlines[chosen]) if chosen in outlines else None
    shades = SHADES_UNDER_CIRCLES if view == MapView.CIRCLES else rules.CLASSES
    filled = values.municipalities if view == MapView.MUNICIPALITIES else values.departments
    classes = rules.value_classes(filled.values(), at_most=shades)
    shapes = _departments(reading, metric, values, classes, shades, with_links=view == MapView.DEPARTMENTS)
    backdrop: list[Shape] = []
    if view == MapView.MUNICIPALITIES:
        # Shows through where the official file lacks a municipality; the islands would only stick out around theirs.
        backdrop = [shape for shape in shapes if shape.path != outlines[ARCHIPELAGO_CODE]]
        shapes = _municipalities(reading, metric, values, classes)
    scale = scale_of(bounds)
    circles = _circles(reading, metric, values, scale) if view == MapView.CIRCLES else []
    largest = max(values.municipalities.values(), default=0)
    return CountryMap(
        label=_("Mapa de Colombia: %(metric)s. La tabla «Por municipio» dice lo mismo.") % {"metric": metric.label},
        viewbox=viewbox_of(bounds) if bounds else _country_with(circles),
        scale=f"{scale:.3f}",
        shapes=shapes,
        backdrop=backdrop,
        circles=circles,
        classes=_legend_classes(metric, classes, shades),
        sizes=_legend_sizes(metric, largest) if circles else [],
        inset=None if bounds else INSET_FRAME,
        unplaced=place_teller(metric, values)("") if values.unplaced and view != MapView.DEPARTMENTS else "",
        has_data=bool(filled or values.kept),
        absent=_("sin registros o reservado") if values.kept else "",
    )


def _published(metric: Metric, values: MapValues) -> MapValues:
    """Return the values with every small group of people alike, without what is kept back: neither shade nor size tells them."""
    if metric != Metric.PEOPLE:
        return values

    def alike(counts: Mapping[str, int]) -> dict[str, int]:
        told = {code: value for code, value in counts.items() if code not in values.kept}
        return {code: 1 if view_rules.is_small_group(value) else value for code, value in told.items()}

    return replace(values, departments=alike(values.departments), municipalities=alike(values.municipalities))


@cache
def department_outlines() -> dict[str, str]:
    """Return the SVG path of each department by its DANE code, as the product ships them."""
    folder = Path(apps.get_app_config("territory").path) / "data"
    outlines: dict[str, str] = json.loads((folder / "departments_shapes.json").read_text(encoding="utf-8"))
    return outlines


def _departments(
    reading: MapReading,
    metric: Metric,
    values: MapValues,
    classes: list[ValueClass],
    shades: int,
    *,
    with_links: bool,
) -> list[Shape]:
    """Return the outlines in scope; with a department chosen its neighbours are drawn plain, to tell where it is."""
    chosen = reading.filters.department_id
    names = {code: department.name for code, department in reading.catalogue.departments.items()}
    tell = place_teller(metric, values)
    shapes = []
    for code, path in department_outlines().items():
        if chosen in (None, code):
            value = values.departments.get(code)
            level = rules.level_of(value, classes, shades=shades)
            name = names.get(code, code)
            words = f"{name}: {tell(code)}"
            url = address_of(code, name) if with_links else ""
            shapes.append(Shape(path, level, words, is_chosen=code == chosen, url=url))
        elif code != ARCHIPELAGO_CODE:
            shapes.append(Shape(path, -1, names.get(code, code)))
    return sorted(shapes, key=lambda shape: shape.is_chosen)


@cache
def address_of(code: str, name: str) -> str:
    """Return the address of a department (two figures) or a municipality: 1,155 that do not change, and making all takes 30 ms."""
    page = "portal:department" if len(code) == DEPARTMENT_DIGITS else "portal:municipality"
    return reverse(page, kwargs={"code": code, "slug": slugify(name)})


def _municipalities(reading: MapReading, metric: Metric, values: MapValues, classes: list[ValueClass]) -> list[Shape]:
    tell = place_teller(metric, values)
    return [
        Shape(
            outline.path,
            rules.level_of(values.municipalities.get(outline.code), classes),
            f"{outline.name}: {tell(outline.code)}",
            url=address_of(outline.code, outline.name),
        )
        for outline in list_outlines(department_id=reading.filters.department_id)
    ]


def _circles(reading: MapReading, metric: Metric, values: MapValues, scale: float) -> list[Circle]:
    """Return the circles, the largest first, so that none hides a smaller one."""
    largest = max(values.municipalities.values(), default=0)
    tell = teller(metric)
    found = []
    for row in reading.places:
        value = values.municipalities.get(row.code or "")
        if row.latitude is None or row.longitude is None or not value:
            continue
        x, y = project(row.latitude, row.longitude)
        radius = rules.circle_radius(value, largest) * scale
        words = f"{row.name} ({row.department_name}): {tell(value)}"
        url = address_of(row.code or "", row.name)
        found.append((radius, Circle(f"{x:.1f}", f"{y:.1f}", f"{radius:.2f}", words, url)))
    return [circle for _radius, circle in sorted(found, key=lambda one: -one[0])]


def _padded(bounds: rules.Bounds) -> tuple[float, float, float, float]:
    """Return x, y, width and height of a department with room around it."""
    room = max(bounds.right - bounds.left, bounds.bottom - bounds.top) * MARGIN
    return (
        bounds.left - room,
        bounds.top - room,
        bounds.right - bounds.left + 2 * room,
        bounds.bottom - bounds.top + 2 * room,
    )


def viewbox_of(bounds: rules.Bounds | None) -> str:
    """Return the part of the plane that is shown: a department with room around it, or the country."""
    box = _padded(bounds) if bounds else MAP_VIEWBOX
    return " ".join(format(round(side, 1), "g") for side in box)


def _country_with(circles: Sequence[Circle]) -> str:
    """Return the part of the plane with the country and its circles whole: those of the borders stick out."""
    left, top, width, height = MAP_VIEWBOX
    reach = [(float(one.x), float(one.y), float(one.radius) + 1) for one in circles]
    x = min([left, *(x - radius for x, _y, radius in reach)])
    y = min([top, *(y - radius for _x, y, radius in reach)])
    right = max([left + width, *(x + radius for x, _y, radius in reach)])
    bottom = max([top + height, *(y + radius for _x, y, radius in reach)])
    return " ".join(format(round(side, 1), "g") for side in (x, y, right - x, bottom - y))


def scale_of(bounds: rules.Bounds | None) -> float:
    """Return by how much circles and hatches shrink in the plane to look the same when the map shows one department."""
    return max(_padded(bounds)[2] / MAP_VIEWBOX[2], _padded(bounds)[3] / MAP_VIEWBOX[3]) if bounds else 1.0


def _legend_classes(metric: Metric, classes: list[ValueClass], shades: int) -> list[LegendClass]:
    return [
        LegendClass(rules.level_at(index, len(classes), shades=shades), _class_words(metric, one))
        for index, one in enumerate(classes)
    ]


def _class_words(metric: Metric, one: ValueClass) -> str:
    is_small = metric == Metric.PEOPLE and view_rules.is_small_group(one.low)
    if is_small and view_rules.is_small_group(one.high):
        return _("menos de 5")
    if one.low == one.high:
        return number(one.low)
    if is_small:
        return _("hasta %(high)s") % {"high": number(one.high)}
    return _("%(low)s a %(high)s") % {"low": number(one.low), "high": number(one.high)}


def _legend_sizes(metric: Metric, largest: int) -> list[LegendSize]:
    return [
        LegendSize(rules.circle_radius(value, largest), value_words(metric, value))
        for value in rules.legend_sizes(largest)
    ]
