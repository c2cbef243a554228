"""The public pages of the territory: search, departments, municipalities and entities."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.template.loader import render_to_string

from llegada.core.roles import Role
from llegada.insights.models import AssistanceCell
from llegada.insights.selectors import breakdowns
from llegada.insights.services import rebuild_figures
from llegada.territory.models import Boundary, Entity, Municipality
from llegada.workplans.models import WorkPlan
from tests.factories import (
    NOW,
    assign,
    make_department,
    make_entity,
    make_municipality,
    make_organization,
    make_person,
    make_plan,
    make_service,
    make_session,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def medellin():
    return make_municipality("05001", "Medellín")


@pytest.fixture
def mayoralty(medellin):
    return make_entity(medellin, nit="890905211", nit_check_digit="1")


@pytest.fixture
def assisted(mayoralty):
    """Return an entity with three sessions counted in the public figures."""
    version = make_service()
    plan = make_plan(entity=mayoralty, versions=[version], unit=version.service.unit)
    for _ in range(3):
        make_session(plan, status="held")
    rebuild_figures()
    return mayoralty


def text(response) -> str:
    return " ".join(response.content.decode().split())


class TestSearch:
    def test_lists_the_departments_when_nothing_is_asked(self, client, medellin):
        page = text(client.get("/territorio/"))

        assert "/territorio/departamentos/05-antioquia/" in page
        assert "1 municipios con alcaldía en el país" in page

    def test_finds_whatever_the_accents_case_and_order(self, client, mayoralty):
        page = text(client.get("/territorio/", {"q": "MEDELLIN alcaldía"}))

        assert mayoralty.get_absolute_url() in page
        assert "890905211-1" in page

    def test_finds_places_and_says_how_many(self, client, mayoralty):
        page = text(client.get("/territorio/", {"q": "medellín"}))

        assert "/territorio/05001-medellin/" in page
        assert "Se encontraron 1 lugares y 1 entidades." in page

    def test_gives_only_the_results_to_htmx(self, client, mayoralty):
        page = text(client.get("/territorio/", {"q": "medellin"}, headers={"HX-Request": "true"}))

        assert "<html" not in page
        assert mayoralty.get_absolute_url() in page

    def test_keeps_to_a_kind(self, client, mayoralty):
        make_entity(mayoralty.municipality, kind="other", name="Hospital")

        page = text(client.get("/territorio/", {"kind": "other"}))

        assert "Hospital" in page
        assert mayoralty.get_absolute_url() not in page

    def test_an_unknown_kind_is_said_and_left_out(self, client, mayoralty):
        response = client.get("/territorio/", {"kind": "castle"})

        assert response.status_code == 200
        assert "Departamentos" in text(response)

    def test_shows_the_way_out_when_nothing_is_found(self, client, medellin):
        assert "No encontramos nada con esas palabras" in text(client.get("/territorio/", {"q": "macondo"}))

    def test_an_empty_catalogue_says_so(self, client):
        assert "El catálogo está vacío" in text(client.get("/territorio/"))

    def test_pages_through_the_results(self, client, medellin):
        Entity.objects.bulk_create(
            Entity(
                name=f"Hospital {number}",
                order="territorial",
                kind="other",
                department=medellin.department,
                search_text=f"hospital {number}",
            )
            for number in range(30)
        )

        page = text(client.get("/territorio/", {"q": "hospital", "page": "2"}))

        assert "26 a 30 de 30" in page

    @pytest.mark.parametrize("query", [{}, {"q": "a"}])
    def test_asks_the_same_however_many_rows(self, client, query, django_assert_max_num_queries):
        for code in range(1, 31):
            make_entity(make_municipality(f"05{code:03}", f"Amaga {code}"))

        with django_assert_max_num_queries(8):
            client.get("/territorio/", query)


class TestDownload:
    def test_gives_the_found_rows_in_the_table_that_the_import_takes(self, client, mayoralty):
        make_entity(make_municipality("05002", "Abejorral"))

        response = client.get("/territorio/entidades.csv", {"q": "medellin"})

        (row,) = csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig")))
        assert (row["NIT"], row["Código del municipio"], row["Clase"]) == ("890905211-1", "05001", "Alcaldía")

    def test_is_refused_with_a_kind_that_does_not_exist(self, client, mayoralty):
        assert client.get("/territorio/entidades.csv", {"kind": "zz"}).status_code == 422

    def test_gives_a_spreadsheet(self, client, mayoralty):
        response = client.get("/territorio/entidades.xlsx")

        assert response.getvalue()[:2] == b"PK"
        assert response["Content-Disposition"] == 'attachment; filename="entidades.xlsx"'


class TestMunicipality:
    def test_says_what_it_is_and_its_entities(self, client, mayoralty):
        page = text(client.get("/territorio/05001-medellin/"))

        assert "<h1>Medellín</h1>" in page
        assert "Municipio · Antioquia · código DANE 05001" in page
        assert mayoralty.get_absolute_url() in page
        assert "Mapa de Colombia con Medellín señalado" in page

    def test_says_who_assisted(self, client, assisted):
        page = text(client.get("/territorio/05001-medellin/"))

        assert AssistanceCell.objects.get().organization.name in page
        assert "Gestión pública" in page
        assert "sin dato" in page  # of people there is no list

    def test_no_sessions_is_not_said_as_zero(self, client, mayoralty):
        page = text(client.get("/territorio/05001-medellin/"))

        assert "Sin sesiones registradas" in page
        assert ">0<" not in page

    def test_draws_the_official_outline_if_it_is_loaded(self, client, medellin):
        Boundary.objects.create(level="municipality", code="05001", path="M1 2l3 4z", source="x", loaded_at=NOW)

        assert 'd="M1 2l3 4z"' in text(client.get("/territorio/05001-medellin/"))

    def test_a_place_without_alcaldia_says_why(self, client, medellin):
        Municipality.objects.update(kind="non_municipalized_area")

        assert "lo gobierna su departamento" in text(client.get("/territorio/05001-medellin/"))

    def test_leads_to_its_address_from_the_code_or_an_old_name(self, client, medellin):
        for address in ("/territorio/05001/", "/territorio/05001-villa-de-la-candelaria/"):
            response = client.get(address)
            assert (response.status_code, response["Location"]) == (301, "/territorio/05001-medellin/")
            assert (
                client.get(f"{address}?year=2026&page=2")["Location"] == "/territorio/05001-medellin/?year=2026&page=2"
            )

    def test_a_lost_zero_is_a_404_with_the_way_out(self, client, medellin):
        response = client.get("/territorio/5001/")

        assert response.status_code == 404
        assert "¿Busca 05001, Medellín?" in text(response)

    def test_a_code_that_is_nobodys_is_a_404(self, client, medellin):
        response = client.get("/territorio/99999-nada/")

        assert response.status_code == 404
        assert "No hay un lugar con el código 99999" in text(response)


class TestDepartment:
    def test_lists_its_municipalities_with_what_is_registered(self, client, assisted):
        make_municipality("05002", "Abejorral")

        page = text(client.get("/territorio/departamentos/05-antioquia/"))

        assert "2 municipios" in page
        assert 'data-label="Sesiones">3</td>' in page
        assert page.index("Abejorral") < page.index("sin dato")

    def test_leads_to_its_gobernacion(self, client, medellin):
        governorate = make_entity(medellin, kind="governorate", name="Gobernación de Antioquia")

        assert governorate.get_absolute_url() in text(client.get("/territorio/departamentos/05-antioquia/"))

    def test_bogota_says_that_it_has_none(self, client):
        make_department("11", "Bogotá, D.C.")

        assert "<dt>Gobernación</dt><dd>No tiene</dd>" in text(client.get("/territorio/departamentos/11-bogota-dc/"))

    def test_a_lost_zero_is_a_404_with_the_way_out(self, client, medellin):
        response = client.get("/territorio/departamentos/5/")

        assert response.status_code == 404
        assert "¿Busca 05, Antioquia?" in text(response)

    def test_leads_to_its_address_from_the_code(self, client, medellin):
        assert client.get("/territorio/departamentos/05/")["Location"] == "/territorio/departamentos/05-antioquia/"

    def test_keeps_its_budget_for_a_scoped_user(self, login, assisted, django_assert_max_num_queries):
        person = make_person()
        assign(person, Role.ADVISOR, organization=make_organization())
        browser = login(person)
        for code in range(2, 40):
            make_municipality(f"05{code:03}", f"Lugar {code}")

        with django_assert_max_num_queries(15):
            assert browser.get("/territorio/departamentos/05-antioquia/").status_code == 200


class TestYears:
    @pytest.fixture(autouse=True)
    def much(self, assisted, monkeypatch):
        """Take what is registered of two years for much."""
        monkeypatch.setattr(breakdowns, "_MOST_CELLS", 1)
        make_session(WorkPlan.objects.get(), status="held", held_on=date(2024, 5, 6))
        rebuild_figures()

    @pytest.mark.parametrize("address", ["/territorio/05001-medellin/", "/territorio/departamentos/05-antioquia/"])
    def test_shows_the_latest_and_leads_to_the_others(self, client, address):
        page = text(client.get(address))

        assert page.count('<td data-label="Vigencia">2026</td>') == 1
        assert '<td data-label="Vigencia">2024</td>' not in page
        assert 'href="?year=2024#asistencia"' in page
        assert "sesiones realizadas" in page

    def test_shows_the_one_that_is_asked_for(self, client):
        page = text(client.get("/territorio/departamentos/05-antioquia/?year=2024&page=1"))

        assert '<td data-label="Vigencia">2024</td>' in page
        assert '<td data-label="Vigencia">2026</td>' not in page
        assert 'href="?year=2026&amp;page=1#asistencia"' in page

    def test_says_where_all_of_it_is(self, client):
        page = text(client.get("/territorio/05001-medellin/"))
        every = re.search(r'href="(/quien-hace-que/matriz/[^"]*)"', page)

        assert every
        assert "Gestión pública" in text(client.get(unescape(every[1])))

    def test_one_with_nothing_registered_is_not_said_as_zero(self, client):
        page = text(client.get("/territorio/05001-medellin/?year=2019"))

        assert "Sin sesiones registradas en esta vigencia." in page

    def test_one_that_cannot_be_read_is_left_out_with_its_reason(self, client):
        page = text(client.get("/territorio/05001-medellin/?year=ayer"))

        assert "La vigencia es un año de cuatro cifras" in page
        assert '<td data-label="Vigencia">2026</td>' in page

    def test_an_entity_shows_them_all(self, client, mayoralty):
        page = text(client.get(mayoralty.get_absolute_url()))

        assert '<td data-label="Vigencia">2026</td>' in page
        assert '<td data-label="Vigencia">2024</td>' in page


class TestPeople:
    @pytest.mark.parametrize(("people", "told"), [(5033, "5.033"), (4, "menos de 5"), (None, "sin dato")])
    def test_are_written_as_a_figure_as_in_their_table(self, people, told):
        row = breakdowns.BreakdownRow(2026, "Instituto Uno", "Finanzas", 1, 3, people)
        breakdown = breakdowns.Breakdown([row], 1, 1, 1, 3, 9, people)

        section = render_to_string("portal/territory_breakdown.html", {"breakdown": breakdown})

        assert section.count(f">{told}<") == 2


class TestEntity:
    def test_shows_what_is_known_and_what_is_not(self, client, mayoralty):
        page = text(client.get(mayoralty.get_absolute_url()))

        assert "<h1>Alcaldía de Medellín</h1>" in page
        assert "890905211-1" in page
        assert '<dt>Sector</dt><dd><span class="no-data">sin dato</span></dd>' in page

    def test_shows_the_assistance_it_received(self, client, assisted):
        assert "sesiones realizadas" in text(client.get(assisted.get_absolute_url()))

    def test_one_of_the_nation_may_have_no_place(self, client):
        entity = Entity.objects.create(name="Ministerio", order="national", kind="national_entity", search_text="m")

        assert "Orden nacional" in text(client.get(entity.get_absolute_url()))

    def test_one_that_is_no_longer_active_says_so(self, client, mayoralty):
        Entity.objects.update(is_active=False)

        assert "Ya no está activa." in text(client.get(mayoralty.get_absolute_url()))

    def test_names_no_person(self, client, assisted):
        page = text(client.get(assisted.get_absolute_url()))

        assert all(person not in page for person in ("Persona ", "@ejemplo.gov.co"))

    def test_one_that_does_not_exist_is_a_404(self, client):
        assert client.get("/territorio/entidades/00000000-0000-4000-8000-000000000000/").status_code == 404
