from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from llegada.core.history import list_events
from llegada.workplans.models import MilestoneEvidence, PlanMilestone, WorkPlan, WorkPlanVersion
from llegada.workplans.services import apply_action, report_milestone, review_milestone
from tests.factories import NOW, make_plan, make_service
from tests.records.samples import HTML, PDF, upload

LIST, CREATE, PROGRESS = (reverse(f"workplans:{name}") for name in ("list", "create", "progress"))


def text(response) -> str:
    return " ".join(response.content.decode().split())


def move(browser, plan, action, **data):
    return browser.post(reverse("workplans:move", args=[plan.public_id]), {"action": action, **data})


def form_data(cast, **values):
    return {
        "title": "Plan de archivo",
        "objectives": "Ordenar el archivo.",
        "starts_on": "2026-02-01",
        "ends_on": "2026-12-01",
        "unit": cast.unit.public_id,
        "advisor": cast.person("advisor").public_id,
        "counterpart_name": "Secretaría General",
        **values,
    }


class TestDetailPage:
    @pytest.mark.parametrize(
        ("status", "name", "offered"),
        [
            ("draft", "advisor", {"socialize"}),
            ("draft", "head", {"socialize", "terminate"}),
            ("socialized", "contact", {"request_changes", "agree"}),
            ("socialized", "advisor", set()),
            ("agreed", "contact", {"request_changes"}),
            ("agreed", "legal", {"request_changes", "sign"}),
            ("signed", "advisor", {"start"}),
            ("in_execution", "advisor", set()),
            ("in_execution", "head", {"suspend", "terminate"}),
            ("suspended", "head", {"resume", "terminate"}),
            ("finished", "monitor", {"close"}),
            ("closed", "head", set()),
            ("terminated", "head", set()),
            ("in_execution", "control", set()),
        ],
    )
    def test_offers_each_their_actions_and_no_more(self, plan_in, browser, status, name, offered):
        plan = plan_in(status)
        response = browser(name).get(plan.get_absolute_url())
        assert response.status_code == 200
        buttons = {button.action for button in response.context["buttons"]}
        assert buttons | ({"sign"} if response.context["can_sign"] else set()) == offered
        page = text(response)
        for action in ("socialize", "agree", "sign", "terminate", "start"):
            assert (f'value="{action}"' in page) is (action in offered)

    def test_leads_the_head_to_sign_what_waits_for_it(self, plan_in, browser):
        plan = plan_in("signed", is_provider_signed=False)
        door = reverse("workplans:rounds", args=[plan.public_id]) + "#firmas"
        assert door in text(browser("head").get(plan.get_absolute_url()))
        advisor = browser("advisor").get(plan.get_absolute_url())
        assert not advisor.context["buttons"]
        assert "Falta la firma de la jefatura" in text(advisor)
        assert door not in text(advisor)

    @pytest.mark.parametrize(
        ("status", "name", "is_offered"),
        [
            ("in_execution", "advisor", True),
            ("in_execution", "head", False),
            ("in_execution", "contact", False),
            ("signed", "advisor", False),
        ],
    )
    def test_leads_whoever_is_at_work_to_record_a_session(self, plan_in, browser, status, name, is_offered):
        plan = plan_in(status)
        page = text(browser(name).get(plan.get_absolute_url()))
        address = f"{reverse('delivery:session_new')}?plan={plan.public_id}"
        assert (address in page) is is_offered
        if is_offered:
            assert browser(name).get(address).status_code == 200

    def test_offers_to_finish_when_all_is_validated(self, plan_in, browser):
        plan = plan_in()
        PlanMilestone.objects.filter(plan=plan).update(
            status="validated", reported_at=NOW, reported_by=plan.advisor, reviewed_at=NOW, reviewed_by=plan.signed_by
        )
        page = text(browser("advisor").get(plan.get_absolute_url()))
        assert reverse("workplans:deliver", args=[plan.public_id]) in page
        assert "Entregado" in page

    @pytest.mark.parametrize(
        ("status", "name", "code"),
        [
            ("draft", "stranger", 404),
            ("draft", "legal", 404),
            ("socialized", "other_legal", 404),
            ("draft", "colleague", 404),
        ],
    )
    def test_hides_what_is_not_theirs(self, plan_in, browser, status, name, code):
        plan = plan_in(status)
        client = browser(name)
        assert client.get(plan.get_absolute_url()).status_code == code
        assert move(client, plan, "socialize").status_code == code

    def test_sends_strangers_to_log_in(self, client, plan_in):
        response = client.get(plan_in().get_absolute_url())
        assert response.status_code == 302
        assert "/cuenta/" in response["Location"]

    def test_takes_few_queries_whatever_the_number(self, cast, plan_in, browser, django_assert_max_num_queries):
        plan = plan_in(versions=[make_service(cast.unit) for _ in range(4)])
        for milestone in plan.milestones.all()[:6]:
            report_milestone(
                actor=cast.advisor, public_id=milestone.public_id, report="Listo", uploads=[upload()], now=NOW
            )
        client = browser("head")
        client.get(plan.get_absolute_url())
        with django_assert_max_num_queries(15):
            client.get(plan.get_absolute_url())

    def test_shows_the_advisor_what_the_entity_asked_for(self, cast, plan_in, browser):
        plan = plan_in("socialized")
        apply_action(
            actor=cast.contact, public_id=plan.public_id, action="request_changes", now=NOW, reason="Correr la fecha"
        )
        assert "Correr la fecha" in text(browser("advisor").get(plan.get_absolute_url()))


class TestMove:
    def test_moves_says_so_and_returns_to_the_plan(self, plan_in, browser):
        plan = plan_in("draft")
        response = move(browser("advisor"), plan, "socialize")
        assert response["Location"] == plan.get_absolute_url()
        assert WorkPlan.objects.get().status == "socialized"

    def test_moves_once_however_often_the_button_is_pressed(self, plan_in, browser):
        plan, client, key = plan_in("draft"), browser("advisor"), uuid4()
        assert [move(client, plan, "socialize", idempotency_key=key).status_code for _ in range(2)] == [302, 302]
        assert list_events(target=plan).count() == 1

    @pytest.mark.parametrize(
        ("status", "name", "data", "said"),
        [
            ("in_execution", "head", {"action": "terminate", "reason": " "}, "necesita un motivo"),
            ("in_execution", "advisor", {"action": "finish"}, "faltan 3 hitos"),
            ("signed", "advisor", {"action": "socialize"}, "no es posible en el estado actual"),
            ("agreed", "legal", {"action": "sign", "consent": "on", "version": "x"}, "la versión vigente es la 1"),
            ("agreed", "legal", {"action": "sign"}, "acepta el seguimiento"),
            ("draft", "advisor", {"action": "volar"}, "no es posible en el estado actual"),
        ],
    )
    def test_keeps_a_refusal_on_the_page(self, plan_in, browser, status, name, data, said):
        plan = plan_in(status)
        response = browser(name).post(reverse("workplans:move", args=[plan.public_id]), data)
        assert response.status_code == 409
        assert said in text(response)
        assert plan.title in text(response)

    def test_refuses_what_was_meant_for_a_state_that_is_no_more(self, plan_in, browser):
        plan = plan_in("agreed")
        assert 'name="seen" value="agreed"' in text(browser("contact").get(plan.get_absolute_url()))
        response = move(browser("contact"), plan, "request_changes", reason="Que empiece en enero.", seen="socialized")
        assert response.status_code == 409
        assert "Otra persona cambió esto" in text(response)
        assert "Que empiece en enero." in text(response)
        assert WorkPlan.objects.get().status == "agreed"

    def test_signs_the_version_that_the_form_names(self, cast, plan_in, browser):
        plan = plan_in("agreed")
        version = plan.versions.get()
        page = text(browser("legal").get(plan.get_absolute_url()))
        assert "versión 1" in page
        assert version.sha256[:16] in page
        response = move(browser("legal"), plan, "sign", version=version.public_id, consent="on")
        assert response.status_code == 302
        assert WorkPlan.objects.get().signed_by == cast.person("legal")

    def test_needs_a_post(self, plan_in, browser):
        plan = plan_in("draft")
        assert browser("advisor").get(reverse("workplans:move", args=[plan.public_id])).status_code == 405


class TestVersionPage:
    def test_shows_what_was_shown_and_what_changed(self, cast, plan_in, browser):
        plan = plan_in("draft")
        apply_action(actor=cast.advisor, public_id=plan.public_id, action="socialize", now=NOW)
        apply_action(actor=cast.legal, public_id=plan.public_id, action="request_changes", now=NOW, reason="Fechas")
        WorkPlan.objects.update(title="Título nuevo", expected_results="Más capacidad")
        apply_action(actor=cast.advisor, public_id=plan.public_id, action="socialize", now=NOW)
        page = text(browser("legal").get(reverse("workplans:version", args=[plan.public_id, 2])))
        assert "Título nuevo" in page
        assert plan.title in page
        assert "Íntegra." in page
        assert plan.versions.get(number=2).sha256 in page
        assert "Lo que cambió en la última" in text(browser("legal").get(plan.get_absolute_url()))

    def test_says_when_the_content_was_touched(self, plan_in, browser):
        plan = plan_in("agreed")
        version = WorkPlanVersion.objects.get()
        assert version.sha256 == "0" * 64
        assert "Alterada." in text(browser("legal").get(reverse("workplans:version", args=[plan.public_id, 1])))

    def test_of_a_number_that_does_not_exist_is_not_found(self, plan_in, browser):
        plan = plan_in("agreed")
        assert browser("legal").get(reverse("workplans:version", args=[plan.public_id, 9])).status_code == 404


class TestMilestoneForms:
    @pytest.fixture
    def milestone(self, plan_in):
        return plan_in().milestones.order_by("position")[0]

    def report(self, client, milestone, **data):
        url = reverse("workplans:report_milestone", args=[milestone.public_id])
        return client.post(url, {"report": "Se adoptó", "evidence": [upload()], **data})

    def review(self, client, milestone, action, observation=""):
        url = reverse("workplans:review_milestone", args=[milestone.public_id])
        return client.post(url, {"action": action, "observation": observation})

    def test_report_with_several_files(self, milestone, browser):
        response = self.report(browser("advisor"), milestone, evidence=[upload(), upload(PDF + b"2", "b.pdf")])
        assert response["Location"].endswith(f"#hito-{milestone.public_id}")
        assert MilestoneEvidence.objects.count() == 2

    @pytest.mark.parametrize(
        ("data", "code", "said"),
        [
            ({"evidence": []}, 422, "Adjunte al menos un archivo"),
            ({"report": ""}, 422, "Cuente qué se logró"),
            ({"report": "largo " * 1000}, 422, "5000 caracteres"),
            ({"evidence": [upload(HTML, "acta.pdf")]}, 422, "una página web (HTML)"),
            ({"evidence": [upload(b"", "acta.pdf")]}, 422, "0 bytes"),
        ],
    )
    def test_keep_what_was_written_beside_the_refusal(self, milestone, browser, data, code, said):
        response = self.report(browser("advisor"), milestone, **data)
        assert response.status_code == code
        page = text(response)
        assert said in page
        assert f'id="hito-{milestone.public_id}" open' in page
        assert data.get("report", "Se adoptó").strip() in page

    def test_refuse_a_file_that_is_too_large(self, milestone, browser, settings):
        settings.MAX_FILE_BYTES = 1024 * 1024
        response = self.report(browser("advisor"), milestone, evidence=[upload(PDF + b"0" * 1024 * 1024)])
        assert response.status_code == 413
        assert "el máximo es 1 MB" in text(response)
        assert not MilestoneEvidence.objects.exists()

    def test_report_once_however_often_it_is_sent(self, milestone, browser):
        client, key = browser("advisor"), uuid4()
        codes = [self.report(client, milestone, idempotency_key=key).status_code for _ in range(2)]
        assert codes == [302, 302]
        assert list_events(target=milestone).count() == 1

    def test_show_reviewers_what_was_reported_and_take_their_answer(self, cast, milestone, browser):
        self.report(browser("advisor"), milestone)
        page = text(browser("head").get(milestone.plan.get_absolute_url(), {"hito": milestone.public_id}))
        assert f'id="hito-{milestone.public_id}" open' in page
        assert 'value="validate"' in page
        refused = self.review(browser("head"), milestone, "return")
        assert refused.status_code == 409
        assert "necesita un motivo" in text(refused)
        assert self.review(browser("head"), milestone, "return", "Falta la firma").status_code == 302
        assert "Falta la firma" in text(browser("advisor").get(milestone.plan.get_absolute_url()))
        self.report(browser("advisor"), milestone, evidence=[])
        assert self.review(browser("head"), milestone, "validate").status_code == 302

    def test_never_lose_an_observation_that_is_too_long(self, milestone, browser):
        self.report(browser("advisor"), milestone)
        refused = self.review(browser("head"), milestone, "validate", "o" * 2001)
        assert refused.status_code == 422
        assert "o" * 2001 in text(refused)
        milestone.refresh_from_db()
        assert milestone.status == "reported"

    def test_offer_no_review_to_whoever_reported(self, cast, milestone, browser):
        PlanMilestone.objects.filter(pk=milestone.pk).update(
            status="reported", reported_at=NOW, reported_by=cast.person("head")
        )
        page = text(browser("head").get(milestone.plan.get_absolute_url()))
        assert 'value="validate"' not in page
        assert "lo revisa otra persona" in page
        refused = self.review(browser("head"), milestone, "validate")
        assert refused.status_code == 409
        assert "debe revisarlo otra persona" in text(refused)

    @pytest.mark.parametrize(("name", "code"), [("head", 403), ("legal", 403), ("stranger", 404)])
    def test_are_for_those_who_report(self, milestone, browser, name, code):
        assert self.report(browser(name), milestone).status_code == code

    @pytest.mark.parametrize(("name", "code"), [("advisor", 403), ("legal", 403), ("stranger", 404)])
    def test_are_for_those_who_review(self, milestone, browser, name, code):
        assert self.review(browser(name), milestone, "validate").status_code == code

    def test_evidence_is_read_by_both_sides_and_by_nobody_else(self, cast, milestone, browser):
        self.report(browser("advisor"), milestone)
        url = reverse("workplans:evidence", args=[MilestoneEvidence.objects.get().public_id])
        for name in ("advisor", "head", "legal", "control"):
            response = browser(name).get(url)
            assert b"".join(response.streaming_content) == PDF
            assert response["Content-Disposition"].startswith("attachment")
        assert browser("stranger").get(url).status_code == 404
        assert browser("other_legal").get(url).status_code == 404

    def test_reach_progress_once_validated(self, cast, milestone, browser):
        report_milestone(actor=cast.advisor, public_id=milestone.public_id, report="Listo", uploads=[upload()], now=NOW)
        review_milestone(actor=cast.head, public_id=milestone.public_id, action="validate", now=NOW + timedelta(days=1))
        response = browser("legal").get(milestone.plan.get_absolute_url())
        assert response.context["progress"].percent == 20
        assert not make_plan().milestones.filter(status="validated").exists()
