"""The steps of bringing a file, as a person goes through them."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.match_forms import name_of
from llegada.imports.models import ImportRun, ValueMatch
from tests.factories import assign, make_organization, make_person
from tests.imports.makers import HEADINGS, csv_upload


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


def worked() -> ImportRun:
    """Do what waits for the worker, which a test's transaction never commits to."""
    run = ImportRun.objects.get()
    task = {"trying": tasks.try_import, "queued": tasks.run_import}[run.status]
    task.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


class TestUploadLimit:
    """What a request declares, before a byte of it is read."""

    def send(self, client, megabytes: int, page: str = "imports:new"):
        unread = {"CONTENT_LENGTH": str(megabytes * 1024**2), "wsgi.input": BytesIO(b"")}
        return client.generic("POST", reverse(page), b"", content_type="text/csv", **unread)

    @pytest.mark.parametrize("page", ["imports:new", "api:import-list"])
    def test_who_logged_in_may_send_a_large_table(self, browser, page):
        assert self.send(browser, 200, page).status_code != 413

    def test_300_mb_are_refused_with_the_limit_of_tables(self, browser):
        page = self.send(browser, 300)

        assert page.status_code == 413
        assert "el máximo es 250 MB" in page.text

    def test_nobody_else_may_nor_to_another_page(self, browser, client):
        for page in (self.send(client, 30), self.send(browser, 30, "portal:home")):
            assert page.status_code == 413
            assert "el máximo es 20 MB" in page.text


class TestOrganization:
    def test_is_asked_where_there_are_several_and_not_where_there_is_one(self, country, login):
        make_organization("Otro Instituto", "OI")
        keeper = make_person()
        assign(keeper, Role.MONITORING_ADMIN)
        data = {
            "target": "sessions",
            "organization": "",
            "file": csv_upload(HEADINGS, "1;05001;X;2019-03-05;Y;Virtual"),
        }

        asked = login(keeper).post(reverse("imports:new"), data)

        assert asked.status_code == 422
        assert asked.context["form"]["organization"].errors
        assert not ImportRun.objects.exists()
        own = login(Person.objects.get(pk=country.actor.person_id)).get(reverse("imports:new")).content.decode()
        assert f'<input type="hidden" name="organization" value="{country.unit.organization_id}"' in own


class TestSteps:
    def test_lead_from_a_file_of_anybodys_own_to_its_sessions(self, country, browser):
        upload = csv_upload("Informe;;;;;", HEADINGS, "1;05001;Catastro multiproposito 2;5 mar 2019;Taller;Presencial")
        data = {"target": "sessions", "organization": country.unit.organization_id, "file": upload}
        columns = browser.post(reverse("imports:new"), data).url
        page = browser.get(columns).content.decode()
        assert "Catastro multiproposito 2" in page

        form = browser.get(columns).context["form"]
        answers = {name: form[name].initial or "" for name in form.fields}
        answers["fixed_unit"] = country.unit.name
        run_page = browser.post(columns, answers).url
        assert worked().refused == 1
        assert "Aclarar 1 nombre" in browser.get(run_page).content.decode()

        matches = reverse("imports:matches", kwargs={"public_id": ImportRun.objects.get().public_id})
        assert "Catastro multipropósito" in browser.get(matches).content.decode()
        asked = f"value_{name_of('service', 'Catastro multiproposito 2')}"
        stale = browser.post(matches, {asked: str(country.version.service_id), "value_0": "-"})
        assert stale.status_code == 422
        assert "La lista cambió" in stale.content.decode()
        assert not ValueMatch.objects.exists()
        browser.post(matches, {asked: str(country.version.service_id)})
        assert ValueMatch.objects.get().text == "Catastro multiproposito 2"
        assert worked().created == 1

        move = reverse("imports:move", kwargs={"public_id": ImportRun.objects.get().public_id})
        browser.post(move, {"action": "start"})
        assert worked().status == "done"
        done = browser.get(ImportRun.objects.get().get_absolute_url()).content.decode()
        assert done.index("Ver los planes históricos") < done.index("Deshacer todo")  # what destroys comes last
        session = Session.objects.get()
        assert session.title == "Taller"
        for page in (session.get_absolute_url(), session.plan.get_absolute_url(), reverse("workplans:list")):
            assert (
                "Histórico" in browser.get(page).content.decode() or "Histórica" in browser.get(page).content.decode()
            )

    def test_missing_columns_are_asked_for_without_losing_what_was_said(self, country, browser):
        data = {"target": "sessions", "organization": country.unit.organization_id, "file": csv_upload("A;B", "1;2")}
        columns = browser.post(reverse("imports:new"), data).url

        answer = browser.post(columns, {"column_0": "title", "date_order": "dmy", "mapping_name": "Mi archivo"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Falta decir de qué columna sale: Fecha" in page
        assert (
            '<a href="#id_fixed_service">«Servicio»: Dé aquí uno para todas las filas' in page
        )  # beside what answers it
        assert "Mi archivo" in page
        assert not ImportRun.objects.get().layouts

    def test_what_is_no_table_is_refused_beside_the_file(self, country, browser):
        upload = csv_upload("<html></html>", name="pagina.csv")

        answer = browser.post(
            reverse("imports:new"),
            {"target": "sessions", "organization": country.unit.organization_id, "file": upload},
        )

        assert answer.status_code == 422
        assert not ImportRun.objects.exists()
