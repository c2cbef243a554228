"""What no column of its own says: the topic of a session is that of its service, and some things are said once for all rows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.guessing import suggest
from llegada.imports.layout import Source
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.portfolio.models import Service
from llegada.territory.models import Entity, Municipality
from llegada.workplans.models import WorkPlan
from tests.factories import make_entity, make_municipality
from tests.imports.makers import carried_out, counts, csv_upload, imported, layout_of, tried

VISITS = (
    "Municipio;Fecha visita;Tema de asistencia técnica;Modalidad",
    "Amagá;05/03/2019;Catastro multipropósito;Virtual",
    "Medellín;06/03/2019;Catastro multipropósito;Presencial",
)


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


def upload(browser, country, *lines: str, target: str) -> tuple[ImportRun, str]:
    data = {"target": target, "organization": country.unit.organization_id, "file": csv_upload(*lines)}
    address = browser.post(reverse("imports:new"), data).url
    return ImportRun.objects.latest("pk"), address


def describe(browser, country, run: ImportRun, address: str, **said: str) -> ImportRun:
    """Answer the page of the columns as it comes, with something more, and try the file."""
    page = browser.get(address).context["form"]
    answers = {field.html_name: field.value() or "" for field in page}
    answer = browser.post(address, answers | {"mapping_name": "", "fixed_unit": country.unit.name} | said)
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    run.refresh_from_db()
    tasks.try_import.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


class TestTopicOfASession:
    def test_is_that_of_its_service_where_no_column_says_it(self, country, browser):
        run, address = upload(browser, country, *VISITS, target="sessions")
        page = browser.get(address)
        assert "Tema" not in " ".join(page.context["found"].missing)
        assert page.context["form"]["column_2"].value() == "service"
        assert "se toma lo que dice la del servicio" in page.content.decode()

        run = carried_out(country, describe(browser, country, run, address))

        assert counts(run) == {"created": 2}
        assert set(Session.objects.values_list("title", flat=True)) == {"Catastro multipropósito"}

    def test_is_remembered_so_with_the_columns(self, country, browser):
        run, address = upload(browser, country, *VISITS, target="sessions")
        describe(browser, country, run, address, mapping_name="Visitas")
        assert ImportMapping.objects.get().layouts[0]["fields"]["title"]["columns"] == ["Tema de asistencia técnica"]

        found = peek(run)

        assert (found.mapping_name, found.missing) == ("Visitas", [])
        form = browser.get(reverse("imports:columns", kwargs={"public_id": run.public_id})).context["form"]
        assert form["column_2"].value() == "service"

    def test_is_not_asked_for_beside_the_service_which_says_it_too(self, country, browser):
        lines = [";".join((place, day)) for place, day, *_rest in (line.split(";") for line in VISITS)]
        run, address = upload(browser, country, *lines, target="sessions")
        assert browser.get(address).context["found"].missing == ["Servicio", "Dependencia que asistió"]

        carried_out(country, describe(browser, country, run, address, fixed_service="Catastro multipropósito"))

        assert set(Session.objects.values_list("title", flat=True)) == {"Catastro multipropósito"}

    def test_is_that_of_its_own_column_where_there_is_one(self, country, browser):
        lines = [f"{line};{more}" for line, more in zip(VISITS, ("Asunto", "Taller", "Mesa"), strict=True)]
        run, address = upload(browser, country, *lines, target="sessions")

        carried_out(country, describe(browser, country, run, address))

        assert sorted(Session.objects.values_list("title", flat=True)) == ["Mesa", "Taller"]


class TestPlaceWithItsCode:
    """«Argelia» is in two departments: its name says nothing, and is not asked where its code says which."""

    HEAD = "Código DANE;Municipio;Fecha;Servicio;Tema;Modalidad"
    LINE = "{code};{name};05/03/2019;Catastro multipropósito;Taller;Virtual"

    @pytest.fixture
    def layout(self, country):
        make_entity(make_municipality("05055", "Argelia"))
        make_entity(make_municipality("19050", "Argelia"))
        return layout_of(country, external_id=Source(), code=Source(("Código DANE",)), entity=Source(("Municipio",)))

    def test_is_not_asked_what_its_name_is(self, country, layout):
        lines = [
            self.LINE.format(code=code, name=name) for code, name in (("19050", "Argelia"), ("05030", "Amagá (Ant.)"))
        ]

        run = imported(country, csv_upload(self.HEAD, *lines), layout)

        assert (counts(run), run.summary["unknown"]) == ({"created": 2}, [])
        places = Session.objects.values_list("plan__entity__municipality", flat=True)
        assert set(places) == {"19050", "05030"}

    def test_is_not_asked_where_its_nit_says_which(self, country, layout):
        place = Municipality.objects.get(pk="19050")
        Entity.objects.filter(municipality=place).update(nit="891500725", nit_check_digit="1")
        by_nit = replace(layout, fields=layout.fields | {"nit": Source(("NIT",))})
        lines = (f"{self.HEAD};NIT", f"{self.LINE.format(code='', name='Argelia')};891500725")

        run = imported(country, csv_upload(*lines), by_nit)

        assert (counts(run), run.summary["unknown"]) == ({"created": 1}, [])
        assert Session.objects.get().plan.entity.municipality == place

    def test_is_asked_where_no_code_says_it(self, country, layout):
        run = tried(country, csv_upload(self.HEAD, self.LINE.format(code="", name="Argelia")), layout)

        assert (counts(run), run.summary["unknown"]) == ({"refused": 1}, [["entity", "Argelia"]])

    def test_is_refused_where_its_name_is_known_to_be_of_another(self, country, layout):
        run = tried(country, csv_upload(self.HEAD, self.LINE.format(code="19050", name="Medellín")), layout)

        assert counts(run) == {"refused": 1}
        assert "entidades distintas" in next(read_bad_rows(str(run.public_id))).issues[0].reason


class TestMeasures:
    def test_are_not_taken_for_what_their_heading_names(self):
        headings = ["Código DANE", "Servicios", "Fecha", "Servicio prestado"]
        rows = [["05030", "81,3", "2019-03-05", "7"], ["05001", "90", "2019-03-06", "8"]]

        assert suggest("sessions", headings, rows)["service"].columns == ("Servicio prestado",)

    def test_are_what_their_heading_names_where_they_are_known(self):
        rows = [["81,3", "2019-03-05"], ["90", "2019-03-06"]]

        found = suggest(
            "sessions", ["Servicios", "Fecha"], rows, lambda kind, text: kind == "service" and text == "81,3"
        )

        assert found["service"].columns == ("Servicios",)


class TestSaidForAllRows:
    def test_may_be_the_title_of_plans(self, country, browser):
        run, address = upload(browser, country, "Código DANE;Vigencia", "05030;2019", "05001;2019", target="plans")
        page = browser.get(address).content.decode()
        assert "Lo mismo en todas las filas, si ninguna columna lo dice." in page

        run = carried_out(
            country, describe(browser, country, run, address, fixed_title="Convenio 12", fixed_unit=country.unit.name)
        )

        assert counts(run) == {"created": 2}
        assert set(WorkPlan.objects.values_list("title", flat=True)) == {"Convenio 12"}

    def test_is_refused_where_it_is_longer_than_its_field(self, country, browser):
        _run, address = upload(browser, country, "Código DANE;Vigencia", "05030;2019", target="plans")
        page = browser.get(address).context["form"]
        answers = {field.html_name: field.value() or "" for field in page} | {"fixed_unit": country.unit.name}

        answer = browser.post(address, answers | {"fixed_title": "C" * 2001})

        assert answer.status_code == 422
        assert "2000 caracteres" in answer.content.decode()

    def test_may_be_the_line_of_services(self, country, browser):
        run, address = upload(browser, country, "Código;Nombre", "7;Censo predial", "8;Avalúos", target="services")

        carried_out(country, describe(browser, country, run, address, fixed_line="Catastro"))

        found = Service.objects.filter(external_id__in=["7", "8"])
        assert {one.versions.get().line.name for one in found} == {"Catastro"}

    def test_is_asked_with_the_way_out_where_it_is_not_said(self, country, browser):
        _run, address = upload(browser, country, "Código;Nombre", "7;Censo predial", target="services")
        page = browser.get(address).context["form"]
        answers = {field.html_name: field.value() or "" for field in page}

        answer = browser.post(address, answers)

        assert answer.status_code == 422
        assert "Dé aquí uno para todas las filas" in answer.content.decode()
