"""Reads GeoJSON and TopoJSON and draws their polygons as SVG paths in the plane of the map. Pure: it knows no Django.

GeoJSON is RFC 7946. TopoJSON keeps each shared border once, as an arc of whole-number steps that `transform` turns into
degrees; a ring names its arcs in order, and ~n is arc n walked backwards (TopoJSON 1.0, sections 2.1.2 to 2.1.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from llegada.territory.rules import project

Point = tuple[float, float]
Ring = list[Point]
#: Outlines are kept to a tenth of a unit of the plane, some 200 metres: less than a line's width on a screen.
STEPS_PER_UNIT: Final = 10
LONGITUDES: Final = (-85.0, -65.0)
LATITUDES: Final = (-6.0, 17.0)


@dataclass(frozen=True)
class Feature:
    """One figure of a file: its properties (`id` among them) and its rings, as longitude and latitude in degrees.

    `rings` is empty where the figure is no polygon.
    """

    properties: Mapping[str, str]
    rings: list[Ring]


def read_layers(document: Any) -> dict[str, list[Feature]]:
    """Return the figures of each layer of a GeoJSON or TopoJSON. Raises ValueError if it is neither or is malformed."""
    kind = document.get("type") if isinstance(document, dict) else None
    try:
        if kind == "Topology":
            arcs = [list(_arc(arc, document.get("transform"))) for arc in document["arcs"]]
            return {
                name: [_feature(one, arcs) for one in layer.get("geometries", [layer])]
                for name, layer in document["objects"].items()
            }
        if kind == "FeatureCollection":
            return {"features": [_feature(one, None) for one in document["features"]]}
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError("malformed") from error
    raise ValueError("neither GeoJSON nor TopoJSON")


def _arc(steps: Sequence[Sequence[float]], transform: Mapping[str, Sequence[float]] | None) -> Iterator[Point]:
    """Return the points of an arc in degrees."""
    if transform is None:
        return ((point[0], point[1]) for point in steps)
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    columns, rows = accumulate(step[0] for step in steps), accumulate(step[1] for step in steps)
    return ((x * scale_x + shift_x, y * scale_y + shift_y) for x, y in zip(columns, rows, strict=True))


def _feature(figure: Mapping[str, Any], arcs: list[Ring] | None) -> Feature:
    """Return a figure; TopoJSON has its geometry and properties together, GeoJSON the geometry apart."""
    properties = {str(name): _text(value) for name, value in (figure.get("properties") or {}).items()}
    if "id" in figure:
        properties.setdefault("id", _text(figure["id"]))
    geometry = figure if arcs is not None else (figure.get("geometry") or {})
    return Feature(properties, list(_rings(geometry, arcs)))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _rings(geometry: Mapping[str, Any], arcs: list[Ring] | None) -> Iterator[Ring]:
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part, arcs)
    elif kind in {"Polygon", "MultiPolygon"}:
        body = geometry["coordinates"] if arcs is None else geometry["arcs"]
        for polygon in [body] if kind == "Polygon" else body:
            for ring in polygon:
                yield [(point[0], point[1]) for point in ring] if arcs is None else _joined(ring, arcs)


def _joined(indexes: Iterable[int], arcs: list[Ring]) -> Ring:
    """Return the ring that arcs make end to end; the point where two meet is counted once."""
    ring: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def is_in_degrees(rings: Iterable[Ring]) -> bool:
    """Tell whether every point can be of Colombia, in degrees: a file in metres of another plane is not."""
    return all(
        LONGITUDES[0] < longitude < LONGITUDES[1] and LATITUDES[0] < latitude < LATITUDES[1]
        for ring in rings
        for longitude, latitude in ring
    )


def svg_path(rings: Iterable[Ring]) -> str:
    """Return rings as one closed SVG path in the plane of the map; empty if none encloses anything at that size."""
    return "".join(_subpath(steps) for steps in map(_steps, rings) if len(steps) >= 3)


def _steps(ring: Ring) -> list[tuple[int, int]]:
    """Return a ring in whole tenths of a unit, without the points that say nothing: repeated, or on a straight line."""
    kept: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        x, y = project(latitude, longitude)
        point = (round(x * STEPS_PER_UNIT), round(y * STEPS_PER_UNIT))
        if kept and kept[-1] == point:
            continue
        if len(kept) >= 2 and _is_between(kept[-2], kept[-1], point):
            kept[-1] = point
        else:
            kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _is_between(before: tuple[int, int], point: tuple[int, int], after: tuple[int, int]) -> bool:
    """Tell whether `point` lies on the way from `before` to `after`."""
    ax, ay = point[0] - before[0], point[1] - before[1]
    bx, by = after[0] - point[0], after[1] - point[1]
    return ax * by == ay * bx and ax * bx + ay * by >= 0


def _subpath(steps: list[tuple[int, int]]) -> str:
    first, *rest = steps
    moves, (x, y) = [], first
    for next_x, next_y in rest:
        moves.append(f"{_tenths(next_x - x)} {_tenths(next_y - y)}")
        x, y = next_x, next_y
    return f"M{_tenths(first[0])} {_tenths(first[1])}l{' '.join(moves)}z"


def _tenths(value: int) -> str:
    """Write a number of tenths as briefly as SVG reads it: .3, -.5, 12."""
    whole, tenth = divmod(abs(value), STEPS_PER_UNIT)
    digits = f"{whole or ''}.{tenth}" if tenth else f"{whole}"
    return f"-{digits}" if value < 0 else digits
