"""The profile of a place: its page with data, with none, and for whom; its table and its neighbours."""

from __future__ import annotations

import pytest

from llegada.core.roles import Role
from llegada.insights.models import AssistanceCell
from llegada.territory.models import Adjacency, Entity
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import make_annual_plan, make_plan_line
from tests.portal.test_territory_pages import text
from tests.targeting.makers import make_edition, make_index, make_places

pytestmark = pytest.mark.django_db
ADDRESS = "/territorio/05001-lugar-05-1/perfil/"


@made_once
def places():
    return make_places(6)


@pytest.fixture
def mayoralty(places) -> Entity:
    return places[0].entities.get()


def numbers(places) -> dict[str, float]:
    return {place.code: 10.0 * number for number, place in enumerate(places, start=1)}


class TestProfile:
    def test_says_each_index_with_its_place_and_draws_it(self, client, places):
        index = make_index(name="Índice de prueba")
        make_edition(index, numbers(places), year=2020)
        make_edition(index, numbers(places), year=2021)
        page = text(client.get(ADDRESS))
        assert "6 de 6" in page
        assert "detrás del 100 % de los demás de su grupo (País). Puesto 6 de 6; la mediana es 35,0." in page
        assert page.count('class="strip"') == 1
        assert "de 2020 a 2021" in page

    def test_says_no_data_and_never_zero(self, client, places):
        make_edition(make_index(), {"05002": 10.0})
        assert "sin dato" in text(client.get(ADDRESS))

    def test_with_nothing_loaded_says_so(self, client, places):
        page = text(client.get(ADDRESS))
        assert "Todavía no hay índices cargados" in page
        assert "Nada registrado." in page
        assert "no se ha cargado qué lugares limitan" in page

    def test_shows_who_borders_it_once_loaded(self, client, places):
        Adjacency.objects.create(one=places[0], other=places[5])
        page = text(client.get(ADDRESS))
        assert "según el archivo de vecindades" in page
        assert "Lugar 05-6" in page
        assert "Lugar 05-2" not in page

    def test_leads_to_the_department_where_there_is_no_mayor(self, client):
        area = make.make_municipality("91263", "El Encanto")
        type(area).objects.filter(pk=area.pk).update(kind="non_municipalized_area")
        assert "No tiene alcaldía" in text(client.get("/territorio/91263-el-encanto/perfil/"))

    def test_is_found_from_its_place_and_its_government(self, client, places, mayoralty):
        for url in ("/territorio/05001-lugar-05-1/", mayoralty.get_absolute_url()):
            assert ADDRESS in text(client.get(url))
        assert client.get("/territorio/05001-otro/perfil/").headers["Location"] == ADDRESS
        assert client.get("/territorio/05999-nada/perfil/").status_code == 404

    def test_downloads_every_index_of_every_year(self, client, places):
        make_edition(make_index(), numbers(places))
        rows = b"".join(client.get(f"{ADDRESS}indices.csv").streaming_content).decode().splitlines()
        assert len(rows) == 2
        assert rows[1].endswith(",6,6,6,6")


class TestWhoServesIt:
    def test_is_public_once_it_is_signed(self, client, mayoralty):
        plan, draft = (make.make_plan(entity=mayoralty, status=status) for status in ("in_execution", "draft"))
        page = text(client.get(ADDRESS))
        assert plan.unit.name in page
        assert "con sesiones o con un plan" in page  # the page of the entity counts those with sessions
        assert plan.get_absolute_url() not in page
        assert draft.unit.name not in page

    def test_says_to_who_makes_plans_what_others_are_agreeing(self, login, mayoralty):
        draft, shown = (make.make_plan(entity=mayoralty, status=status) for status in ("draft", "socialized"))
        advisor = make.make_person()
        make.assign(advisor, Role.ADVISOR, unit=make.make_unit())
        own = make.make_plan(entity=mayoralty, advisor=advisor, status="draft")
        page = text(login(advisor).get(ADDRESS))
        assert shown.unit.name in page
        assert draft.unit.name not in page
        assert own.get_absolute_url() in page
        assert shown.get_absolute_url() not in page

    def test_says_what_was_planned_asked_for_and_done(self, client, mayoralty):
        plan = make_annual_plan(status="in_execution", lines=0)
        make_plan_line(plan, entity=mayoralty, origin="demand", status="scheduled")
        version = make.make_service()
        AssistanceCell.objects.create(
            year=2026, organization=version.service.organization, line=version.line, service=version.service,
            unit=version.service.unit, entity=mayoralty, sessions=3,
        )  # fmt: skip
        page = text(client.get(ADDRESS))
        assert "Lo pidió la entidad" in page
        assert version.name in page

    def test_says_nothing_of_plans_that_nobody_approved(self, client, mayoralty):
        plan = make_annual_plan(lines=0)
        make_plan_line(plan, entity=mayoralty, status="proposed")
        assert plan.unit.name not in text(client.get(ADDRESS))


class TestProfileInTheApi:
    def test_says_the_same(self, client, places):
        make_edition(make_index("mdm"), numbers(places), year=2021)
        found = client.get("/api/v1/profiles/05001/").json()
        (series,) = found["indices"]
        assert (series["code"], series["readings"][0]["value"]) == ("mdm", 10.0)
        assert series["readings"][0]["standings"][0] == {
            "group": "País", "place": 6, "among": 6, "passed": 0.0, "median": 35.0,
        }  # fmt: skip
        assert found["gaps"] == ["mdm"]

    def test_says_which_code_was_meant(self, client, places):
        answer = client.get("/api/v1/profiles/5001/")
        assert (answer.status_code, answer.json()["code"]) == (404, "lost-zero")
        assert client.get("/api/v1/profiles/05/").json()["name"] == "Antioquia"
