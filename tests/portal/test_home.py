"""The first public page: figures, map and tables under the same filters."""

from __future__ import annotations

import csv
import gzip
import io
import re
from datetime import date
from itertools import count

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from llegada.core.roles import Role
from llegada.insights.services import rebuild_figures
from llegada.territory.models import Boundary, Municipality
from tests import factories as make

pytestmark = pytest.mark.django_db
QUERIES = 15


def text(response) -> str:
    """Return the words of the page, without marks nor repeated spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def titles(response) -> list[str]:
    """Return what the shapes of the map say."""
    svg = re.search(r'<svg viewBox="[^"]+" role="group".*?</svg>', response.content.decode(), re.DOTALL)[0]
    return re.findall(r"<title>([^<]+)</title>", svg)


def figures(response) -> dict[str, str]:
    """Return the value of each figure by the anchor of its definition."""
    pattern = r'#cifra-(\w+)">.*?<dd class="figure-value[^"]*">([^<]*)</dd>'
    return dict(re.findall(pattern, response.content.decode(), re.DOTALL))


class TestHome:
    def test_begins_with_the_latest_year(self, client, world):
        response = client.get("/")

        assert figures(response) == {
            "municipalities": "2",
            "departments": "3",
            "entities": "4",
            "sessions": "5",
            "people": "menos de 5",
            "services": "2",
            "milestones": "0\u00a0%",
            "plans": "3",
        }
        assert "Vigencia 2026 · todo el país · corte" in text(response)
        assert "50 % de 4 · y 1 área o isla" in text(response)

    def test_counts_all_years_when_asked(self, client, world):
        assert figures(client.get("/?year=all"))["sessions"] == "6"

    @pytest.mark.parametrize(
        ("name", "value", "sessions"),
        [
            ("year", lambda world: 2025, "1"),
            ("department", lambda world: "05", "3"),
            ("organization", lambda world: world.two.public_id, "2"),
            ("line", lambda world: world.finance.public_id, "3"),
        ],
    )
    def test_counts_only_what_the_filter_leaves(self, client, world, name, value, sessions):
        response = client.get("/", {name: value(world)})

        assert figures(response)["sessions"] == sessions
        assert "Quitamos un filtro" not in text(response)

    def test_says_which_filter_it_could_not_read(self, client, world):
        response = client.get("/?department=5&line=x&metric=y&view=z&year=26&page=mil")

        assert response.status_code == 200
        assert figures(response)["sessions"] == "5"
        assert "Ese código de departamento no existe" in text(response)
        assert "Esa línea temática no está en la lista." in text(response)

    def test_says_that_nothing_is_registered_rather_than_zero(self, client, world):
        response = client.get("/?year=1999")

        assert set(figures(response).values()) == {"sin dato"}
        assert "No quiere decir que no haya habido asistencia" in text(response)
        assert 'class="map-circle"' not in response.content.decode()

    def test_stands_on_an_empty_installation(self, client):
        response = client.get("/")

        assert response.status_code == 200
        assert set(figures(response).values()) == {"sin dato"}

    def test_lets_the_browser_send_the_form_with_nothing_chosen(self, client, world):
        form = re.search(r'<form class="filters.*?</form>', client.get("/").content.decode(), re.DOTALL)[0]

        assert '<option value="" selected>Todo el país</option>' in form
        assert " required" not in form

    def test_answers_the_fragment_to_htmx(self, client, world):
        response = client.get("/?year=2025", headers={"HX-Request": "true"})

        assert "<html" not in response.content.decode()
        assert figures(response)["sessions"] == "1"
        assert re.search(
            r'id="vistas" hx-swap-oob="true".*?/quien-hace-que/matriz/\?year=2025', response.content.decode()
        )
        assert "HX-Request" in response["Vary"]

    def test_weighs_little(self, client, world):
        response = client.get("/", headers={"Accept-Encoding": "gzip"})

        assert response["Content-Encoding"] == "gzip"
        assert len(gzip.decompress(response.content)) > len(response.content)


class TestMap:
    def test_draws_a_circle_for_each_place_the_largest_first(self, client, world):
        response = client.get("/?year=all")

        assert [one for one in titles(response) if "(" in one] == [
            "Medellín (Antioquia): 3 sesiones",
            "Pasto (Nariño): 1 sesión",
            "San Andrés (San Andrés y Providencia): 1 sesión",
        ]
        assert "por ser de entidades sin municipio de sede: 1 sesión" in text(response)

    def test_says_what_each_department_has_and_which_have_nothing(self, client, world):
        found = titles(client.get("/?view=departments&metric=entities"))

        assert "Antioquia: 2 entidades asistidas" in found
        assert "Vaupés: sin entidades asistidas registradas" in found

    def test_opens_each_place_and_is_one_stop_for_the_tab_key(self, client, world):
        links = re.findall(r'<a href="(/territorio/[^"]+)"( tabindex="-1")?><title>', client.get("/").content.decode())
        departments = client.get("/?view=departments").content.decode()

        assert links[0] == ("/territorio/05001-medellin/", "")
        assert {stop for _address, stop in links[1:]} == {' tabindex="-1"'}
        assert '<a href="/territorio/departamentos/05-antioquia/"' in departments.split('id="mapa-pais"')[1]

    def test_is_one_group_for_who_listens(self, client, world):
        content = client.get("/").content.decode()

        assert (
            'role="group" aria-label="Mapa de Colombia: Sesiones. La tabla «Por municipio» dice lo mismo."' in content
        )
        assert "© MapSVG y Victor Cazanave" in content

    def test_comes_near_the_department_that_is_chosen(self, client, world):
        whole, near = (
            re.search(r'<svg viewBox="([^"]+)" role="group"', client.get(url).content.decode())[1]
            for url in ("/", "/?department=05")
        )

        assert whole == "0 0 626 860"
        assert float(near.split()[2]) < 300

    def test_offers_municipalities_once_their_boundaries_are_loaded(self, client, world):
        assert "view=municipalities" not in client.get("/").content.decode()
        for place in Municipality.objects.exclude(pk="88001"):
            Boundary.objects.create(
                level="municipality", code=place.pk, path="M0 0l5 0 0 5z", source="prueba", loaded_at=make.NOW
            )

        response = client.get("/?view=municipalities&metric=people&year=all")

        assert "Medellín: menos de 5 personas" in titles(response)
        assert "Abejorral: sin dato de personas" in titles(response)
        assert "view=departments" in response.content.decode()


class TestTable:
    def test_says_the_same_as_the_map(self, client, world):
        rows = re.search(r'id="municipios".*?<tbody>(.*?)</tbody>', client.get("/").content.decode(), re.DOTALL)[1]
        cells = [
            [
                " ".join(re.sub(r"<[^>]+>", " ", cell).split())
                for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", rows, re.DOTALL)
        ]

        assert cells == [
            ["Medellín Antioquia", "1", "2", "menos de 5", "1", "1"],
            ["Entidades sin municipio de sede Antioquia", "1", "1", "sin dato", "1", "1"],
            ["Pasto Nariño", "1", "1", "menos de 5", "1", "1"],
            ["San Andrés San Andrés y Providencia · isla", "1", "1", "menos de 5", "1", "1"],
        ]

    def test_puts_first_what_the_map_shows(self, client, world):
        other = make.make_plan(entity=make.make_entity(make.make_municipality("05002")))
        world.hold(other, 21, 22, 23, 24, 25)
        rebuild_figures()

        content = client.get("/?metric=people").content.decode()

        table = content[content.index('id="municipios"') :]
        assert table.index("Abejorral") < table.index("Medellín")


@pytest.fixture
def beside(world):
    """Add to Antioquia a municipality and one more, of 8 and 12 people, beside the 3 of Medellín."""
    for code, people in (("05002", range(21, 29)), ("05003", range(31, 43))):
        world.hold(make.make_plan(entity=make.make_entity(make.make_municipality(code, f"Sitio {code}"))), *people)
    rebuild_figures()
    return world


class TestKeptBack:
    def test_is_not_told_in_the_table_nor_in_the_map(self, client, beside):
        response = client.get("/?metric=people")

        table = text(response)[text(response).index("Por municipio Descargar") :]
        # Sitio 05002 has one session of one entity; its eight people would tell the three of Medellín.
        assert "Sitio 05002 Antioquia 1 1 reservado" in table or "Abejorral Antioquia 1 1 reservado" in table
        assert "Sitio 05003 Antioquia 1 1 12" in table
        assert "no se publica porque, restado del total" in table
        assert any(one.endswith("(Antioquia): 12 personas") for one in titles(response))
        assert not any("8 personas" in one for one in titles(response))
        departments = titles(client.get("/?metric=people&view=departments"))
        assert "Antioquia: 23 personas" in departments

    def test_is_not_told_in_the_file_nor_are_the_attendances(self, client, beside):
        response = client.get(reverse("portal:figures_csv"), {"year": "2026"})

        lines = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
        told = {row["codigo_municipio"]: (row["asistencias"], row["personas"]) for row in lines if row["personas"]}
        assert told["05001"] == ("reservado", "menos de 5")
        assert told["05002"] == ("reservado", "reservado")
        assert told["05003"] == ("12", "12")

    def test_is_not_told_in_the_map_of_the_views(self, client, beside):
        address = "/quien-hace-que/mapa.csv?year=2026&metric=people"
        response = client.get(address)

        assert response.status_code == 200
        lines = csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")))
        told = {row[2]: row[8] for row in lines if len(row) > 2}
        assert (told["05001"], told["05002"], told["05003"]) == ("menos de 5", "reservado", "12")


class TestDownloads:
    @pytest.mark.usefixtures("at_now")
    def test_hold_every_row_of_the_filters(self, client, world):
        page = client.get("/", {"organization": world.one.public_id})
        [address] = re.findall(r'href="([^"]+csv\?[^"]+)"', page.content.decode())

        response = client.get(address.replace("&amp;", "&"))

        lines = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
        assert [line[-2:] for line in lines] == [
            ["fecha_corte", "filtros"],
            *[[str(timezone.localdate()), "Vigencia 2026 · todo el país · Instituto Uno"]] * 2,
        ]
        assert [line[:-2] for line in lines[1:]] == [
            [
                "2026",
                "05",
                "Antioquia",
                "05001",
                "Medellín",
                "Municipio",
                "1",
                "2",
                "reservado",
                "menos de 5",
                "1",
                "1",
            ],
            [
                "2026",
                "88",
                "San Andrés y Providencia",
                "88001",
                "San Andrés",
                "Isla",
                "1",
                "1",
                "reservado",
                "menos de 5",
                "1",
                "1",
            ],
        ]
        assert f"llegada-cifras-por-municipio-2026-{timezone.localdate()}.csv" in response["Content-Disposition"]

    def test_say_the_same_in_xlsx(self, client, world):
        text_rows = list(
            csv.reader(
                io.StringIO(b"".join(client.get(reverse("portal:figures_csv")).streaming_content).decode("utf-8-sig"))
            )
        )
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(client.get(reverse("portal:figures_xlsx")).getvalue())
        )

        rows = [
            [str(int(cell)) if isinstance(cell, float) else cell for cell in row]
            for row in book.get_sheet_by_index(0).to_python()
        ]
        assert rows == [row[:-2] for row in text_rows]
        assert len(rows) == 5
        about = dict(book.get_sheet_by_name("Acerca de").to_python())
        assert about["Filtros"] == "Todas las vigencias · todo el país"
        assert about["Dirección"].endswith("/?year=all")  # without it the page is of the latest year
        assert about["Qué cuenta: organizaciones que asisten (organizaciones)"]

    def test_say_where_the_same_figures_are_seen(self, client, world):
        response = client.get(reverse("portal:figures_xlsx"), {"year": "2026", "department": "05", "separador": ";"})
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(response.getvalue()))

        address = dict(book.get_sheet_by_name("Acerca de").to_python())["Dirección"]
        assert address.endswith("/?year=2026&department=05")

    def test_refuse_a_filter_of_other_pages_as_the_page_names_it(self, client, world):
        refused = client.get(reverse("portal:figures_csv"), {"vigencia": "2025"}, headers={"accept": "text/html"})

        assert (refused.status_code, "«vigencia»" in refused.content.decode()) == (422, True)

    def test_refuse_a_filter_that_cannot_be_read(self, client, world):
        assert client.get("/datos/cifras-por-municipio.csv?department=5").status_code == 422

    @pytest.mark.parametrize("name", ["places_csv", "places_xlsx"])
    def test_hold_the_catalogue_of_places(self, client, world, name):
        response = client.get(reverse(f"portal:{name}"))

        assert response.status_code == 200
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert len(content) > 100


class TestExplanations:
    def test_define_every_figure_where_the_cards_point(self, client, world):
        anchors = re.findall(r"#(cifra-\w+)", client.get("/").content.decode())
        page = client.get(reverse("portal:data")).content.decode()

        assert anchors
        assert all(f'id="{anchor}"' in page for anchor in anchors)

    def test_explain_the_words_one_anchor_each(self, client):
        page = client.get(reverse("portal:glossary")).content.decode()

        anchors = re.findall(r'<dt id="([a-z-]+)">', page)
        assert {"hito", "sin-dato", "vigencia"} <= set(anchors)
        assert len(anchors) == len(set(anchors))

    def test_say_how_to_report_a_barrier(self, client, settings):
        assert "por su canal de peticiones" in text(client.get(reverse("portal:accessibility")))
        settings.DEFAULT_FROM_EMAIL = "Llegada <llegada@ejemplo.gov.co>"
        assert "Escriba a llegada@ejemplo.gov.co" in text(client.get(reverse("portal:accessibility")))


class TestCost:
    def fill(self, world, sessions):
        """Hold so many sessions in as many municipalities as they allow, up to thirty."""
        numbers = count(100)
        plans = []
        for number in range(min(sessions, 30)):
            place = make.make_municipality(f"0510{number}" if number < 10 else f"051{number}", f"Municipio {number}")
            plans.append(make.make_plan(entity=make.make_entity(place), versions=[world.finance_version]))
        for number in range(sessions):
            world.hold(plans[number % len(plans)], next(numbers), held_on=date(2026, 3, 1))
        rebuild_figures()

    @pytest.mark.parametrize("query", ["", "?metric=people", "?view=departments&department=05"])
    def test_is_flat_in_the_number_of_sessions(self, world, login, query):
        person = make.make_person()
        make.assign(person, Role.ADVISOR, unit=make.make_unit())
        browser = login(person)
        browser.get("/")  # what is read once and remembered is not counted
        spent = []
        for sessions in (10, 200):
            self.fill(world, sessions)
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"/{query}").status_code == 200
            spent.append(len(queries))

        assert spent[0] == spent[1] <= QUERIES
