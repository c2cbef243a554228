from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from llegada.workplans.models import WorkPlanAmendment
from tests.workplans.test_amendments import act, propose
from tests.workplans.test_plan_page import text

SLUGS = {"dates": "fechas", "services": "servicios", "people": "personas", "not_applicable": "hito-no-aplica"}


@pytest.fixture
def plan(plan_in):
    plan = plan_in()
    plan.milestones.update(due_on=date(2026, 12, 10))
    return plan


def address(plan, kind):
    return reverse("workplans:amend", args=[plan.public_id, SLUGS[kind]])


class TestPropose:
    @pytest.mark.parametrize("kind", SLUGS)
    def test_begins_with_what_the_plan_says(self, plan, browser, kind):
        response = browser("advisor").get(address(plan, kind))
        assert response.status_code == 200
        assert list(response.context["form"].fields)[-1] == "reason"

    @pytest.mark.usefixtures("at_now")
    def test_keeps_what_was_written_and_says_what_is_wrong(self, plan, browser):
        data = {f"due_on-{one.public_id}": "2026-12-10" for one in plan.milestones.all()}
        response = browser("advisor").post(
            address(plan, "dates"), {**data, "ends_on": "2026-12-01", "reason": "Por la lluvia"}
        )
        assert response.status_code == 422
        page = text(response)
        assert "Por la lluvia" in page
        assert "queda por fuera del plan" in page

    def test_asks_for_a_milestone_from_its_place_in_the_plan(self, plan, browser):
        milestone, client = plan.milestones.order_by("position")[1], browser("advisor")
        door = f"{address(plan, 'not_applicable')}?hito={milestone.public_id}"
        assert door in client.get(plan.get_absolute_url()).content.decode()
        assert client.get(door).context["form"]["milestone"].value() == str(milestone.public_id)
        response = client.post(door, {"milestone": str(milestone.public_id), "reason": "Ya lo tienen."})
        assert response["Location"] == WorkPlanAmendment.objects.get().get_absolute_url()


class TestAmendmentPage:
    def test_leads_from_proposal_to_plan_by_two_people(self, cast, plan, browser):
        amendment = propose(cast, plan)
        move, own = reverse("workplans:amendment_move", args=[amendment.public_id]), amendment.get_absolute_url()
        assert "la decide otra persona" in text(browser("advisor").get(own))
        assert browser("contact").post(move, {"action": "accept"})["Location"] == own
        assert browser("head").post(move, {"action": "approve"})["Location"] == own
        page = text(browser("contact").get(own))
        assert "31 mar 2027" in page
        assert "Versión 2" in page
        listed = text(browser("head").get(reverse("workplans:amendments", args=[plan.public_id])))
        assert "Aprobada y aplicada" in listed

    def test_keeps_the_refusal_on_the_page(self, cast, plan, browser):
        amendment = propose(cast, plan)
        act(cast, amendment, "contact", "accept")
        response = browser("head").post(
            reverse("workplans:amendment_move", args=[amendment.public_id]), {"action": "refuse", "reason": " "}
        )
        assert response.status_code == 409
