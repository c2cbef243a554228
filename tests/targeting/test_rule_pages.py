"""The pages of rules and runs, as the people of a unit use them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.targeting import services
from llegada.targeting.models import TargetingRule, TargetingRun
from llegada.targeting.rule_content import CriterionContent, FilterContent, content_of
from tests import factories as make
from tests.targeting.rule_makers import content, make_editions, make_lead, make_rule, make_targeting_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    make_editions()
    return make_targeting_unit()


@pytest.fixture
def lead(unit):
    return make_lead(unit)


@pytest.fixture
def browser(lead, login):
    return login(Person.objects.get(pk=lead.person_id))


@pytest.fixture
def rule(unit, lead):
    return make_rule(unit, actor=lead)


def typed(unit, **changes):
    """Return what a person types who weighs one index among those of a department."""
    return {
        "unit": str(unit.public_id),
        "name": "Regla escrita",
        "year": "2027",
        "level": "municipality",
        "purpose": "Llegar primero.",
        "method": "topsis",
        "cut_kind": "number",
        "cut_number": "2",
        "criteria-TOTAL_FORMS": "2",
        "criteria-INITIAL_FORMS": "0",
        "criteria-0-index": "pobreza",
        "criteria-0-weight": "33,5",
        "criteria-0-direction": "more",
        "criteria-0-normalization": "min_max",
        "criteria-0-missing": "worst_case",
        "criteria-1-direction": "more",
        "filters-TOTAL_FORMS": "1",
        "filters-INITIAL_FORMS": "0",
        "filters-0-kind": "departments",
        "filters-0-departments": ["05"],
    } | changes


class TestCreate:
    def test_keeps_a_rule_with_its_criteria_and_filters(self, unit, browser):
        answer = browser.post(reverse("targeting:rule_create"), typed(unit))
        rule = TargetingRule.objects.get()
        assert answer["Location"] == rule.get_absolute_url()
        said = content_of(rule)
        assert said.criteria == (CriterionContent("pobreza", 33.5, missing="worst_case"),)
        assert said.filters == (FilterContent("departments", values=("05",)),)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"criteria-0-weight": "0"}, "con peso mayor que cero"),
            ({"criteria-0-weight": "-1"}, "El criterio 1 tiene datos por corregir"),
            ({"criteria-1-index": "pobreza", "criteria-1-weight": "1", "criteria-1-normalization": "min_max",
              "criteria-1-missing": "leave_out"}, "Un índice está dos veces"),
            ({"cut_kind": "quota"}, "lo que pide el corte que escogió"),
            ({"filters-0-departments": []}, "Escoja un departamento al menos"),
            ({"filters-0-kind": "index_range"}, "Escoja el índice del rango"),
            ({"filters-0-kind": "index_range", "filters-0-index": "pobreza"}, "desde qué valor o hasta cuál"),
            ({"filters-0-kind": "index_categories"}, "Escoja una categoría al menos"),
            ({"filters-0-kind": "group"}, "Escoja el grupo"),
        ],
    )  # fmt: skip
    def test_says_what_is_missing_and_loses_nothing(self, unit, browser, changes, sentence):
        answer = browser.post(reverse("targeting:rule_create"), typed(unit, **changes))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Llegar primero." in answer.text


class TestEdit:
    def test_says_who_saved_first_and_keeps_what_was_written(self, unit, rule, browser):
        url = reverse("targeting:rule_edit", args=[rule.public_id])
        assert 'value="desempeno" selected' in browser.get(url).text
        late = browser.post(url, typed(unit, name="Mía", revision="9"))
        assert late.status_code == 409
        again = browser.post(url, typed(unit, name="Mía", revision="1"))
        assert again.status_code == 302
        assert TargetingRule.objects.get().name == "Mía"

    def test_is_closed_while_the_rule_is_archived(self, rule, browser):
        moving = reverse("targeting:rule_move", args=[rule.public_id])
        assert browser.post(moving, {"action": "archive"}).status_code == 302
        assert browser.get(reverse("targeting:rule_edit", args=[rule.public_id])).status_code == 409
        assert rule.name not in browser.get(reverse("targeting:rules")).text
        assert rule.name in browser.get(reverse("targeting:rules"), {"status": "archived"}).text


class TestPage:
    def test_orders_with_the_weights_of_the_address(self, rule, browser):
        url = rule.get_absolute_url()
        page = browser.get(url).text
        assert page.index("Municipio 05002") < page.index("Municipio 08001")
        assert "2 lugares escogidos, de 4 con puntaje." in page
        assert "le falta «Desempeño 2023»" in page
        moved = browser.get(url, {"peso": ["1", "99"]}, headers={"HX-Request": "true"}).text
        first, second = (moved.index(f"lugares/{code}/?peso=1&amp;peso=99") for code in ("08001", "05002"))
        assert first < second
        assert "<html" not in moved

    @pytest.mark.parametrize(
        ("weights", "sentence"),
        [
            (["0", "0"], "Todos los pesos son cero"),
            (["-1", "2"], "Un peso no puede ser negativo"),
            (["mucho", "2"], "Un peso no puede ser negativo"),
        ],
    )
    def test_says_why_some_weights_give_no_order(self, rule, browser, weights, sentence):
        answer = browser.get(rule.get_absolute_url(), {"peso": weights})
        assert answer.status_code == 409
        assert sentence in answer.text
        fragment = browser.get(rule.get_absolute_url(), {"peso": weights}, headers={"HX-Request": "true"})
        assert fragment.status_code == 200  # HTMX puts in its place nothing else
        assert sentence in fragment.text

    def test_says_that_an_edition_is_gone(self, rule, browser):
        edition = rule.criteria.first().index.editions.get()
        type(edition).objects.filter(pk=edition.pk).update(status="withdrawn", withdrawn_reason="Error")
        page = browser.get(rule.get_absolute_url())
        assert page.status_code == 200
        assert "no tiene una edición vigente" in page.text
        assert browser.get(reverse("targeting:rule_place", args=[rule.public_id, "05001"])).status_code == 409

    def test_saves_the_weights_that_were_tried(self, rule, browser):
        url = reverse("targeting:rule_weights", args=[rule.public_id])
        assert browser.post(f"{url}?revision=1", {"peso": ["70", "30"]}).status_code == 302
        assert [one.weight for one in content_of(TargetingRule.objects.get()).criteria] == [70, 30]
        late = browser.post(f"{url}?revision=1", {"peso": ["10", "90"]})
        assert late.status_code == 409
        assert "Otra persona cambió esto" in late.text


class TestPlace:
    def test_explains_contributions_and_what_would_change_them(self, rule, browser):
        page = browser.get(reverse("targeting:rule_place", args=[rule.public_id, "08001"])).text
        assert "puesto 2 de 4, con 85,71 puntos" in page
        assert "Saldría si «Desempeño 2023» fuera" in page
        assert "35,71" in page
        assert "/territorio/08001-municipio-08001/" in page

    def test_names_the_value_that_leaves_it_out(self, rule, browser):
        page = browser.get(reverse("targeting:rule_place", args=[rule.public_id, "05004"])).text
        assert "Le falta un dato." in page
        assert browser.get(reverse("targeting:rule_place", args=[rule.public_id, "99999"])).status_code == 404


class TestRun:
    @pytest.fixture
    def run(self, rule, browser):
        answer = browser.post(reverse("targeting:rule_run", args=[rule.public_id]), {"note": "Comité"})
        run = TargetingRun.objects.get()
        assert answer["Location"] == run.get_absolute_url()
        return run

    def test_shows_the_list_its_firmness_and_its_editions(self, run, browser):
        page = browser.get(run.get_absolute_url()).text
        assert "Comité" in page
        assert "10.000 juegos de pesos" in page
        assert run.editions.first().sha256[:16] in page
        assert "Hay datos más nuevos" not in page
        assert "Qué tan firme es" in browser.get(reverse("targeting:run_place", args=[run.public_id, "05002"])).text
        assert browser.get(reverse("targeting:run_place", args=[run.public_id, "99999"])).status_code == 404

    def test_warns_when_an_edition_gave_way(self, run, browser):
        edition = run.editions.first().edition
        type(edition).objects.filter(pk=edition.pk).update(status="superseded")
        assert "Hay datos más nuevos" in browser.get(run.get_absolute_url()).text

    def test_is_compared_with_another(self, run, rule, lead, browser):
        services.edit_rule(actor=lead, public_id=rule.public_id, content=content(cut_number=1), now=make.NOW)
        other = services.run_rule(actor=lead, public_id=rule.public_id, now=make.NOW)
        page = browser.get(reverse("targeting:run_compare", args=[run.public_id]), {"con": str(other.public_id)}).text
        assert "Nadie entra." in page
        assert page.index("Salen") < page.index("Municipio 08001")

    def test_goes_out_as_csv_and_json(self, run, browser):
        def of(extension):
            return browser.get(reverse("targeting:run_download", args=[run.public_id, extension]))

        data = of("json").json()
        assert [one["code"] for one in data["places"]] == ["05002", "08001", "08078", "05001", "05004"]
        assert data["rule"]["name"] == "Municipios con más necesidad"
        assert "05002" in b"".join(of("csv").streaming_content).decode()
        assert of("pdf").status_code == 404

    def test_is_not_made_by_who_only_reads(self, unit, rule, login):
        reader = make.make_person("Lectora")
        make.assign(reader, Role.INTERNAL_CONTROL, organization=unit.organization)
        assert login(reader).post(reverse("targeting:rule_run", args=[rule.public_id])).status_code == 403
