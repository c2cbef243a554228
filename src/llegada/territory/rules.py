"""Pure rules of the territory: the plane of the map, how bodies are named and found, and how damaged codes are read."""

import math
import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from stdnum.co import nit as colombian_nit

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


@lru_cache(maxsize=4096)  # every map of the country places the same 1,122 seats
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


# --- codes that a spreadsheet may have damaged -----------------------------------------------------------------------
class CodeReading(NamedTuple):
    """What a cell says of a DANE code: `code` if it can be used, or a `proposal` for a person to decide."""

    code: str | None
    is_repaired: bool = False
    proposal: str | None = None


def read_code(text: str, *, length: int) -> CodeReading:
    """Read a DANE code of `length` digits.

    One digit short and all digits, the leading zero was lost and is put back: 5001 is 05001. Thousands points (5.001, or
    5.03 where even the last zero went) are only proposed: nothing in the cell tells which number it was.
    """
    if re.fullmatch(rf"[0-9]{{{length}}}", text):
        return CodeReading(text)
    if re.fullmatch(rf"[0-9]{{{length - 1}}}", text):
        return CodeReading(f"0{text}", is_repaired=True)
    damaged = re.fullmatch(r"([0-9]{1,2})[.,]([0-9]{1,3})", text)
    if length == 5 and damaged:
        return CodeReading(None, proposal=f"{damaged[1]:0>2}{damaged[2]:0<3}")
    return CodeReading(None)


class NitProblem(StrEnum):
    """Why a NIT cannot be used."""

    NOT_DIGITS = "not_digits"
    FILLER = "filler"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHECK_DIGIT = "wrong_check_digit"


class NitReading(NamedTuple):
    """The nine digits of a NIT with its check digit, or the problem and the check digit that was expected."""

    nit: str | None
    check_digit: str = ""
    problem: NitProblem | None = None


def read_nit(text: str) -> NitReading:
    """Read a NIT of nine digits, or of ten with its check digit (weights of DIAN, Orden Administrativa 4 de 1989).

    The length tells which; points, spaces and hyphen do not count.
    """
    digits = colombian_nit.compact(text)
    if not (digits.isascii() and digits.isdigit()):
        return NitReading(None, problem=NitProblem.NOT_DIGITS)
    if len(digits) == 9 and len(set(digits)) == 1:
        return NitReading(None, problem=NitProblem.FILLER)
    if len(digits) not in {9, 10}:
        return NitReading(None, problem=NitProblem.WRONG_LENGTH)
    base, given = digits[:9], digits[9:]
    expected = str(colombian_nit.calc_check_digit(base))
    if given and given != expected:
        return NitReading(None, check_digit=expected, problem=NitProblem.WRONG_CHECK_DIGIT)
    return NitReading(base, expected)


# --- which place a name says -----------------------------------------------------------------------------------------
_BODY_OF_A_PLACE: Final = re.compile(
    r"(alcaldia|gobernacion|concejo|personeria)(?: (?:municipal|distrital|mayor))*(?: del?)? (.+)"
)
_IN_BRACKETS: Final = re.compile(r"\([^)]*\)")


def names_agree(given: str, official: str) -> bool:
    """Tell whether two names can be of one place: the same letters, or every word of one in the other (Cali, Santiago de Cali)."""
    if _letters(given) == _letters(official):
        return True
    one, other = set(fold(given).split()), set(fold(official).split())
    return bool(one and other) and (one <= other or other <= one)


def find_place_named(name: str, places: Mapping[str, str]) -> str | None:
    """Return the code of the only place (code → name) that `name` can be: by its letters, else by its words."""
    same = [code for code, official in places.items() if _letters(official) == _letters(name)]
    alike = same or [code for code, official in places.items() if names_agree(name, official)]
    return alike[0] if len(alike) == 1 else None


def place_in_body_name(body: str) -> str:
    """Return the place that the name of an alcaldía, gobernación, concejo or personería says, folded; empty for others."""
    found = _BODY_OF_A_PLACE.fullmatch(fold(_IN_BRACKETS.sub(" ", body)))
    return found[2] if found else ""


def find_other_place(body: str, *, own: str, department: str, places: Mapping[str, str]) -> str | None:
    """Return the code of the place that a body's name says when it is another than `own`, the code it came with.

    `places` are those of the department. A name that resembles none exactly is taken as another spelling of its own.
    """
    said = _letters(place_in_body_name(body))
    mine = _letters(places[own])
    if not said or said in mine or mine in said:
        return None
    wordings = {said, said.removesuffix(_letters(department))}
    return next((code for code, name in places.items() if _letters(name) in wordings), None)


@lru_cache(maxsize=4096)  # an import asks for the same places thousands of times
def _letters(text: str) -> str:
    return fold(text).replace(" ", "")


# --- text as the files bring it --------------------------------------------------------------------------------------
_SMALL_WORDS: Final = frozenset(
    {"a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "para", "por", "y"}
)
_KEPT_IN_CAPITALS: Final = frozenset(
    {
        "ESE",
        "ESP",
        "EICE",
        "SAS",
        "SA",
        "LTDA",
        "IPS",
        "EPM",
        "EPS",
        "EDU",
        "AAA",
        "II",
        "III",
        "IV",
        "RAP",
        "RAPE",
        "TIC",
    }
)
_WEBSITE: Final = re.compile(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?", re.IGNORECASE)
_NO_VALUE: Final = frozenset({"no aplica", "no disponible", "sin dato", "n a"})


def readable_name(text: str) -> str:
    """Return a name written all in capitals as people write it, with single spaces; only case changes, no accent is guessed."""
    words = text.split()
    if text != text.upper():
        return " ".join(words)
    return " ".join(
        word
        if word.strip(".,-()") in _KEPT_IN_CAPITALS or _is_initials(word)
        else _capitalized(word, is_first=place == 0)
        for place, word in enumerate(words)
    )


def _is_initials(word: str) -> bool:
    return re.fullmatch(r"(?:\w\.)+\w?", word) is not None or not re.search("[AEIOUÁÉÍÓÚÜY]", word)


def _capitalized(word: str, *, is_first: bool) -> str:
    low = word.lower()
    if low in _SMALL_WORDS and not is_first:
        return low
    return re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), low)


def stated(text: str) -> str:
    """Return `text` with single spaces, or nothing where it only says that there is none («NO APLICA»)."""
    return "" if fold(text) in _NO_VALUE else " ".join(text.split())


def read_website(text: str) -> str | None:
    """Return a web address that can be a link, empty when none is stated, None when it is no address."""
    address = stated(text)
    if not address or "nodisponible" in fold(address).replace(" ", ""):
        return ""
    address = address if "://" in address else f"http://{address}"
    return address if _WEBSITE.fullmatch(address) else None
