"""What was loaded against what was planned (PLA-03)."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from llegada.core.roles import Role
from llegada.insights.selectors.planned import (
    count_unplanned,
    list_planned_lines,
    list_planned_years,
    summarize_planned,
)
from llegada.workplans.models import PlanMilestone
from tests import factories as make
from tests.planning.makers import make_annual_plan, make_cycle, make_plan_line, put_in

PAGE = reverse("insights:planned")


@pytest.fixture
def unit(db):
    return make.make_unit()


@pytest.fixture
def person(unit):
    found = make.make_person()
    make.assign(found, Role.UNIT_HEAD, unit=unit)
    return found


@pytest.fixture
def lines(unit):
    """Two lines of an approved plan of 2026: one loaded, with a session held and a milestone validated, and one not."""
    plan = make_annual_plan(unit, cycle=make_cycle(unit.organization, year=2026), lines=0)
    loaded, empty = make_plan_line(plan), make_plan_line(plan, budget={}, person_days=None)
    put_in(plan, "in_execution")
    version = make.make_service(unit, weights=(40, 60))
    work = make.make_plan(unit=unit, entity=loaded.entity, annual_line=loaded, versions=[version])
    make.make_session(work, status="held")
    make.make_session(work)
    reviewed = {"reported_at": make.NOW, "reported_by": work.advisor, "reviewed_at": make.NOW}
    first = work.milestones.order_by("position")[0]
    PlanMilestone.objects.filter(pk=first.pk).update(status="validated", reviewed_by=make.make_person(), **reviewed)
    make.make_plan(unit=unit, unplanned_reason="emergency", unplanned_note="Creciente.")
    return loaded, empty


class TestPlannedLines:
    def test_say_what_each_has_done(self, person, lines):
        actor = make.actor_of_person(person)
        assert list_planned_years(actor=actor) == [2026]
        found = {line.pk: line for line in list_planned_lines(actor=actor, year=2026)}
        loaded, empty = found[lines[0].pk], found[lines[1].pk]
        assert (loaded.sessions, loaded.done_weight, loaded.total_weight, loaded.total) == (1, 40, 100, 1_000_000)
        assert (empty.loaded, empty.sessions, empty.total) == (None, None, None)

    def test_add_up_by_unit_and_by_month(self, person, lines, unit):
        found = list_planned_lines(actor=make.actor_of_person(person), year=2026)
        (total,) = summarize_planned(found, by="unit")
        assert (total.key, total.lines, total.loaded, total.budget, total.person_days, total.sessions) == (
            unit.name, 2, 1, Decimal(1_000_000), Decimal(10), 1,
        )  # fmt: skip
        assert [(row.key, row.lines) for row in summarize_planned(found, by="month")] == [(2, 2)]

    @pytest.mark.usefixtures("lines")
    def test_stand_beside_the_plans_without_line(self, person):
        assert count_unplanned(actor=make.actor_of_person(person), year=2026) == [("emergency", 1)]


@pytest.mark.usefixtures("lines")
class TestThePage:
    def test_shows_them_and_narrows(self, person, login):
        browser = login(person)
        page = browser.get(PAGE, {"vigencia": "2026"}).content.decode()
        assert "Sin plan de trabajo" in page
        assert "Emergencia o desastre" in page
        assert browser.get(PAGE, {"vigencia": "2026", "cargadas": "si"}).context["page_obj"].paginator.count == 1

    @pytest.mark.parametrize("year", ["1999", "veinte"])
    def test_says_that_there_are_none_of_a_year_and_refuses_its_table(self, person, login, year):
        browser = login(person)
        page = browser.get(PAGE, {"vigencia": year})
        assert "No hay planes anuales aprobados de esa vigencia" in page.content.decode()
        assert page.context["page_obj"].paginator.count == 2
        assert browser.get(reverse("insights:export_planned", args=["csv"]), {"vigencia": year}).status_code == 422

    def test_narrows_by_unit_and_by_words(self, person, lines, unit, login):
        other = make.make_unit(unit.organization, parent=unit, name="Otra")
        plan = make_annual_plan(other, cycle=lines[0].plan.cycle, lines=0)
        make_plan_line(plan)
        put_in(plan, "in_execution")
        browser = login(person)
        count = lambda **asked: browser.get(PAGE, {"vigencia": "2026", **asked}).context["page_obj"].paginator.count  # noqa: E731
        assert count() == 3
        assert count(dependencia=str(other.public_id)) == 1
        assert count(q="no existe tal cosa") == 0
        page = browser.get(PAGE, {"vigencia": "2026", "dependencia": "x"}).content.decode()
        assert "Línea por línea" in page

    def test_leads_from_each_reason_to_its_work_plans(self, person, lines, login):
        browser = login(person)
        address = reverse("workplans:list") + "?vigencia=2026&amp;linea=emergency"
        assert address in browser.get(PAGE, {"vigencia": "2026"}).content.decode()
        assert browser.get(address.replace("&amp;", "&")).context["page_obj"].paginator.count == 1
        found = browser.get(reverse("workplans:list"), {"linea": "si"}).context["page_obj"].object_list
        assert [plan.annual_line for plan in found] == [lines[0]]

    def test_goes_out_as_a_table(self, person, login):
        answer = login(person).get(reverse("insights:export_planned", args=["csv"]), {"vigencia": "2026"})
        assert len(answer.getvalue().decode().splitlines()) == 3

    @pytest.mark.usefixtures("at_now")
    def test_says_in_its_table_under_which_filters_it_is(self, person, lines, login):
        asked = {"vigencia": "2026", "cargadas": "si", "dependencia": str(lines[0].plan.unit.public_id)}
        answer = login(person).get(reverse("insights:export_planned", args=["csv"]), asked)
        titles, *rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline=""))
        assert titles[-2:] == ["Fecha de corte", "Filtros"]
        book = login(person).get(reverse("insights:export_planned", args=["xlsx"])).getvalue()
        about = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Acerca de").to_python()
        assert dict(about)["Dirección"].endswith(f"{PAGE}?vigencia=2026")  # in another year it would be of that one
        said = f"Vigencia 2026 · {lines[0].plan.unit} · con plan de trabajo"
        assert [row[-2:] for row in rows] == [[str(timezone.localdate()), said]]
