"""The pages of the views: the same filters in the address, the tables and their files."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
import python_calamine
from django.utils import timezone

from llegada.core.roles import Role
from tests import factories as make
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db
BASE = "/quien-hace-que/"


def text(response) -> str:
    """Return the words of the page, without marks nor repeated spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def addresses(response, part: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(rf'href="([^"]*{part}[^"]*)"', response.content.decode())]


class TestMatrix:
    def test_leads_from_each_cell_to_its_rows_with_the_same_filters(self, client, world):
        response = client.get(f"{BASE}matriz/?line={world.finance.public_id}")

        cell = f"/quien-hace-que/detalle/?year=2026&line={world.finance.public_id}&department=05&organization={world.one.public_id}"
        assert cell in addresses(response, "detalle")
        assert "2 sesiones" in text(client.get(cell))

    def test_carries_the_filters_to_the_other_views(self, client, world):
        response = client.get(f"{BASE}matriz/?department=05&metric=people")

        assert "/quien-hace-que/tiempo/?year=2026&department=05&metric=people" in addresses(response, "tiempo/")

    def test_tells_no_number_of_people_below_five(self, client, world):
        page = client.get(f"{BASE}matriz/?metric=people")
        table = client.get(f"{BASE}matriz.csv?metric=people")

        assert "&lt; 5" in page.content.decode()
        assert "menos de 5" in b"".join(table.streaming_content).decode()

    def test_says_what_it_could_not_read(self, client, world):
        words = text(client.get(f"{BASE}matriz/?rows=line&cols=line&department=5&year=26"))

        assert "Las filas y las columnas deben ser distintas." in words
        assert "Ese código de departamento no existe" in words
        assert "La vigencia es un año de cuatro cifras" in words

    def test_keeps_strategies_for_who_reads_them(self, client, world, login):
        assert "ingrese con su cuenta" in text(client.get(f"{BASE}matriz/?rows=strategy"))

        person = make.make_person()
        make.assign(person, Role.COORDINATOR, organization=world.one)
        browser = login(person)
        words = text(browser.get(f"{BASE}matriz/?rows=strategy"))
        assert "Sin estrategia" in words
        assert "cada sesión una sola vez en los totales de todas" in words
        notes = browser.get(f"{BASE}matriz.json?rows=strategy").json()["notas"]
        assert any("cuenta entero en cada una" in one for one in notes)

    def test_says_that_nothing_is_registered(self, client, world):
        response = client.get(f"{BASE}matriz/?year=2010")

        assert "Sin sesiones registradas" in text(response)
        assert "?year=all" in addresses(response, "year=all")

    def test_leads_out_of_an_empty_installation(self, client):
        response = client.get(f"{BASE}matriz/")

        assert "Todavía no hay sesiones registradas" in text(response)
        assert "Ver todo lo registrado" not in text(response)

    def test_offers_the_views_before_the_filters_and_moves_them_with_these(self, client, world):
        page = client.get(f"{BASE}matriz/").content.decode()
        part = client.get(f"{BASE}matriz/?department=05", headers={"HX-Request": "true"}).content.decode()

        assert page.index('id="vistas"') < page.index('role="search"') < page.index('id="resultados"')
        assert "hx-swap-oob" not in page
        assert re.search(r'id="vistas" hx-swap-oob="true".*?/quien-hace-que/tiempo/\?[^"]*department=05', part)


class TestTime:
    def test_says_in_the_table_what_the_columns_draw(self, client, world):
        words = text(client.get(f"{BASE}tiempo/?by=year&year=2026"))

        assert "2026 5 1" in words
        assert "Año anterior" in words

    def test_says_nothing_of_a_year_before_of_which_nothing_is_known(self, client, world):
        words = text(client.get(f"{BASE}tiempo/?by=year&year=2025"))

        assert "Guion: sin dato, que no es cero." in words
        assert "Año anterior" not in words
        assert "Contorno a rayas" not in words

    def test_says_which_time_has_not_ended(self, client, world):
        now = timezone.localdate().year

        assert f"{now} no ha terminado: lleva lo registrado hasta hoy." in text(
            client.get(f"{BASE}tiempo/?by=year&year={now}")
        )
        assert "no ha terminado" not in text(client.get(f"{BASE}tiempo/?by=year&year=2025"))

    def test_parts_by_who_assists(self, client, world):
        words = text(client.get(f"{BASE}tiempo/?split=organization&year=all"))

        assert "Instituto Uno" in words
        assert "Instituto Dos" in words


class TestMap:
    def test_draws_and_lists_what_the_filters_leave(self, client, world):
        response = client.get(f"{BASE}mapa/?line={world.cadastre.public_id}")

        assert "Pasto (Nariño): 1 sesión" in response.content.decode()
        assert "Medellín" not in text(response)

    def test_tells_no_number_of_people_below_five(self, client, world):
        response = client.get(f"{BASE}mapa/?metric=people")

        assert "Pasto (Nariño): menos de 5 personas" in response.content.decode()
        assert not re.search(r": [1-4] personas?<", response.content.decode())


class TestCoverage:
    def test_says_numerator_denominator_and_which_index_is_missing(self, client, world):
        words = text(client.get(f"{BASE}cobertura/"))

        assert "2 4 50 %" in words
        assert "Alcaldías Entidades" in words  # said of many
        assert "50 % de 4" in words
        assert "no se ha cargado la población" in words

    def test_says_that_it_is_not_known_where_nothing_is_registered(self, client, world):
        words = text(client.get(f"{BASE}cobertura/?year=1999"))
        file = json.loads(client.get(f"{BASE}cobertura.json?year=1999").content)

        assert "no se sabe a quién se llegó" in words
        assert "0 %" not in words
        assert {(row["Alcanzados"], row["Porcentaje"]) for row in file["filas"]} == {(None, None)}
        assert "no se sabe a quién se llegó" in " ".join(file["notas"])

    def test_says_why_there_is_no_share_of_what_is_not_loaded(self, client, world):
        words = text(client.get(f"{BASE}cobertura/"))
        rows = json.loads(client.get(f"{BASE}cobertura.json").content)["filas"]

        assert "Municipios PDET" in words
        assert "no se ha cargado la lista de municipios PDET" in words
        (pdet,) = [row for row in rows if row["Parte"] == "Municipios PDET"]
        assert (pdet["Alcanzados"], pdet["De"], pdet["Porcentaje"]) == (None, None, None)
        assert "lista de municipios PDET" in pdet["Nota"]
        (people,) = [row for row in rows if row["Parte"] == "Población de los municipios asistidos"]
        assert (people["De"], "no se ha cargado la población" in people["Nota"]) == (None, True)

    def test_gives_the_share_of_pdet_and_of_each_subregion(self, client, world):
        flag = make_index("pdet", kind="flag", name="Municipio PDET", family="PDET")
        make_edition(flag, {"05001": 1.0, "52001": 1.0, "05002": 1.0}, year=2017)
        groups = make_index(
            "pdet-subregion", kind="label", short_name="Subregión PDET", categories=("Urabá", "Pacífico")
        )
        make_edition(groups, {"05001": 0.0, "05002": 0.0, "52001": 1.0}, year=2017)

        rows = {row["Parte"]: row for row in json.loads(client.get(f"{BASE}cobertura.json").content)["filas"]}

        assert (rows["Municipio PDET"]["Alcanzados"], rows["Municipio PDET"]["De"]) == (2, 3)
        assert (rows["Subregión PDET: Urabá"]["Alcanzados"], rows["Subregión PDET: Urabá"]["De"]) == (1, 2)
        assert "Municipios PDET" not in rows

    def test_says_that_no_municipality_of_a_place_is_pdet(self, client, world):
        make_edition(make_index("pdet", kind="flag", name="Municipio PDET"), {"52001": 1.0}, year=2017)

        words = text(client.get(f"{BASE}cobertura/?department=05"))

        assert "Ninguno de los municipios que se miran es de esta clase." in words


class TestSilence:
    def test_begins_with_the_whole_history(self, client, world):
        make.make_entity(make.make_municipality("05002", "Abejorral"))

        words = text(client.get(f"{BASE}sin-llegada/"))

        assert "Todas las vigencias" in words
        assert "Alcaldía de Abejorral Antioquia Nunca" in words

    def test_says_that_an_index_is_of_no_use(self, client, world):
        assert "no tiene una edición vigente" in text(client.get(f"{BASE}sin-llegada/?rank=mdm"))


class TestOverlaps:
    @pytest.fixture
    def planner(self, world, login):
        person = make.make_person()
        make.assign(person, Role.COORDINATOR, organization=world.one)
        return login(person)

    def test_asks_for_a_place_first(self, planner):
        assert "Elija un departamento" in text(planner.get(f"{BASE}cruces/"))
        # The file has what the page shows: in which departments to look, here in none.
        assert json.loads(planner.get(f"{BASE}cruces.json").content)["filas"] == []

    def test_shows_units_sessions_and_trip(self, world, planner):
        other = make.make_service(make.make_unit(world.two), line=world.finance)
        plan = make.make_plan(unit=other.service.unit, entity=world.medellin, versions=[other])
        world.hold(plan, held_on=date(2026, 6, 8))

        words = text(planner.get(f"{BASE}cruces/?department=05&year=2026&days=7"))

        assert "Alcaldía de Medellín" in words
        assert "3 cruces" in words
        assert "8 jun 2026 · Realizada" in words

    def test_is_not_offered_to_a_visitor(self, client, world):
        assert "cruces/" not in client.get(f"{BASE}matriz/").content.decode()


class TestFiles:
    @pytest.mark.parametrize("view", ["matriz", "mapa", "tiempo", "cobertura", "sin-llegada", "detalle"])
    def test_refuse_a_filter_that_they_cannot_read(self, client, world, view):
        assert client.get(f"{BASE}{view}.json?since=marzo").status_code == 422

    def test_say_scope_cut_and_definition_in_json(self, client, world):
        found = json.loads(client.get(f"{BASE}matriz.json?department=05").content)

        assert found["alcance"] == "Vigencia 2026 · Antioquia"
        row = {"Código": "05", "Departamento": "Antioquia", "Instituto Uno": 2, "Instituto Dos": 1, "Total": 3}
        assert found["filas"] == [row]
        assert found["definicion"] == "/datos/#cifra-sessions"
        assert found["corte"]

    def test_carry_codes_and_labels(self, client, world):
        response = client.get(f"{BASE}detalle.xlsx?department=52")

        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content)))
        row = book.get_sheet_by_index(0).to_python()[1]
        assert row == ["Alcaldía de Pasto", "Alcaldía", "52", "Nariño", "52001", "Pasto", 1.0, "menos de 5"]

    @pytest.mark.parametrize("view", ["matriz", "mapa", "tiempo", "cobertura"])
    def test_draw_alone_as_svg(self, client, world, view):
        response = client.get(f"{BASE}{view}.svg")

        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert response.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')


class TestUnit:
    def test_shows_what_it_and_those_below_it_give(self, client, world):
        unit = world.plan.unit
        response = client.get(f"{BASE}dependencias/{unit.public_id}/")

        words = text(response)
        assert "Vigencia 2026" in words
        assert "sesiones 3" in words
        assert "Marco fiscal 3" in words
        assert "personas menos de 5" in words

    def test_says_that_nothing_is_registered_that_year(self, client, world):
        words = text(client.get(f"{BASE}dependencias/{world.plan.unit.public_id}/?year=2010"))

        assert "Sin sesiones registradas" in words
        assert "Ver quién hace qué y dónde" in words

    def test_names_the_unit_of_each_plan_only_where_there_are_several(self, client, world):
        make.make_plan(unit=world.plan.unit, status="in_execution")
        alone = client.get(f"{BASE}dependencias/{world.plan.unit.public_id}/").content.decode()
        make.make_unit(organization=world.one, parent=world.plan.unit)
        with_one_below = client.get(f"{BASE}dependencias/{world.plan.unit.public_id}/").content.decode()

        assert 'data-label="Dependencia"' not in alone
        assert 'data-label="Dependencia"' in with_one_below

    def test_is_absent_where_there_is_none(self, client, world):
        assert client.get(f"{BASE}dependencias/00000000-0000-4000-8000-000000000000/").status_code == 404


class TestPerson:
    def test_shows_to_the_head_what_an_advisor_does(self, world, login):
        head = make.make_person()
        make.assign(head, Role.UNIT_HEAD, unit=world.plan.unit)

        words = text(login(head).get(f"{BASE}personas/{world.plan.advisor.public_id}/"))

        assert world.plan.advisor.full_name in words
        assert "sesiones realizadas 3" in words
        assert "personas menos de 5" in words

    def test_is_hidden_from_who_sees_none_of_their_work(self, world, login):
        stranger = make.make_person()
        make.assign(stranger, Role.UNIT_HEAD, unit=make.make_unit())

        assert login(stranger).get(f"{BASE}personas/{world.plan.advisor.public_id}/").status_code == 404


class TestPagesThatExisted:
    def test_say_in_which_plans_an_entity_already_is(self, client, world):
        words = text(client.get(f"/territorio/entidades/{world.medellin.public_id}/"))

        assert f"{world.plan.unit.name} Instituto Uno Marco fiscal" in words
        assert "Sesiones por año" in words  # of 2025 and 2026
        assert words.index("Asistencia técnica registrada") < words.index("Naturaleza jurídica")

    def test_say_who_received_a_service(self, client, world):
        words = text(client.get(world.finance_version.get_absolute_url()))

        assert "Quién lo ha recibido" in words
        assert "sesiones 4" in words


class TestCodes:
    @pytest.mark.parametrize(
        ("address", "codes"),
        [
            ("matriz.json?rows=department&cols=line", {"05", "52", "88"}),
            ("matriz.json?rows=municipality&cols=year", {None, "05001", "52001", "88001"}),
            ("matriz.json?rows=organization&cols=year", {"one", "two"}),
            ("tiempo.json?split=organization", {None, "one", "two"}),
        ],
    )
    def test_stand_beside_names_as_in_open_data(self, client, world, address, codes):
        known = {"one": str(world.one.public_id), "two": str(world.two.public_id)}

        rows = client.get(f"{BASE}{address}").json()["filas"]

        assert {row["Código"] for row in rows} == {known.get(one, one) for one in codes}
