"""«Mi trabajo» of each role."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from llegada.core.roles import ENTITY_ROLES, INSTALLATION_ROLES, Role
from llegada.core.waiting import Severity, WaitingItem, WaitingKind
from llegada.insights.selectors import work
from llegada.insights.worklist import PERSPECTIVES
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.policies import READERS
from tests import factories as make

pytestmark = pytest.mark.django_db
URL = "/mi-trabajo/"
#: Two of them, for those who read the figures, are the people of each place and department: whether their total may be told.
BUDGET = 15


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


@pytest.fixture
def cast(login):
    """Return a function that gives a browser in which somebody acts under a role."""

    def _browser(role, person=None, **scope):
        person = person or make.make_person()
        make.assign(person, role, **scope)
        return login(person)

    return _browser


class TestMyWork:
    def test_asks_strangers_to_log_in(self, client):
        assert client.get(URL).status_code == 302

    def test_lists_the_oldest_deadline_first_in_words(self, cast):
        advisor, today = make.make_person(), timezone.localdate()
        unit = make.make_unit()
        plan = make.make_plan(unit=unit, advisor=advisor)
        late, soon, far = plan.milestones.order_by("pk")
        for milestone, days in ((late, -3), (soon, 1), (far, 90)):
            PlanMilestone.objects.filter(pk=milestone.pk).update(due_on=today + timedelta(days=days))

        words = text(cast(Role.ADVISOR, advisor, unit=unit).get(URL))

        assert "2 cosas esperan por usted" in words
        assert words.index("Vencido hace 3 días") < words.index("Vence mañana")
        assert late.name in words
        assert far.name not in words

    def test_is_kind_when_nothing_awaits_and_shows_what_may_be_read(self, cast):
        response = cast(Role.ADVISOR, unit=make.make_unit()).get(URL)

        assert "Nada espera por usted" in text(response)
        assert "Todo está al día" in text(response)
        assert 'href="/agenda/"' in response.content.decode()

    def test_leads_who_administers_to_the_administration(self, cast):
        link = '<li><a href="/administracion/">'
        assert link in cast(Role.IT_ADMIN).get(URL).content.decode()
        assert link not in cast(Role.ADVISOR, unit=make.make_unit()).get(URL).content.decode()

    def test_tells_who_administers_a_new_installation_what_comes_first(self, cast):
        administrator = make.make_person()
        response = cast(Role.IT_ADMIN, administrator).get(URL)

        words = text(response)
        assert "Falta preparar la instalación" in words
        assert words.index("Registrar su organización") < words.index("Registrar a las personas")
        assert "Hecho" not in words
        assert "Todo está al día" not in words
        assert response.content.decode().count('class="btn"') == 1

    def test_marks_the_first_steps_that_are_done_and_says_no_more_once_all_are(self, cast):
        administrator = make.make_person()
        browser = cast(Role.IT_ADMIN, administrator)
        make.assign(make.make_person(), Role.UNIT_HEAD, unit=make.make_unit())
        some = text(browser.get(URL))
        make.make_service()
        done = text(browser.get(URL))

        assert some.count("Hecho") == 2
        assert "Primeros pasos" not in done
        assert "Todo está al día" in done

    def test_keeps_the_first_steps_for_who_administers(self, cast):
        assert "Primeros pasos" not in text(cast(Role.EXECUTIVE, organization=make.make_organization()).get(URL))

    def test_tells_who_has_no_role_what_to_do(self, login):
        assert "Su cuenta aún no tiene un rol vigente" in text(login(make.make_person()).get(URL))

    def test_shows_the_unit_its_services_with_the_most_delayed_first(self, cast, world):
        unit = make.make_unit()
        year = timezone.localdate().year
        dates = {"starts_on": date(year - 2, 1, 1), "ends_on": date(year - 1, 12, 31)}
        late = make.make_service(unit, name="Atrasado")
        done = make.make_service(unit, name="Al corriente")
        make.make_plan(unit=unit, versions=[late], **dates)
        world.validate(make.make_plan(unit=unit, versions=[done], **dates), 3)

        words = text(cast(Role.UNIT_HEAD, unit=unit).get(URL))

        assert "Cómo va su dependencia" in words
        assert re.search(r"Atrasado 1 plan · 3 hitos vencidos.*?0 % · esperado 100 %.*?Rezagado", words)
        assert words.index("Rezagado") < words.index("Al día", words.index("Al corriente"))

    def test_says_sin_dato_where_no_plan_is_signed(self, cast):
        unit = make.make_unit()
        make.make_plan(unit=unit, status="draft")

        assert "Sin dato: aún no hay planes firmados que seguir." in text(cast(Role.UNIT_HEAD, unit=unit).get(URL))

    def test_gives_executives_the_figures_of_their_organisation_only(self, cast, world, monkeypatch):
        monkeypatch.setattr(timezone, "localdate", lambda: make.TODAY)

        response = cast(Role.EXECUTIVE, organization=world.two).get(URL)

        words = text(response)
        assert "Cómo va cada dependencia" in words
        assert re.search(r'#cifra-sessions">.*?<dd class="figure-value">2</dd>', response.content.decode(), re.DOTALL)
        assert "hitos vencidos" in words
        assert "Registrar sesión" not in words

    def test_shows_nobody_the_plans_of_another_organisation(self, cast, world):
        assert world.plan.unit.name not in text(cast(Role.EXECUTIVE, organization=make.make_organization()).get(URL))

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.PUBLIC])
    def test_opens_for_every_role_within_the_budget(self, cast, world, role):
        if role in ENTITY_ROLES:
            scope = {"entity": world.medellin}
        elif role in INSTALLATION_ROLES:
            scope = {}
        elif role == Role.TERRITORIAL_MANAGER:
            scope = {"organization": world.one, "departments": [make.make_department("05")]}
        else:
            scope = {"unit": world.plan.unit}
        browser = cast(role, **scope)
        browser.get(URL)  # what is read once and remembered is not counted

        with CaptureQueriesContext(connection) as queries:
            response = browser.get(URL)

        assert response.status_code == 200
        assert len(queries) <= BUDGET, [query["sql"][:120] for query in queries]

    def test_shows_the_rest_to_who_asks_for_it(self, cast, monkeypatch):
        monkeypatch.setattr("llegada.insights.views.work.SHOWN", 1)
        unit = make.make_unit()
        browser = cast(Role.UNIT_HEAD, unit=unit)
        plan = make.make_plan(unit=unit)
        for title in ("Primera", "Segunda", "Tercera"):
            make.make_session(plan, status="held", title=title)
        some = browser.get(URL)
        whole = text(browser.get(f"{URL}?todo=1"))

        assert "Hay 3 más, con fecha posterior." in text(some)  # and one thing of the plan itself
        assert 'href="?todo=1#t-espera"' in some.content.decode()
        assert all(title in whole for title in ("Primera", "Segunda", "Tercera"))
        assert "con fecha posterior" not in whole

    def test_costs_the_same_with_many_plans(self, cast):
        unit = make.make_unit()
        browser = cast(Role.UNIT_HEAD, unit=unit)
        browser.get(URL)  # what is read once and remembered is not counted
        spent = []
        for plans in (1, 12):
            for _ in range(plans):
                make.make_session(make.make_plan(unit=unit, status="in_execution"), status="held")
            with CaptureQueriesContext(connection) as queries:
                browser.get(URL)
            spent.append(len(queries))

        assert spent[0] == spent[1] <= BUDGET

    def test_costs_no_more_with_one_more_kind_of_thing_that_awaits(self, cast, monkeypatch):
        plan = make.make_plan(status="in_execution")
        browser = cast(Role.UNIT_HEAD, unit=plan.unit)
        browser.get(URL)  # what is read once and remembered is not counted
        list_kinds, spent = work.list_work_kinds, []
        one_more = WaitingKind(
            rows=WorkPlan.objects.all(),
            due="starts_on",
            reads={"title": "title"},
            tell=lambda rows: [
                WaitingItem(Severity.SOON, row.due, f"Mirar {row.title}", "", "/", "Ver") for row in rows
            ],
        )
        for more in ([], [one_more], [one_more] * 9):
            monkeypatch.setattr(work, "list_work_kinds", lambda more=more, **asked: [*list_kinds(**asked), *more])
            with CaptureQueriesContext(connection) as queries:
                words = text(browser.get(URL))
            assert words.count(f"Mirar {plan.title}") == len(more)
            spent.append(len(queries))
        assert spent[0] == spent[1] == spent[2]


class TestPerspectives:
    def test_exist_for_every_role_that_reads_plans(self):
        assert set(PERSPECTIVES) == set(READERS)
