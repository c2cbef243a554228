from __future__ import annotations

import pytest
from django.utils import timezone

from llegada.core.roles import Role
from llegada.delivery.models import StudentDraft
from tests.delivery.cast import make_cast
from tests.factories import assign, make_person
from tests.loaded_once import made_once
from tests.records.samples import PDF, upload


@made_once
def cast():
    today = timezone.localdate()
    return make_cast(starts_on=today.replace(month=1, day=1), ends_on=today.replace(month=12, day=31))


@pytest.fixture
def student(cast):
    person = make_person("Lina Practicante")
    assign(person, Role.STUDENT, unit=cast.unit)
    return person


class TestStudents:
    def test_go_from_the_team_to_an_accepted_draft(self, cast, student, login):
        advisor, browser = login(cast.person("advisor")), login(student)
        page = f"/planes-de-trabajo/{cast.plan.public_id}/practicantes/"
        assert "Aún no está en el equipo" in browser.get("/borradores/").text
        sent = {"person": str(student.public_id), "since": timezone.localdate().isoformat()}
        assert advisor.post(page, {"person": "", "since": ""}).status_code == 422
        assert advisor.post(page, sent).status_code == 302
        assert "Lina Practicante" in advisor.get(page).text
        milestone = cast.plan.milestones.first()
        url = f"/borradores/nuevo/?hito={milestone.public_id}"
        assert milestone.name in browser.get("/borradores/").text
        assert browser.post(url, {"text": " "}).status_code == 422
        assert browser.post(url, {"text": "Se entregó el manual."}).status_code == 302
        draft = StudentDraft.objects.get()
        own = draft.get_absolute_url()
        assert browser.post(own, {"text": "Se entregó el manual firmado."}).status_code == 302
        assert "Enviar a revisión" in browser.get(own).text
        assert browser.post(f"{own}mover/", {"action": "send"}).status_code == 302
        assert "Borrador enviado a revisión" in advisor.get("/mi-trabajo/").text
        refused = advisor.post(f"{own}mover/", {"action": "accept"})
        assert (refused.status_code, "Adjunte al menos un archivo" in refused.text) == (422, True)
        assert advisor.post(f"{own}mover/", {"action": "return"}).status_code == 409
        proof = {"action": "accept", "evidence": upload(PDF, "acta.pdf")}
        assert advisor.post(f"{own}mover/", proof).status_code == 302
        assert "Aceptado" in browser.get("/borradores/").text
        milestone.refresh_from_db()
        assert milestone.report == "Se entregó el manual firmado."

    def test_see_nothing_but_what_they_may_write_of(self, cast, student, login):
        browser = login(student)
        assert browser.get(cast.plan.get_absolute_url()).status_code == 404
        assert browser.get(cast.session(status="held").get_absolute_url()).status_code == 404
        assert browser.get(f"/borradores/nuevo/?hito={cast.plan.milestones.first().public_id}").status_code == 409
