"""Cells in which nothing is left go with their sets, without being read first."""

from __future__ import annotations

import pytest

from llegada.insights.models import CoverArrival, CoverCell, CoverSet
from llegada.insights.services.sums import drop_cells

pytestmark = pytest.mark.django_db


@pytest.fixture
def cells():
    made = [
        CoverCell.objects.create(
            grain=2, period=2024, key1=n, sessions=1, attendances=0, entities=1, municipalities=1, people=0
        )
        for n in range(1, 4)
    ]
    for one in made:
        CoverSet.objects.create(cell=one, members=b"s")
        CoverArrival.objects.create(cell=one, members=b"a")
    return made


class TestDropCells:
    def test_takes_their_sets_and_no_others(self, cells, django_assert_num_queries):
        with django_assert_num_queries(3):
            drop_cells(CoverCell, [cells[0].pk, cells[2].pk])
        kept = cells[1].pk
        assert [*CoverCell.objects.values_list("pk", flat=True)] == [kept]
        assert [*CoverSet.objects.values_list("cell", flat=True)] == [kept]
        assert [*CoverArrival.objects.values_list("cell", flat=True)] == [kept]

    def test_asks_nothing_where_no_cell_was_emptied(self, cells, django_assert_num_queries):
        with django_assert_num_queries(0):
            drop_cells(CoverCell, [])
        assert CoverCell.objects.count() == len(cells)
