"""Several ways to part one slice, read together: each as if it were asked alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors import cube_covers
from llegada.insights.selectors.cube import Reach, read_cube, read_cubes, read_reaches
from llegada.insights.services import rebuild_figures
from tests.counted_world import World

pytestmark = pytest.mark.django_db

D = Dimension
SPANS = [Slice(), Slice(202601, 202612), Slice(202601, 202607), Slice(202505, 202606), Slice(203001, 203006)]
#: Kept by coverings of one, two and no dimension, by one with the years of its months, by the detail, and by the facts.
WAYS = [
    (D.DEPARTMENT, D.MUNICIPALITY),
    (D.DEPARTMENT,),
    (),
    (D.YEAR, D.LINE),
    (D.UNIT, D.ENTITY),
    (D.ENTITY, D.SERVICE),
]


@pytest.fixture
def counted(db):
    world = World()
    rebuild_figures()
    return world


def slices(world):
    for span in SPANS:
        yield span
        yield replace(span, department_ids=frozenset({"05"}))
        yield replace(span, department_ids=frozenset({"99"}))  # nobody was there
        yield replace(span, department_ids=frozenset())
        yield replace(span, line_ids=frozenset({world.finance.pk}))
        yield replace(span, advisor_ids=frozenset({world.plan.advisor_id}))


def test_each_is_as_if_asked_alone(counted):
    seen = 0
    for cut in slices(counted):
        ways = [(), (D.YEAR,), (D.MONTH,)] if cut.advisor_ids else WAYS
        alone = [read_cube(cut, by) for by in ways]
        seen += sum(map(len, alone))

        assert read_cubes(cut, *ways) == alone, cut
        reaches = [[Reach(one.key, one.sessions, one.entities, one.municipalities) for one in rows] for rows in alone]
        assert [sorted(rows, key=str) for rows in read_reaches(cut, *ways)] == [
            sorted(rows, key=str) for rows in reaches
        ], cut
    assert seen > 60


@pytest.mark.parametrize(
    ("cut", "expected"), [(Slice(202601, 202612), ["fetch"]), (Slice(202505, 202606), ["fetch", "_stored_sets"])]
)
def test_asks_for_cells_once_and_for_sets_once(counted, monkeypatch, cut, expected):
    asked = []
    for name in ("fetch", "_stored_sets"):
        read = getattr(cube_covers, name)
        monkeypatch.setattr(cube_covers, name, lambda *given, name=name, read=read: asked.append(name) or read(*given))

    read_cubes(cut, *WAYS[:3])

    assert asked == expected
