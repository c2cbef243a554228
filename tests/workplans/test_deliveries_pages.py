from __future__ import annotations

from django.urls import reverse

from tests.workplans.test_milestones import put
from tests.workplans.test_plan_page import text


class TestDeliveryPages:
    def test_lead_from_the_last_milestone_to_the_receipt(self, plan_in, browser):
        plan = plan_in()
        for one in plan.milestones.all():
            put(one, "validated")
        advisor, contact = browser("advisor"), browser("contact")
        door, own = (reverse(f"workplans:{name}", args=[plan.public_id]) for name in ("deliver", "delivery"))
        assert contact.get(own).status_code == 404
        form = advisor.get(door).context["form"]
        data = {name: form[name].value() or "" for name in form.fields}
        refused = advisor.post(door, data | {"things": " "})
        assert refused.status_code == 422
        assert advisor.post(door, data | {"things": "Manual\nAnexo"})["Location"] == plan.get_absolute_url()
        assert "Anexo" in text(contact.get(own))
        move = reverse("workplans:delivery_answer", args=[plan.public_id])
        assert contact.post(move, {"action": "observe", "reason": ""}).status_code == 409
        assert contact.post(move, {"action": "confirm"})["Location"] == plan.get_absolute_url()
        assert "Recibido" in text(browser("head").get(plan.get_absolute_url()))
