"""Who imported what from which file is said where each thing is seen, to who may know it and to nobody else (INT-03)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from llegada.accounts.models import EntityPerson, Person
from llegada.core.actors import ANONYMOUS
from llegada.core.origins import find_origin, find_origins
from llegada.core.roles import Role
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.imports.models import ImportedRow, ImportRun
from llegada.portfolio.models import Service
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone, WorkPlan
from tests.architecture.test_query_budgets import BUDGET
from tests.factories import assign, make_actor, make_attendance, make_organization, make_person, make_plan, make_session
from tests.imports.makers import carried_out, csv_upload, imported, undone
from tests.imports.test_entity_people import HEADINGS as PEOPLE
from tests.imports.test_entity_people import layout as people_layout
from tests.imports.test_undoing_catalogues import brought
from tests.imports.test_workbook import SHEETS, tried_workbook

#: Where each kind of thing is seen, and the row of the workbook that brought it: each is the first of its sheet.
PAGES: dict[str, Callable[[], str]] = {
    "plans": lambda: WorkPlan.objects.get().get_absolute_url(),
    "sessions": lambda: Session.objects.get().get_absolute_url(),
    "commitments": lambda: Commitment.objects.get().get_absolute_url(),
    "services": lambda: Service.objects.get(external_id="S-9").get_absolute_url(),
    "people": lambda: reverse("accounts:entity_people"),
}
BROUGHT = "Se trajo de «historico.xlsx». Fila 2."


@pytest.fixture
def whole(country) -> ImportRun:
    """Bring the workbook with a row of each kind."""
    return carried_out(country, tried_workbook(country, SHEETS))


@pytest.fixture
def listed(country) -> ImportRun:
    """Bring an entity."""
    keeper = replace(country, actor=make_actor(Role.MONITORING_ADMIN))
    lines = (
        "Nombre;NIT;Orden;Clase;Código del municipio;Sitio web",
        "Aguas de Amagá;900000001;Territorial;Otra entidad;05030;",
    )
    return brought(keeper, "entities", *lines)


def somebody(login, role: Role, **scope) -> Client:
    person = make_person()
    assign(person, role, **scope)
    return login(person)


def told(page: str) -> str:
    return " ".join(page.split())


def by_whom(run: ImportRun) -> str:
    return f"Por {Person.objects.get(pk=run.started_by_id).full_name},"


class TestPages:
    @pytest.mark.parametrize("kind", PAGES)
    def test_say_file_row_who_and_print_with_the_import_to_who_may_open_it(self, whole, country, login, kind):
        page = told(somebody(login, Role.COORDINATOR, organization=country.unit.organization).get(PAGES[kind]()).text)

        assert "e trajo de «historico.xlsx». Fila 2." in page
        assert by_whom(whole) in page
        assert f"Huella SHA-256 {whole.sha256[:12]}…" in page
        assert f'title="{whole.sha256}"' in page
        assert whole.get_absolute_url() in page

    @pytest.mark.parametrize("kind", PAGES)
    def test_do_not_offer_the_import_to_who_may_not_open_it(self, whole, country, login, kind):
        page = told(somebody(login, Role.UNIT_HEAD, unit=country.unit).get(PAGES[kind]()).text)

        assert ("e trajo de «historico.xlsx». Fila 2." in page, by_whom(whole) in page) == (True, True)
        assert whole.get_absolute_url() not in page

    def test_say_it_under_each_milestone_and_each_person_who_came(self, whole, country, login):
        browser = somebody(login, Role.COORDINATOR, organization=country.unit.organization)
        advisor = somebody(login, Role.UNIT_HEAD, unit=country.unit)

        # Of the plan and of the session at the top, of what stands in their lists under each.
        plan, session = told(browser.get(PAGES["plans"]()).text), told(advisor.get(PAGES["sessions"]()).text)
        assert (plan.count("Es de antes de Llegada: se trajo de «historico.xlsx»."), plan.count(BROUGHT)) == (1, 1)
        assert "Rosa Díaz" in session
        assert (session.count("Es de antes de Llegada: se trajo de «historico.xlsx»."), session.count(BROUGHT)) == (
            1,
            1,
        )

    def test_say_that_a_source_named_no_advisor(self, whole, country, login):
        page = told(somebody(login, Role.UNIT_HEAD, unit=country.unit).get(PAGES["sessions"]()).text)

        assert '<dt>Asesores</dt><dd><span class="no-data">sin dato</span></dd>' in page

    def test_of_an_entity_say_it_to_its_organisation_alone(self, listed, country, login):
        page = Entity.objects.get(name="Aguas de Amagá").get_absolute_url()
        inside = somebody(login, Role.ADVISOR, unit=country.unit)
        others = somebody(login, Role.COORDINATOR, organization=make_organization())
        served = somebody(login, Role.LEGAL_REPRESENTATIVE, entity=country.amaga)

        assert "Se trajo de «sesiones.csv». Fila 2." in told(inside.get(page).text)
        for browser in (others, served, Client()):
            answer = browser.get(page)
            assert (answer.status_code, "sesiones.csv" in answer.text, listed.sha256[:12] in answer.text) == (
                200,
                False,
                False,
            )

    @pytest.mark.parametrize("kind", PAGES)
    def test_ask_once_where_all_that_they_show_comes_from_within_their_budget(self, whole, country, login, kind):
        browser, page = somebody(login, Role.COORDINATOR, organization=country.unit.organization), PAGES[kind]()
        browser.get(page)

        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200

        rows = [one for one in asked.captured_queries if f'"{ImportedRow._meta.db_table}"' in one["sql"]]
        assert (len(rows), len(asked) <= BUDGET) == (1, True)

    def test_of_what_llegada_made_say_nothing(self, country, login):
        plan = make_plan(unit=country.unit, entity=country.amaga, versions=[country.version])
        session = make_session(plan, status="held")
        make_attendance(session)
        browser = somebody(login, Role.UNIT_HEAD, unit=country.unit)

        for one in (plan, session, country.amaga, country.version.service):
            answer = browser.get(one.get_absolute_url())
            assert (answer.status_code, "Huella SHA-256" in answer.text, "rajo de «" in answer.text) == (
                200,
                False,
                False,
            )


class TestOrigins:
    def everything(self) -> list:
        kinds = (WorkPlan, PlanMilestone, Session, AttendanceEntry, Commitment, EntityPerson)
        return [*(one.objects.get() for one in kinds), Service.objects.get(external_id="S-9")]

    def test_of_every_kind_are_found_with_one_query(self, whole, country):
        things = self.everything()

        with CaptureQueriesContext(connection) as asked:
            found = find_origins(actor=country.actor, of=things)

        assert len(asked) == 1
        assert {type(one).__name__: (origin.file_name, origin.row) for one, origin in found.items()} == {
            type(one).__name__: ("historico.xlsx", 2) for one in things
        }
        assert {(one.sha256, one.url) for one in found.values()} == {(whole.sha256, whole.get_absolute_url())}

    def test_are_none_for_the_public_which_is_not_even_asked(self, whole):
        things = self.everything()

        with CaptureQueriesContext(connection) as asked:
            assert find_origins(actor=ANONYMOUS, of=things) == {}
        assert len(asked) == 0

    def test_of_catalogues_and_people_are_for_the_organisation_of_the_import(self, whole):
        other = make_actor(Role.COORDINATOR, organization=make_organization())

        found = find_origins(actor=other, of=self.everything())

        assert {type(one) for one in found} == {WorkPlan, PlanMilestone, Session, AttendanceEntry, Commitment}
        # Who was let see those is told the file and the row, and nothing of whoever brought them.
        assert {(one.who, one.at, one.sha256, one.url) for one in found.values()} == {("", None, "", "")}

    def test_go_with_what_is_undone(self, whole, country):
        service = Service.objects.get(external_id="S-9")
        ImportRun.objects.filter(pk=whole.pk).update(status="undone")

        assert find_origin(actor=country.actor, of=service) is None

    def test_say_the_last_file_that_changed_it(self, country):
        first = "05001;Rosa Díaz;1.020.304;;Secretaria;Función legal;"
        second = "05001;Rosa Díaz;1.020.304;;Alcaldesa;Función legal;"
        imported(country, csv_upload(PEOPLE, first, name="antes.csv"), people_layout(), target="people")
        rosa = EntityPerson.objects.get()
        before = find_origin(actor=country.actor, of=rosa)
        later = imported(country, csv_upload(PEOPLE, second, name="después.csv"), people_layout(), target="people")
        after = find_origin(actor=country.actor, of=rosa)
        undone(country, later)

        assert ((before.file_name, before.is_change), (after.file_name, after.is_change)) == (
            ("antes.csv", False),
            ("después.csv", True),
        )
        assert find_origin(actor=country.actor, of=rosa) == before

    def test_of_a_list_cost_one_query_however_long_it_is(self, country, login):
        browser = somebody(login, Role.COORDINATOR, organization=country.unit.organization)
        page = reverse("accounts:entity_people")

        def cost(number: int) -> int:
            row = f"05001;Persona de la entidad {number};{number};;;Función legal;"
            imported(country, csv_upload(PEOPLE, row), people_layout(), target="people")
            browser.get(page)
            with CaptureQueriesContext(connection) as asked:
                answer = browser.get(page)
            assert answer.text.count("Se trajo de «sesiones.csv»") == number
            return len(asked)

        assert cost(1) == cost(2) == cost(3)
        assert ImportedRow.objects.filter(kind="people").count() == 3
