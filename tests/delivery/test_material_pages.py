from __future__ import annotations

from datetime import timedelta

import pytest

from llegada.core.roles import Role
from llegada.delivery.models import CoverageRequest, SessionEvidence
from tests.factories import TODAY, assign, make_person
from tests.records.samples import PDF, upload


@pytest.fixture
def team(cast, login):
    person = make_person()
    assign(person, Role.COMMUNICATIONS, organization=cast.unit.organization)
    return login(person)


class TestMaterialPage:
    def test_goes_from_the_session_to_the_team_and_back(self, cast, login, team):
        session, advisor = cast.session(held_on=TODAY + timedelta(days=400)), login(cast.person("advisor"))
        url = session.get_absolute_url()
        assert "Pedir cobertura" in advisor.get(url).text
        assert advisor.post(f"{url}cobertura/", {"reason": ""}).status_code == 409
        assert advisor.post(f"{url}cobertura/", {"reason": "Vienen cinco alcaldes."}).status_code == 302
        made = CoverageRequest.objects.get()
        assert "Vienen cinco alcaldes." in team.get("/material/").text
        refused = team.post(f"/material/coberturas/{made.public_id}/", {"action": "fly", "answer": "Va Ana Gil."})
        assert (refused.status_code, "Va Ana Gil." in refused.text) == (409, True)
        team.post(f"/material/coberturas/{made.public_id}/", {"action": "assign", "answer": "Va Ana Gil."})
        assert "Va Ana Gil." in advisor.get(url).text

    def test_gives_what_may_be_published_and_only_that(self, cast, login, team):
        session, advisor = cast.session(status="held"), login(cast.person("advisor"))
        url = session.get_absolute_url()
        for name, use in (("feria.pdf", "authorised"), ("interna.pdf", "")):
            sent = {"file": upload(PDF + name.encode(), name), "kind": "photo", "image_use": use}
            assert advisor.post(f"{url}evidencias/", sent).status_code == 302
        page = team.get("/material/").text
        assert ("feria.pdf" in page, "interna.pdf" in page) == (True, False)
        told, hidden = SessionEvidence.objects.order_by("pk")
        assert team.get(f"/material/{told.public_id}/").status_code == 200
        assert team.get(f"/material/{hidden.public_id}/").status_code == 404
        assert f"uso-{hidden.public_id}" in advisor.get(url).text
        advisor.post(f"{url}evidencias/{hidden.public_id}/uso/", {"image_use": "nobody"})
        assert "interna.pdf" in team.get("/material/?q=").text

    def test_says_where_there_is_nothing(self, team):
        page = team.get("/material/").text
        assert "No hay coberturas pedidas" in page
        assert "No hay archivos que se puedan publicar" in page
