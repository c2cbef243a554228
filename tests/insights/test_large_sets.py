"""Sets of many people: who comes is kept apart from them, and put into them when there are enough, and each night."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from llegada.insights import sets
from llegada.insights.cube_rules import Slice, years
from llegada.insights.models import CoverArrival, CoverSet, PersonNumber
from llegada.insights.selectors.cube import read_cube
from llegada.insights.services import find_differences, gathering, rebuild_figures
from llegada.insights.sets import ENTITIES, PEOPLE, unpack
from tests import factories as make
from tests.insights.mill import STEPS, Mill, carried_out, total

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return Mill()


@pytest.fixture
def few_are_many(monkeypatch):
    """Treat sets of two people as those of thousands, whose arrivals are kept apart until there are some three of them."""
    monkeypatch.setattr(sets, "LARGE", 2)
    monkeypatch.setattr(sets, "ARRIVALS", 40)


@pytest.mark.usefixtures("few_are_many")
class TestLargeSets:
    @given(steps=STEPS)
    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_hold_who_came_after_any_history(self, mill, steps):
        with carried_out(mill, steps):
            pass

    def test_are_not_written_for_each_who_comes(self, mill):
        mill.put(1, people=(1, 2))
        before = bytes(CoverSet.objects.get(cell__grain=1, cell__period=0).members)
        mill.put(2, people=(2, 3), plan=2, day=date(2025, 1, 1))

        assert bytes(CoverSet.objects.get(cell__grain=1, cell__period=0).members) == before
        came = unpack(CoverArrival.objects.get(cell__grain=1, cell__period=0).members)
        third = PersonNumber.objects.get(person_key=3).number
        assert set(came) == {52001, ENTITIES + mill.entities[2].pk, PEOPLE + third}
        assert total() == (2, 4, 2, 3)

    def test_are_written_when_many_have_come(self, mill, monkeypatch):
        monkeypatch.setattr(sets, "ARRIVALS", 8)
        mill.put(1, people=(1, 2))
        mill.put(2, people=tuple(range(3, 40)))

        assert len(unpack(CoverSet.objects.get(cell__grain=1, cell__period=0).members)) == 2 + 39
        assert not [(one.cell, unpack(one.members)) for one in CoverArrival.objects.all() if unpack(one.members)]
        assert find_differences() == []

    def test_are_joined_with_who_came(self, mill, django_assert_max_num_queries):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3, 4), plan=1)
        mill.put(3, people=(1, 3, 5, 6), plan=1, day=date(2025, 3, 1))
        mill.put(4, people=(6, 7), day=date(2025, 3, 1))
        mill.put(5, people=(1, 8), day=date(2025, 3, 2))

        with django_assert_max_num_queries(
            2
        ):  # the cells; their sets and who came to them, which PostgreSQL is asked apart
            [row] = read_cube(Slice(*years(2025, 2026)), ())
        assert CoverArrival.objects.exists()
        assert (row.entities, row.municipalities, row.people) == (2, 2, 8)

    def test_take_in_who_came_each_night(self, mill, monkeypatch):
        monkeypatch.setattr(gathering, "_TOGETHER", 5)
        mill.put(1, people=(1, 2))
        mill.put(2, people=(2, 3, 4), plan=2)
        before, waiting = total(), CoverArrival.objects.count()

        assert gathering.gather_arrivals(make.NOW) == waiting > 5
        assert not CoverArrival.objects.exists()
        assert len(unpack(CoverSet.objects.get(cell__grain=1, cell__period=0).members)) == 2 + 2 + 4
        assert (total(), find_differences()) == (before, [])
        mill.put(3, people=(4, 5), plan=1)
        assert find_differences() == []
        assert gathering.gather_arrivals(make.NOW) > 0

    def test_are_told_from_the_facts_with_who_came(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3,))
        CoverArrival.objects.filter(cell__grain=1, cell__period=0).delete()

        assert [(one.key[:2], one.what, one.stored, one.expected) for one in find_differences()] == [
            ((1, 0), "members", 4, 5)
        ]

    def test_leave_no_arrivals_behind(self, mill):
        mill.put(1, people=(1, 2))
        mill.put(2, people=(3,))
        rebuild_figures()
        assert not CoverArrival.objects.exists()
        mill.put(3, people=(4,))
        assert CoverArrival.objects.exists()
        for number in (1, 2, 3):
            mill.remove(number)
        assert not CoverArrival.objects.exists()
