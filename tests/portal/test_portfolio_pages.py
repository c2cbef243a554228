"""The public portfolio: its list, its downloads and the page of each service."""

import csv
import io
import re

import pytest
from django.urls import reverse

from llegada.core.roles import Role
from llegada.core.tabular import read_table
from llegada.portfolio.models import Service, VersionModality
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto Geográfico de Prueba", "IGP"))


def text_of(response):
    return response.content.decode()


class TestPortfolio:
    def test_shows_what_is_published_to_everybody(self, client, unit):
        make.make_service(unit, name="Catastro al día")
        make.make_service(unit, name="Todavía en borrador", is_published=False)
        text = text_of(client.get("/portafolio/"))
        assert "Catastro al día" in text
        assert "1 servicio ·" in text
        assert "Todavía en borrador" not in text

    def test_leaves_out_what_was_retired(self, client, unit):
        version = make.make_service(unit, name="Catastro al día")
        Service.objects.filter(pk=version.service_id).update(status="retired")
        assert "Catastro al día" not in text_of(client.get("/portafolio/"))

    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("q=dia+CATASTRO", True),
            ("q=catastró", True),
            ("q=minero", False),
            ("kind=technical_assistance", True),
            ("kind=training", False),
            ("modality=onsite_ta", True),
            ("modality=advisory", False),
            ("kind=nonsense", True),
            ("organization=nonsense", True),
            ("page=999", True),
        ],
    )
    def test_filters(self, client, unit, query, is_found):
        make.make_service(unit, name="Catastro al día")
        response = client.get(f"/portafolio/?{query}")
        assert response.status_code == 200
        assert ("Catastro al día" in text_of(response)) == is_found

    def test_filters_by_organisation_and_line(self, client, unit):
        mine = make.make_service(unit, name="Catastro al día", line=make.make_line("Ordenamiento"))
        other = make.make_service(name="Rentas", line=make.make_line("Finanzas"))
        organization = text_of(client.get(f"/portafolio/?organization={unit.organization.public_id}"))
        line = text_of(client.get(f"/portafolio/?line={other.line.public_id}"))
        assert (mine.name in organization, "Rentas" in organization) == (True, False)
        assert (mine.name in line, "Rentas" in line) == (False, True)

    def test_counts_a_service_of_two_modalities_once(self, client, unit):
        version = make.make_service(unit, is_published=False)
        VersionModality.objects.create(version=version, modality="remote_ta")
        make.put_in_stage(version, "published")
        Service.objects.update(status="published", published_version=version)
        assert "1 servicio ·" in text_of(client.get("/portafolio/"))

    def test_says_the_way_out_when_nothing_is_found(self, client, unit):
        make.make_service(unit)
        assert "Ver todo el portafolio" in text_of(client.get("/portafolio/?q=zzz"))

    def test_says_so_when_there_is_nothing_at_all(self, client):
        assert "Todavía no hay servicios publicados" in text_of(client.get("/portafolio/"))

    def test_answers_htmx_with_the_fragment(self, client, unit):
        make.make_service(unit)
        response = client.get("/portafolio/", headers={"HX-Request": "true"})
        assert "<html" not in text_of(response)
        assert "HX-Request" in response["Vary"]

    def test_goes_by_pages_with_flat_queries(self, client, unit, django_assert_max_num_queries):
        for number in range(26):
            make.make_service(unit, name=f"Servicio {number:02}")
        with django_assert_max_num_queries(15):
            text = text_of(client.get("/portafolio/"))
        assert ("Servicio 23" in text, "Servicio 24" in text) == (True, False)
        assert "Servicio 25" in text_of(client.get("/portafolio/?page=2"))


class TestDownload:
    def test_gives_what_the_filters_show_as_xlsx(self, client, unit):
        make.make_service(unit, name="Catastro", weights=(40, 60))
        make.make_service(unit, name="Rentas")
        response = client.get("/portafolio/descargar.xlsx?q=catastro")
        (row,) = read_table(io.BytesIO(response.getvalue()), name="portafolio.xlsx")
        assert (row.get("Nombre"), row.get("Hito 2"), row.get("Peso 2"), row.get("Modalidades")) == (
            "Catastro",
            "Hito 2",
            "60",
            "Asistencia técnica en sitio",
        )
        assert row.get("Tipo de servicio") == "Asistencia técnica"

    def test_gives_the_same_as_csv_with_safe_cells(self, client, unit):
        make.make_service(unit, name="=HYPERLINK(1)")
        response = client.get("/portafolio/descargar.csv")
        content = b"".join(response.streaming_content).decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(content, newline=""))
        assert (row["Nombre"], row["Estado"], row["Publicada el"]) == ("'=HYPERLINK(1)", "Publicado", "2026-11-21")

    def test_is_refused_with_a_filter_that_cannot_be_read(self, client, unit):
        response = client.get("/portafolio/descargar.csv?line=zz")
        assert response.status_code == 422
        assert "no es un UUID válido" in response.text

    def test_gives_only_the_columns_when_there_is_nothing(self, client):
        content = b"".join(client.get("/portafolio/descargar.csv").streaming_content).decode("utf-8-sig")
        assert content.startswith("Identificador,Organización,")
        assert content.count("\n") == 1


class TestService:
    def test_shows_the_approved_version(self, client, unit):
        version = make.make_service(unit, name="Catastro al día", weights=(30, 70))
        text = text_of(client.get(version.get_absolute_url()))
        for words in (
            "Catastro al día",
            "Que la entidad adopte su manual.",
            "Manual adoptado",
            "70 %",
            "21\xa0nov\xa02026",
        ):
            assert words in text
        assert "Ver por dentro" not in text

    def test_leads_from_an_old_name_to_the_present_one(self, client, unit):
        version = make.make_service(unit, name="Catastro al día")
        response = client.get(f"/portafolio/{version.service.public_id}/nombre-viejo/")
        assert (response.status_code, response.url) == (301, version.get_absolute_url())
        asked = client.get(f"/portafolio/{version.service.public_id}/nombre-viejo/?year=2026")
        assert asked.url == f"{version.get_absolute_url()}?year=2026"

    def test_says_that_it_was_retired(self, client, unit):
        version = make.make_service(unit)
        Service.objects.update(status="retired")
        assert "Este servicio ya no se ofrece" in text_of(client.get(version.get_absolute_url()))

    def test_hides_a_draft_even_from_its_own_people(self, login, unit):
        person = make.make_person()
        make.assign(person, Role.TECHNICAL_LEAD, unit=unit)
        version = make.make_service(unit, is_published=False)
        assert login(person).get(version.get_absolute_url()).status_code == 404

    def test_opens_the_door_inside_for_its_own_people(self, login, unit):
        person = make.make_person()
        make.assign(person, Role.TECHNICAL_LEAD, unit=unit)
        version = make.make_service(unit)
        assert "Ver por dentro" in text_of(login(person).get(version.get_absolute_url()))

    def test_is_absent_when_the_address_is_guessed(self, client):
        assert client.get("/portafolio/6a1d3d0e-7a0e-4f0e-9d43-0d3a2c1b0a99/x/").status_code == 404

    def test_keeps_its_queries_flat(self, client, unit, django_assert_max_num_queries):
        version = make.make_service(unit, weights=(10,) * 10)
        with django_assert_max_num_queries(8):
            client.get(version.get_absolute_url())


class TestMunicipalities:
    def test_of_a_service_and_of_its_unit_are_those_that_have_a_mayor(self, client, world):
        service, unit = world.finance_version.service, world.plan.unit  # Medellín and an island

        for address in (
            reverse("portal:service", args=[service.public_id, "marco-fiscal"]),
            reverse("portal:unit", args=[unit.public_id]),
        ):
            page = " ".join(re.sub(r"<[^>]+>", " ", client.get(address, follow=True).content.decode()).split())
            assert "entidades asistidas 2 municipio 1 " in page
