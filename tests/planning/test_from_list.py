"""A prioritised list becomes lines of the annual plan, and those, work plans."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from llegada.core.errors import Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.onward import list_onward
from llegada.core.roles import Role
from llegada.planning import services
from tests import factories as make
from tests.planning.makers import make_annual_plan, make_cycle
from tests.targeting.list_makers import make_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto de Prueba", "IP"))


@pytest.fixture
def plan(unit):
    return make_annual_plan(unit, cycle=make_cycle(unit.organization, units=[unit]), lines=0)


@pytest.fixture
def service(unit):
    return make.make_service(unit).service


def town(code="05001", name="Medellín"):
    return make.make_entity(make.make_municipality(code, name))


def answered(unit, *answers, **values):
    """Return an approved list with a municipality for each answer."""
    places = [town(f"0500{number}", f"Lugar {number}") for number, _ in enumerate(answers, start=1)]
    one = make_list(unit, *places, status="approved", **values)
    for row, answer in zip(one.entities.order_by("rank"), answers, strict=True):
        row.acceptance = answer
        row.acceptance_on = None if answer == "pending" else make.TODAY
        row.acceptance_note = "No alcanza el presupuesto." if answer == "declined" else ""
        row.save()
    return one


def make_lines(unit, one, plan, service, *, role=Role.UNIT_HEAD, **values):
    wanted = {
        "service": service,
        "starts_on": date(2027, 2, 1),
        "ends_on": date(2027, 6, 30),
        "person_days": Decimal(10),
    } | values
    return services.make_lines_of_list(
        actor=make.make_actor(role, organization=unit.organization, unit=unit),
        list_id=one.public_id,
        plan_id=plan.public_id,
        wanted=services.LinesWanted(**wanted),
        now=make.NOW,
    )


class TestMakeLinesOfList:
    def test_makes_one_for_each_entity_that_accepted_and_says_from_which_place(self, unit, plan, service):
        one = answered(unit, "accepted", "pending", "declined", "accepted")

        done = make_lines(unit, one, plan, service)

        lines = plan.lines.order_by("prioritized__rank")
        assert (done.made, [line.prioritized.rank for line in lines]) == (2, [1, 4])
        assert {(line.service, line.person_days, line.origin) for line in lines} == {(service, Decimal(10), "offer")}

    def test_takes_those_without_answer_only_if_asked_and_never_who_declined(self, unit, plan, service):
        one = answered(unit, "accepted", "pending", "declined")

        make_lines(unit, one, plan, service, only_accepted=False)

        assert sorted(plan.lines.values_list("prioritized__acceptance", flat=True)) == ["accepted", "pending"]

    def test_twice_repeats_nothing(self, unit, plan, service):
        one = answered(unit, "accepted")
        make_lines(unit, one, plan, service)

        done = make_lines(unit, one, plan, service)

        assert (done.made, done.already, plan.lines.count()) == (0, 1, 1)

    def test_names_the_only_manager_of_each_territory(self, unit, plan, service):
        one, manager = answered(unit, "accepted"), make.make_person("Gestora")
        place = one.entities.get().entity.municipality
        make.assign(manager, Role.TERRITORIAL_MANAGER, organization=unit.organization, municipalities=[place])

        make_lines(unit, one, plan, service)

        assert plan.lines.get().territorial_manager == manager

    def test_refuses_dates_of_another_year_and_writes_nothing(self, unit, plan, service):
        one = answered(unit, "accepted")

        with pytest.raises(Invalid) as refused:
            make_lines(unit, one, plan, service, ends_on=date(2028, 1, 1))

        assert "ends_on" in refused.value.fields
        assert plan.lines.count() == 0

    def test_says_that_nobody_accepted(self, unit, plan, service):
        with pytest.raises(Invalid):
            make_lines(unit, answered(unit, "pending"), plan, service)

    def test_is_of_the_approved_list_and_of_its_year(self, unit, plan, service):
        with pytest.raises(TransitionNotAllowed):
            make_lines(unit, make_list(unit, town()), plan, service)
        with pytest.raises(NotFound):
            make_lines(unit, answered(unit, "accepted", year=2028, name="Otra"), plan, service)

    def test_is_not_of_who_only_reads(self, unit, plan, service):
        with pytest.raises(NotAllowed):
            make_lines(unit, answered(unit, "accepted"), plan, service, role=Role.INTERNAL_CONTROL)


class TestPlansOfList:
    def test_say_how_many_lines_came_of_it_and_where_more_are_made(self, unit, plan, service):
        one = answered(unit, "accepted")
        make_lines(unit, one, plan, service)
        head = make.make_actor(Role.UNIT_HEAD, organization=unit.organization, unit=unit)

        found = list_onward(head, one)

        assert "1 línea" in found[0].label
        assert found[1].url == f"/plan-anual/lineas/desde-lista/{one.public_id}/"

    def test_offer_nothing_to_who_writes_no_plan(self, unit, plan, service):
        reader = make.make_actor(Role.EVALUATOR, organization=unit.organization)

        assert list_onward(reader, answered(unit, "accepted")) == []
