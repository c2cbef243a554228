"""Lines of the annual plan become work plans, and follow them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.core.errors import Invalid, NotAllowed
from llegada.core.history import list_events
from llegada.planning.models import AnnualPlanLine
from llegada.portfolio.models import Service
from llegada.workplans.models import WorkPlan
from llegada.workplans.services import apply_action, carry_out_lines
from tests.factories import make_unit
from tests.planning.makers import make_annual_plan, make_cycle, make_plan_line, put_in
from tests.workplans.makers import make_delivery_act
from tests.workplans.test_plans import LATER, NOW

PAGE = reverse("workplans:from_lines")


@pytest.fixture
def annual(cast):
    return make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, year=2026), lines=0)


@pytest.fixture
def line(cast, annual):
    made = make_plan_line(annual, entity=cast.entity, description="")
    put_in(annual, "in_execution")
    return made


def carry_out(cast, *lines, actor=None, advisor="advisor"):
    return carry_out_lines(
        actor=actor or cast.head, line_ids=[line.public_id for line in lines],
        advisor=cast.person(advisor) if advisor else None, now=NOW,
    )  # fmt: skip


class TestCarryOutLines:
    def test_makes_a_draft_with_what_the_line_says(self, cast, line):
        plan = carry_out(cast, line).made[0]
        version = line.service.published_version
        assert (plan.status, plan.annual_line, plan.entity, plan.unit, plan.advisor) == (
            "draft", line, line.entity, cast.unit, cast.person("advisor"),
        )  # fmt: skip
        assert (plan.starts_on, plan.ends_on, plan.objectives) == (line.starts_on, line.ends_on, version.objective)
        assert plan.plan_services.get().service_version == version

    def test_makes_one_however_often_it_is_asked(self, cast, line):
        carry_out(cast, line)
        again = carry_out(cast, line)
        assert (again.made, again.already, WorkPlan.objects.count()) == ([], 1, 1)

    def test_makes_one_of_a_joint_line_whichever_unit_asks(self, cast, annual):
        partner = make_unit(cast.unit.organization)
        other = make_annual_plan(partner, cycle=annual.cycle, lines=0)
        joint = make_plan_line(other, entity=cast.entity, is_joint=True)
        joint.partners.set([cast.unit])
        put_in(other, "approved")
        assert [plan.unit for plan in carry_out(cast, joint).made] == [cast.unit]
        assert carry_out(cast, joint).already == 1

    def test_says_why_it_leaves_a_line_and_makes_the_others(self, cast, annual, line):
        retired, nobody = make_plan_line(annual), make_plan_line(annual)
        AnnualPlanLine.objects.filter(plan=annual).update(status="approved")
        Service.objects.filter(pk=retired.service_id).update(status="retired")
        done = carry_out(cast, line, retired)
        assert (len(done.made), [one for one, _ in done.left]) == (1, [retired])
        assert "ya no se ofrece" in str(done.left[0][1])
        assert len(carry_out(cast, nobody, advisor=None).left) == 1  # whoever manages it advises in no unit

    def test_leaves_alone_lines_beyond_reach(self, cast, line):
        done = carry_out_lines(actor=cast.stranger, line_ids=[line.public_id], advisor=None, now=NOW)
        assert (done.made, done.already, done.left) == ([], 0, [])

    def test_asks_for_some_line_and_for_who_may_plan(self, cast, line):
        with pytest.raises(Invalid):
            carry_out(cast)
        with pytest.raises(NotAllowed):
            carry_out(cast, line, actor=cast.control)


class TestTheLine:
    def move(self, cast, plan, action, actor):
        return apply_action(actor=actor, public_id=plan.public_id, action=action, now=LATER)

    def test_starts_with_its_work_plan_and_is_fulfilled_with_it(self, cast, plan_in, line):
        plan = plan_in("signed", annual_line=line, versions=[])
        self.move(cast, plan, "start", cast.advisor)
        line.refresh_from_db()
        assert line.status == "in_execution"
        event = list_events(target=line).get()
        assert (event.verb, event.data) == ("planline.start", {"work_plan": str(plan.public_id)})
        make_delivery_act(plan, by=cast.person("advisor"))
        self.move(cast, plan, "finish", cast.advisor)
        line.refresh_from_db()
        assert line.status == "fulfilled"

    def test_stays_where_it_does_not_admit_it(self, cast, plan_in, line):
        AnnualPlanLine.objects.filter(pk=line.pk).update(status="cancelled", cancel_reason="No va")
        self.move(cast, plan_in("signed", annual_line=line, versions=[]), "start", cast.advisor)
        line.refresh_from_db()
        assert line.status == "cancelled"


class TestThePage:
    def test_makes_the_plans_of_the_lines_that_are_chosen(self, cast, line, login):
        browser = login(cast.person("head"))
        cast.person("advisor")
        assert line.entity.name in browser.get(PAGE).content.decode()
        data = {"lines": [str(line.public_id), "nada"], "advisor": str(cast.person("advisor").public_id)}
        assert browser.post(PAGE, data).status_code == 302
        assert WorkPlan.objects.get().annual_line == line
        assert "No hay líneas por volver planes" in browser.get(PAGE).content.decode()

    def test_asks_for_a_line_and_keeps_what_was_chosen(self, cast, line, login):
        answer = login(cast.person("head")).post(PAGE, {"lines": []})
        assert answer.status_code == 422
        assert "Elija al menos una línea." in answer.content.decode()

    @pytest.mark.usefixtures("line")
    def test_narrows_by_words(self, cast, login):
        assert "Ninguna línea cumple" in login(cast.person("head")).get(PAGE, {"q": "inexistente"}).content.decode()
