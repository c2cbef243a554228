from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.accounts.models import Person
from llegada.core.tabular import read_table, xlsx_bytes
from llegada.portfolio.models import Service
from llegada.portfolio.offer import TEMPLATE_COLUMNS
from llegada.portfolio.tables import template_table
from tests.loaded_once import made_once
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
URL = "/servicios/importar/"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
CSV = "Organización,Línea temática,Nombre\nInstituto,Finanzas,Uno\nInstituto,Finanzas,\n".encode()


cast = made_once(make_cast)


@pytest.fixture
def browse(cast, login):
    return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))


def upload(browser, content=CSV, name="oferta.csv"):
    return browser.post(URL, {"file": SimpleUploadedFile(name, content)})


def token_of(response):
    return response.context["held"].token


def text_of(response):
    return response.content.decode()


class TestImportPage:
    @pytest.mark.parametrize(("who", "status"), [("importer", 200), ("lead", 403), ("head", 403)])
    def test_is_for_those_who_import(self, browse, who, status):
        browser = browse(who)
        assert browser.get(URL).status_code == status
        assert upload(browser).status_code == status

    def test_tries_first_and_saves_nothing(self, browse):
        response = upload(browse("importer"))
        text = text_of(response)
        assert response.status_code == 200
        for words in ("Lo que pasaría con «oferta.csv»", "Confirmar la importación", "Falta este dato."):
            assert words in text
        assert not Service.objects.exists()

    def test_carries_out_what_was_tried(self, browse):
        browser = browse("importer")
        response = browser.post(URL, {"token": token_of(upload(browser))})
        assert "Lo que se importó" in text_of(response)
        assert Service.objects.count() == 1

    def test_shows_the_last_imports(self, browse):
        browser = browse("importer")
        browser.post(URL, {"token": token_of(upload(browser))})
        text = text_of(browser.get(URL))
        assert "oferta.csv" in text[text.index("Últimas importaciones") :]

    def test_confirmed_twice_imports_once(self, browse):
        browser = browse("importer")
        token = token_of(upload(browser))
        browser.post(URL, {"token": token})
        response = browser.post(URL, {"token": token})
        assert response.status_code == 409
        assert "Súbalo otra vez" in text_of(response)
        assert Service.objects.count() == 1

    def test_keeps_the_file_from_somebody_else(self, browse, login):
        from tests import factories as make

        other = make.make_person()
        make.assign(other, "it_admin")
        token = token_of(upload(browse("importer")))
        assert login(other).post(URL, {"token": token}).status_code == 409
        assert not Service.objects.exists()

    def test_offers_nothing_to_confirm_when_nothing_would_change(self, browse):
        browser = browse("importer")
        browser.post(URL, {"token": token_of(upload(browser))})
        text = text_of(upload(browser))
        assert "No hay nada que guardar" in text
        assert "Confirmar la importación" not in text

    def test_gives_the_report_to_download(self, browse):
        browser = browse("importer")
        response = browser.post(URL, {"token": token_of(upload(browser)), "download": "1"})
        rows = read_table(io.BytesIO(response.getvalue()), name="informe.xlsx")
        assert [(row.get("Fila"), row.get("Resultado")) for row in rows][-1] == ("3", "No entra")
        assert not Service.objects.exists()

    @pytest.mark.parametrize(
        ("content", "name", "status", "words"),
        [
            (b"", "vacia.csv", 422, "El archivo está vacío."),
            (b"<!doctype html><p>no</p>", "oferta.csv", 422, "El contenido no es una tabla."),
            (b"%PDF-1.4\x00\x00", "oferta.xlsx", 422, "El contenido no es una tabla."),
            (b"PK\x03\x04 roto", "oferta.xlsx", 422, "dañado"),
            (COMPOUND + "Workbook".encode("utf-16-le"), "oferta.xls", 422, "libro de Excel antiguo (.xls). Ábralo"),
            (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "oferta.xlsx", 422, "tiene contraseña. Quítesela"),
            (b"Nombre\nUno\n", "oferta.csv", 422, "faltan columnas: Organización, Línea temática"),
            (CSV.splitlines()[0], "oferta.csv", 422, "no tiene filas"),
            (xlsx_bytes(template_table()), "plantilla.xlsx", 422, "no tiene filas"),
        ],
        ids=["empty", "html", "pdf", "broken-zip", "old", "locked", "columns", "no-rows", "template"],
    )
    def test_refuses_a_bad_file_with_a_sentence(self, browse, content, name, status, words):
        response = upload(browse("importer"), content, name)
        assert (response.status_code, words in text_of(response)) == (status, True)

    def test_refuses_a_file_that_is_too_large(self, browse, settings):
        settings.MAX_FILE_BYTES = 10
        assert upload(browse("importer")).status_code == 413

    def test_asks_for_the_file_that_was_not_sent(self, browse):
        response = browse("importer").post(URL, {})
        assert response.status_code == 422
        assert "Revise lo siguiente" in text_of(response)

    def test_gives_the_template(self, browse):
        response = browse("importer").get("/servicios/importar/plantilla.xlsx")
        assert response["Content-Disposition"] == 'attachment; filename="plantilla-servicios.xlsx"'
        assert list(template_table().columns[:12]) == list(TEMPLATE_COLUMNS)
        assert browse("lead").get("/servicios/importar/plantilla.xlsx").status_code == 403
