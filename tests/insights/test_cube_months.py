"""What no cell keeps by month, counted by columns: as the plain questions over the facts count it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors import cube_months, session_columns
from llegada.insights.selectors.cell_rows import list_counted
from llegada.insights.selectors.cube import (
    rank_entities,
    reached_entities,
    reached_municipalities,
    read_cube,
    read_figures,
    read_reach,
    read_reached,
    read_reaches,
)
from llegada.insights.selectors.cube_facts import read_facts
from llegada.insights.selectors.cube_months import count_reach, read_months
from llegada.insights.services import rebuild_figures
from tests import factories as make
from tests.counted_world import World

pytestmark = pytest.mark.django_db

SPANS = [Slice(202601, 202606), Slice(202606, 202606), Slice(202504, 202608), Slice(None, 202605), Slice(202506, None)]
RESTRICTED = [
    (),
    ("organization_ids",),
    ("line_ids",),
    ("service_ids",),
    ("unit_ids",),
    ("department_ids",),
    ("municipality_ids",),
    ("entity_ids",),
    ("unit_ids", "line_ids"),
    ("department_ids", "service_ids"),
]
BY = [
    (),
    (Dimension.ENTITY,),
    (Dimension.MONTH,),
    (Dimension.YEAR, Dimension.MUNICIPALITY),
    (Dimension.UNIT, Dimension.SERVICE, Dimension.DEPARTMENT),
    (Dimension.ORGANIZATION, Dimension.LINE, Dimension.ENTITY, Dimension.MONTH),
]
#: The largest number that tells a person.
LAST_KEY = (1 << 63) - 1


@pytest.fixture
def crossed(db):
    """A counted country where one unit gives both services in one plan, and one of them has a colleague's line."""
    world = World()
    shared = make.make_plan(
        unit=world.plan.unit,
        entity=world.pasto_plan.entity,
        versions=[world.finance_version],
        advisor=world.plan.advisor,
    )
    world.hold(shared, 1, 2, 7, held_on=date(2026, 3, 31))
    other = world.hold(shared, 2, 8, held_on=date(2026, 4, 1))
    other.service_version = world.pasto_plan.plan_services.get().service_version
    other.save()
    world.hold(shared, 3, status="planned", held_on=date(2026, 4, 2))
    # Who somebody is takes all of its 63 bits.
    for plan, month in ((shared, 4), (shared, 5), (world.plan, 5)):
        world.hold(plan, LAST_KEY, LAST_KEY - month, held_on=date(2026, month, 5))
    rebuild_figures()
    return world


def slices(world, span):
    values = {
        "organization_ids": world.one.pk,
        "line_ids": world.finance.pk,
        "service_ids": world.finance_version.service_id,
        "unit_ids": world.plan.unit_id,
        "department_ids": "52",
        "municipality_ids": "05001",
        "entity_ids": world.pasto_plan.entity_id,
    }
    for names in RESTRICTED:
        yield replace(span, **{name: frozenset({values[name]}) for name in names})


@pytest.mark.parametrize("by", BY, ids=lambda by: "-".join(by) or "whole")
def test_says_what_the_facts_say(crossed, by):
    seen = 0
    for span in SPANS:
        for cut in slices(crossed, span):
            expected = read_facts(cut, by)
            seen += len(expected)

            assert read_months(cut, by) == [expected], cut
            assert sorted(count_reach(cut, by)[0], key=str) == sorted(
                ((row.key, row.sessions, row.entities, row.municipalities) for row in expected), key=str
            ), cut
    assert seen > 40


def test_reaches_what_the_facts_say(crossed):
    by = (Dimension.MUNICIPALITY, Dimension.ENTITY)
    seen = set()
    for span in [*SPANS, Slice(), Slice(202601, 202612), Slice(202501, 202612), Slice(199901, 199912)]:
        for cut in slices(crossed, span):
            municipalities, entities = ({row.key[n] for row in read_facts(cut, by)} - {None} for n in range(2))
            seen.add(len(entities))

            assert read_reached(cut)[0] == (entities, municipalities), cut
            assert reached_entities(cut) == entities
            assert reached_municipalities(cut) == municipalities
    assert seen >= {0, 1, 2, 4}


def test_looks_by_services_or_by_plans_alike(crossed, monkeypatch):
    for cut in slices(crossed, Slice(202504, 202608)):
        found = []
        for is_by_service in (True, False):
            monkeypatch.setattr(cube_months, "_is_by_service", lambda _cut, answer=is_by_service: answer)
            found += read_months(cut, (Dimension.ENTITY,))
        assert found[0] == found[1] != []


@pytest.fixture
def readings(monkeypatch):
    """What of the facts is read: sessions, or attendances at some."""
    made = []

    def count(name):
        read = getattr(cube_months, name)

        def counted(*args, **options):
            made.append(name)
            return read(*args, **options)

        monkeypatch.setattr(cube_months, name, counted)

    count("_read_sessions")
    count("_entries")
    return made


def test_parts_in_several_ways_what_is_read_once(crossed, readings):
    cut = Slice(202601, 202606, line_ids=frozenset({crossed.finance.pk}))

    entities, years = read_reaches(cut, (Dimension.ENTITY,), (Dimension.YEAR, Dimension.ENTITY))
    assert readings == ["_read_sessions"]
    assert sorted(entities) == sorted(read_reach(cut, (Dimension.ENTITY,)))
    assert sorted(one.key[1] for one in years) == sorted(one.key[0] for one in entities)
    kept, _months = read_reaches(cut, (Dimension.LINE,), (Dimension.MONTH,))  # cells have these
    assert [one[:3] for one in kept] == [
        (row.key, row.sessions, row.entities) for row in read_facts(cut, (Dimension.LINE,))
    ]


def test_answers_what_no_cell_keeps(crossed):
    cut = Slice(202601, 202606, unit_ids=frozenset({crossed.plan.unit_id}))
    by = (Dimension.ENTITY,)

    facts = read_facts(cut, by)
    assert read_cube(cut, by) == facts
    assert [one[:2] for one in sorted(read_reach(cut, by))] == [row[:2] for row in facts]
    assert read_figures(cut, "people", by, ()) == [
        {row.key: row.people for row in facts if row.people},
        {(): read_facts(cut)[0].people},
    ]
    assert reached_entities(cut) == {row.key[0] for row in facts}
    assert rank_entities(cut)["sessions"].tolist() == sorted((row.sessions for row in facts), reverse=True)


def test_reads_no_attendance_of_what_says_no_people(crossed, readings):
    cut = Slice(202601, 202606, line_ids=frozenset({crossed.finance.pk}))

    count_reach(cut, (Dimension.ENTITY,))
    assert readings == ["_read_sessions"]
    read_months(cut, (Dimension.ENTITY,))
    assert readings == ["_read_sessions", "_read_sessions", "_entries"]


def test_reads_the_facts_once_for_a_matrix_of_people(crossed, readings):
    cut = Slice(202601, 202606, unit_ids=frozenset({crossed.plan.unit_id}))
    pair = (Dimension.DEPARTMENT, Dimension.ORGANIZATION)

    cells, departments, _organizations, total = read_figures(cut, "people", pair, pair[:1], pair[1:], ())
    assert readings == ["_read_sessions", "_entries"]
    assert departments == {row.key: row.people for row in read_facts(cut, pair[:1]) if row.people}
    assert cells == {row.key: row.people for row in read_facts(cut, pair) if row.people}
    assert total == {(): read_facts(cut)[0].people}


def test_reads_the_sessions_once_for_the_rows_of_a_page(crossed, readings, monkeypatch):
    asked = []
    read_entries = cube_months._entries
    monkeypatch.setattr(cube_months, "_entries", lambda keys: asked.extend(keys) or read_entries(keys))
    cut = Slice(202601, 202606, unit_ids=frozenset({crossed.plan.unit_id}))
    counted = list_counted(cut)
    by_entity = {row.key: row for row in read_facts(cut, (Dimension.ENTITY,))}
    assert len(counted) == len(by_entity) > 1

    shown = counted[:1]
    assert shown == [by_entity[shown[0].key]]
    assert readings == ["_read_sessions", "_entries"]
    assert len(asked) == shown[0].sessions  # those of that entity alone


def test_asks_for_many_plans_some_at_a_time(crossed, monkeypatch):
    monkeypatch.setattr(session_columns, "_AT_ONCE", 1)
    cut = Slice(202504, 202608, organization_ids=frozenset({crossed.one.pk, crossed.two.pk}))

    assert read_months(cut, (Dimension.ENTITY,)) == [read_facts(cut, (Dimension.ENTITY,))]
    cut = replace(cut, department_ids=frozenset({"05", "52"}))
    assert read_months(cut, (Dimension.ENTITY,)) == [read_facts(cut, (Dimension.ENTITY,))]
