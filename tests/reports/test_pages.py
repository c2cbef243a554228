"""The pages of the documents, of their formats, and of whoever verifies one."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.records.models import StoredFile
from llegada.reports import rules
from llegada.reports.models import DocumentFormat, DocumentOrder, IssuedDocument, Letterhead
from tests import factories as make
from tests.loaded_once import made_once
from tests.records.samples import PDF
from tests.reports.makers import make_closed_round, make_document, make_order
from tests.reports.test_typesetting import SVG

pytestmark = pytest.mark.django_db


@made_once
def closed():
    return make_closed_round(make.make_strategy(status="in_implementation", name="Estrategia reservada"))


def holder(closed, role: Role) -> Person:
    person = make.make_person()
    make.assign(person, role, organization=closed.strategy.organization)
    return person


@pytest.fixture
def browser(closed, login):
    return login(holder(closed, Role.COORDINATOR))


def address(name: str, closed) -> str:
    return reverse(name, args=["acta-del-comite", closed.strategy.public_id, closed.number])


class TestDocumentsOfAnObject:
    def test_are_reached_from_its_page(self, browser, closed):
        assert address("reports:subject", closed) in browser.get(closed.strategy.get_absolute_url()).text

    def test_are_issued_and_downloaded(self, browser, closed):
        page = browser.post(address("reports:issue", closed), follow=True)
        document = IssuedDocument.objects.get()
        assert page.redirect_chain[-1][0] == address("reports:subject", closed)
        assert document.code in page.text
        answer = browser.get(document.get_absolute_url())
        assert answer["Content-Disposition"] == 'attachment; filename="acta-cd-2026-11-estrategia-reservada.pdf"'
        assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")

    def test_that_are_long_are_asked_for(self, browser, closed, monkeypatch):
        monkeypatch.setattr(rules, "ROWS_AT_ONCE", 3)
        page = browser.post(address("reports:issue", closed), follow=True)
        assert page.redirect_chain[-1][0] == DocumentOrder.objects.get().get_absolute_url()
        assert "En espera" in page.text
        assert 'hx-trigger="every 2s"' in page.text

    def test_say_why_one_cannot_be_made(self, browser, closed, settings, tmp_path):
        settings.DOCUMENT_FONTS_DIR = tmp_path
        answer = browser.post(address("reports:issue", closed))
        assert answer.status_code == 500
        assert "Faltan las letras de los documentos" in answer.text
        assert not IssuedDocument.objects.exists()

    def test_offer_no_button_to_who_only_reads(self, login, closed):
        page = login(holder(closed, Role.INTERNAL_CONTROL)).get(address("reports:subject", closed)).text
        assert "Generar el PDF" not in page
        assert "Lo genera la coordinación" in page

    def test_of_an_unknown_kind_are_not_found(self, browser, closed):
        assert browser.get(address("reports:subject", closed).replace("acta-del-comite", "receta")).status_code == 404


class TestOrderPage:
    @pytest.mark.parametrize(("status", "said"), [("done", "Descargar PDF"), ("failed", "Se cayó la luz.")])
    def test_says_how_it_ended(self, login, closed, status, said):
        person, document = holder(closed, Role.COORDINATOR), make_document(closed)
        ended = {"document": document} if status == "done" else {"failure": "Se cayó la luz."}
        order = make_order(document, by=person, status=status, ended_at=make.NOW, **ended)
        answer = login(person).get(order.get_absolute_url(), headers={"HX-Request": "true"})
        assert said in answer.text
        assert "hx-trigger" not in answer.text


class TestVerify:
    def test_leads_from_a_code_to_its_answer(self, client, closed):
        document = make_document(closed)
        answer = client.get(reverse("reports:verify"), {"codigo": document.code})
        assert answer["Location"] == reverse("reports:verify_code", args=[document.content_sha256[:16]])
        page = client.get(answer["Location"]).text
        assert "El documento existe" in page
        assert "Cambió después" in page

    def test_reveals_nothing_of_what_it_says_but_to_who_may_read_it(self, client, browser, closed):
        document = make_document(closed, title="Acta secreta")
        url = reverse("reports:verify_code", args=[document.content_sha256])
        assert "secreta" not in client.get(url).text
        assert "reservada" not in client.get(url).text
        assert "Acta secreta" in browser.get(url).text

    def test_says_that_a_code_is_no_code(self, client):
        answer = client.get(reverse("reports:verify"), {"codigo": "no es"})
        assert answer.status_code == 422
        assert "Ese no es un código de documento" in answer.text
        assert "no es" in answer.text

    def test_says_that_nobody_issued_it(self, client):
        answer = client.get(reverse("reports:verify_code", args=["0" * 16]))
        assert answer.status_code == 404
        assert "Ningún documento emitido aquí lleva ese código." in answer.text

    def test_compares_a_file_byte_by_byte_and_keeps_none(self, client, closed):
        sha256 = hashlib.sha256(PDF).hexdigest()
        stored = StoredFile.objects.create(sha256=sha256, size=9, media_type="application/pdf", stored_at=make.NOW)
        make_document(closed, file=stored)
        same = client.post(reverse("reports:verify"), {"archivo": SimpleUploadedFile("a.pdf", PDF)})
        other = client.post(reverse("reports:verify"), {"archivo": SimpleUploadedFile("a.pdf", PDF + b" ")})
        assert "El archivo es auténtico" in same.text
        assert "Ese archivo no se emitió aquí." in other.text
        assert StoredFile.objects.count() == 1

    def test_asks_for_a_file_when_none_came(self, client):
        assert client.post(reverse("reports:verify")).status_code == 422


class TestFormats:
    @pytest.fixture
    def keeper(self, closed, login):
        return login(holder(closed, Role.RECORDS_MANAGER))

    def form_url(self, closed) -> str:
        return reverse("reports:format_create", args=[closed.strategy.organization.public_id])

    def test_are_registered_and_shown_in_force(self, keeper, closed):
        sent = {
            "kind": "committee_act",
            "code": " DE-FO-012 ",
            "version": "3",
            "process": "",
            "in_force_on": "2026-01-01",
        }
        page = keeper.post(self.form_url(closed), sent, follow=True).text
        assert "DE-FO-012" in page
        assert "En vigor" in page
        assert DocumentFormat.objects.get().code == "DE-FO-012"

    def test_are_registered_once(self, keeper, closed):
        sent = {"kind": "committee_act", "code": "DE", "version": "3", "in_force_on": "2026-01-01"}
        keeper.post(self.form_url(closed), sent)
        answer = keeper.post(self.form_url(closed), sent)
        assert answer.status_code == 422
        assert "Esa versión de ese formato ya está registrada." in answer.text

    def test_offer_no_document_that_is_not_issued(self, keeper, closed):
        sent = {"kind": "receta", "code": "DE", "version": "3", "in_force_on": "2026-01-01"}
        assert keeper.post(self.form_url(closed), sent).status_code == 422

    def logo(self, keeper, closed, content: bytes, name: str):
        url = reverse("reports:logo", args=[closed.strategy.organization.public_id])
        return keeper.post(url, {"logo": SimpleUploadedFile(name, content)})

    def test_take_a_drawing_as_a_logo_and_keep_it_as_an_image(self, keeper, closed):
        assert self.logo(keeper, closed, SVG, "logo.svg").status_code == 302
        assert Letterhead.objects.get().logo.media_type == "image/png"

    @pytest.mark.parametrize(
        ("content", "name", "said"),
        [
            (PDF, "logo.pdf", "El logo debe ser una imagen PNG, JPEG o SVG."),
            (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "logo.png", "La imagen está dañada"),
            (b"<svg>" + b" " * 600_000, "logo.svg", "El logo pesa más de 512 kB."),
        ],
    )
    def test_refuse_a_logo_that_does_not_serve(self, keeper, closed, content, name, said):
        answer = self.logo(keeper, closed, content, name)
        assert answer.status_code == 422
        assert said in answer.text
        assert not Letterhead.objects.exists()
