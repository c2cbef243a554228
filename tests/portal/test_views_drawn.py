"""What the views draw and give as files, and what they say to an address that makes no sense."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest

from llegada.core.roles import Role
from llegada.insights.services import rebuild_figures
from llegada.insights.services.sharing import rebuild_shared
from llegada.insights.templatetags.told import counted
from llegada.territory.models import Municipality
from tests import factories as make
from tests.portal.test_explore_pages import BASE, addresses, text
from tests.targeting.makers import make_edition, make_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(world, login):
    person = make.make_person()
    make.assign(person, Role.COORDINATOR, organization=world.one)
    return login(person)


@pytest.fixture
def shared(world):
    """Two units with Medellín on one line, a week apart."""
    other = make.make_service(make.make_unit(world.two), line=world.finance)
    plan = make.make_plan(unit=other.service.unit, entity=world.medellin, versions=[other])
    world.hold(plan, held_on=date(2026, 6, 8))
    rebuild_shared()


class TestBareAddress:
    def test_leads_to_the_first_view_with_its_filters(self, client, world):
        assert client.get(BASE).url == f"{BASE}matriz/"
        assert client.get(f"{BASE}?department=05").url == f"{BASE}matriz/?department=05"


class TestImpossibleFilters:
    @pytest.mark.parametrize("view", ["matriz", "mapa", "tiempo", "cobertura", "sin-llegada", "cruces", "detalle"])
    @pytest.mark.parametrize("asked", ["year=9999", "since=9999-12&until=9999-12", "until=0001-01"])
    def test_are_said_and_left_out(self, planner, view, asked):
        page = planner.get(f"{BASE}{view}/?{asked}")

        assert page.status_code == 200
        assert "entre 1990 y 2100" in text(page)
        assert planner.get(f"{BASE}{view}.json?{asked}").status_code == 422

    @pytest.mark.parametrize("path", ["/avance/", "/avance/vencidos/"])
    def test_are_refused_by_progress(self, planner, path):
        page = planner.get(f"{path}?corte=0001-01-01")

        assert page.status_code == 422
        assert "Escriba una fecha desde el 1 de enero de 1990." in text(page)

    @pytest.mark.parametrize("path", ["/avance/", "/avance/vencidos/"])
    def test_are_said_also_of_what_no_list_shows(self, planner, path):
        words = text(planner.get(f"{path}?entidad=nadie"))

        assert "Quitamos un filtro. Entidad:" in words

    def test_are_said_by_what_has_no_form(self, planner):
        assert "no es algo que esta página sepa mostrar" in text(planner.get("/avance/?por=nada"))
        assert "No hay planes anuales aprobados de la vigencia «1800»" in text(
            planner.get("/avance/costo/?vigencia=1800")
        )


class TestUnitAlone:
    def test_of_no_unit_is_said(self, client, world):
        assert "Esa dependencia no está en la lista." in text(client.get(f"{BASE}matriz/?unit=:sola"))
        assert client.get(f"{BASE}matriz.csv?unit=:sola").status_code == 422


class TestFiltersOfOtherPages:
    @pytest.mark.parametrize("view", ["matriz", "mapa", "tiempo", "cobertura", "sin-llegada", "cruces", "detalle"])
    def test_are_said_by_each_view_and_refused_by_its_files(self, planner, view):
        asked = "corte=2026-01-01&department=05"

        assert "Esta página no tiene el filtro «corte»." in text(planner.get(f"{BASE}{view}/?{asked}"))
        assert planner.get(f"{BASE}{view}.json?{asked}").status_code == 422

    def test_are_said_by_the_first_page(self, client, world):
        assert "Esta página no tiene el filtro «vigencia»." in text(client.get("/?vigencia=2025"))

    def test_of_the_views_are_said_by_the_first_page_to_which_their_tab_leads(self, client, world):
        page = client.get(f"{BASE}matriz/?since=2026-01&until=2026-06&municipality=05001")
        (summary,) = [one for one in addresses(page, "municipality=05001") if one.startswith("/?")]

        words = text(client.get(summary))

        assert "Quitamos unos filtros." in words
        assert words.count("Estas cifras no se filtran por mes;") == 1
        assert "Estas cifras no se filtran por municipio;" in words

    @pytest.mark.parametrize(
        "name", ["since", "until", "unit", "service", "municipality", "places", "vigencia", "corte"]
    )
    def test_are_refused_by_the_figures_in_files_and_in_the_api(self, client, world, name):
        for address in ("/datos/cifras-por-municipio.csv", "/api/v1/figures/"):
            assert client.get(f"{address}?{name}=2026").status_code == 422, address


class TestFiltersGivenTwice:
    def test_are_said_by_the_pages_and_refused_by_the_files(self, client, world):
        asked = "year=2026&year=2024&department=05&department=05&page=1&page=2"
        said = "La dirección trae «year» más de una vez: sólo se lee la última."

        for page in ("/", f"{BASE}matriz/"):
            words = text(client.get(f"{page}?{asked}"))
            assert (said in words, "«department» más" in words, "«page»" in words) == (True, False, False), page
        for file in (f"{BASE}matriz.csv", f"{BASE}matriz.json", "/datos/cifras-por-municipio.csv"):
            assert client.get(f"{file}?{asked}").status_code == 422, file


class TestRegions:
    @pytest.mark.parametrize("view", ["matriz", "mapa", "tiempo", "cobertura", "sin-llegada", "cruces", "detalle"])
    def test_have_names_of_their_own(self, planner, shared, view):
        parts = re.findall(
            r"<section\b[^>]*>|<[^>]*role=.region.[^>]*>", planner.get(f"{BASE}{view}/").content.decode()
        )
        names = [re.search(r'aria-label(?:ledby)?="([^"]+)"', part).group(1) for part in parts]

        assert names
        assert len(names) == len(set(names))


class TestSilence:
    def test_draws_the_share_of_each_department(self, client, world):
        make.make_entity(make.make_municipality("05002", "Abejorral"))

        page = client.get(f"{BASE}sin-llegada/?kind=mayoralty&rank=days")

        assert "Alcaldías sin sesiones realizadas con estos filtros" in text(page)
        assert "Antioquia: sin llegada 1 de 2 (50 %)" in page.content.decode().replace("\u00a0", " ")
        assert f"{BASE}sin-llegada/?year=all&department=05&kind=mayoralty&rank=days" in addresses(page, "department=05")

    def test_has_no_map_where_all_were_reached(self, client, world):
        assert "mapa-silencio" not in client.get(f"{BASE}sin-llegada/?department=52").content.decode()


class TestCoverage:
    def test_does_not_lead_to_those_missing_where_none_is(self, client, world):
        assert "los que faltan" not in text(client.get(f"{BASE}cobertura/?department=52"))


class TestOverlaps:
    def test_shows_in_which_departments_to_look(self, planner, shared):
        page = planner.get(f"{BASE}cruces/?year=2026")

        assert "Antioquia: 1 entidad" in page.content.decode()

    def test_count_there_those_of_the_line_and_of_the_unit_that_are_chosen(self, planner, shared, world):
        unit, third = world.plan.unit, make.make_unit(world.one)
        for asked, entities in (
            (f"line={world.finance.public_id}", [1]),
            (f"line={world.cadastre.public_id}", []),
            (f"unit={unit.public_id}", [1]),
            (f"unit={world.pasto_plan.unit.public_id}", []),
            (f"unit={third.public_id}", []),
            (f"unit={unit.public_id}&line={world.finance.public_id}", [1]),
            (f"unit={unit.public_id}&line={world.cadastre.public_id}", []),
            (f"organization={world.two.public_id}", [1]),
            (f"organization={world.two.public_id}&line={world.cadastre.public_id}", []),
        ):
            said = json.loads(planner.get(f"{BASE}cruces.json?year=2026&{asked}").content)
            assert [row["Entidades"] for row in said["filas"]] == entities, asked
            page = planner.get(f"{BASE}cruces/?year=2026&{asked}")
            assert ("Antioquia: 1 entidad" in page.content.decode()) is bool(entities), asked
            assert bool(addresses(page, "cruces.*department=05")) is bool(entities), asked

    def test_say_in_the_file_of_which_line_and_unit_it_is(self, planner, shared, world):
        asked = f"year=2026&line={world.finance.public_id}&unit={world.plan.unit.public_id}"
        said = json.loads(planner.get(f"{BASE}cruces.json?{asked}").content)["alcance"].replace("\u00a0", " ")

        assert said == f"Todo el país · {world.plan.unit.name} · Finanzas · planes del 1 ene 2026 al 31 dic 2026"

    def test_say_that_they_are_of_no_service(self, planner, shared, world):
        service = world.finance_version.service
        for where in ("", "&department=05"):
            words = text(planner.get(f"{BASE}cruces/?year=2026&service={service.public_id}{where}"))
            assert "Los cruces son de líneas temáticas, no de servicios: elija la línea." in words
        assert planner.get(f"{BASE}cruces.csv?service={service.public_id}").status_code == 422

    def test_draws_a_lane_for_each_unit(self, planner, shared):
        page = planner.get(f"{BASE}cruces/?department=05&year=2026&days=7").content.decode().replace("\u00a0", " ")

        assert "8 jun 2026 · " in page
        assert page.count('r="6" stroke-width') == 2 * 4  # three held and one planned, on the desk and on the telephone


class TestFiles:
    @pytest.mark.parametrize("address", ["sin-llegada.svg", "cruces.svg?department=05&year=2026", "detalle.svg"])
    def test_draw_alone_as_svg(self, planner, shared, address):
        response = planner.get(f"{BASE}{address}")

        assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
        assert response.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')

    def test_carry_the_legend_of_the_map(self, client, world):
        assert "sin registros" in client.get(f"{BASE}mapa.svg").content.decode()

    def test_show_the_circles_of_the_borders_whole(self, client, world):
        place = make.make_municipality("91001", "Leticia")
        Municipality.objects.filter(pk=place.pk).update(latitude=-4.2, longitude=-69.94)
        unit, entity = world.plan.unit, make.make_entity(place)
        plan = make.make_plan(unit=unit, entity=entity, versions=[world.finance_version])
        world.hold(plan, held_on=date(2026, 6, 9))
        rebuild_figures()

        for address in ("mapa.svg?year=2026", "mapa/?year=2026"):
            drawn = client.get(f"{BASE}{address}").content.decode()
            [tall] = [float(one) for one in re.findall(r'viewBox="0 0 626 ([\d.]+)"', drawn)]
            reach = [float(y) + float(r) for y, r in re.findall(r'cy="([\d.]+)" r="([\d.]+)"', drawn)]
            assert 860 < max(reach) < tall

    def test_say_of_which_days_the_overlaps_are(self, planner, shared):
        said = json.loads(planner.get(f"{BASE}cruces.json?department=05&days=7").content)

        assert re.fullmatch(
            "Antioquia · sesiones del .+ al .+, a 7 días o menos una de otra", said["alcance"].replace("\u00a0", " ")
        )
        assert said["filtros"]["days"] == "7"

    def test_have_the_departments_in_which_to_look(self, planner, shared):
        page = planner.get(f"{BASE}cruces/?year=2026")
        (address,) = addresses(page, "cruces.json")

        (row,) = json.loads(planner.get(address).content)["filas"]
        assert row == {"Código del departamento": "05", "Departamento": "Antioquia", "Entidades": 1}
        assert "Antioquia: 1 entidad" in planner.get(f"{BASE}cruces.svg?year=2026").content.decode()

    def test_draw_every_series_of_the_page(self, client, world):
        drawn = client.get(f"{BASE}tiempo.svg?split=organization&year=all").content.decode()

        assert all(f">{one}<" in drawn for one in ("Todo", "Instituto Uno", "Instituto Dos"))
        assert ">Todo<" not in client.get(f"{BASE}tiempo.svg?year=all").content.decode()

    def test_say_by_which_places_the_map_is_drawn(self, client, world):
        assert "Sesiones por municipio" in client.get(f"{BASE}mapa.svg").content.decode()
        for address in ("mapa.svg?view=departments", "mapa/?view=departments"):
            assert "Sesiones por departamento" in client.get(f"{BASE}{address}").content.decode()

    def test_write_people_as_whole_numbers(self, client, world):
        make.make_entity(make.make_municipality("05002", "Abejorral"))
        make_edition(make_index("poblacion"), {"05002": 20500.0})

        table = b"".join(client.get(f"{BASE}sin-llegada.csv?rank=poblacion").streaming_content).decode("utf-8-sig")
        (row,) = list(csv.reader(io.StringIO(table)))[1:]
        assert row[8] == "20500"

    def test_are_named_in_the_words_of_the_page(self, client, world):
        for address, name in (
            ("matriz.json?rows=line&cols=year", "llegada-matriz-linea-tematica-vigencia.json"),
            ("tiempo.json?by=year", "llegada-tiempo-por-ano.json"),
        ):
            assert name in client.get(f"{BASE}{address}")["Content-Disposition"]

    def test_name_the_department_of_each_mayoralty(self, client, world):
        drawn = client.get(f"{BASE}detalle.svg?year=2026").content.decode()

        assert "Alcaldía de Medellín (Antioquia)" in drawn
        assert "Gobernación de Antioquia<" in drawn

    @pytest.mark.parametrize("address", ["/avance/avance.svg", "/avance/costo/costo.svg"])
    def test_of_progress_and_cost_draw_even_nothing(self, planner, address):
        assert planner.get(address).content.startswith(b"<svg")


class TestDefinitions:
    def test_are_linked_from_what_is_behind_a_figure(self, client, world):
        assert "/datos/#cifra-sessions" in client.get(f"{BASE}detalle/").content.decode()

    def test_are_there_of_each_figure_of_a_place_and_a_unit(self, client, world):
        told = client.get("/datos/").content.decode()
        for page in ("/territorio/05001-medellin/", f"{BASE}dependencias/{world.plan.unit.public_id}/"):
            shown = client.get(page).content.decode()
            figures, linked = (
                shown.count('class="card figure"'),
                re.findall(r'definition" href="/datos/#(cifra-\w+)"', shown),
            )
            assert figures == len(linked) > 3
            assert all(f'id="{one}"' in told for one in linked)

    @pytest.mark.parametrize(
        ("count", "words"), [(1, "entidad asistida"), (2, "entidades asistidas"), (None, "entidades asistidas")]
    )
    def test_figures_are_counted_in_words(self, count, words):
        assert counted("entities", count) == words


class TestPagesOfOne:
    @pytest.fixture
    def pages(self, world):
        """Return the pages that have every year: of an entity, a service, an advisor and a municipality."""
        service = world.finance_version.service
        service.refresh_from_db()
        return (
            f"/territorio/entidades/{world.medellin.public_id}/",
            service.published_version.get_absolute_url(),
            f"{BASE}personas/{world.plan.advisor.public_id}/",
            "/territorio/05001-medellin/",
        )

    @pytest.fixture
    def head(self, world, login):
        person = make.make_person()
        make.assign(person, Role.UNIT_HEAD, unit=world.plan.unit)
        return login(person)

    @pytest.mark.parametrize("year", ["ayer", "2025", "3050"])
    def test_say_that_they_choose_no_year(self, head, pages, year):
        for page in pages:
            said = "Quitamos un filtro. Aquí se muestran todas las vigencias: no se elige una."
            assert said in text(head.get(f"{page}?year={year}")), page
            assert "Quitamos un filtro" not in text(head.get(page)), page

    def test_name_the_filters_that_they_do_not_have(self, head, pages, world):
        unit = f"{BASE}dependencias/{world.plan.unit.public_id}/"
        for page in (*pages, unit):
            assert "Esta página no tiene el filtro «vigencia»." in text(head.get(f"{page}?vigencia=2025")), page

    def test_refuse_files_of_one_year(self, head, world):
        for base in (
            f"/territorio/entidades/{world.medellin.public_id}/asistencia",
            f"{BASE}personas/{world.plan.advisor.public_id}/sesiones",
        ):
            assert head.get(f"{base}.csv").status_code == 200
            assert "no se elige una" in text(head.get(f"{base}.csv?year=2025"))

    def test_give_what_an_entity_received(self, client, world):
        base = f"/territorio/entidades/{world.medellin.public_id}/"

        assert f"{base}asistencia.csv" in addresses(client.get(base), "asistencia")
        rows = json.loads(client.get(f"{base}asistencia.json").content)["filas"]
        assert [(row["Vigencia"], row["Sesiones"], row["Personas"]) for row in rows] == [
            (2026, 2, "menos de 5"),
            (2025, 1, "menos de 5"),
        ]
        assert client.get(f"{base}asistencia.svg").content.startswith(b"<svg")
        assert client.get(f"{base}asistencia.exe").status_code == 404

    def test_give_the_sessions_of_an_advisor_to_who_may_read_them(self, world, login):
        head, stranger = make.make_person(), make.make_person()
        make.assign(head, Role.UNIT_HEAD, unit=world.plan.unit)
        make.assign(stranger, Role.UNIT_HEAD, unit=make.make_unit())
        base = f"{BASE}personas/{world.plan.advisor.public_id}/"

        table = b"".join(login(head).get(f"{base}sesiones.csv").streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table)))
        assert len(rows) == 1 + 5  # also what is planned and what was cancelled, each with its state
        assert login(stranger).get(f"{base}sesiones.csv").status_code == 404

    def test_count_every_plan_of_an_advisor(self, world, login):
        for _one in range(12):
            make.make_plan(unit=world.plan.unit, advisor=world.plan.advisor, status="in_execution")
        head = make.make_person()
        make.assign(head, Role.UNIT_HEAD, unit=world.plan.unit)

        words = text(login(head).get(f"{BASE}personas/{world.plan.advisor.public_id}/"))

        assert "planes en ejecución 13" in words

    def test_lead_from_a_unit_and_a_service_to_their_files(self, client, world):
        unit, service = world.plan.unit, world.finance_version

        assert addresses(client.get(f"{BASE}dependencias/{unit.public_id}/"), f"detalle.csv.*unit={unit.public_id}")
        assert addresses(client.get(service.get_absolute_url()), "detalle.xlsx.*service=")
