"""The pages of consultations, from the plan to the answer that another team finds."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from llegada.core.roles import Role
from llegada.core.tabular import read_table
from llegada.workplans.models import Consultation
from tests.factories import assign, make_line, make_person
from tests.records.samples import PDF, upload
from tests.workplans.makers import make_consultation

LIST = "workplans:consultations"


def door(one, name):
    return reverse(f"workplans:consultation_{name}", args=[one.public_id])


class TestConsultationPages:
    def test_lead_from_the_plan_to_the_answer(self, cast, plan_in, browser):
        plan, advisor, expert = plan_in(), browser("advisor"), browser("expert")
        new = reverse("workplans:consultation_new", args=[plan.public_id])
        assert new in advisor.get(plan.get_absolute_url()).text
        assert new not in browser("contact").get(plan.get_absolute_url()).text
        assert "3 días hábiles" in advisor.get(new).text
        data = {"line": str(make_line().public_id), "subject": "Planta", "question": "¿Cómo se adopta?"}
        page = advisor.post(new, data | {"attachments": upload(PDF, "norma.pdf")})["Location"]
        one = Consultation.objects.get()
        assert page == one.get_absolute_url()
        expert.post(door(one, "move"), {"action": "take"})
        assert expert.post(door(one, "answer"), {"text": ""}).status_code == 422
        expert.post(door(one, "answer"), {"text": "Por decreto."})
        shown = advisor.get(page).text
        assert "Por decreto." in shown
        assert advisor.get(reverse("workplans:consultation_file", args=[one.files.get().public_id])).status_code == 200
        assert advisor.post(door(one, "move"), {"action": "reopen", "reason": " "}).status_code == 409
        advisor.post(door(one, "share"), {"action": "share"})
        advisor.post(door(one, "move"), {"action": "close"})
        one.refresh_from_db()
        assert (one.status, one.is_shared) == ("closed", True)

    def test_keep_what_was_written_when_it_is_refused(self, plan_in, browser):
        new = reverse("workplans:consultation_new", args=[plan_in().public_id])
        answer = browser("advisor").post(new, {"subject": "Planta"})
        assert answer.status_code == 422
        assert 'value="Planta"' in answer.text
        ended = reverse("workplans:consultation_new", args=[plan_in("terminated").public_id])
        assert browser("advisor").get(ended).status_code == 409

    def test_let_the_head_give_it_to_an_expert(self, cast, plan_in, browser):
        one, head = make_consultation(plan_in()), browser("head")
        expert = cast.person("expert")
        assert expert.full_name in head.get(one.get_absolute_url()).text
        assert head.post(door(one, "assign"), {"expert": "x"}).status_code == 422
        head.post(door(one, "assign"), {"expert": str(expert.public_id)})
        one.refresh_from_db()
        assert one.expert == expert

    @pytest.mark.usefixtures("at_now")
    def test_list_what_waits_with_its_time_of_answer(self, cast, plan_in, browser):
        make_consultation(plan_in(), subject="Sin dueño")
        make_consultation(plan_in(), subject="Ya respondida", status="answered")
        head = browser("head")
        shown = head.get(reverse(LIST)).text
        assert "Sin dueño" in shown
        assert "Ya respondida" not in shown
        assert "0 días hábiles" in shown
        assert "Ya respondida" in head.get(reverse(LIST), {"estado": "todas", "q": "RESPONDIDA"}).text
        assert "Sin dueño" not in head.get(reverse(LIST), {"de": "mias"}).text
        content = head.get(reverse("workplans:consultations_export", args=["xlsx"]), {"estado": "todas"}).getvalue()
        rows = read_table(io.BytesIO(content), name="c.xlsx")
        assert {row.cells["Asunto"] for row in rows} == {"Sin dueño", "Ya respondida"}
        assert head.get(reverse("workplans:consultations_export", args=["pdf"])).status_code == 404

    def test_say_no_data_where_nothing_was_answered(self, plan_in, browser):
        plan_in()
        assert "sin dato" in browser("head").get(reverse(LIST)).text

    def test_let_other_teams_find_the_answer_but_not_the_plan(self, cast, plan_in, browser):
        plan = plan_in(title="Plan reservado")
        make_consultation(plan, subject="Planta", status="answered", is_shared=True)
        make_consultation(plan, subject="Nómina", status="answered")
        shown = browser("colleague").get(reverse("workplans:consultations_shared"), {"q": "planta"}).text
        assert "Por decreto." in shown
        assert "Nómina" not in shown
        assert "Plan reservado" not in shown

    def test_let_the_coordination_set_the_term(self, cast, login):
        person = make_person()
        assign(person, Role.COORDINATOR, organization=cast.unit.organization)
        browser, url = login(person), reverse("workplans:consultations_term")
        organization = str(cast.unit.organization.public_id)
        assert browser.post(url, {"organization": organization, "days": "99"}).status_code == 422
        browser.post(url, {"organization": organization, "days": "5"})
        assert 'value="5"' in browser.get(url).text
