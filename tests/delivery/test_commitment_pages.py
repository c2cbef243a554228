"""The page of a commitment, and the one that an entity opens with its link."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.delivery.selectors.commitment_parts import link_token
from tests.delivery.makers import make_commitment_report
from tests.factories import make_commitment
from tests.records.samples import PDF


@pytest.fixture
def owed(cast):
    return make_commitment(cast.session(status="held"))


def page(browser, commitment, status: int = 200) -> str:
    answer = browser.get(commitment.get_absolute_url())
    assert answer.status_code == status
    return answer.content.decode()


class TestCommitmentPage:
    def test_offers_each_what_they_may_do(self, cast, owed, login):
        of_advisor = page(login(cast.person("advisor")), owed)
        assert all(words in of_advisor for words in ("Marcar cumplido", "Dar más tiempo", "Crear el enlace"))
        of_entity = page(login(cast.person("contact")), owed)
        assert "Marcar cumplido" in of_entity
        assert not any(words in of_entity for words in ("Dar más tiempo", "Crear el enlace"))
        assert "Marcar cumplido" not in page(login(cast.person("executive")), owed)
        page(login(cast.person("stranger")), owed, 404)

    def test_keeps_what_was_typed_of_an_extension_that_is_refused(self, cast, owed, login):
        answer = login(cast.person("advisor")).post(
            f"{owed.get_absolute_url()}prorroga/", {"due_on": "2026-11-01", "reason": "Falta un anexo"}
        )
        assert answer.status_code == 422
        assert "posterior a la que tenía" in answer.content.decode()
        assert "Falta un anexo" in answer.content.decode()

    def test_takes_how_it_was_fulfilled_with_its_proof(self, cast, owed, login):
        browser = login(cast.person("contact"))
        proof = SimpleUploadedFile("soporte.pdf", PDF, "application/pdf")
        answer = browser.post(f"{owed.get_absolute_url()}cumplir/", {"words": "Se envió.", "file": proof})
        assert answer.status_code == 302
        assert "soporte.pdf" in page(browser, owed)
        evidence = owed.evidence.get()
        assert browser.get(f"/compromisos/evidencias/{evidence.public_id}/").status_code == 200

    def test_gives_the_link_and_takes_it_back(self, cast, owed, login):
        browser = login(cast.person("advisor"))
        browser.post(f"{owed.get_absolute_url()}enlace/", {"action": "share"})
        token = link_token(owed.plan.commitment_links.get())
        assert token in page(browser, owed)
        browser.post(f"{owed.get_absolute_url()}enlace/", {"action": "revoke"})
        assert token not in page(browser, owed)

    def test_returns_a_report_only_with_what_is_missing(self, cast, owed, login):
        report = make_commitment_report(owed, by=cast.person("advisor"))
        browser = login(cast.person("advisor"))
        url = f"/compromisos/avisos/{report.public_id}/revisar/"
        assert browser.post(url, {"action": "return"}).status_code == 409
        assert browser.post(url, {"action": "return", "observation": "Falta la firma."}).status_code == 302
        assert "Falta la firma." in page(browser, owed)


class TestNewCommitmentPage:
    def test_keeps_what_was_typed_until_it_holds(self, cast, login):
        browser, url = login(cast.person("advisor")), f"/compromisos/nuevo/?plan={cast.plan.public_id}"
        assert browser.get("/compromisos/nuevo/").headers["Location"] == url
        typed = {
            "agreed_in": "Llamada",
            "agreed_on": "2026-11-20",
            "description": "Enviar el acto",
            "side": "entity",
            "responsible": "Ana",
            "due_on": "2026-11-01",
        }
        refused = browser.post(url, typed)
        assert refused.status_code == 422
        assert "no puede ser anterior al acuerdo" in refused.text
        assert "Enviar el acto" in refused.text
        made = browser.post(url, typed | {"due_on": "2026-12-01"}, follow=True)
        assert "Llamada" in made.text
        assert "Llamada" in browser.get("/compromisos/").text

    def test_is_for_who_assists(self, cast, login):
        assert login(cast.person("contact")).get("/compromisos/nuevo/").status_code == 403


class TestLinkPage:
    @pytest.fixture
    def address(self, cast, owed) -> str:
        report = make_commitment_report(owed, by=cast.person("advisor"))
        report.delete()
        return f"/compromisos/informar/{link_token(report.link)}/"

    def test_shows_what_is_owed_to_nobody_known_and_is_not_kept(self, client, address):
        answer = client.get(address)
        assert "Enviar la base predial" in answer.content.decode()
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
        assert "no-store" in answer["Cache-Control"]

    def test_takes_a_report_and_shows_that_it_waits(self, client, owed, address):
        said = {"commitment": str(owed.public_id), "words": "<script>x</script>", "name": "Rosa", "post": "Secretaria"}
        assert client.post(address, said).status_code == 302
        assert "Rosa lo informó" in client.get(address).content.decode()
        assert owed.reports.get().words == "<script>x</script>"

    def test_keeps_what_was_typed_where_something_is_missing(self, client, owed, address):
        answer = client.post(address, {"commitment": str(owed.public_id), "words": "Se envió.", "name": "Rosa"})
        assert answer.status_code == 422
        assert "Se envió." in answer.content.decode()
        assert not owed.reports.exists()

    @pytest.mark.parametrize("commitment", ["", "x", "7d4fe5a0-5d43-4a6e-9f61-1f0e2f0f6a11"])
    def test_of_another_commitment_finds_nothing(self, client, address, commitment):
        said = {"commitment": commitment, "words": "Sí", "name": "Rosa", "post": "Secretaria"}
        assert client.post(address, said).status_code == 404

    def test_of_a_link_taken_back_says_so(self, client, cast, owed, address):
        owed.plan.commitment_links.update(revoked_at="2026-11-21T12:00:00Z")
        answer = client.get(address)
        assert answer.status_code == 409
        assert "Este enlace ya no sirve" in answer.content.decode()
