"""What is already offered that is like a service about to be designed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.accounts.models import Person
from llegada.core.text import fold
from llegada.portfolio import selectors, services
from llegada.portfolio.likeness import likeness, telling_words
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.makers import content, make_cast, publish, retire

WORDS = st.frozensets(st.sampled_from(["archiv", "catast", "empleo", "region", "rentas"]))


class TestTellingWords:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Asistencia técnica en catastro municipal", {"catast"}),
            ("Catastros multipropósito", {"catast", "multip"}),
            ("El plan de la ley", {"plan"}),
            ("", set()),
        ],
    )
    def test_are_those_that_say_the_topic(self, text, words):
        assert telling_words(fold(text)) == words


class TestLikeness:
    @given(wanted=WORDS, offered=WORDS)
    def test_is_the_share_of_what_is_wanted(self, wanted, offered):
        share = likeness(wanted, offered)
        assert 0 <= share <= 1
        assert share * len(wanted) == len(wanted & offered)

    def test_is_nothing_where_nothing_is_wanted(self):
        assert likeness(frozenset(), {"catast"}) == Fraction(0)


cast = made_once(make_cast)


def offer(cast, name, **changes):
    made = services.create_service(actor=cast.lead, unit=cast.unit, content=content(name=name, **changes), now=make.NOW)
    return publish(cast, made)


class TestFindSimilar:
    def test_puts_the_likest_first_whatever_accents_and_endings(self, cast):
        for name in ("Catastro multipropósito para municipios", "Catastro rural", "Archivo al día"):
            offer(cast, name, objective="x", deliverable="x")
        found = [version.name for version in selectors.find_similar("asistencia en CATASTROS multiproposito")]
        assert found == ["Catastro multipropósito para municipios", "Catastro rural"]

    def test_finds_retired_services_and_no_drafts(self, cast):
        retired = offer(cast, "Archivo al día", objective="x", deliverable="x")
        retire(cast, retired)
        services.create_service(actor=cast.lead, unit=cast.unit, content=content(name="Archivo central"), now=make.NOW)
        assert [version.name for version in selectors.find_similar("archivos")] == ["Archivo al día"]

    @pytest.mark.parametrize("name", ["", "  ", "de la", "asistencia técnica", "zzzz"])
    def test_finds_nothing_where_too_little_is_said(self, cast, name):
        offer(cast, "Asistencia técnica de la entidad", objective="x", deliverable="x")
        assert selectors.find_similar(name) == []

    def test_shows_no_more_than_can_be_read(self, cast):
        for number in range(6):
            offer(cast, f"Catastro {number}", objective="x", deliverable="x")
        assert len(selectors.find_similar("Catastro")) == 5


class TestPage:
    @pytest.fixture
    def browser(self, cast, login):
        return lambda who: login(Person.objects.get(pk=getattr(cast, who).person_id))

    def test_gives_the_list_to_the_form_and_a_page_to_the_rest(self, cast, browser):
        offer(cast, "Archivo al día", objective="x", deliverable="x")
        fragment = browser("lead").get("/servicios/parecidos/?name=archivo", headers={"HX-Request": "true"}).text
        page = browser("lead").get("/servicios/parecidos/?name=archivo").text
        assert "Archivo al día" in fragment
        assert "<html" not in fragment
        assert "Archivo al día" in page
        assert "<h1>Servicios parecidos</h1>" in page

    def test_says_when_there_is_none(self, browser):
        assert (
            "No hay servicios publicados que se parezcan" in browser("lead").get("/servicios/parecidos/?name=zzz").text
        )

    def test_is_asked_by_the_form_of_a_new_service_alone(self, cast, browser):
        made = offer(cast, "Archivo al día", objective="x", deliverable="x")
        assert "/servicios/parecidos/" in browser("lead").get("/servicios/nuevo/").text
        assert "/servicios/parecidos/" not in browser("lead").get(f"/servicios/{made.public_id}/editar/").text
