from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from llegada.workplans.models import PlanMilestone, WorkPlan
from tests.factories import make_entity, make_municipality, make_plan, make_service, make_unit

LIST, CREATE, PROGRESS = (reverse(f"workplans:{name}") for name in ("list", "create", "progress"))


#: An identifier that nothing has, the same in every test process.
UNKNOWN = UUID(int=4)


@pytest.fixture
def browser(cast, login):
    """Return a function that gives the browser of one of the cast."""
    return lambda name: login(cast.person(name))


def text(response) -> str:
    return " ".join(response.content.decode().split())


def form_data(cast, **values):
    return {
        "title": "Plan de archivo",
        "objectives": "Ordenar el archivo.",
        "starts_on": "2026-02-01",
        "ends_on": "2026-12-01",
        "unit": cast.unit.public_id,
        "advisor": cast.person("advisor").public_id,
        "counterpart_name": "Secretaría General",
        "unplanned_reason": "no_annual_plan",
        **values,
    }


class TestListPage:
    @pytest.mark.parametrize("name", ["advisor", "head", "monitor", "manager", "control"])
    def test_shows_progress_state_and_what_is_late(self, cast, plan_in, browser, name):
        plan_in(title="Manual de Medellín")
        page = text(browser(name).get(LIST))
        assert "Manual de Medellín" in page
        assert "En ejecución" in page
        assert "3 vencidos" in page or "2 vencidos" in page or "próximo:" in page

    def test_says_when_there_is_nothing_and_offers_the_way_out(self, cast, browser):
        assert "Hacer el primer plan" in text(browser("advisor").get(LIST))
        assert "Ver el portafolio" in text(browser("legal").get(LIST))
        assert "Quitar filtros" in text(browser("advisor").get(LIST, {"estado": "closed"}))

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({"q": "pasto"}, 1),
            ({"q": "Medellín"}, 2),
            ({"estado": "draft"}, 1),
            ({"departamento": "52"}, 1),
            ({"vencidos": "on"}, 1),
            ({"vencidos": "false"}, 3),
            ({"estado": "inventado"}, 3),
        ],
    )
    def test_narrows_by_its_filters(self, cast, plan_in, browser, query, count):
        late = plan_in(title="Vencido")
        plan_in("draft", title="Borrador")
        far = plan_in("agreed", title="De Pasto", entity=make_entity(make_municipality("52001", "Pasto")))
        PlanMilestone.objects.filter(plan=late).update(due_on=date(2020, 1, 1))
        assert far.entity.department_id == "52"
        assert browser("head").get(LIST, query).context["page_obj"].paginator.count == count

    def test_narrows_by_service_and_advisor(self, cast, plan_in, browser):
        plan = plan_in(versions=[make_service(cast.unit, name="Catastro")])
        plan_in(advisor=cast.person("colleague"))
        service = plan.plan_services.get().service_version.service
        for query in ({"servicio": service.public_id}, {"asesor": cast.person("advisor").public_id}):
            assert list(browser("head").get(LIST, query).context["page_obj"]) == [plan]

    def test_narrows_to_one_entity_and_says_so(self, cast, plan_in, browser):
        plan_in()
        far = plan_in(entity=make_entity(make_municipality("52001", "Pasto")))
        page = browser("head").get(LIST, {"entidad": far.entity.public_id})
        assert list(page.context["page_obj"]) == [far]
        assert f"Solo los planes de {far.entity.name}." in text(page)
        assert "Ver los de todas las entidades" in text(page)

    def test_takes_few_queries_whatever_the_number(self, cast, plan_in, browser, django_assert_max_num_queries):
        for _ in range(4):
            plan_in()
        client = browser("head")
        client.get(LIST)
        with django_assert_max_num_queries(15):
            client.get(LIST)

    def test_gives_only_the_table_to_htmx(self, cast, plan_in, browser):
        plan_in()
        fragment = text(browser("head").get(LIST, headers={"HX-Request": "true"}))
        assert "<table" in fragment
        assert "<html" not in fragment

    @pytest.mark.parametrize("extension", ["csv", "xlsx"])
    def test_goes_out_as_a_table_with_the_same_filters(self, cast, plan_in, browser, extension):
        plan_in(title="=1+1")
        plan_in("draft", versions=[])
        response = browser("head").get(reverse("workplans:export", args=[extension]), {"estado": "in_execution"})
        body = response.getvalue()
        assert "attachment" in response["Content-Disposition"]
        if extension == "csv":
            lines = body.decode("utf-8-sig").splitlines()
            assert len(lines) == 2
            assert lines[1].startswith("'=1+1,Alcaldía de Medellín,05001,Antioquia")

    def test_does_not_go_out_in_other_formats(self, browser):
        assert browser("head").get(reverse("workplans:export", args=["exe"])).status_code == 404

    def test_is_refused_with_a_filter_that_cannot_be_read(self, browser):
        assert browser("head").get(reverse("workplans:export", args=["csv"]), {"estado": "zz"}).status_code == 422


class TestProgressPage:
    @pytest.mark.parametrize("by", ["entidad", "dependencia", "servicio", "asesor", "inventado"])
    def test_adds_up_by_each_grouping(self, cast, plan_in, browser, by):
        plan_in()
        page = text(browser("head").get(PROGRESS, {"por": by}))
        assert "<progress" in page
        assert "0 %" in page.replace("\u00a0", " ")

    @pytest.mark.parametrize("by", ["entidad", "dependencia", "servicio", "asesor"])
    def test_leads_from_each_sum_to_its_plans(self, cast, plan_in, browser, by):
        plan_in()
        other = make_entity(make_municipality("52001", "Pasto"))
        plan_in(entity=other, advisor=cast.person("colleague"), versions=[make_service(cast.unit)])
        page = browser("head").get(PROGRESS, {"por": by})
        counts = {row.key: row.plans for row in page.context["page_obj"]}
        for key, plans in counts.items():
            assert f"{LIST}?{by}={key}" in page.text
            assert browser("head").get(LIST, {by: key}).context["page_obj"].paginator.count == plans

    def test_says_when_there_is_nothing(self, browser):
        assert "Todavía no hay avance" in text(browser("head").get(PROGRESS))

    def test_goes_out_as_a_table(self, cast, plan_in, browser):
        plan_in()
        response = browser("head").get(reverse("workplans:export_progress", args=["csv"]), {"por": "entidad"})
        assert "Alcaldía de Medellín,1,3" in response.getvalue().decode()


class TestMakePage:
    def test_searches_the_entity_first(self, cast, browser):
        page = text(browser("advisor").get(CREATE, {"q": "medellin ALCALDIA"}))
        assert f"?entidad={cast.entity.public_id}" in page
        assert "Ninguna entidad coincide" in text(browser("advisor").get(CREATE, {"q": "zzz"}))

    def test_makes_the_plan_and_shows_it(self, cast, browser):
        version = make_service(cast.unit, name="Archivo")
        url = f"{CREATE}?entidad={cast.entity.public_id}"
        page = text(browser("advisor").get(url))
        assert "Archivo</span>" in page
        response = browser("advisor").post(url, form_data(cast, services=[version.service.public_id]))
        plan = WorkPlan.objects.get()
        assert response["Location"] == plan.get_absolute_url()
        assert (plan.entity, plan.milestones.count()) == (cast.entity, 3)

    def test_says_who_serves_the_entity_before_another_begins(self, cast, browser):
        url = f"{CREATE}?entidad={cast.entity.public_id}"
        assert "plan de trabajo con esta entidad" not in text(browser("advisor").get(url))
        other = make_unit(name="Grupo de Archivo")
        make_plan(unit=other, entity=cast.entity, versions=[make_service(other, name="Tablas de retención")])

        page = browser("advisor").get(url)

        for said in ("Ya hay 1 plan de trabajo con esta entidad", "Grupo de Archivo", "Tablas de retención"):
            assert said in text(page)
        assert "Los diez primeros" not in text(page)
        for _one in range(10):
            make_plan(unit=other, entity=cast.entity)
        assert "Los diez primeros, de 11" in text(browser("advisor").get(url))

    def test_makes_one_plan_of_a_form_sent_twice(self, cast, browser):
        client, data = browser("advisor"), form_data(cast, idempotency_key=uuid4())
        url = f"{CREATE}?entidad={cast.entity.public_id}"
        first, second = client.post(url, data), client.post(url, data)
        assert WorkPlan.objects.count() == 1
        assert first["Location"] == second["Location"]

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"starts_on": "2026-12-02"}, "«Fin»: La fecha de fin debe ser posterior a la de inicio."),
            ({"starts_on": "1924-01-01"}, "«Inicio»: Un plan no puede ser de 1924: escriba un año entre 2000 y 2100."),
            ({"title": ""}, "«Título»: Este campo"),
            ({"services": [uuid4()]}, "Servicios"),
            ({"unit": uuid4()}, "Dependencia que asiste"),
            ({"counterpart_email": "no"}, "correo"),
        ],
    )
    def test_keeps_what_was_written_and_says_what_is_wrong(self, cast, browser, values, said):
        url = f"{CREATE}?entidad={cast.entity.public_id}"
        response = browser("advisor").post(url, form_data(cast, **values))
        assert response.status_code == 422
        assert said in text(response)
        assert "Ordenar el archivo." in text(response)
        assert not WorkPlan.objects.exists()

    def test_shows_a_refusal_of_the_service_beside_its_field(self, cast, browser):
        other = make_entity(make_municipality("05002", "Abejorral"), is_active=False)
        response = browser("advisor").post(f"{CREATE}?entidad={other.public_id}", form_data(cast))
        assert response.status_code == 422
        assert "ya no está activa" in text(response)

    @pytest.mark.parametrize("entity", ["no-es-uuid", str(UNKNOWN)])
    def test_does_not_know_an_unknown_entity(self, browser, entity):
        assert browser("advisor").get(CREATE, {"entidad": entity}).status_code == 404

    @pytest.mark.parametrize("name", ["control", "legal", "monitor"])
    def test_is_closed_to_those_who_make_no_plans(self, browser, name):
        assert browser(name).get(CREATE).status_code == 403


class TestEditPage:
    def test_saves_and_refuses_to_overwrite(self, cast, plan_in, browser):
        plan = plan_in("draft")
        url, client = reverse("workplans:edit", args=[plan.public_id]), browser("advisor")
        seen = client.get(url).context["form"]["seen_at"].value()
        data = form_data(
            cast, seen_at=seen, services=[one.service_version.service.public_id for one in plan.plan_services.all()]
        )
        assert client.post(url, data).status_code == 302
        stale = client.post(url, data | {"title": "Título de la otra persona"})
        assert stale.status_code == 409
        assert "Otra persona cambió esto" in text(stale)
        assert "Título de la otra persona" in text(stale)
        assert WorkPlan.objects.get().title == "Plan de archivo"

    def test_takes_an_unreadable_mark_as_a_conflict(self, cast, plan_in, browser):
        plan = plan_in("draft")
        url = reverse("workplans:edit", args=[plan.public_id])
        assert browser("advisor").post(url, form_data(cast, seen_at="ayer")).status_code == 409

    @pytest.mark.parametrize("page", ["edit", "dates"])
    def test_is_closed_once_the_entity_was_shown_the_plan(self, plan_in, browser, page):
        plan = plan_in("agreed")
        assert browser("advisor").get(reverse(f"workplans:{page}", args=[plan.public_id])).status_code == 409

    def test_sets_the_dates_of_milestones(self, cast, plan_in, browser):
        plan = plan_in("draft")
        url, client = reverse("workplans:dates", args=[plan.public_id]), browser("advisor")
        form = client.get(url).context["form"]
        data = {name: form[name].value() for name in form.fields}
        first = plan.milestones.first()
        late = client.post(url, data | {f"due_on-{first.public_id}": "2031-01-01"})
        assert late.status_code == 422
        assert "entre el inicio y el fin del plan" in text(late)
        assert client.post(url, data | {f"due_on-{first.public_id}": "2026-05-05"}).status_code == 303
        first.refresh_from_db()
        assert first.due_on == date(2026, 5, 5)
        assert client.post(url, data).status_code == 409
        assert client.post(url, data | {"seen_at": "ayer"}).status_code == 409

    def test_says_where_milestones_come_from(self, plan_in, browser):
        plan = plan_in("draft", versions=[])
        page = browser("advisor").get(reverse("workplans:dates", args=[plan.public_id]))
        assert "El plan no tiene servicios" in text(page)
