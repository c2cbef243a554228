from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.planning import selectors
from llegada.planning.models import AnnualPlanLine, LineMonth, MonthStep
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_capacity, make_cast, make_cycle, make_month, make_plan_line

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2027, 2, 1), date(2027, 3, 1)


cast = made_once(make_cast)


@pytest.fixture
def line(cast):
    return make_annual_plan(cast.unit, status="in_execution").lines.get()


@pytest.fixture
def browser(login, cast):
    """Return a function that gives a browser of somebody of the cast."""
    return lambda who="liaison": login(Person.objects.get(pk=getattr(cast, who).person_id))


def month_url(plan, month=FEBRUARY):
    return reverse("planning:month", args=[plan.public_id, month])


def program_url(line, month=FEBRUARY):
    return reverse("planning:program", args=[line.public_id, month])


def data(**changes):
    return {
        "person_days": "4,5",
        "place": "Alcaldía",
        "materials": "Guías",
        "note": "",
        "revision": "0",
        "steps-TOTAL_FORMS": "2",
        "steps-INITIAL_FORMS": "0",
        "steps-0-name": "Contrato",
        "steps-0-due_on": "2027-01-20",
        "steps-1-name": "",
        "steps-1-due_on": "",
        **changes,
    }


class TestMonth:
    def test_shows_what_is_programmed_and_what_is_not(self, browser, cast, line):
        make_month(line, team=[Person.objects.get(pk=cast.head.person_id)], place="Auditorio", steps=("Contrato",))
        other = make_plan_line(line.plan, status="approved")
        page = browser().get(month_url(line.plan)).text
        for words in ("Auditorio", "Sin programar", "0 de 1 hechos", "sin dato de la capacidad", program_url(other)):
            assert words in page
        assert program_url(other) not in browser("coordinator").get(month_url(line.plan)).text
        assert other.entity.name not in browser().get(f"{month_url(line.plan)}?ver=programadas").text
        assert line.entity.name not in browser().get(f"{month_url(line.plan)}?ver=sin-programar").text

    def test_warns_of_days_people_and_the_catalogue(self, browser, cast, line):
        head = Person.objects.get(pk=cast.head.person_id)
        make_month(line, team=[head], person_days=Decimal(21))
        make_capacity(cast.unit, {2: 20})
        type(line.service).objects.update(status="suspended")
        page = browser().get(month_url(line.plan)).text
        assert "Lo programado suma 21 días de trabajo y la dependencia tiene 20." in page
        assert f"{head.full_name}: 21 días programados" in page
        assert "El servicio está suspendido" in page
        assert line.service.get_absolute_url() in page

    def test_goes_from_month_to_month_of_its_year(self, browser, line):
        january = browser().get(month_url(line.plan, date(2027, 1, 1))).text
        assert "Ninguna línea del plan toca este mes" in january
        assert month_url(line.plan) in january
        assert "2026-12" not in january
        for address in (month_url(line.plan, date(2026, 2, 1)), f"{month_url(line.plan)[:-8]}2027-13/"):
            assert browser().get(address).status_code == 404

    def test_of_a_plan_not_in_execution_is_only_read(self, browser, cast):
        plan = make_annual_plan(cast.unit, status="approved")
        page = browser().get(month_url(plan)).text
        assert "Solo lectura" in page
        assert program_url(plan.lines.get()) not in page
        assert month_url(plan, date(2027, 1, 1)) not in browser().get(plan.get_absolute_url()).text

    @pytest.mark.parametrize(("extension", "begins"), [("csv", "\ufeffIdentificador propio".encode()), ("xlsx", b"PK")])
    def test_goes_out_as_a_table(self, browser, line, extension, begins):
        make_month(line, steps=("Contrato",), place="Auditorio")
        make_plan_line(line.plan, status="approved")
        url = reverse("planning:month_download", args=[line.plan.public_id, FEBRUARY, extension])
        answer = browser().get(url)
        content = b"".join(answer) if answer.streaming else answer.content
        assert content.startswith(begins)
        if extension == "csv":
            rows = content.decode("utf-8-sig").splitlines()
            assert ("Auditorio" in rows[1], "Contrato: pendiente" in rows[1], len(rows)) == (True, True, 3)
        assert browser().get(url.replace(extension, "pdf")).status_code == 404


class TestLine:
    def test_shows_its_months_and_its_plan_leads_to_that_of_today(self, browser, line):
        make_month(line)
        page = browser().get(line.get_absolute_url()).text
        assert page.count(reverse("planning:line_month", args=[line.public_id, FEBRUARY])) == 1
        assert "días de trabajo: 5" in page
        assert month_url(line.plan, date(2027, 1, 1)) in browser().get(line.plan.get_absolute_url()).text

    def test_tells_in_its_history_which_month(self, browser, line):
        browser().post(program_url(line), data())
        page = browser().get(line.get_absolute_url()).text
        assert "Programó el mes" in page
        assert '<p class="small">Febrero</p>' in page


class TestProgram:
    def test_saves_who_when_where_and_the_steps(self, browser, cast, line):
        client = browser()
        assert client.get(program_url(line)).status_code == 200
        answer = client.post(program_url(line), data(team=[cast.head.person_id]))
        assert answer.url == reverse("planning:line_month", args=[line.public_id, FEBRUARY])
        page = client.get(answer.url).text
        for words in ("4,5", "Alcaldía", "Guías", "Contrato", "Para el 20", cast.head.name):
            assert words in page

    def test_says_what_is_wrong_and_loses_nothing(self, browser, line):
        wrong = browser().post(program_url(line), data(person_days="muchos", **{"steps-1-due_on": "2027-01-01"}))
        assert wrong.status_code == 422
        for words in ("Escriba un número", "Escriba cuál es el paso", "Alcaldía"):
            assert words in wrong.text
        for changes, words in (
            ({"person_days": "0"}, "más de cero"),
            ({"person_days": "4,55"}, "1 decimal como máximo"),
            ({"person_days": "100.000"}, "más de 5 cifras"),
            ({"steps-0-due_on": "2062-01-20"}, "La fecha de «Contrato» cae fuera de 2026 a 2028"),
        ):
            assert words in browser().post(program_url(line), data(**changes)).text
        assert not LineMonth.objects.exists()

    def test_shows_what_somebody_else_saved_first_and_keeps_what_was_typed(self, browser, line):
        make_month(line, place="Auditorio")
        refused = browser().post(program_url(line), data())
        assert refused.status_code == 409
        assert "Auditorio" in refused.text
        assert 'value="Alcaldía"' in refused.text
        assert browser().post(program_url(line), data(revision="1")).status_code == 302
        assert LineMonth.objects.get().place == "Alcaldía"

    def test_begins_with_the_month_before_if_asked(self, browser, line):
        make_month(line, place="Auditorio", steps=("Contrato",))
        page = browser().get(reverse("planning:line_month", args=[line.public_id, MARCH])).text
        assert f"{program_url(line, MARCH)}?copiar=anterior" in page
        copy = browser().get(f"{program_url(line, MARCH)}?copiar=anterior").text
        assert 'value="Auditorio"' in copy
        assert 'value="Contrato"' in copy
        assert "Copiado del mes anterior" in copy
        assert "Auditorio" not in browser().get(program_url(line, MARCH)).text
        make_month(line, 3, place="Concejo")
        assert "Auditorio" not in browser().get(f"{program_url(line, MARCH)}?copiar=anterior").text

    def test_marks_a_step_and_back(self, browser, line):
        step = make_month(line, steps=("Contrato",)).steps.get()
        url = reverse("planning:step_mark", args=[step.public_id])
        assert browser().post(url, {"done": "1"}).status_code == 302
        again = browser().post(url, {"done": "1"})
        assert (again.status_code, "Volver a pendiente" in again.text) == (409, True)
        assert browser().post(url, {}).status_code == 302
        assert MonthStep.objects.get().done_on is None


class TestWaiting:
    TODAY = date(2027, 2, 20)

    def waiting(self, actor, today=TODAY):
        found = read_waiting(selectors.list_waiting_kinds(actor=actor, today=today)).items
        return [(item.title, item.detail, item.severity.value) for item in found if "Programar" in str(item.title)]

    def test_names_this_month_and_the_next_once_a_plan(self, cast, line):
        make_plan_line(line.plan, status="approved")
        make_plan_line(line.plan, status="fulfilled")
        make_month(line, 3)
        expected = [
            ("Programar febrero del plan anual 2027", "Dirección de Planes: 2 líneas sin programar", "bad"),
            ("Programar marzo del plan anual 2027", "Dirección de Planes: 1 línea sin programar", "warn"),
        ]
        assert self.waiting(cast.liaison) == self.waiting(cast.head) == expected
        assert self.waiting(cast.coordinator) == self.waiting(cast.other_head) == []
        assert [title for title, _, _ in self.waiting(cast.head, date(2027, 1, 15))] == [expected[0][0]]

    def test_is_silent_when_all_is_programmed_or_the_plan_is_not_carried_out(self, cast, line):
        make_annual_plan(cast.unit, cycle=make_cycle(cast.unit.organization, year=2028), status="approved")
        make_month(line, 2)
        make_month(line, 3)
        assert self.waiting(cast.head) == []
        assert self.waiting(cast.head, date(2027, 12, 20)) == []
        AnnualPlanLine.objects.update(status="approved")
        assert self.waiting(make.make_actor(Role.ADVISOR, unit=cast.unit)) == []
