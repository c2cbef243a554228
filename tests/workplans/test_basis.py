"""Where an assistance comes from: a line of the annual plan, or the recorded reason for having none (PLA-09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from llegada.core.errors import Invalid
from llegada.core.history import list_events
from llegada.planning.models import AnnualPlanLine
from llegada.workplans.models import WorkPlan
from llegada.workplans.services import PlanBasis, create_plan, edit_plan
from tests.factories import make_entity, make_municipality, make_service, make_unit
from tests.planning.makers import make_annual_plan, make_cycle, make_plan_line, put_in
from tests.workplans.test_plans import LATER, NOW, TEXT, UNPLANNED


@pytest.fixture
def annual(cast):
    """The annual plan of the unit for 2026, in execution, with one line for the entity of the cast."""
    plan = make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, year=2026), lines=0)
    make_plan_line(plan, entity=cast.entity)
    put_in(plan, "in_execution")
    return plan


@pytest.fixture
def line(annual):
    return annual.lines.get()


def create(cast, basis, **values):
    given = {
        "actor": cast.advisor, "unit": cast.unit, "entity": cast.entity, "advisor": cast.person("advisor"), "services": [],
        "text": TEXT, "now": NOW,
    }  # fmt: skip
    return create_plan(**given | values, basis=basis)


def refused(cast, basis, **values) -> set[str]:
    with pytest.raises(Invalid) as refusal:
        create(cast, basis, **values)
    return set(refusal.value.fields)


class TestAPlanWithLine:
    def test_keeps_the_line_and_says_it_in_the_history(self, cast, line):
        plan = create(cast, PlanBasis(line), services=[line.service])
        assert (plan.annual_line, plan.unplanned_reason) == (line, "")
        assert list_events(target=plan).get().data == {"annual_line": str(line.public_id)}

    def test_is_the_only_one_of_its_line_unless_it_ended_early(self, cast, line):
        first = create(cast, PlanBasis(line))
        assert refused(cast, PlanBasis(line)) == {"annual_line"}
        WorkPlan.objects.filter(pk=first.pk).update(status="terminated", end_reason="Otra", ended_on=date(2026, 3, 1))
        assert create(cast, PlanBasis(line)).annual_line == line

    def test_may_be_of_a_unit_that_does_the_line_together_with_another(self, cast):
        other = make_annual_plan(make_unit(cast.unit.organization), cycle=make_cycle(year=2026), lines=0)
        joint = make_plan_line(other, entity=cast.entity, is_joint=True)
        joint.partners.set([cast.unit])
        put_in(other, "approved")
        assert create(cast, PlanBasis(joint)).annual_line == joint

    @pytest.mark.parametrize("status", ["in_preparation", "sent", "in_committee", "closed"])
    def test_comes_from_an_approved_plan_in_course(self, cast, status):
        annual = make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, year=2026), lines=0)
        line = make_plan_line(annual, entity=cast.entity)
        put_in(annual, status)
        assert refused(cast, PlanBasis(line)) == {"annual_line"}

    @pytest.mark.parametrize("status", ["proposed", "fulfilled", "cancelled"])
    def test_does_not_come_from_a_line_that_is_not_to_be_carried_out(self, cast, line, status):
        AnnualPlanLine.objects.filter(pk=line.pk).update(status=status, cancel_reason="No va")
        assert refused(cast, PlanBasis(line)) == {"annual_line"}

    def test_is_for_the_entity_of_its_line(self, cast, line):
        elsewhere = make_entity(make_municipality("05002", "Abejorral"))
        assert refused(cast, PlanBasis(line), entity=elsewhere) == {"annual_line"}

    def test_is_of_the_unit_of_its_line(self, cast):
        other = make_annual_plan(make_unit(cast.unit.organization), cycle=make_cycle(year=2026), lines=0)
        line = make_plan_line(other, entity=cast.entity)
        put_in(other, "approved")
        assert refused(cast, PlanBasis(line)) == {"annual_line"}

    def test_begins_in_the_year_of_its_line(self, cast, line):
        text = replace(TEXT, starts_on=date(2027, 1, 5), ends_on=date(2027, 3, 1))
        assert refused(cast, PlanBasis(line), text=text) == {"annual_line"}

    def test_brings_the_service_of_its_line(self, cast, line):
        assert refused(cast, PlanBasis(line), services=[make_service(cast.unit).service]) == {"annual_line"}


class TestAPlanWithoutLine:
    @pytest.mark.parametrize("reason", ["", "earlier", "porque sí"])
    def test_says_why(self, cast, reason):
        assert refused(cast, PlanBasis(reason=reason)) == {"unplanned_reason"}

    @pytest.mark.parametrize("reason", ["emergency", "order", "priority", "request", "other"])
    def test_explains_every_reason_that_does_not_say_it_all(self, cast, reason):
        assert refused(cast, PlanBasis(reason=reason, note="  ")) == {"unplanned_note"}

    def test_keeps_the_explanation_in_the_history(self, cast):
        plan = create(cast, PlanBasis(reason="emergency", note="Creciente del río."))
        event = list_events(target=plan).get()
        assert (event.reason, event.data) == (
            "Emergencia o desastre. Creciente del río.", {"unplanned_reason": "emergency"},
        )  # fmt: skip

    @pytest.mark.usefixtures("annual")
    def test_cannot_say_that_there_is_no_annual_plan_where_there_is(self, cast):
        assert refused(cast, UNPLANNED) == {"unplanned_reason"}

    def test_does_not_say_both(self, cast, line):
        assert refused(cast, PlanBasis(line, "other", "Sí y no")) == {"unplanned_reason"}


class TestCorrectingAPlan:
    def edit(self, cast, plan, basis):
        return edit_plan(
            actor=cast.advisor, public_id=plan.public_id, text=TEXT, basis=basis, services=[], advisor=plan.advisor,
            seen_at=plan.updated_at, now=LATER,
        )  # fmt: skip

    def test_gives_it_its_line_and_says_so(self, cast, plan_in, line):
        plan = self.edit(cast, plan_in("draft", versions=[]), PlanBasis(line))
        assert (plan.annual_line, plan.unplanned_reason) == (line, "")
        data = list_events(target=plan).get().data
        assert data["annual_line"] == str(line.public_id)
        assert "unplanned_reason" in data["fields"]

    def test_leaves_one_from_before_as_it_was(self, cast, plan_in):
        plan = plan_in("draft", versions=[], unplanned_reason="earlier")
        assert self.edit(cast, plan, PlanBasis(reason="earlier")).unplanned_reason == "earlier"

    def test_keeps_its_own_line(self, cast, line):
        plan = create(cast, PlanBasis(line))
        assert self.edit(cast, plan, PlanBasis(line)).annual_line == line


class TestTheDatabase:
    @pytest.mark.parametrize(
        "changes",
        [
            {"unplanned_reason": ""},
            {"unplanned_reason": "porque sí"},
            {"unplanned_reason": "other", "unplanned_note": ""},
        ],
    )
    def test_refuses_a_plan_with_neither_line_nor_reason(self, plan_in, changes):
        plan = plan_in("draft")
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkPlan.objects.filter(pk=plan.pk).update(**changes)

    def test_refuses_both(self, plan_in, line):
        plan = plan_in("draft")
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkPlan.objects.filter(pk=plan.pk).update(annual_line=line)


class TestTheForm:
    @pytest.fixture
    def page(self, cast, login):
        address = f"{reverse('workplans:create')}?entidad={cast.entity.public_id}"
        browser = login(cast.person("advisor"))
        return lambda: browser.get(address)

    def test_offers_first_that_there_is_no_annual_plan_where_so(self, page):
        field = page().context["form"]["unplanned_reason"]
        assert field.value() == "no_annual_plan"
        assert field.field.choices[1][0] == "no_annual_plan"

    @pytest.mark.usefixtures("at_now")
    def test_offers_the_lines_of_the_entity_where_there_is_one(self, page, cast, annual, line):
        make_plan_line(annual)
        form = page().context["form"]
        assert list(form.fields["annual_line"].queryset) == [line]
        assert (form["unplanned_reason"].value(), form["unplanned_reason"].field.choices[-1][0]) == (
            None, "no_annual_plan",
        )  # fmt: skip


class TestTheApi:
    def test_names_the_field_that_is_missing(self, cast, login, line):
        data = {
            "unit": cast.unit.public_id, "entity": cast.entity.public_id, "title": "Plan", "objectives": "Ordenar.",
            "starts_on": "2026-02-01", "ends_on": "2026-12-01",
        }  # fmt: skip
        browser, url = login(cast.person("advisor")), reverse("api:work-plan-list")
        answer = browser.post(url, data, content_type="application/json")
        assert (answer.status_code, answer.json()["fields"].keys()) == (422, {"unplanned_reason"})
        made = browser.post(url, data | {"annual_line": line.public_id}, content_type="application/json")
        assert (made.status_code, made.json()["annual_line"]) == (201, str(line.public_id))
        assert browser.get(url).json()["results"][0]["unplanned_reason"] == ""
