from __future__ import annotations

from django.urls import reverse

from tests.workplans.test_plan_page import text


class TestRoundPages:
    def test_lead_from_the_plan_to_a_round_and_a_signature(self, plan_in, browser):
        plan = plan_in("agreed")
        own, door, signing = (
            reverse(f"workplans:{name}", args=[plan.public_id]) for name in ("rounds", "round_new", "sign_for_provider")
        )
        advisor, head = browser("advisor"), browser("head")
        assert own in advisor.get(plan.get_absolute_url()).content.decode()
        data = {"held_on": "2020-05-02", "means": "video", "participants": "Rafael, planeación"}
        refused = advisor.post(door, data | {"participants": " "})
        assert refused.status_code == 422
        assert advisor.post(door, data)["Location"] == own
        page = text(head.get(own))
        assert "Rafael, planeación" in page
        assert "Falta la firma de:" in page
        assert head.post(signing, {"version": "x"}).status_code == 409
        assert head.post(signing, {"version": plan.versions.get().public_id})["Location"] == own
        assert "Head de Prueba" in text(browser("contact").get(own))
