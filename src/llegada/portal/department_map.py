"""A map of the departments by any share or count of them, drawn as the map of the figures is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llegada.core.templatetags.llegada import number
from llegada.insights import rules
from llegada.insights.rules import ValueClass
from llegada.portal.country_map import CountryMap, LegendClass, Shape, department_outlines, scale_of, viewbox_of
from llegada.territory.rules import ARCHIPELAGO_CODE, INSET_FRAME


@dataclass(frozen=True)
class DepartmentValue:
    """What a department says: its value (0 has no shade), its words, and the page it opens."""

    value: int
    words: str
    url: str = ""


def build_department_map(
    values: Mapping[str, DepartmentValue],
    *,
    label: str,
    absent: str,
    chosen: str | None = None,
    unit: str = "",
) -> CountryMap:
    """Return the departments in shades of their values; `absent` says what one without shade means, `unit` follows a value."""
    outlines = department_outlines()
    bounds = rules.path_bounds(outlines[chosen]) if chosen in outlines else None
    classes = rules.value_classes([one.value for one in values.values() if one.value])
    shapes = []
    for code, path in outlines.items():
        one = values.get(code)
        if chosen not in (None, code):
            if code != ARCHIPELAGO_CODE:
                shapes.append(Shape(path, -1, one.words if one else ""))
            continue
        level = rules.level_of(one.value if one else None, classes)
        shapes.append(
            Shape(path, level, one.words if one else absent, is_chosen=code == chosen, url=one.url if one else "")
        )
    return CountryMap(
        label=label,
        viewbox=viewbox_of(bounds),
        scale=f"{scale_of(bounds):.3f}",
        shapes=sorted(shapes, key=lambda shape: shape.is_chosen),
        backdrop=[],
        circles=[],
        classes=_legend(classes, unit),
        sizes=[],
        inset=None if bounds else INSET_FRAME,
        unplaced="",
        has_data=bool(classes),
        absent=absent,
    )


def _legend(classes: Sequence[ValueClass], unit: str) -> list[LegendClass]:
    return [
        LegendClass(rules.level_at(index, len(classes)), _span(one.low, one.high) + unit)
        for index, one in enumerate(classes)
    ]


def _span(low: int, high: int) -> str:
    return number(low) if low == high else f"{number(low)}–{number(high)}"
