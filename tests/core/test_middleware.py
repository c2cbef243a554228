from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from llegada.config.urls import urlpatterns as real_patterns
from llegada.core.errors import Conflict, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def refuse(request):
    raise Conflict()


def break_down(request):
    raise RuntimeError


def keep_out(request):
    raise NotAllowed()


def accept(request):
    return HttpResponse("ok")


urlpatterns = [
    *real_patterns,
    path("choca/", refuse),
    path("falla/", break_down),
    path("cerrado/", keep_out),
    path("api/v1/falla/", break_down),
    path("recibe/", accept),
    path("choca.json", refuse),
    path("choca.csv", refuse),
    path("adentro.csv", login_required(refuse)),
    path("adentro/", login_required(refuse)),
]
handler400 = "llegada.core.refusals.bad_request"
handler403 = "llegada.core.refusals.forbidden"
handler404 = "llegada.core.refusals.not_found"
handler500 = "llegada.core.refusals.server_error"


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *args):
        raise AssertionError("the body was read")


class TestUploadLimit:
    def send(self, length: int, to: str = "/recibe/") -> HttpResponse:
        return Client().generic("POST", to, b"", CONTENT_LENGTH=str(length), **{"wsgi.input": Unread()})

    def test_refuses_200_mb_by_its_declared_length_without_reading(self):
        page = self.send(200 * 1024**2)
        assert page.status_code == 413
        assert "el máximo es 20 MB" in page.text

    def test_passes_what_fits(self, settings):
        assert self.send(settings.MAX_REQUEST_BYTES).status_code == 200
        assert self.send(settings.MAX_REQUEST_BYTES + 1).status_code == 413

    def test_passes_a_body_that_declares_nothing(self):
        assert Client().generic("POST", "/recibe/", b"", CONTENT_LENGTH="").status_code == 200


class TestChosenLanguage:
    def test_is_spanish_whatever_the_browser_asks_for(self):
        page = Client().get("/", headers={"accept-language": "en-US,en;q=0.9"})
        assert page["Content-Language"] == "es-co"
        assert '<html lang="es' in page.text

    def test_is_the_one_the_reader_chose(self):
        client = Client()
        client.post("/idioma/setlang/", {"language": "en", "next": "/"})
        page = client.get("/", headers={"accept-language": "es"})
        assert page["Content-Language"] == "en"
        assert '<html lang="en' in page.text
        assert "Accept-Language" not in page["Vary"]


class TestRefusalPages:
    def test_show_the_sentence_and_the_status(self):
        page = Client().get("/choca/")
        assert page.status_code == 409
        assert "Otra persona cambió esto" in page.text

    def test_are_json_where_a_programme_expects_a_table_as_json(self):
        answer = Client().get("/choca.json")

        assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
        assert "Otra persona cambió esto" in answer.json()["detail"]
        assert "<h1" in Client().get("/choca.json", HTTP_ACCEPT="text/html,*/*").text

    def test_are_one_sentence_where_a_programme_expects_a_file(self):
        answer = Client().get("/choca.csv")

        assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain; charset=utf-8")
        assert "Otra persona cambió esto" in answer.text
        assert "<h1" in Client().get("/choca.csv", HTTP_ACCEPT="text/html,*/*").text

    def test_do_not_lead_a_programme_to_the_page_of_entrance_as_if_it_were_its_file(self):
        answer = Client().get("/adentro.csv")

        assert (answer.status_code, "una llave" in answer.text) == (401, True)
        for address, asked in (("/adentro.csv", {"HTTP_ACCEPT": "text/html,*/*"}), ("/adentro/", {})):
            assert Client().get(address, **asked)["Location"].startswith("/cuenta/login/")

    def test_hand_back_what_had_been_written(self):
        written = {"reason": "Cambió <la> sede", "password": "mi clave larga", "kind": "dates"}
        page = Client().post("/choca/", written)
        assert "Cambió &lt;la&gt; sede" in page.text
        assert "mi clave larga" not in page.text
        assert "Lo que escribió no se guardó" not in Client().post("/choca/", {"kind": "dates"}).text

    def test_tell_opening_a_page_from_changing_something(self):
        assert "no permite abrir esta página" in Client().get("/cerrado/").text
        assert "no hacer este cambio" in Client().post("/cerrado/").text

    def test_of_an_unknown_address(self):
        page = Client().get("/no-existe/")
        assert page.status_code == 404
        assert "No encontramos lo que busca" in page.text

    def test_of_an_address_that_only_takes_forms(self):
        page = Client().get("/descartar-lo-recuperado/")
        assert (page.status_code, page["Allow"]) == (405, "POST")
        assert "A esta dirección llega lo que envía un formulario" in page.text

    def test_of_our_own_failures_say_so_without_details(self):
        client = Client(raise_request_exception=False)
        page = client.get("/falla/")
        assert page.status_code == 500
        assert "RuntimeError" not in page.text
        assert client.get("/api/v1/falla/").json()["code"] == "error"

    def test_of_a_request_that_cannot_be_read(self):
        page = Client().get("/recibe/", headers={"host": "otro.example.org"})
        assert page.status_code == 400
