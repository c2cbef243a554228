"""The import of entities in the browser: rehearsal, report, confirmation, and files that are none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.core.roles import Role
from llegada.core.tabular import xlsx_bytes
from llegada.territory.models import Entity
from llegada.territory.services import template_table
from llegada.territory.services.entity_tables import TEMPLATE_COLUMNS
from tests.factories import assign, make_entity, make_municipality, make_organization, make_person
from tests.territory.tables import HOSPITAL, csv_bytes

pytestmark = pytest.mark.django_db

ADDRESS = "/administracion/entidades/importar/"


@pytest.fixture
def browser(login):
    person = make_person("Mónica Monitoreo")
    assign(person, Role.MONITORING_ADMIN)
    return login(person)


def upload(browser, content: bytes, name: str = "entidades.csv"):
    return browser.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def table(*rows: dict[str, str]) -> bytes:
    return csv_bytes(dict(TEMPLATE_COLUMNS), *({**HOSPITAL, **row} for row in rows))


class TestRehearsal:
    def test_says_what_would_happen_and_saves_nothing(self, browser):
        make_municipality("05001")

        page = upload(browser, table({}, {"municipality": "5.001", "name": "Otro"}))

        assert page.status_code == 200
        assert (page.context["report"].created, page.context["report"].rejected) == (1, 1)
        assert "«5.001» no es un código DANE" in page.content.decode()
        assert Entity.objects.count() == 0

    def test_shows_rejected_rows_first_and_only_so_many(self, browser):
        make_municipality("05001")
        rows = [{"nit": "", "name": f"Hospital {number}"} for number in range(101)]

        page = upload(browser, table(*rows, {"name": ""}))

        findings = page.context["report"].findings
        assert (len(findings), findings[0].severity) == (100, "rejected")
        assert "100 de los 102 avisos" in page.content.decode()

    def test_gives_the_whole_report_as_a_spreadsheet(self, browser):
        page = upload(browser, table({"nit": ""}))

        answer = browser.post(ADDRESS, {"token": page.context["held"].token, "download": "1"})

        assert answer["Content-Disposition"] == 'attachment; filename="informe-de-entidades.xlsx"'
        assert Entity.objects.count() == 0


class TestConfirmation:
    def test_carries_out_the_file_that_was_tried_once(self, browser):
        make_municipality("05001")
        token = upload(browser, table({})).context["held"].token

        done = browser.post(ADDRESS, {"token": token})
        again = browser.post(ADDRESS, {"token": token})

        assert (done.status_code, done.context["report"].created) == (200, 1)
        assert Entity.objects.get().name == "Hospital San Rafael"
        assert again.status_code == 409
        assert "Súbalo otra vez" in again.content.decode()

    def test_is_only_for_who_brought_the_file(self, browser, login):
        token = upload(browser, table({})).context["held"].token
        other = make_person()
        assign(other, Role.IT_ADMIN)

        assert login(other).post(ADDRESS, {"token": token}).status_code == 409
        assert Entity.objects.count() == 0


class TestPastImports:
    def imported(self, browser, name: str) -> str:
        token = upload(browser, table({"name": f"Hospital {name}", "nit": ""}), f"{name}.csv").context["held"].token
        return browser.post(ADDRESS, {"token": token}).content.decode()

    def test_are_shown_with_who_and_what_newest_first(self, browser):
        make_municipality("05001")
        assert "Últimas importaciones" not in browser.get(ADDRESS).content.decode()

        self.imported(browser, "uno")
        page = self.imported(browser, "dos")

        assert page.index("dos.csv", page.index("Últimas importaciones")) < page.index("uno.csv")
        event = browser.get(ADDRESS).context["past_imports"][0]
        assert (event.actor_name, event.data["created"], len(event.data["sha256"])) == ("Mónica Monitoreo", 1, 64)


class TestBadFiles:
    @pytest.mark.parametrize(
        ("name", "content", "sentence"),
        [
            ("vacio.xlsx", b"", "El archivo está vacío."),
            ("pagina.xlsx", b"<!doctype html><html></html>", "El contenido no es una tabla."),
            ("roto.xlsx", b"PK\x03\x04 roto", "está dañado o no es una hoja de cálculo"),
            ("otra.csv", b"a,b\n1,2\n", "A la tabla le faltan columnas: Nombre, NIT"),
        ],
    )
    def test_are_told_on_the_same_page(self, browser, name, content, sentence):
        page = upload(browser, content, name)

        assert page.status_code == 422
        assert sentence in page.content.decode()

    def test_too_large_a_file_says_how_large_it_may_be(self, browser, settings):
        settings.MAX_FILE_BYTES = 1024**2

        page = upload(browser, b"x" * (1024**2 + 1))

        assert page.status_code == 413
        assert "el máximo es 1 MB" in page.content.decode()

    def test_no_file_at_all_is_asked_for(self, browser):
        assert browser.post(ADDRESS, {}).status_code == 422


class TestAccess:
    def test_a_stranger_may_not(self, login):
        person = make_person()
        assign(person, Role.ADVISOR, organization=make_organization())
        browser = login(person)

        assert browser.get(ADDRESS).status_code == 403
        assert upload(browser, table({})).status_code == 403
        assert browser.get(f"{ADDRESS}plantilla.xlsx").status_code == 403

    def test_whoever_answers_for_one_organisation_may_not_change_the_catalogue_of_all(self, login):
        person = make_person()
        assign(person, Role.MONITORING_ADMIN, organization=make_organization())
        browser = login(person)

        assert upload(browser, table({})).status_code == 403
        assert ADDRESS not in browser.get("/territorio/").content.decode()
        assert ADDRESS not in browser.get("/administracion/").content.decode()

    def test_a_visitor_is_sent_to_log_in(self, client):
        assert client.get(ADDRESS).status_code == 302

    def test_who_may_finds_the_door_and_the_template(self, browser):
        assert ADDRESS in browser.get("/territorio/").content.decode()
        assert browser.get(ADDRESS).status_code == 200
        answer = browser.get(f"{ADDRESS}plantilla.xlsx")
        assert answer.getvalue()[:2] == b"PK"

    def test_the_template_goes_in(self, browser):
        make_entity(make_municipality("05001", "Medellín"))

        page = upload(browser, xlsx_bytes(template_table()), "plantilla.xlsx")

        assert page.context["report"].updated == 1
