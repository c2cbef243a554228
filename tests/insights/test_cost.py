"""What assistance costs: the money programmed by unit, service, line and year, and no zero where nobody wrote it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from llegada.core.roles import Role
from llegada.insights.selectors.cost import GROUPS, list_cost, list_cost_years
from llegada.insights.services import rebuild_figures
from tests import factories as make
from tests.planning.makers import make_annual_plan, make_cycle, make_plan_line, put_in

pytestmark = pytest.mark.django_db
PAGE = reverse("insights:cost")


@pytest.fixture
def unit():
    """Return a unit with an approved plan of 2026: two lines of a million each, and one that does not say its money."""
    unit = make.make_unit(name="Dirección de Catastro")
    plan = make_annual_plan(unit, cycle=make_cycle(unit.organization, year=2026), lines=0)
    for budget in (None, None, {}):
        make_plan_line(plan, **({} if budget is None else {"budget": budget, "person_days": None}))
    put_in(plan, "in_execution")
    return unit


@pytest.fixture
def head(unit):
    person = make.make_person()
    make.assign(person, Role.UNIT_HEAD, unit=unit)
    return person


class TestListCost:
    @pytest.mark.parametrize("by", GROUPS)
    def test_adds_up_only_the_lines_that_say_their_money(self, head, by):
        actor = make.actor_of_person(head)
        rows, total = list_cost(actor=actor, by=by, year=2026)
        assert total.amount == Decimal(2_000_000) == sum(row.amount for row in rows if row.amount is not None)
        assert (total.lines, total.budgeted_lines) == (3, 2)
        assert total.per_entity == round(total.amount / total.entities, 0)
        assert total.per_session is None  # no session was held: it is not known, which is not zero

    def test_is_none_and_not_zero_where_nobody_wrote_it(self, unit):
        other = make.make_unit(unit.organization, name="Otra")
        plan = make_annual_plan(other, cycle=unit.annual_plans.get().cycle, lines=0)
        make_plan_line(plan, budget={}, person_days=None)
        put_in(plan, "in_execution")
        actor = make.make_actor(Role.COORDINATOR, organization=unit.organization)
        amounts = {row.name: row.amount for row in list_cost(actor=actor, by="unit", year=2026)[0]}
        assert amounts == {"Dirección de Catastro": Decimal(2_000_000), "Otra": None}
        assert list_cost_years(actor=actor) == [2026]

    @pytest.mark.parametrize("by", ["unit", "year"])
    def test_divides_by_the_sessions_of_the_years_of_its_plans(self, head, unit, by):
        plan = make.make_plan(unit=unit)
        for held_on in (date(2024, 3, 1), date(2026, 3, 2), date(2026, 3, 3)):
            make.make_session(plan, status="held", held_on=held_on)
        rebuild_figures()
        rows, total = list_cost(actor=make.actor_of_person(head), by=by, year=None)
        assert [row.sessions for row in rows] == [2] == [total.sessions]
        assert total.per_session == Decimal(1_000_000)

    def test_shows_nothing_of_plans_that_one_may_not_see(self, unit):
        stranger = make.make_actor(Role.UNIT_HEAD, unit=make.make_unit())
        assert list_cost(actor=stranger, by="unit", year=2026)[0] == []


class TestShowCost:
    def test_says_that_it_is_programmed(self, login, head):
        page = login(head).get(PAGE).content.decode()
        assert "Lo ejecutado todavía no se registra" in page
        assert "2.000.000" in page

    def test_is_downloaded(self, login, head):
        (row,) = login(head).get(reverse("insights:export_cost", args=["json"])).json()["rows"]
        assert (row["Programado (COP)"], row["Programado por entidad (COP)"]) == (2_000_000, 1_000_000)
