"""The outlines of the departments: read from the drawing of an npm package, put in the plane of the map, written as SVG.

Used by `build_divipola.py`. Points are (x, y) in units of `rules.MAP_VIEWBOX` unless a name says degrees.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from llegada.territory import rules

# The package of shapes does not say its projection. A spherical Mercator with one scale for both axes fits it: free
# scales differ by 2 in 10,000, and 97 % of the seats fall inside their own department, the rest within 2.5 units.
# Found by least squares of the distance from each mainland seat to the outline of its department.
SOURCE_UNITS_PER_DEGREE = 40.928
SOURCE_X_AT_GREENWICH = 3346.70
SOURCE_Y_AT_EQUATOR = 519.83

ARCHIPELAGO = "Archipiélago de San Andrés, Providencia y Santa Catalina"
#: Names of the package → the official ones.
SHAPE_NAMES = {
    "Guaviar": "Guaviare",
    "North Santander": "Norte de Santander",
    "Bogotá": "Bogotá, D.C.",
    "San Andrés y Providencia": ARCHIPELAGO,
}

# Outlines of the two islands, longitude and latitude: Natural Earth 1:10m, public domain. The package of shapes has no
# Providencia and puts San Andrés three kilometres off.
ISLANDS = (
    (
        (-81.7118, 12.5230), (-81.7190, 12.5433), (-81.7154, 12.5636), (-81.7046, 12.5805), (-81.6902, 12.5906),
        (-81.6867, 12.5805), (-81.7046, 12.5045), (-81.7190, 12.5028), (-81.7226, 12.5112),
    ),
    (
        (-81.3842, 13.3184), (-81.3878, 13.3420), (-81.3770, 13.3623), (-81.3662, 13.3741), (-81.3518, 13.3656),
        (-81.3446, 13.3488), (-81.3518, 13.3336), (-81.3662, 13.3234),
    ),
)  # fmt: skip

Point = tuple[float, float]
Ring = list[Point]


def read_outlines(drawing: str) -> dict[str, list[Ring]]:
    """Return the outlines of each department of the drawing, by name; the archipelago is drawn apart, from `ISLANDS`."""
    outlines = {
        SHAPE_NAMES.get(name, name): [[reproject(point) for point in ring] for ring in read_path(path)]
        for name, path in re.findall(r'aria-label="([^"]*)"\s+d="([^"]*)"', drawing)
    }
    outlines[ARCHIPELAGO] = [
        [rules.project(latitude, longitude) for longitude, latitude in island] for island in ISLANDS
    ]
    return {name: [round_ring(ring) for ring in rings] for name, rings in outlines.items()}


def read_path(path: str) -> list[Ring]:
    """Return the rings of an SVG path made of relative moves and lines, the only commands the package uses."""
    rings: list[Ring] = []
    start = (0.0, 0.0)
    for command, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        if command in "zZ":
            continue
        if command != "m":
            raise SystemExit(f"unknown path command {command}")
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        x, y = start
        ring = []
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        start = ring[0]
        rings.append(ring)
    return rings


def reproject(point: Point) -> Point:
    """Move a point from the plane of the package to ours: both are Mercator, so a scale and a shift."""
    scale = rules.UNITS_PER_DEGREE / SOURCE_UNITS_PER_DEGREE
    x0 = -SOURCE_X_AT_GREENWICH * scale - rules.MAP_WEST_LONGITUDE * rules.UNITS_PER_DEGREE
    y0 = rules.mercator_degrees(rules.MAP_NORTH_LATITUDE) * rules.UNITS_PER_DEGREE - SOURCE_Y_AT_EQUATOR * scale
    return point[0] * scale + x0, point[1] * scale + y0


def round_ring(ring: Iterable[Point]) -> Ring:
    """Round to a tenth of a unit (about 200 m) and drop the points that then repeat."""
    rounded: Ring = []
    for x, y in ring:
        point = (round(x, 1), round(y, 1))
        if not rounded or point != rounded[-1]:
            rounded.append(point)
    return rounded


def path_of(rings: Iterable[Ring]) -> str:
    """Write rings as a compact SVG path: absolute start, relative lines between rounded points, so nothing drifts."""
    parts = []
    for ring in rings:
        tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
        steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(tenths)]
        parts.append(f"M{numbers_of(tenths[:1])}l{numbers_of(steps)}z")
    return "".join(parts)


def numbers_of(pairs: Iterable[tuple[int, int]]) -> str:
    """Write pairs of tenths as SVG does most briefly: no leading zero, a minus sign for a separator."""
    texts = (f"{value / 10:g}" for pair in pairs for value in pair)
    return " ".join(re.sub(r"^(-?)0\.", r"\1.", text) for text in texts).replace(" -", "-")


def contains(rings: Iterable[Ring], point: Point) -> bool:
    """Tell whether a point is inside the rings (even-odd rule)."""
    x, y = point
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def inner_point(rings: list[Ring]) -> Point:
    """Return a point well inside the largest ring: the middle of its widest span at half height."""
    ring = max(rings, key=lambda candidate: max(p[0] for p in candidate) - min(p[0] for p in candidate))
    y = (max(p[1] for p in ring) + min(p[1] for p in ring)) / 2 + 0.01
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    crossings = sorted((x2 - x1) * (y - y1) / (y2 - y1) + x1 for (x1, y1), (x2, y2) in pairs if (y1 > y) != (y2 > y))
    left, right = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda span: span[1] - span[0])
    return (left + right) / 2, y
