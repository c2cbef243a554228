from __future__ import annotations

from datetime import date

from django.urls import reverse

from llegada.workplans.models import PlanObstacle
from tests.workplans.makers import make_obstacle
from tests.workplans.test_plan_page import text


class TestObstaclePages:
    def test_lead_from_the_plan_to_what_was_resolved(self, plan_in, browser):
        plan, client = plan_in(), browser("contact")
        door = reverse("workplans:obstacle_new", args=[plan.public_id])
        assert door in client.get(plan.get_absolute_url()).content.decode()
        data = {
            "kind": "access",
            "what": "Vía cerrada.",
            "since": "2020-01-01",
            "side": "provider",
            "due_on": "2099-01-01",
        }
        place = reverse("workplans:obstacles", args=[plan.public_id])
        assert client.post(door, data)["Location"] == place
        one = PlanObstacle.objects.get()
        assert "Vía cerrada." in text(client.get(place))
        move = reverse("workplans:obstacle_move", args=[one.public_id])
        assert client.post(move, {"action": "resolve", "reason": "Abrieron la vía."})["Location"] == place
        assert "Abrieron la vía." in text(client.get(place))

    def test_keep_what_was_written_when_it_is_refused(self, cast, plan_in, browser):
        plan = plan_in()
        one = make_obstacle(plan, by=cast.person("advisor"))
        response = browser("advisor").post(
            reverse("workplans:obstacle_move", args=[one.public_id]), {"action": "resolve", "reason": " "}
        )
        assert response.status_code == 409
        PlanObstacle.objects.filter(pk=one.pk).update(since=date(2020, 1, 1), due_on=date(2020, 2, 1))
        assert "Sin resolver a tiempo" in text(browser("advisor").get(plan.get_absolute_url()))
        response = browser("advisor").post(reverse("workplans:obstacle_new", args=[plan.public_id]), {"what": "Algo"})
        assert response.status_code == 422
        assert "Algo" in text(response)

    def test_are_counted_in_the_list_and_filtered(self, cast, plan_in, browser):
        make_obstacle(plan_in(title="Con traba"), by=cast.person("advisor"))
        plan_in(title="Sin nada")
        page = text(browser("head").get(reverse("workplans:list"), {"obstaculos": "on"}))
        assert "Con traba" in page
        assert "1 obstáculo" in page
        assert "Sin nada" not in page
