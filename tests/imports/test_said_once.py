"""What no column of its own says: the topic of a session is that of its service, and some things are said once for all rows."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.services.peeking import peek
from llegada.portfolio.models import Service
from llegada.workplans.models import WorkPlan
from tests.imports.makers import carried_out, counts, csv_upload

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

    def test_is_that_of_its_own_column_where_there_is_one(self, country, browser):
        lines = [f"{line};{more}" for line, more in zip(VISITS, ("Asunto", "Taller", "Mesa"), strict=True)]
        run, address = upload(browser, country, *lines, target="sessions")

        carried_out(country, describe(browser, country, run, address))

        assert sorted(Session.objects.values_list("title", flat=True)) == ["Mesa", "Taller"]


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

        assert answer.status_code == 409
        assert "dé un valor para todas las filas" in answer.content.decode()
