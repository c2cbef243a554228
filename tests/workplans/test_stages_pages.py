from __future__ import annotations

from django.urls import reverse

from llegada.workplans.models import PlanAlternative, PlanStage, WorkPlan
from tests.factories import NOW
from tests.workplans.test_milestones import upload
from tests.workplans.test_plan_page import text


class TestRoutePages:
    def test_lead_from_a_draft_to_an_alternative_that_the_entity_agrees(self, plan_in, browser):
        plan, advisor, contact = plan_in("draft"), browser("advisor"), browser("contact")
        door, own = (reverse(f"workplans:{name}", args=[plan.public_id]) for name in ("route_set", "route"))
        assert advisor.get(own).status_code == 404
        assert door in text(advisor.get(plan.get_absolute_url()))
        first = plan.milestones.get(position=1)
        assert advisor.post(door, {"is_followed": "on", f"hito_{first.public_id.hex}": "execution"}).status_code == 302
        version = plan_in().signed_version
        WorkPlan.objects.filter(pk=plan.pk).update(
            status="in_execution", signed_version=version, signed_at=NOW, signed_by=plan.advisor, consent_given_at=NOW
        )
        assert own in text(contact.get(plan.get_absolute_url()))
        assert "Espera las etapas anteriores" in text(advisor.get(plan.get_absolute_url()))
        for kind in ("profiling", "diagnosis"):
            stage = PlanStage.objects.get(kind=kind)
            close = reverse("workplans:stage_close", args=[stage.public_id])
            assert advisor.post(close, {"content": " ", "held_on": "2026-01-02"}).status_code == 422
            sent = {"content": "Dos cargos sin funciones.", "held_on": "2026-01-02", "evidence": upload()}
            assert advisor.post(close, sent)["Location"] == own
        assert contact.get(reverse("workplans:stage_file", args=[stage.public_id])).status_code == 200
        stage = PlanStage.objects.get(kind="alternative")
        add = reverse("workplans:alternative_new", args=[stage.public_id])
        for name in ("Una planta nueva", "Un grupo de trabajo"):
            assert advisor.post(add, {"name": name, "description": "Implica."})["Location"] == own
        page = text(contact.get(own))
        assert "Dos cargos sin funciones." in page
        assert page.count("Acordar esta alternativa") == 4
        agree = reverse("workplans:alternative_agree", args=[PlanAlternative.objects.earliest("pk").public_id])
        assert contact.post(agree, {"action": "agree", "reason": ""}).status_code == 409
        assert advisor.post(agree, {"reason": "x"}).status_code == 403
        assert contact.post(agree, {"action": "agree", "reason": "Es sostenible."})["Location"] == own
        assert "Es sostenible." in text(advisor.get(own))
