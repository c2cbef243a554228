"""The reference data that the product ships: complete, well formed, and true to the official list."""

import csv
import json
import math
import os
import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from llegada.territory import rules
from llegada.territory.choices import MunicipalityKind
from scripts.build_divipola import search_key, title_case
from scripts.department_outlines import contains, numbers_of, path_of

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "src" / "llegada" / "territory" / "data"
CORRECTIONS = ROOT / "scripts" / "divipola_corrections.csv"
OFFICIAL = Path(os.environ.get("LLEGADA_REAL_DATA", "")) / "divipola.csv"
OFFICIAL_KINDS = {
    "Municipio": "municipality",
    "Área no municipalizada": "non_municipalized_area",
    "Isla": "island",
}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def point_of(row: dict[str, str]) -> tuple[float, float]:
    return float(row["latitude"]), float(row["longitude"])


def rings_of(path: str) -> list[list[tuple[float, float]]]:
    """Read the two commands that the shipped outlines use: an absolute start, relative lines."""
    rings = []
    for start, lines in re.findall(r"M([^l]*)l([^z]*)z", path):
        x, y = (float(number) for number in re.findall(r"-?[\d.]+", start))
        ring = [(x, y)]
        steps = [float(number) for number in re.findall(r"-?[\d.]+", lines)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def distance_to(rings: list[list[tuple[float, float]]], point: tuple[float, float]) -> float:
    """Return how far a point is from the nearest edge, in units of the plane; zero inside."""
    if contains(rings, point):
        return 0
    return min(
        distance_to_segment(point, *edge) for ring in rings for edge in pairwise([*ring, ring[0]]) if edge[0] != edge[1]
    )


def distance_to_segment(p: tuple[float, float], a: tuple[float, float], b: tuple[float, float]) -> float:
    along = ((p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])) / math.dist(a, b) ** 2
    share = min(1.0, max(0.0, along))
    return math.dist(p, (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = (math.radians(value) for value in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(half))


@pytest.fixture(scope="module")
def departments() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_csv(DATA / "departments.csv")}


@pytest.fixture(scope="module")
def municipalities() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in read_csv(DATA / "municipalities.csv")}


@pytest.fixture(scope="module")
def outlines() -> dict[str, list[list[tuple[float, float]]]]:
    shapes = json.loads((DATA / "departments_shapes.json").read_text(encoding="utf-8"))
    return {code: rings_of(path) for code, path in shapes.items()}


@pytest.fixture(scope="module")
def official() -> dict[str, dict[str, str]]:
    return {row["cod_mpio"]: row for row in read_csv(OFFICIAL)}


class TestDepartments:
    def test_are_thirty_two_and_bogota_each_once(self, departments):
        rows = read_csv(DATA / "departments.csv")

        assert len(rows) == len(departments) == 33
        assert all(re.fullmatch(r"\d{2}", code) for code in departments)

    def test_carry_their_official_names_in_spanish_case(self, departments):
        assert departments["11"]["name"] == "Bogotá, D.C."
        assert departments["54"]["name"] == "Norte de Santander"
        assert departments["88"]["name"] == "Archipiélago de San Andrés, Providencia y Santa Catalina"

    def test_are_labelled_at_a_point_inside_their_outline(self, departments, outlines):
        outside = [
            code for code, row in departments.items() if not contains(outlines[code], rules.project(*point_of(row)))
        ]

        assert outside == []


class TestMunicipalities:
    def test_are_the_1122_places_of_divipola_each_once_and_in_order(self, municipalities):
        codes = [row["code"] for row in read_csv(DATA / "municipalities.csv")]

        assert len(codes) == len(municipalities) == 1122
        assert codes == sorted(codes)

    def test_have_codes_of_five_digits_that_begin_with_their_department(self, municipalities, departments):
        wrong = [
            code
            for code, row in municipalities.items()
            if not re.fullmatch(r"\d{5}", code)
            or row["department_code"] != code[:2]
            or row["department_code"] not in departments
        ]

        assert wrong == []

    def test_leave_no_department_empty(self, municipalities, departments):
        assert {row["department_code"] for row in municipalities.values()} == departments.keys()

    def test_are_1103_municipalities_18_areas_and_one_island(self, municipalities):
        kinds = Counter(row["kind"] for row in municipalities.values())

        assert kinds == {"municipality": 1103, "non_municipalized_area": 18, "island": 1}
        assert kinds.keys() == set(MunicipalityKind.values)

    def test_class_san_andres_as_the_island_that_has_no_alcaldia(self, municipalities):
        islands = [code for code, row in municipalities.items() if row["kind"] == "island"]

        assert islands == ["88001"]
        assert municipalities["88564"]["kind"] == "municipality"

    def test_keep_the_areas_in_the_three_departments_that_have_them(self, municipalities):
        areas = Counter(r["department_code"] for r in municipalities.values() if r["kind"] == "non_municipalized_area")

        assert areas == {"91": 9, "94": 6, "97": 3}

    def test_say_since_when_the_two_newest_exist_and_nothing_about_the_rest(self, municipalities):
        since = {code: date.fromisoformat(r["valid_from"]) for code, r in municipalities.items() if r["valid_from"]}

        assert since == {"27493": date(2023, 6, 27), "94343": date(2019, 12, 1)}

    def test_leave_out_the_codes_that_were_withdrawn(self, municipalities):
        assert municipalities.keys().isdisjoint({"27086", "94663"})

    def test_have_names_without_damage(self, municipalities, departments):
        names = [row["name"] for row in (*municipalities.values(), *departments.values())]
        allowed = re.compile(r"[A-ZÁÉÍÓÚÑ][A-Za-zÁÉÍÓÚÑáéíóúñü]*(?:(?: |, | - )[A-Za-zÁÉÍÓÚÑáéíóúñü.]+)*")

        assert [name for name in names if not allowed.fullmatch(name)] == []
        assert [name for name in names if unicodedata.normalize("NFC", name) != name] == []
        assert [name for name in names if name.isupper() or re.search(r" (De|Del|La|Las|Los|Y) ", name)] == []

    def test_carry_their_official_names(self, municipalities):
        names = {code: municipalities[code]["name"] for code in ("05001", "11001", "54001", "76001", "94343", "27493")}

        assert names == {
            "05001": "Medellín",
            "11001": "Bogotá, D.C.",
            "54001": "San José de Cúcuta",
            "76001": "Santiago de Cali",
            "94343": "Barrancominas",
            "27493": "Nuevo Belén de Bajirá",
        }

    def test_stand_on_colombian_soil(self, municipalities):
        """The mainland and, apart, the archipelago."""
        adrift = []
        for code, row in municipalities.items():
            latitude, longitude = point_of(row)
            mainland = -4.3 < latitude < 12.5 and -79.1 < longitude < -66.8
            islands = 12.4 < latitude < 13.5 and -81.8 < longitude < -81.3
            if not (islands if code.startswith("88") else mainland):
                adrift.append(code)

        assert adrift == []


class TestOutlines:
    def test_are_one_for_each_department(self, outlines, departments):
        assert outlines.keys() == departments.keys()
        assert all(len(ring) >= 4 for rings in outlines.values() for ring in rings)

    def test_stay_inside_the_view_box_and_the_archipelago_inside_its_inset(self, outlines):
        for code, rings in outlines.items():
            left, top, width, height = rules.INSET_FRAME if code == rules.ARCHIPELAGO_CODE else rules.MAP_VIEWBOX
            assert all(left < x < left + width and top < y < top + height for ring in rings for x, y in ring), code

    def test_hold_the_seats_of_their_municipalities_save_a_few_on_the_very_edge(self, outlines, municipalities):
        """What proves that outlines and seats share one plane: 2.5 units are about five kilometres."""
        distances = {
            code: distance_to(outlines[code[:2]], rules.project(*point_of(row))) for code, row in municipalities.items()
        }

        assert max(distances.values()) < 2.5
        assert sum(distance == 0 for distance in distances.values()) >= 0.97 * len(distances)

    def test_weigh_little_enough_for_the_first_page(self):
        assert (DATA / "departments_shapes.json").stat().st_size < 45_000


class TestCorrections:
    def test_all_give_their_reason(self):
        assert [row for row in read_csv(CORRECTIONS) if not row["reason"].strip()] == []

    def test_are_what_was_shipped(self, municipalities):
        shipped = {"name": "name", "add": "name", "kind": "kind", "valid_from": "valid_from"}
        forgotten = [
            row
            for row in read_csv(CORRECTIONS)
            if row["action"] in shipped and municipalities[row["code"]][shipped[row["action"]]] != row["value"]
        ]

        assert forgotten == []


class TestBuild:
    def test_writes_names_in_spanish_case(self):
        assert title_case("Norte De Santander") == "Norte de Santander"
        assert title_case("El Carmen De La Sierra") == "El Carmen de la Sierra"

    def test_compares_names_without_accents_or_punctuation(self):
        assert search_key("Bogotá, D.C.") == "bogota d c"
        assert search_key("PIENDAMÓ - TUNÍA") == search_key("Piendamo Tunia")

    def test_writes_numbers_as_briefly_as_svg_reads_them(self):
        assert numbers_of([(3, -5), (-120, 0), (1234, 7)]) == ".3-.5-12 0 123.4 .7"

    def test_writes_an_outline_that_reads_back_the_same(self):
        ring = [(10.0, 20.5), (11.3, 20.4), (9.9, -0.3)]

        [read_back] = rings_of(path_of([ring]))

        assert read_back == [pytest.approx(point) for point in ring]


@pytest.mark.skipif(not OFFICIAL.is_file(), reason="LLEGADA_REAL_DATA names no folder with divipola.csv")
class TestAgainstTheOfficialList:
    def test_misses_no_code_and_invents_none(self, municipalities, departments, official):
        assert municipalities.keys() == official.keys()
        assert departments.keys() == {row["cod_dpto"] for row in official.values()}

    def test_agrees_on_every_name_up_to_case(self, municipalities, departments, official):
        different = [
            (c, r["name"], official[c]["mpio"])
            for c, r in municipalities.items()
            if r["name"].upper() != official[c]["mpio"]
        ]
        of_departments = {row["cod_dpto"]: row["dpto"] for row in official.values()}

        assert different == []
        assert {code: row["name"].upper() for code, row in departments.items()} == of_departments

    def test_agrees_on_every_kind(self, municipalities, official):
        different = [c for c, row in municipalities.items() if row["kind"] != OFFICIAL_KINDS[official[c]["tipo"]]]

        assert different == []

    def test_puts_every_seat_within_six_kilometres_and_nearly_all_within_one(self, municipalities, official):
        distances = {
            code: kilometres_between(
                point_of(row), (float(official[code]["lat_cab"]), float(official[code]["lon_cab"]))
            )
            for code, row in municipalities.items()
        }

        assert max(distances.values()) < 6, max(distances, key=lambda code: distances[code])
        assert sum(distance < 1 for distance in distances.values()) > 0.9 * len(distances)
