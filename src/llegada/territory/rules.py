"""Pure rules of the territory: the plane on which the site draws the country."""

import math
from typing import Final, NamedTuple

# The plane is a spherical Mercator: north up, y grows downwards, the same scale in both directions. Shapes and seats
# share it, so a circle falls where its municipality is. One degree of longitude is UNITS_PER_DEGREE units wide.
UNITS_PER_DEGREE: Final = 50.0
MAP_WEST_LONGITUDE: Final = -79.2
MAP_NORTH_LATITUDE: Final = 12.7
MAP_VIEWBOX: Final = (0, 0, 626, 860)

# San Andrés and Providencia lie 700 km off the coast, 90 km apart and a dozen kilometres long each. They are drawn in
# a frame in the empty corner of the sea, larger than the mainland, each island about a centre of its own.
ARCHIPELAGO_CODE: Final = "88"
INSET_FRAME: Final = (8, 8, 120, 160)
INSET_UNITS_PER_DEGREE: Final = 600.0
INSET_EAST_LONGITUDE: Final = -80.0
INSET_SOUTH_LATITUDE: Final = 12.0


class IslandPanel(NamedTuple):
    """Where an island of the inset is centred: in degrees, and in units of the plane."""

    latitude: float
    longitude: float
    x: float
    y: float


PROVIDENCIA_PANEL: Final = IslandPanel(latitude=13.348, longitude=-81.368, x=68.0, y=44.0)
SAN_ANDRES_PANEL: Final = IslandPanel(latitude=12.547, longitude=-81.705, x=68.0, y=112.0)
PANELS_DIVIDE_LATITUDE: Final = 13.0


def mercator_degrees(latitude: float) -> float:
    """Return the spherical Mercator ordinate of a latitude, both in degrees (Snyder 1987, eq. 7-2, with R = 180/π)."""
    return math.degrees(math.asinh(math.tan(math.radians(latitude))))


def is_in_inset(latitude: float, longitude: float) -> bool:
    """Tell whether a point, in decimal degrees, belongs to the archipelago and so to the inset of the map."""
    return longitude < INSET_EAST_LONGITUDE and latitude > INSET_SOUTH_LATITUDE


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return the (x, y), in units of `MAP_VIEWBOX`, of a point in decimal degrees; the archipelago in its inset."""
    if is_in_inset(latitude, longitude):
        panel = PROVIDENCIA_PANEL if latitude > PANELS_DIVIDE_LATITUDE else SAN_ANDRES_PANEL
        south_of_panel = mercator_degrees(panel.latitude) - mercator_degrees(latitude)
        return (
            panel.x + (longitude - panel.longitude) * INSET_UNITS_PER_DEGREE,
            panel.y + south_of_panel * INSET_UNITS_PER_DEGREE,
        )
    south_of_edge = mercator_degrees(MAP_NORTH_LATITUDE) - mercator_degrees(latitude)
    return (longitude - MAP_WEST_LONGITUDE) * UNITS_PER_DEGREE, south_of_edge * UNITS_PER_DEGREE


def unproject(x: float, y: float) -> tuple[float, float]:
    """Return the (latitude, longitude) in decimal degrees of a point of the mainland's plane: `project` undone."""
    ordinate = mercator_degrees(MAP_NORTH_LATITUDE) - y / UNITS_PER_DEGREE
    latitude = math.degrees(math.atan(math.sinh(math.radians(ordinate))))
    return latitude, MAP_WEST_LONGITUDE + x / UNITS_PER_DEGREE
