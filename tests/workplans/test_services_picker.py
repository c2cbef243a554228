"""The picker of services in the form of a plan: it finds among many, keeps what was chosen and saves nothing by looking."""

from __future__ import annotations

import pytest
from django.urls import reverse

from llegada.portfolio.models import Service
from llegada.workplans.models import WorkPlan
from tests.factories import make_line, make_service

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(cast, login):
    return login(cast.person("advisor"))


@pytest.fixture
def url(cast):
    return f"{reverse('workplans:create')}?entidad={cast.entity.public_id}"


@pytest.fixture
def archive(cast):
    return make_service(cast.unit, name="Archivo municipal", line=make_line("Gestión documental")).service


@pytest.fixture
def many(cast, archive):
    """Fourteen services of another line beside the archive: too many to show them all open."""
    return [make_service(cast.unit, name=f"Catastro {number}").service for number in range(14)]


def shown(response):
    picker = response.context["picker"]
    return [str(one.published_version or one) for one in picker.chosen], {
        line.name: (len(line.services), line.is_open) for line in picker.lines
    }


class TestServicesPicker:
    def test_opens_everything_where_there_is_little(self, browser, url, archive):
        assert shown(browser.get(url)) == ([], {"Gestión documental": (1, True)})

    def test_groups_many_by_line_closed(self, browser, url, many):
        assert shown(browser.get(url)) == (
            [],
            {"Gestión documental": (1, False), "Gestión pública": (14, False)},
        )

    def test_puts_the_chosen_first_and_leaves_their_line_open(self, browser, url, many):
        data = {"find": "1", "services": [many[3].public_id]}
        chosen, lines = shown(browser.post(url, data))
        assert chosen == ["Catastro 3"]
        assert lines == {"Gestión documental": (1, False), "Gestión pública": (13, True)}

    @pytest.mark.parametrize("words", ["ARCHIVO", "municipál archivo"])
    def test_finds_by_words_and_keeps_the_chosen(self, browser, url, many, words):
        data = {"find": "1", "buscar": words, "services": [many[3].public_id]}
        assert shown(browser.post(url, data)) == (["Catastro 3"], {"Gestión documental": (1, True)})

    def test_says_when_nothing_coincides(self, browser, url, many):
        page = browser.post(url, {"find": "1", "buscar": "minería"}).text
        assert "Ningún otro servicio publicado coincide" in page

    def test_saves_nothing_and_complains_of_nothing_while_it_looks(self, browser, url, archive):
        response = browser.post(url, {"find": "1", "title": "Mi plan", "services": [archive.public_id]})
        assert response.status_code == 200
        assert "Mi plan" in response.text
        assert "error-summary" not in response.text
        assert not WorkPlan.objects.exists()

    def test_answers_script_with_the_list_alone(self, browser, url, archive):
        page = browser.post(url, {"find": "1", "buscar": "archivo"}, headers=HTMX).text
        assert 'id="servicios-lista"' in page
        assert "<html" not in page

    def test_leaves_out_what_nobody_offers(self, browser, url, archive):
        Service.objects.filter(pk=archive.pk).update(status="retired")
        data = {"find": "1", "services": [archive.public_id, "no-es-uno"]}
        assert shown(browser.post(url, data)) == ([], {})

    def test_keeps_in_a_plan_what_is_not_offered_any_more(self, cast, plan_in, browser):
        plan = plan_in("draft")
        Service.objects.update(status="retired")
        page = browser.get(reverse("workplans:edit", args=[plan.public_id]))
        assert shown(page) == (["Manual de funciones"], {})

    def test_takes_as_many_queries_with_many(self, cast, browser, url, archive, django_assert_max_num_queries):
        for number in range(30):
            make_service(cast.unit, name=f"Catastro {number}")
        browser.get(url)
        with django_assert_max_num_queries(15):
            browser.get(url)
