"""Pure rules of the territory: the plane on which the site draws the country, and how bodies are named and found."""

import math
from typing import Final, NamedTuple

from llegada.core.text import fold

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


# --- names and search ------------------------------------------------------------------------------------------------
BOGOTA_CODE: Final = "11"
BOGOTA_SEAT_CODE: Final = "11001"
CUNDINAMARCA_CODE: Final = "25"
#: Departments whose governorate says «del»: Gobernación del Cauca. The rest say «de».
DEPARTMENTS_WITH_ARTICLE: Final = frozenset(
    {"08", "18", "19", "20", "27", "41", "47", "50", "63", "73", "76", "86", "88", "91", "94", "95", "97", "99"}
)
SEARCH_TEXT_LENGTH: Final = 500


def mayoralty_name(code: str, municipality: str) -> str:
    """Return the name of the alcaldía of a municipality, by its DANE code and name."""
    return f"Alcaldía Mayor de {municipality}" if code == BOGOTA_SEAT_CODE else f"Alcaldía de {municipality}"


def governorate_name(code: str, department: str) -> str:
    """Return the name of the gobernación of a department, by its DANE code and name."""
    return f"Gobernación {'del' if code in DEPARTMENTS_WITH_ARTICLE else 'de'} {department}"


def capital_code(department: str) -> str:
    """Return the DANE code of a department's capital by the department's: its 001, and Bogotá for Cundinamarca."""
    return BOGOTA_SEAT_CODE if department == CUNDINAMARCA_CODE else f"{department}001"


def place_search_text(*parts: str) -> str:
    """Return what a place is found by: its name first, then its department and code."""
    return fold(" ".join(parts))


def entity_search_text(
    name: str, *, municipality: str = "", department: str = "", nit: str = "", check_digit: str = ""
) -> str:
    """Return what an entity is found by: its name first, then its seat, department and NIT."""
    return fold(" ".join((name, municipality, department, f"{nit}{check_digit}")))[:SEARCH_TEXT_LENGTH]
