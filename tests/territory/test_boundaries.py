"""The import of official boundaries."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from llegada.core.actors import ANONYMOUS, SYSTEM
from llegada.core.errors import NotAllowed
from llegada.core.history import list_events
from llegada.territory.choices import BoundaryLevel
from llegada.territory.errors import NoKnownCodes, NotDegrees, UnreadableBoundaries
from llegada.territory.models import Boundary
from llegada.territory.selectors import find_boundaries
from llegada.territory.services import import_boundaries
from tests.factories import NOW, make_municipality

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places():
    make_municipality("05001", "Medellín")
    make_municipality("05002", "Abejorral")


def square(longitude: float = -75.0, side: float = 0.5):
    west, south = longitude, 6.0
    ring = [(west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(*features) -> bytes:
    """Return a file of (properties, geometry)."""
    figures = [{"type": "Feature", "properties": names, "geometry": shape} for names, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": figures}).encode()


def bring(content: bytes, **options):
    return import_boundaries(actor=SYSTEM, source=io.BytesIO(content), name="limites.geojson", now=NOW, **options)


class TestImportBoundaries:
    def test_loads_the_outlines_and_says_which_are_missing(self):
        report = bring(geojson(({"MPIO_CDPMP": "05001"}, square())))

        assert (report.level, report.key, report.loaded) == (BoundaryLevel.MUNICIPALITY, "MPIO_CDPMP", 1)
        assert report.missing == ["05002"]
        stored = Boundary.objects.get()
        assert (stored.code, stored.source, stored.loaded_at) == ("05001", "limites.geojson", NOW)
        assert stored.path.startswith("M210 ")

    def test_leaves_a_decision_with_the_file(self):
        bring(geojson(({"c": "05001"}, square())))

        event = list_events(target=Boundary).get()
        assert (event.verb, event.after, event.actor_name) == ("boundary.import", "limites.geojson", "Consola")
        assert (event.data["level"], event.data["loaded"], len(event.data["sha256"])) == ("municipality", 1, 64)

    def test_takes_the_place_of_what_was_loaded_before_at_its_level_only(self):
        bring(geojson(({"c": "05"}, square())))
        bring(geojson(({"c": "05001"}, square()), ({"c": "05002"}, square(-74))))
        before = find_boundaries(level=BoundaryLevel.MUNICIPALITY)

        bring(geojson(({"c": "05002"}, square(-73))))

        after = find_boundaries(level=BoundaryLevel.MUNICIPALITY)
        assert set(after) == {"05002"}
        assert after["05002"] != before["05002"]
        assert set(find_boundaries(level=BoundaryLevel.DEPARTMENT)) == {"05"}

    @pytest.mark.parametrize("key", ["MPIO_CCNCT", "cod_mpio", "codigo", "id"])
    def test_finds_the_column_of_the_code_whatever_its_name(self, key):
        report = bring(
            geojson(({"DPTO_CCDGO": "05", "OBJECTID": 7, key: "05001"}, square())), level=BoundaryLevel.MUNICIPALITY
        )

        assert (report.key, report.loaded) == (key, 1)

    def test_tells_municipalities_from_departments_by_the_codes(self):
        rows = [({"DPTO_CCDGO": "05", "MPIO_CDPMP": code}, square()) for code in ("05001", "05002")]

        assert bring(geojson(*rows)).level == BoundaryLevel.MUNICIPALITY

    def test_joins_the_two_columns_of_a_code(self):
        report = bring(geojson(*(({"DPTO_CCDGO": "05", "MPIO_CCDGO": code}, square()) for code in ("001", "002"))))

        assert (report.key, report.loaded) == ("DPTO_CCDGO+MPIO_CCDGO", 2)

    def test_puts_back_a_lost_zero_and_says_so(self):
        assert bring(geojson(({"c": 5001}, square()), ({"c": 5002}, square()))).repaired == ["05001", "05002"]

    def test_says_what_it_does_not_know_and_what_is_no_polygon(self):
        point = {"type": "Point", "coordinates": [-75, 6]}

        report = bring(geojson(({"c": "05001"}, square()), ({"c": "94663"}, square()), ({"c": "05002"}, point)))

        assert (report.unknown, report.not_polygon, report.loaded) == (["94663"], ["05002"], 1)
        assert report.missing == ["05002"]

    def test_makes_one_outline_of_the_parts_of_a_place(self):
        bring(geojson(({"c": "05001"}, square()), ({"c": "05001"}, square(-74))))

        assert Boundary.objects.get().path.count("M") == 2

    def test_leaves_all_as_it_was_when_the_file_is_in_metres(self):
        bring(geojson(({"c": "05001"}, square())))

        with pytest.raises(NotDegrees):
            bring(geojson(({"c": "05001"}, square(-74)), ({"c": "05002"}, square(4_880_000.0))))

        assert Boundary.objects.get().code == "05001"

    @pytest.mark.parametrize("content", [b"", b"{", b"<html>", b"[]", b'{"type": "Topology"}', b"\xff\xfe"])
    def test_refuses_what_is_no_map(self, content):
        with pytest.raises(UnreadableBoundaries):
            bring(content)

    @pytest.mark.parametrize("content", [geojson(), geojson(({"c": "99999"}, square()))])
    def test_refuses_a_map_without_known_codes(self, content):
        with pytest.raises(NoKnownCodes):
            bring(content)

    def test_is_for_those_who_administer(self, stranger):
        for actor in (ANONYMOUS, stranger):
            with pytest.raises(NotAllowed):
                import_boundaries(actor=actor, source=io.BytesIO(b"{}"), name="x", now=NOW)


class TestCommand:
    def test_tells_the_whole_report(self, tmp_path, capsys):
        path = tmp_path / "limites.geojson"
        path.write_bytes(geojson(({"c": 5001}, square()), ({"c": "94663"}, square()), ({"c": ""}, square())))

        call_command("import_boundaries", str(path), level="municipality")

        assert capsys.readouterr().out.splitlines() == [
            "Límites cargados: 1, por la columna c (Municipio).",
            "Sin límite en el archivo (1): 05002.",
            "Códigos que no existen en DIVIPOLA (2): 94663 (hoy 94343), vacío.",
            "Códigos a los que se les repuso el cero inicial (1): 05001.",
        ]

    def test_says_what_is_wrong_with_the_file(self, tmp_path):
        page = tmp_path / "mapa.geojson"
        page.write_text("<html>")

        with pytest.raises(CommandError, match="GeoJSON o TopoJSON"):
            call_command("import_boundaries", str(page))
        with pytest.raises(CommandError, match=r"No se pudo abrir .*no-existe\.json"):
            call_command("import_boundaries", str(tmp_path / "no-existe.json"))


@pytest.mark.real_data
class TestTheOfficialMaps:
    def test_every_municipality_goes_in_but_one_that_is_reported(self, reference, real_data, capsys):
        call_command("import_boundaries", str(real_data / "municipios_2018_dane.topojson"))

        assert capsys.readouterr().out.splitlines() == [
            "Límites cargados: 1121, por la columna id (Municipio).",
            "Sin límite en el archivo (1): 27493.",
        ]
        paths = find_boundaries(level=BoundaryLevel.MUNICIPALITY)
        assert sum(len(path) for path in paths.values()) < 250_000

    def test_every_department_goes_in(self, reference, real_data, capsys):
        call_command("import_boundaries", str(real_data / "departamentos_2018_dane.topojson"))

        assert capsys.readouterr().out.splitlines() == ["Límites cargados: 33, por la columna id (Departamento)."]
