"""Finding places and entities where there are few: the catalogue is not loaded."""

import uuid

import pytest

from llegada.core.errors import NotFound
from llegada.territory import selectors
from llegada.territory.models import Entity
from tests.factories import make_entity, make_municipality

pytestmark = pytest.mark.django_db


def names(found):
    return [one.name for one in found]


class TestGet:
    def test_returns_the_place_with_its_department(self, django_assert_num_queries):
        make_municipality("05001", "Medellín")

        with django_assert_num_queries(1):
            assert selectors.get_municipality(code="05001").department.name == "Antioquia"
        assert selectors.get_department(code="05").name == "Antioquia"

    def test_returns_the_entity_even_when_it_is_not_active(self):
        entity = make_entity(is_active=False)

        assert selectors.get_entity(public_id=entity.public_id) == entity

    def test_says_that_there_is_none(self):
        for ask in (
            lambda: selectors.get_department(code="5"),
            lambda: selectors.get_municipality(code="5001"),
            lambda: selectors.get_entity(public_id=uuid.uuid4()),
        ):
            with pytest.raises(NotFound):
                ask()


class TestSearchEntities:
    def test_puts_governments_first_and_then_what_begins_with_the_text(self):
        place = make_municipality("05001", "Medellín")
        for name in ("Red de salud", "Salud pública", "Asalud"):
            Entity.objects.create(
                name=name, order="territorial", kind="other", department=place.department, search_text=name.lower()
            )
        make_entity(place, search_text="alcaldia salud")

        assert names(selectors.search_entities("salud")) == [
            "Alcaldía de Medellín",
            "Salud pública",
            "Red de salud",
            "Asalud",
        ]

    def test_leaves_out_what_is_no_longer_active(self):
        make_entity(is_active=False)

        assert selectors.search_entities("medellin") == []
