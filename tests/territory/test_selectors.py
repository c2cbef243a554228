"""Finding places and entities."""

import pytest

from llegada.territory import selectors
from llegada.territory.choices import BoundaryLevel
from llegada.territory.models import Boundary
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def names(found):
    return [one.name for one in found]


class TestCountMunicipalities:
    def test_counts_those_that_have_a_mayor(self, country):
        assert selectors.count_municipalities() == 1103
        assert selectors.count_municipalities(department_code="91") == 2
        assert selectors.count_municipalities(department_code="88") == 1
        assert selectors.count_departments() == 33


class TestSearchEntities:
    @pytest.mark.parametrize(
        "text", ["medellin alcaldia", "ALCALDÍA MEDELLÍN", "Medellín, alcald", "  medellin  alca "]
    )
    def test_forgives_accents_case_and_word_order(self, country, text):
        assert names(selectors.search_entities(text)) == ["Alcaldía de Medellín"]

    def test_asks_for_every_word(self, country):
        assert selectors.search_entities("alcaldia medellin cundinamarca") == []

    def test_finds_nothing_for_no_words(self, country):
        assert selectors.search_entities(" – ") == []

    def test_puts_whole_words_before_their_beginnings(self, country):
        found = names(selectors.search_entities("san alcaldia", limit=200))

        assert found[0].startswith("Alcaldía de")
        assert " San " in f"{found[0]} "
        assert found.index("Alcaldía de San Gil") < found.index("Alcaldía de Aguada")  # of Santander

    def test_gives_as_many_as_asked_always_the_same(self, country):
        first = names(selectors.search_entities("alcaldia san", limit=7))

        assert len(first) == 7
        assert first == names(selectors.search_entities("san alcaldia", limit=7))


class TestSearchPlaces:
    def test_finds_by_name_department_or_code(self, country):
        for text in ("antioquia medellin", "05001"):
            (found,) = selectors.search_places(text)
            assert (found.code, found.name, found.department) == ("05001", "Medellín", "Antioquia")
            assert found.level == BoundaryLevel.MUNICIPALITY

    def test_puts_departments_first(self, country):
        found = selectors.search_places("cordoba")

        assert (found[0].level, found[0].code) == (BoundaryLevel.DEPARTMENT, "23")
        assert "52215" in {one.code for one in found}

    def test_gives_as_many_as_asked(self, country):
        assert len(selectors.search_places("san", limit=5)) == 5


class TestLists:
    def test_departments_carry_how_many_municipalities_they_have(self, country, django_assert_num_queries):
        with django_assert_num_queries(1):
            counts = {one.code: one.municipality_count for one in selectors.list_departments()}

        assert counts["05"] == 125
        assert counts["91"] == 2

    def test_municipalities_of_a_department_include_its_areas(self, country):
        assert selectors.list_municipalities(department_code="91").count() == 11
        assert selectors.list_municipalities().count() == 1122

    def test_entities_of_a_department_or_of_a_seat(self, country):
        assert selectors.list_entities(department_code="91").count() == 3
        assert names(selectors.list_entities(municipality_code="05001")) == [
            "Alcaldía de Medellín",
            "Gobernación de Antioquia",
        ]


class TestFindBoundaries:
    def test_returns_outlines_by_code(self):
        for code in ("05001", "05002"):
            Boundary.objects.create(level="municipality", code=code, path="M0 0", source="x", loaded_at=NOW)

        assert selectors.find_boundaries(level=BoundaryLevel.DEPARTMENT) == {}
        assert set(selectors.find_boundaries(level=BoundaryLevel.MUNICIPALITY)) == {"05001", "05002"}
        assert selectors.find_boundaries(level=BoundaryLevel.MUNICIPALITY, codes=["05002"]) == {"05002": "M0 0"}
