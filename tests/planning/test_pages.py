from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.planning import selectors
from llegada.planning.models import AnnualPlan, AnnualPlanLine, PlanAmendment, PlanningCycle
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import (
    make_amendment,
    make_annual_plan,
    make_availability,
    make_capacity,
    make_cast,
    make_cycle,
    make_plan_line,
)

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def browser(login, cast):
    """Return a function that gives a browser of somebody of the cast."""

    def _browser(who="liaison"):
        actor = cast.members[0] if who == "member" else getattr(cast, who)
        return login(Person.objects.get(pk=actor.person_id))

    return _browser


def line_data(plan, **changes):
    version = make.make_service(plan.unit)
    return {
        "entity": make.make_entity().public_id,
        "service": version.service.pk,
        "starts_on": "2027-02-01",
        "ends_on": "2027-03-31",
        "person_days": "12,5",
        "source_investment": "1.500.000",
    } | changes


class TestYear:
    def test_shows_who_is_late_and_lets_the_unit_begin(self, browser, cast):
        late = {"opens_on": date(2026, 1, 1), "strategies_due_on": None, "plans_due_on": date(2026, 2, 1)}
        cycle = make_cycle(cast.unit.organization, units=[cast.unit], **late)
        page = browser("head").get(reverse("planning:list"))
        assert "Sin comenzar" in page.text
        assert "días" in page.text
        answer = browser("head").post(reverse("planning:create", args=[cycle.public_id]), {"unit": cast.unit.public_id})
        assert answer.url == AnnualPlan.objects.get().get_absolute_url()

    def test_opens_with_no_cycle(self, browser):
        assert "Todavía no se abre" in browser("coordinator").get(reverse("planning:list")).text
        assert "no tiene ciclo abierto" in browser().get(reverse("planning:calendar", args=[2031])).text

    def test_opens_a_cycle_and_changes_its_calendar(self, browser, cast):
        dates = {"opens_on": "2026-11-01", "plans_due_on": "2026-12-15", "registers_on": "2027-01-31"}
        data = {"organization": cast.unit.organization_id, "year": "2027", "units": [cast.unit.pk], **dates}
        client = browser("coordinator")
        wrong = client.post(reverse("planning:open_cycle"), data | {"registers_on": "2026-01-01"})
        assert wrong.status_code == 422
        assert "escriba una fecha posterior" in wrong.text
        assert client.post(reverse("planning:open_cycle"), data).status_code == 302
        cycle = PlanningCycle.objects.get()
        again = {**dates, "units": [cast.unit.pk], "revision": "1", "committee_on": "2026-12-20"}
        url = reverse("planning:edit_cycle", args=[cycle.public_id])
        assert client.post(url, again).status_code == 302
        assert client.post(url, again).status_code == 409

    def test_reminds_with_one_click_and_says_when_it_was_done(self, browser, cast):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        client, url = browser("coordinator"), reverse("planning:remind", args=[cycle.public_id])
        data = {"unit": cast.unit.public_id, "matter": "plan"}
        assert client.post(url, data).status_code == 302
        refused = client.post(url, data)
        assert (refused.status_code, "Hoy ya se le recordó" in refused.text) == (409, True)
        assert "Recordado hoy" in refused.text
        assert client.post(url, data | {"unit": "nadie"}).status_code == 404


class TestPlan:
    def test_says_what_is_missing_with_where_it_is_mended(self, browser, cast):
        plan = make_annual_plan(cast.unit, lines=0, impacts="")
        page = browser("head").get(plan.get_absolute_url()).text
        assert reverse("planning:line_create", args=[plan.public_id]) in page
        assert "Falta escribir impactos" in page
        assert 'value="send"' not in page

    def test_offers_to_send_what_is_whole_and_sends_it(self, browser, cast):
        plan = make_annual_plan(cast.unit, note="Así va.")
        client = browser("head")
        assert 'value="send"' in client.get(plan.get_absolute_url()).text
        url = f"{reverse('planning:move', args=[plan.public_id])}?revision={plan.revision}"
        assert client.post(url, {"action": "send"}).status_code == 302
        assert client.post(url, {"action": "send"}).status_code == 409

    def test_filters_its_lines_and_downloads_them(self, browser, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        pasto = make.make_entity(make.make_municipality("52001", "Pasto"))
        make_plan_line(plan, entity=pasto, origin="", budget={"own": 7})
        make_plan_line(plan, starts_on=date(2027, 9, 1), ends_on=date(2027, 10, 1))
        AnnualPlanLine.objects.filter(entity=pasto).update(search_text="alcaldia de pasto")
        client = browser()
        for query in ("q=pasto", "month=2", "source=own", "finding=lacks"):
            page = client.get(f"{plan.get_absolute_url()}?{query}", headers={"HX-Request": "true"}).text
            assert ("Pasto" in page, "Lugar" in page) == (True, False), query
        table = client.get(f"{reverse('planning:download', args=[plan.public_id])}?month=2")
        assert table.getvalue()[:2] == b"PK"
        assert client.get(f"{reverse('planning:download', args=[plan.public_id])}?month=13").status_code == 422

    def test_tells_a_second_editor_what_the_first_saved_and_loses_nothing(self, browser, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        url, texts = reverse("planning:edit", args=[plan.public_id]), {"outcomes": "Mío", "revision": plan.revision}
        assert browser().post(url, texts | {"impacts": "Primero"}).status_code == 302
        second = browser("head").post(url, texts | {"impacts": "Segundo"})
        assert second.status_code == 409
        assert "Primero" in second.text
        assert "Segundo" in second.text
        assert f'name="revision" value="{plan.revision + 1}"' in second.text

    def test_takes_the_money_and_the_people_and_says_no_data_of_the_rest(self, browser, cast):
        plan = make_annual_plan(cast.unit)
        url = reverse("planning:budget", args=[plan.public_id])
        wrong = browser("planner").post(url, {"source_investment": "un millón"})
        assert (wrong.status_code, "un millón" in wrong.text) == (422, True)
        assert browser("planner").post(url, {"source_investment": "900.000"}).status_code == 302
        months = {f"month_{month}": "" for month in range(1, 13)} | {"month_2": "3,5"}
        assert browser("head").post(reverse("planning:capacity", args=[plan.public_id]), months).status_code == 302
        page = browser("head").get(reverse("planning:checks", args=[plan.public_id])).text
        assert "Supera lo disponible" in page
        assert "sin dato" in page.lower()


class TestLine:
    @pytest.fixture
    def plan(self, cast):
        return make_annual_plan(cast.unit, lines=0)

    def test_begins_with_the_entity(self, browser, plan):
        make.make_entity()
        url = reverse("planning:line_create", args=[plan.public_id])
        assert "Medellín" in browser().get(f"{url}?q=medellin").text
        assert browser().get(f"{url}?entidad=nada").status_code == 404

    def test_is_added_by_hand_as_colombians_write(self, browser, plan):
        data = line_data(plan)
        url = f"{reverse('planning:line_create', args=[plan.public_id])}?entidad={data['entity']}"
        assert browser().get(url).status_code == 200
        assert browser().post(url, data).status_code == 302
        line = AnnualPlanLine.objects.get()
        assert (line.person_days, line.budgets.get().amount) == (Decimal("12.5"), 1_500_000)

    @pytest.mark.parametrize(
        ("changes", "says"),
        [
            ({"source_investment": "mucho"}, "Escriba un número"),
            ({"starts_on": "2026-02-01"}, "Escriba días de ese año"),
            ({"ends_on": "2027-01-01"}, "posterior a la de inicio"),
            ({"service": ""}, "Servicio"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, browser, plan, changes, says):
        data = line_data(plan, description="Lo que escribí") | changes
        url = f"{reverse('planning:line_create', args=[plan.public_id])}?entidad={data['entity']}"
        refused = browser().post(url, data)
        assert (refused.status_code, says in refused.text) == (422, True)
        assert "Lo que escribí" in refused.text

    def test_tells_a_second_editor_what_the_first_saved(self, browser, cast, plan):
        line = make_plan_line(plan)
        url = reverse("planning:line_edit", args=[line.public_id])
        data = line_data(plan, entity=line.entity.public_id, revision=line.revision)
        assert browser().get(url).status_code == 200
        assert browser().post(url, data | {"description": "Primera"}).status_code == 302
        second = browser("head").post(url, data | {"description": "Segunda"})
        assert second.status_code == 409
        assert "Primera" in second.text
        assert "Segunda" in second.text

    def test_is_made_joint_from_the_page_of_checks_and_removed_from_its_own(self, browser, cast, plan):
        line = make_plan_line(plan)
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle, lines=0)
        make_plan_line(other, entity=line.entity)
        assert "Hacerla conjunta" in browser().get(reverse("planning:checks", args=[plan.public_id])).text
        url = reverse("planning:line_join", args=[line.public_id])
        assert browser().post(url, {"unit": other.unit.public_id}).status_code == 302
        assert "Conjunta con" in browser().get(line.get_absolute_url()).text
        assert browser().post(reverse("planning:line_remove", args=[line.public_id])).status_code == 302
        assert not plan.lines.exists()

    def test_of_a_plan_that_left_is_not_edited(self, browser, cast):
        plan = make_annual_plan(cast.unit, status="sent")
        assert browser().get(reverse("planning:line_edit", args=[plan.lines.get().public_id])).status_code == 409


class TestCommittee:
    def test_decides_from_one_page(self, browser, cast, login):
        plan = make_annual_plan(cast.unit, status="consolidated")
        page = reverse("planning:committee", args=[plan.cycle.public_id])
        coordinator = browser("coordinator")
        assert "Presentar al comité" in coordinator.get(page).text
        assert coordinator.post(reverse("planning:present", args=[plan.cycle.public_id])).status_code == 302
        closing = {"met_on": str(timezone.localdate()), "act_number": "CD-1"}
        close_url = reverse("planning:close_round", args=[plan.cycle.public_id])
        refused = coordinator.post(close_url, closing)
        assert (refused.status_code, "No hay quórum" in refused.text) == (409, True)
        sheet_url = reverse("planning:sheet", args=[plan.cycle.public_id])
        for member in cast.members[:2]:
            client = login(Person.objects.get(pk=member.person_id))
            assert "Su planilla" in client.get(page).text
            assert client.post(sheet_url, {"decision": "return"}).status_code == 422
            assert client.post(sheet_url, {"decision": "approve"}).status_code == 302
        assert coordinator.post(close_url, closing).status_code == 302
        plan.refresh_from_db()
        assert plan.status == "approved"
        assert "acta CD-1" in coordinator.get(page).text
        late = login(Person.objects.get(pk=cast.members[2].person_id)).post(
            sheet_url, {"decision": "return", "comments": "Falta la meta"}
        )
        assert (late.status_code, "Falta la meta" in late.text) == (409, True)

    def test_tells_a_member_under_another_role_to_change_it(self, browser, cast):
        plan = make_annual_plan(cast.unit, status="consolidated")
        page, coordinator = reverse("planning:committee", args=[plan.cycle.public_id]), browser("coordinator")
        coordinator.post(reverse("planning:present", args=[plan.cycle.public_id]))
        assert "cambie a ese rol" not in coordinator.get(page).text
        person = Person.objects.get(pk=cast.coordinator.person_id)
        make.assign(person, Role.COMMITTEE, organization=cast.unit.organization)
        assert "cambie a ese rol" in coordinator.get(page).text


class TestAmendment:
    @pytest.fixture
    def plan(self, cast):
        return make_annual_plan(cast.unit, status="in_execution")

    def test_is_asked_decided_and_applied(self, browser, cast, plan):
        line = plan.lines.get()
        url = reverse("planning:amend", args=[line.public_id, "dates"])
        client = browser()
        assert "budget" not in client.get(url).text
        data = {"starts_on": "2027-05-01", "ends_on": "2027-06-01", "reason": "Invierno"}
        assert client.post(url, data | {"starts_on": "2028-01-01"}).status_code == 422
        asked = client.post(url, data)
        amendment = PlanAmendment.objects.get()
        assert asked.url == amendment.get_absolute_url()
        assert "1\u00a0may\u00a02027" in browser("coordinator").get(asked.url).text
        decide_url = reverse("planning:amendment_decide", args=[amendment.public_id])
        assert browser("coordinator").post(decide_url, {"action": "deny"}).status_code == 409
        assert browser("coordinator").post(decide_url, {"action": "approve"}).status_code == 302
        line.refresh_from_db()
        assert (line.status, line.starts_on) == ("rescheduled", date(2027, 5, 1))

    def test_of_an_entity_begins_with_the_new_one(self, browser, plan):
        url = reverse("planning:amend", args=[plan.lines.get().public_id, "entity"])
        assert "¿cuál es la nueva?" in browser().get(url).text
        entity = make.make_entity()
        chosen = f"{url}?entidad={entity.public_id}"
        assert entity.name in browser().get(chosen).text
        assert browser().post(chosen, {"entity": entity.public_id, "reason": "Cambio"}).status_code == 302
        assert PlanAmendment.objects.get().changes["entity"][1]["name"] == entity.name

    def test_of_a_new_line_goes_to_the_committee(self, browser, cast, plan):
        data = line_data(plan, reason="Emergencia")
        url = f"{reverse('planning:amend_new_line', args=[plan.public_id])}?entidad={data['entity']}"
        assert browser().get(url).status_code == 200
        asked = browser().post(url, data)
        page = browser("coordinator").get(asked.url).text
        assert "El comité" in page
        amendment = PlanAmendment.objects.get()
        present_url = reverse("planning:amendment_present", args=[amendment.public_id])
        assert browser("coordinator").post(present_url).status_code == 302
        assert "Su planilla" in browser("member").get(asked.url).text

    def test_has_only_the_kinds_there_are(self, browser, plan):
        assert (
            browser().get(reverse("planning:amend", args=[plan.lines.get().public_id, "capricho"])).status_code == 404
        )


class TestWaiting:
    def test_tells_each_what_is_theirs(self, cast):
        def titles(actor):
            return [
                str(one.title)
                for one in read_waiting(selectors.list_waiting_kinds(actor=actor, today=make.TODAY)).items
            ]

        asked = make.make_unit(parent=cast.unit)
        plan = make_annual_plan(cast.unit, status="sent")
        plan.cycle.units.add(asked)
        running = make_annual_plan(
            cast.unit, cycle=make_cycle(cast.unit.organization, year=2026, units=[]), status="in_execution"
        )
        make_amendment(running.lines.get())
        make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle, status="in_committee")
        head = make.make_actor(Role.UNIT_HEAD, unit=cast.unit)
        assert titles(head) == ["Comenzar el plan anual 2027"]
        assert titles(cast.coordinator) == [
            "Atender modificación del plan anual 2026: fechas",
            "Revisar y consolidar el plan anual 2027",
        ]
        assert titles(cast.members[0]) == ["Decidir en comité: planes anuales 2027"]
        assert titles(cast.stranger) == []


class TestBudgetsOfQueries:
    def test_checks_and_opens_a_large_plan_in_a_fixed_number(self, cast, browser, django_assert_max_num_queries):
        plan = make_annual_plan(cast.unit, lines=30)
        make_availability(cast.unit, investment=10)
        make_capacity(cast.unit, {2: 1})
        client = browser("head")
        client.get(plan.get_absolute_url())
        with django_assert_max_num_queries(20):
            assert client.get(plan.get_absolute_url()).status_code == 200
        with django_assert_max_num_queries(20):
            assert client.get(reverse("planning:checks", args=[plan.public_id])).status_code == 200
