"""The sessions behind a cell as a file: the same filters as the page, what each one may see, codes and labels."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
import python_calamine
from django.utils import timezone

from llegada.core.roles import Role
from llegada.exports.datasets.delivered import SESSIONS
from llegada.exports.views import behind
from tests import factories as make
from tests.counted_world import World
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db
PAGE = "/quien-hace-que/detalle/"
BASE = f"{PAGE}sesiones"

world = made_once(World)


@pytest.fixture
def head(world, login):
    """Return the browser of the head of the unit that assists Medellín and San Andrés."""
    person = make.make_person()
    make.assign(person, Role.UNIT_HEAD, unit=world.plan.unit)
    return login(person)


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


class TestSessionsBehind:
    @pytest.mark.usefixtures("at_now")
    def test_have_codes_and_labels_and_say_of_which_day_and_filters_they_are(self, head, world):
        response = head.get(f"{BASE}.csv?year=2026&department=05")

        one, other = table(response)
        assert list(one) == [*(column.code for column in SESSIONS.columns), "fecha_corte", "filtros"]
        assert (one["codigo_municipio"], one["municipio"], one["servicio"]) == ("05001", "Medellín", "Marco fiscal")
        assert (one["codigo_estado"], one["estado"], one["fecha"]) == ("held", "Realizada", "2026-06-01")
        assert one["asesor"] == world.plan.advisor.full_name
        assert (other["fecha_corte"], other["filtros"]) == (str(timezone.localdate()), "Vigencia 2026 · Antioquia")
        assert f"-{timezone.localdate()}.csv" in response["Content-Disposition"]
        assert response["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize(
        ("asked", "days"),
        [
            ("", ["2026-06-01"] * 3),  # the latest year; neither what is planned nor what was cancelled
            ("year=all&municipality=05001", ["2025-05-04", "2026-06-01", "2026-06-01"]),
            ("since=2025-01&until=2025-12", ["2025-05-04"]),
            ("year=all&department=52", []),  # of another organisation
            ("year=2010", []),
        ],
    )
    def test_are_those_of_the_filters_that_one_may_see(self, head, asked, days):
        assert [row["fecha"] for row in table(head.get(f"{BASE}.csv?{asked}"))] == days

    def test_are_alike_in_the_three_formats(self, head):
        asked = "?year=all&municipality=05001"
        rows = table(head.get(f"{BASE}.csv{asked}"))
        said = json.loads(head.get(f"{BASE}.json{asked}").getvalue())
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(head.get(f"{BASE}.xlsx{asked}").getvalue()))
        titles, *lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        keys = [row["codigo_sesion"] for row in rows]

        assert len(keys) == 3
        assert [row["codigo_sesion"] for row in said["filas"]] == keys
        assert [line[titles.index("codigo_sesion")] for line in lines] == keys
        assert said["alcance"] == "Todas las vigencias · Medellín (Antioquia)"
        assert dict(book.get_sheet_by_name("Acerca de").to_python())["Filtros"] == said["alcance"]
        assert said["definiciones"]["sesiones (sesiones)"]

    def test_lead_programs_to_the_same_as_json(self, head):
        address = head.get(f"{BASE}.csv?year=all")["Link"].split(">")[0].strip("<")

        assert len(json.loads(head.get(address).getvalue())["filas"]) == 4

    def test_are_divided_as_the_address_says(self, head):
        first = head.get(f"{BASE}.csv?separador=punto-y-coma").getvalue().decode("utf-8-sig").splitlines()[0]

        assert first.startswith("codigo_sesion;vigencia;")

    def test_are_not_only_those_that_the_page_shows(self, head, world):
        for _one in range(60):
            world.hold(world.plan, held_on=date(2026, 7, 1))

        assert len(table(head.get(f"{BASE}.csv?year=2026"))) == 63

    @pytest.mark.parametrize("asked", ["department=5", "since=marzo", "vigencia=2026", "separador=x"])
    def test_refuse_what_they_cannot_read(self, head, asked):
        assert head.get(f"{BASE}.csv?{asked}").status_code == 422

    def test_are_written_in_no_other_format(self, head):
        assert head.get(f"{BASE}.hxl.csv").status_code == 404
        assert head.get(f"{BASE}.svg").status_code == 404

    def test_beyond_what_one_waits_for_say_how_to_have_them(self, head, monkeypatch):
        monkeypatch.setattr(behind, "MOST_IN_FILE", 2)

        refused = head.get(f"{BASE}.csv?year=2026", headers={"accept": "text/html"})

        assert refused.status_code == 422
        assert "más de 2 sesiones" in refused.content.decode()
        assert "/datos/sesiones/" in refused.content.decode()
        assert len(table(head.get(f"{BASE}.csv?year=2025"))) == 1

    def test_are_not_of_a_visitor(self, client, world):
        assert client.get(f"{BASE}.csv").status_code == 401
        assert client.get(f"{BASE}.csv", headers={"accept": "text/html"}).status_code == 302
        assert "sesiones.csv" not in client.get(PAGE).content.decode()


class TestPage:
    def test_leads_to_them_under_its_filters(self, head):
        page = head.get(f"{PAGE}?department=05&year=2026").content.decode()

        for one in ("xlsx", "csv", "json"):
            assert f'href="{BASE}.{one}?year=2026&amp;department=05"' in page
        assert "Hasta 200.000 de una vez" in page

    def test_leads_nowhere_where_one_may_see_none(self, head):
        assert f"{BASE}." not in head.get(f"{PAGE}?department=52&year=2026").content.decode()
