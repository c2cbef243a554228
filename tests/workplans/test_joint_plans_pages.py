from __future__ import annotations

from django.urls import reverse

from llegada.core.roles import Role
from llegada.workplans.models import JointPart, JointWorkPlan
from tests.factories import assign, make_person, make_plan, make_unit
from tests.workplans.test_plan_page import text


class TestJointPages:
    def test_lead_from_a_draft_to_a_whole_that_the_entity_sees(self, cast, plan_in, browser, login):
        plan, head = plan_in("draft"), browser("head")
        unit, person = make_unit(name="Dirección de Catastro"), make_person("Otra Jefa")
        assign(person, Role.UNIT_HEAD, unit=unit)
        own = make_plan(unit=unit, entity=cast.entity, status="draft")
        door = reverse("workplans:joint_new", args=[plan.public_id])
        assert door in text(head.get(plan.get_absolute_url()))
        data = {"name": "Catastro y finanzas", "purpose": "Recaudar", "contribution": "Finanzas", "weight": "60"}
        assert head.post(door, data | {"weight": "0"}).status_code == 422
        head.post(door, data)
        joint = JointWorkPlan.objects.get()
        page = joint.get_absolute_url()
        assert "Participan menos de dos dependencias" in text(head.get(page))
        invite = reverse("workplans:joint_invite", args=[joint.public_id])
        sent = {"unit": unit.public_id, "contribution": "Catastro", "weight": "40"}
        assert head.post(invite, sent)["Location"] == page
        other, part = login(person), JointPart.objects.get(unit=unit)
        answer = reverse("workplans:joint_part_move", args=[part.public_id])
        assert other.post(answer, {"action": "decline", "reason": ""}).status_code == 409
        assert other.post(answer, {"action": "accept"})["Location"] == page
        bring = reverse("workplans:joint_bring", args=[part.public_id])
        assert own.title in text(other.get(bring))
        assert other.post(bring, {"plan": own.public_id})["Location"] == page
        move = reverse("workplans:joint_move", args=[joint.public_id])
        assert other.post(move, {"action": "form"}).status_code == 403
        assert browser("contact").get(page).status_code == 404
        assert head.post(move, {"action": "form"})["Location"] == page
        shown = text(browser("contact").get(page))
        assert "Dirección de Catastro" in shown
        assert "quien asiste, la entidad" in shown
        assert page in text(head.get(plan.get_absolute_url()))
        assert "Catastro y finanzas" in text(browser("contact").get("/mi-entidad/"))
        assert "Catastro y finanzas" in text(head.get(reverse("workplans:joints")))
        rows = head.get(reverse("workplans:joints_export", args=["csv"])).getvalue().decode()
        assert "Dirección de Catastro" in rows

    def test_say_how_to_begin_where_there_is_none(self, browser):
        assert "Articular con otras dependencias" in text(browser("head").get(reverse("workplans:joints")))
