import re

import pytest
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.portfolio import selectors
from llegada.portfolio.design_content import SectionContent, content_of_section
from llegada.portfolio.design_words import BY_SLUG, SECTION_WORDS
from llegada.portfolio.models import CapacityGap, DesignCost, DesignIndicator, Service, ServiceActor
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.design_makers import make_indicator
from tests.portfolio.makers import make_cast

pytestmark = pytest.mark.django_db
EMPTY = SectionContent().fingerprint()
GAP = {"description": "Sin análisis de cargas", "level": "methods", "kind": "agency", "capacity": "political"}
COST = {"item": "Viajes", "source": "own", "year": "2027", "amount": "48.000.000"}


cast = made_once(make_cast)


@pytest.fixture
def version(cast):
    return make.make_service(cast.unit, is_published=False, name="Catastro")


def enter(login, actor):
    return login(Person.objects.get(pk=actor.person_id))


def address(version, slug):
    name = (
        "design_section" if BY_SLUG[slug] in ("gaps", "objectives", "delivery", "indicators", "costs", "fields") else ""
    )
    return reverse(f"portfolio:{name or 'operation_section'}", args=[version.service.public_id, slug])


def typed(*rows, prefix="rows", seen=EMPTY, **said):
    found = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0", "seen": seen, **said}
    for number, row in enumerate(rows):
        found |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return found


def seen_in(page):
    return re.search(r'name="seen" value="(\w*)"', page.text)[1]


class TestSections:
    @pytest.mark.parametrize("slug", sorted(BY_SLUG))
    def test_open_with_their_note_and_example(self, cast, version, login, slug):
        page = enter(login, cast.lead).get(address(version, slug))
        words = SECTION_WORDS[BY_SLUG[slug]]
        assert page.status_code == 200
        assert "Ver un ejemplo diligenciado" in page.text
        assert f"#{words.anchor}" in page.text

    def test_say_which_are_complete(self, cast, version, login):
        browser = enter(login, cast.lead)
        address_of_gaps = address(version, "brechas")
        tab = re.compile(r'aria-current="page">Brechas de capacidad\s*(.*?)</a>', re.DOTALL)
        assert ">incompleta<" in tab.search(browser.get(address_of_gaps).text)[1]
        browser.post(address_of_gaps, typed(GAP))
        assert ">completa<" in tab.search(browser.get(address_of_gaps).text)[1]

    def test_of_objectives_ask_which_gaps_they_close_once_there_are_gaps(self, cast, version, login):
        browser = enter(login, cast.lead)
        assert "Brechas que cierra" not in browser.get(address(version, "objetivos")).text
        browser.post(address(version, "objetivos"), typed({"text": "Que cada alcaldía lo use"}))
        browser.post(address(version, "brechas"), typed(GAP))
        page = browser.get(address(version, "objetivos")).text
        assert "Brechas que cierra" in page
        assert "Que cada alcaldía lo use" in page

    def test_are_no_more_than_there_are(self, cast, version, login):
        browser = enter(login, cast.lead)
        for name, slug in (
            ("design_section", "lunas"),
            ("design_section", "actores"),
            ("operation_section", "brechas"),
        ):
            url = reverse(f"portfolio:{name}", args=[version.service.public_id, slug])
            assert browser.get(url).status_code == 404

    def test_go_one_after_another_until_the_overview(self, cast, version, login):
        browser = enter(login, cast.lead)
        answer = browser.post(address(version, "brechas"), typed(GAP | {"measure": "alcaldías"}, {}, next="1"))
        assert answer.url == address(version, "objetivos")
        page = browser.get(answer.url)
        key = str(CapacityGap.objects.get().key)
        assert f'value="{key}"' in page.text
        row = {"text": "Adoptar", "gaps": key, "is_realistic": "on", "realistic_how": "Con dos personas"}
        answer = browser.post(answer.url, typed(row))
        assert answer.url == reverse("portfolio:design", args=[version.service.public_id])
        overview = browser.get(answer.url).text
        assert "Sí. Con dos personas" in overview
        assert "Brecha 1: tiene unidad de medida, y falta el valor deseado." in overview
        assert "Objetivo 1: falta marcar que es eficaz" in overview
        assert f'href="{address(version, "costos")}"' in overview

    @pytest.mark.parametrize(
        ("slug", "row", "words"),
        [
            ("costos", COST | {"amount": "mucho"}, "Escriba solo el valor en pesos"),
            ("costos", COST | {"amount": "-3"}, "No puede ser negativo"),
            ("costos", COST | {"year": "27"}, "2000"),
            ("brechas", GAP | {"present_value": "12"}, "Un valor necesita su unidad de medida"),
            ("brechas", GAP | {"wanted_value": "muchas", "measure": "alcaldías"}, "Escriba un número"),
            ("objetivos", {"text": "Adoptar", "gaps": "otra"}, "otra"),
            ("indicadores", {"sheet": "otra"}, "otra"),
        ],
    )
    def test_keep_what_was_typed_when_something_is_wrong(self, cast, version, login, slug, row, words):
        answer = enter(login, cast.lead).post(address(version, slug), typed(row))
        assert answer.status_code == 422
        assert words in answer.text
        assert "hay datos por corregir" in answer.text
        assert all(value in answer.text for value in row.values())

    def test_say_at_once_that_a_goal_is_not_calculable(self, cast, version, login):
        sheet = make_indicator(cast.unit)  # a capacity that starts from 40
        browser, url = enter(login, cast.lead), address(version, "indicadores")
        row = {"sheet": str(sheet.public_id), "goal_value": "40", "goal_year": "2028"}
        answer = browser.post(url, typed(row))
        assert answer.status_code == 422
        assert "Avance no calculable: la meta es igual al valor de partida" in answer.text
        assert browser.post(url, typed(row | {"goal_value": "60,5"})).status_code == 302
        assert "60,5" in browser.get(url).text
        assert DesignIndicator.objects.get().sheet == sheet

    def test_show_what_somebody_else_saved_and_lose_nothing(self, cast, version, login):
        url = address(version, "costos")
        lead, head = enter(login, cast.lead), enter(login, cast.head)
        seen = seen_in(lead.get(url))
        lead.post(url, typed(COST | {"item": "Lo de ella"}, seen=seen))
        answer = head.post(url, typed(COST | {"item": "Lo de él"}, seen=seen))
        assert answer.status_code == 409
        assert "Lo de ella" in answer.text
        assert 'value="Lo de él"' in answer.text
        assert head.post(url, typed(COST | {"item": "Lo de él"}, seen=seen_in(answer))).status_code == 302
        assert DesignCost.objects.get().item == "Lo de él"

    def test_of_the_operation_are_written_too(self, cast, version, login):
        browser, url = enter(login, cast.lead), address(version, "actores")
        browser.post(url, typed({"name": "Federación", "interest": "high"}))
        assert ServiceActor.objects.get().name == "Federación"
        answer = browser.post(url, typed({"name": "Otra"}))
        assert answer.status_code == 409
        assert "Federación" in answer.text
        page = browser.get(reverse("portfolio:operation", args=[version.service.public_id])).text
        assert "Actor 1: falta su interés, su influencia o su posición." in page
        said = {"closing_review": "Se entregó a 84 alcaldías", "replacement": "Nada"}
        url = address(version, "cierre")
        assert browser.post(url, said | {"seen": seen_in(browser.get(url))}).status_code == 302

    def test_that_a_role_may_not_write_say_so_once_and_what_to_do(self, cast, version, login):
        page = enter(login, cast.reader).get(address(version, "brechas"))
        assert page.status_code == 403
        assert page.text.count("Su rol no permite abrir esta página") == 1
        assert "Puede ver esta información" not in page.text
        assert "Si tiene otro rol, cámbielo" in page.text

    def test_are_closed_to_who_only_reads_and_once_published(self, cast, version, login):
        assert enter(login, cast.reader).get(address(version, "costos")).status_code == 403
        assert enter(login, cast.stranger).get(address(version, "costos")).status_code == 404
        published = make.make_service(cast.unit)
        assert enter(login, cast.lead).get(address(published, "costos")).status_code == 409
        Service.objects.filter(pk=version.service.pk).update(status="retired")
        assert enter(login, cast.lead).get(address(version, "actores")).status_code == 409


class TestDelivery:
    def test_saves_milestones_with_their_controls_and_draws_the_schedule(self, cast, version, login):
        browser, url = enter(login, cast.lead), address(version, "hitos")
        seen = seen_in(browser.get(url))
        first = {"name": "Alistamiento", "weight": "40", "control_point": "Se reunió", "typical_days": "10"}
        second = {"name": "Entrega", "weight": "50", "typical_days": "5", "starts_after": "1", "wait_days": "2"}
        said = {"modalities": ["training"], "topics": "Planta\nManual", "ending": "record", "day_kind": "calendar"}
        answer = browser.post(url, typed(first, second, prefix="milestones", seen=seen, unfinished="1", **said))
        assert answer.status_code == 302
        found = selectors.get_design(actor=cast.lead, public_id=version.service.public_id)
        content = content_of_section(found, "delivery")
        assert content.said == said | {"modalities": ("training",)}
        assert [row["wait_days"] for row in content.rows] == [0, 2]
        page = browser.get(reverse("portfolio:design_schedule", args=[version.service.public_id])).text
        assert "En total, 17 días: unas 3 semanas." in page
        assert page.count('class="gantt-bar"') == 2
        assert "Los pesos de los hitos deben sumar exactamente 100." in browser.get(answer.url).text

    def test_offers_only_the_endings_of_its_kind(self, cast, version, login):
        page = enter(login, cast.lead).get(address(version, "hitos")).text
        assert 'value="report"' in page
        assert 'value="concept"' not in page
        type(version).objects.filter(pk=version.pk).update(kind="guidance")
        page = enter(login, cast.lead).get(address(version, "hitos")).text
        assert "no lleva plan de trabajo" in page
        assert 'value="report"' not in page


class TestReading:
    def test_is_for_all_who_see_drafts(self, cast, version, login):
        browser = enter(login, cast.reader)
        for name in ("design", "design_schedule", "operation"):
            page = browser.get(reverse(f"portfolio:{name}", args=[version.service.public_id]))
            assert page.status_code == 200
            assert "Completar" not in page.text
            assert "sin dato" in page.text or name != "design_schedule"

    def test_shows_what_costs_add_up_to(self, cast, version, login):
        browser = enter(login, cast.lead)
        rows = [COST, COST | {"item": "Equipo", "amount": "2.000.000,5"}, COST | {"year": "2028", "amount": ""}]
        browser.post(address(version, "costos"), typed(*rows))
        page = browser.get(reverse("portfolio:design", args=[version.service.public_id])).text
        assert "$ 50.000.000,5" in page
        assert "Costo 3: falta el rubro, la fuente, el año o el valor." in page

    def test_says_that_there_is_no_schedule_yet(self, cast, login):
        version = make.make_service(cast.unit, weights=(), is_published=False)
        page = enter(login, cast.lead).get(reverse("portfolio:design_schedule", args=[version.service.public_id]))
        assert "Todavía no tiene hitos" in page.text
