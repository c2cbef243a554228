"""Answers of the database as columns of whole numbers, streamed or in one message."""

from __future__ import annotations

import pytest

from llegada.insights.counting.columns import read_columns, read_page, read_values
from llegada.territory.models import Entity
from tests import factories as make

pytestmark = pytest.mark.django_db
NUMBERS = "SELECT 1 AS one, -7 AS other UNION ALL SELECT 4611686018427387904, 0 UNION ALL SELECT 3, 2147483648"


class TestReadPage:
    def test_says_what_is_streamed(self):
        found = read_page(NUMBERS, ("one", "other"))

        assert sorted(found.tolist()) == [(1, -7), (3, 2147483648), (4611686018427387904, 0)]
        assert found.dtype == read_columns(NUMBERS, ("one", "other")).dtype

    def test_is_empty_where_nothing_is_found(self):
        found = read_page(f"SELECT * FROM ({NUMBERS}) q WHERE one = 2", ("one", "other"))

        assert (len(found), found.dtype.names) == (0, ("one", "other"))


@pytest.mark.parametrize("is_page", [False, True])
class TestReadValues:
    def test_says_the_columns_by_their_new_names(self, is_page):
        entity = make.make_entity(make.make_municipality("05001", "Medellín"))
        rows = Entity.objects.order_by().filter(department="05")

        found = read_values(rows.values_list("pk"), ("entity",), is_page=is_page)

        assert found["entity"].tolist() == [entity.pk]

    def test_is_empty_where_nothing_is_asked_for(self, is_page):
        found = read_values(Entity.objects.filter(pk__in=[]).values_list("pk"), ("entity",), is_page=is_page)

        assert found.tolist() == []
