"""What the matrix, the series and the rows behind a figure read, over a country counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from llegada.core.roles import Role
from llegada.insights.choices import Axis, Split, Step, ViewMetric
from llegada.insights.cube_rules import Dimension, Slice, first_day
from llegada.insights.selectors import cell_rows
from llegada.insights.selectors.cell_rows import list_counted, list_sessions_behind, with_entities
from llegada.insights.selectors.cube import reached_entities
from llegada.insights.selectors.cube_facts import read_facts
from llegada.insights.selectors.matrix import NONE, OTHERS, get_matrix, label_axis
from llegada.insights.selectors.series import get_series
from llegada.insights.services import rebuild_figures
from llegada.portfolio.models import Service, VersionStrategy
from tests import factories as make
from tests.counted_world import held_by_two

pytestmark = pytest.mark.django_db
YEAR = Slice(since=202601, until=202612)
TODAY = date(2026, 7, 20)


class TestGetMatrix:
    def test_crosses_where_and_who(self, world):
        found = get_matrix(YEAR, rows=Axis.DEPARTMENT, columns=Axis.ORGANIZATION, metric=ViewMetric.SESSIONS)

        one, two = world.one.pk, world.two.pk
        assert dict(found.cells) == {("05", one): 2, ("05", two): 1, ("52", two): 1, ("88", one): 1}
        assert (dict(found.rows), dict(found.columns), found.total) == (
            {"05": 3, "52": 1, "88": 1},
            {one: 3, two: 2},
            5,
        )

    def test_counts_people_again_in_the_totals(self, world):
        found = get_matrix(YEAR, rows=Axis.DEPARTMENT, columns=Axis.ORGANIZATION, metric=ViewMetric.PEOPLE)

        assert (found.rows["05"], found.rows["52"], found.total) == (3, 1, 4)
        assert ("05", world.two.pk) not in found.cells  # its session kept no list

    def test_keeps_back_what_would_tell_a_small_group_by_difference(self):
        one, two = held_by_two((3, 8), (7, 9))

        found = get_matrix(YEAR, rows=Axis.DEPARTMENT, columns=Axis.ORGANIZATION, metric=ViewMetric.PEOPLE)

        first, second = one.organization_id, two.organization_id
        assert (found.rows, found.total) == ({"05": 11, "52": 16}, 27)
        assert found.kept == {("05", second), ("52", first), ("52", second)}
        sessions = get_matrix(YEAR, rows=Axis.DEPARTMENT, columns=Axis.ORGANIZATION, metric=ViewMetric.SESSIONS)
        assert sessions.kept == frozenset()

    def test_counts_no_island_as_a_municipality(self, world):
        one, two = world.one.pk, world.two.pk

        found = get_matrix(YEAR, rows=Axis.DEPARTMENT, columns=Axis.ORGANIZATION, metric=ViewMetric.MUNICIPALITIES)

        assert dict(found.cells) == {("05", one): 1, ("52", two): 1}
        assert (dict(found.rows), dict(found.columns), found.total) == ({"05": 1, "52": 1}, {one: 1, two: 1}, 2)
        there = replace(YEAR, department_ids=frozenset({"88"}))
        asked = {"rows": Axis.MUNICIPALITY, "columns": Axis.LINE}
        assert get_matrix(there, **asked, metric=ViewMetric.MUNICIPALITIES).total is None
        assert get_matrix(there, **asked, metric=ViewMetric.SESSIONS).total == 1

    def test_has_a_row_for_what_has_no_place(self, world):
        found = get_matrix(YEAR, rows=Axis.MUNICIPALITY, columns=Axis.YEAR, metric=ViewMetric.SESSIONS)

        assert found.cells[NONE, 2026] == 1

    def test_counts_a_session_in_each_strategy_of_its_service(self, world):
        unit = make.make_unit(world.one)
        strategies = [make.make_strategy(unit) for _ in range(2)]
        version = make.make_service(unit, is_published=False)
        for one in strategies:
            VersionStrategy.objects.create(version=version, strategy=one)
        make.put_in_stage(version, "published")
        Service.objects.filter(pk=version.service_id).update(status="published", published_version=version)
        world.hold(make.make_plan(unit=unit, entity=world.medellin, versions=[version]), 1)
        rebuild_figures()

        asked = {"rows": Axis.STRATEGY, "columns": Axis.YEAR, "metric": ViewMetric.SESSIONS}
        reader = make.make_actor(Role.UNIT_HEAD, unit=unit)
        found = get_matrix(YEAR, actor=reader, **asked)

        assert dict(found.cells) == {(strategies[0].pk, 2026): 1, (strategies[1].pk, 2026): 1, (NONE, 2026): 5}
        assert (found.columns, found.total) == ({2026: 6}, 6)
        stranger = make.make_actor(Role.UNIT_HEAD, unit=make.make_unit(world.two))
        hidden = get_matrix(YEAR, actor=stranger, **asked)
        assert (dict(hidden.cells), hidden.total) == ({(OTHERS, 2026): 1, (NONE, 2026): 5}, 6)
        assert label_axis(Axis.STRATEGY, hidden.rows, None) == {OTHERS: "Estrategias de otras organizaciones"}

    def test_is_empty_where_nothing_is_registered(self, world):
        found = get_matrix(
            Slice(since=201001, until=201012), rows=Axis.LINE, columns=Axis.YEAR, metric=ViewMetric.ENTITIES
        )

        assert (found.cells, found.total) == ({}, None)


class TestGetSeries:
    def test_tells_every_month_and_the_year_before(self, world):
        found = get_series(YEAR, step=Step.MONTH, split=None, metric=ViewMetric.SESSIONS)

        assert (found.times[0], found.times[-1], len(found.times)) == (202601, 202612, 12)
        assert found.whole.values == {202606: 5, 202505: 1}

    @pytest.mark.parametrize(("step", "when", "cut"), [(Step.MONTH, 202606, YEAR), (Step.YEAR, 2026, Slice())])
    def test_counts_no_island_as_a_municipality(self, world, step, when, cut):
        found = get_series(cut, step=step, split=Split.ORGANIZATION, metric=ViewMetric.MUNICIPALITIES)

        parts = {one.key: one.values[when] for one in found.parts}
        assert (found.whole.values[when], parts) == (2, {world.one.pk: 1, world.two.pk: 1})
        half = replace(YEAR, since=202604, until=202609)
        assert get_series(half, step=Step.YEAR, split=None, metric=ViewMetric.MUNICIPALITIES).whole.values[2026] == 2

    def test_counts_in_a_year_the_months_of_the_slice_alone_and_compares_them_with_the_same_months(self, world):
        year = Step.YEAR
        late = get_series(
            Slice(since=202507, until=202612), step=year, split=Split.ORGANIZATION, metric=ViewMetric.SESSIONS
        )
        assert (late.times, late.whole.values, late.whole.earlier) == ([2025, 2026], {2026: 5}, {2026: 1})
        assert [dict(one.values) for one in late.parts] == [{2026: 3}, {2026: 2}]

        for months, before in (((202605, 202607), {2026: 1}), ((202606, 202607), {}), ((None, 202606), {2026: 1})):
            some = get_series(Slice(*months), step=year, split=None, metric=ViewMetric.SESSIONS)
            assert (some.whole.values[2026], some.whole.earlier) == (5, before)
        whole = get_series(YEAR, step=year, split=None, metric=ViewMetric.SESSIONS)
        assert (whole.whole.values[2026], whole.whole.earlier[2026]) == (5, 1)

    def test_parts_by_who_assists_the_largest_first(self, world):
        found = get_series(Slice(), step=Step.YEAR, split=Split.ORGANIZATION, metric=ViewMetric.SESSIONS)

        assert found.times == [2025, 2026]
        assert [(one.key, dict(one.values)) for one in found.parts] == [
            (world.one.pk, {2025: 1, 2026: 3}),
            (world.two.pk, {2026: 2}),
        ]

    @pytest.mark.parametrize("step", Step)
    def test_keeps_back_what_would_tell_a_small_group_by_difference(self, step):
        small, other = held_by_two((2, 8))
        found = get_series(YEAR, step=step, split=Split.ORGANIZATION, metric=ViewMetric.PEOPLE)

        time = 202603 if step == Step.MONTH else 2026
        kept = {one.key: one.kept for one in (found.whole, *found.parts)}
        assert kept == {None: set(), small.organization_id: set(), other.organization_id: {time}}
        sessions = get_series(YEAR, step=step, split=Split.ORGANIZATION, metric=ViewMetric.SESSIONS)
        assert not any(one.kept for one in (sessions.whole, *sessions.parts))

    def test_has_no_times_where_nothing_is_registered(self, world):
        found = get_series(Slice(since=201001, until=201012), step=Step.MONTH, split=None, metric=ViewMetric.PEOPLE)

        assert (found.times, found.parts) == ([], [])


class TestRowsBehind:
    def test_are_the_entities_with_most_sessions_first(self, world):
        rows = with_entities(list_counted(YEAR))

        assert (rows[0].entity, rows[0].sessions, rows[0].people) == (world.medellin, 2, 3)
        assert len(rows) == 4

    @pytest.mark.parametrize(
        "cut",
        [
            YEAR,
            Slice(),
            Slice(since=202501, until=202612),
            Slice(since=202605, until=202607),
            Slice(department_ids=frozenset({"05"})),
            Slice(since=202501, until=202612, department_ids=frozenset({"05", "52"})),
            Slice(department_ids=frozenset({"99"})),
            Slice(since=202601, until=202501),
        ],
    )
    @pytest.mark.parametrize("narrowed", [(), ("line_ids",), ("unit_ids",), ("line_ids", "organization_ids")])
    def test_are_page_by_page_what_the_facts_say(self, world, cut, narrowed):
        keys = {"line_ids": world.finance.pk, "unit_ids": world.plan.unit_id, "organization_ids": world.one.pk}
        cut = replace(cut, **{name: frozenset({keys[name]}) for name in narrowed})
        plain = sorted(read_facts(cut, (Dimension.ENTITY,)), key=lambda row: (-row.sessions, row.key))

        found = list_counted(cut)

        assert [row for start in range(0, 6, 2) for row in found[start : start + 2]] == plain
        assert list(found) == plain
        assert [found[place] for place in range(len(found))] == plain
        assert (len(found), found.sessions) == (len(plain), sum(row.sessions for row in plain))
        assert reached_entities(cut) == {row.key[0] for row in plain}

    def test_read_the_people_of_a_page_alone(self, world, django_assert_num_queries):
        found = list_counted(YEAR)

        with django_assert_num_queries(1) as told:
            assert [row.people for row in found[:1]] == [3]
        assert " IN (" in told.captured_queries[0]["sql"]

    def test_are_for_who_reads_them_the_sessions_that_it_counts(self, world):
        actor = make.make_actor(Role.UNIT_HEAD, unit=world.plan.unit)
        cut = Slice(since=202601, until=202612, department_ids=frozenset({"05"}))

        seen = list_sessions_behind(actor=actor, today=TODAY, cut=cut)

        assert {one.plan_id for one in seen} == {world.plan.pk}
        assert len(seen) == 2

    @pytest.mark.parametrize("latest", [0, 1, 2, 2_000])
    @pytest.mark.parametrize("cut", [Slice(), Slice(since=202601, until=202612), Slice(line_ids=frozenset())])
    def test_are_the_latest_wherever_they_are_found(self, world, monkeypatch, latest, cut):
        monkeypatch.setattr(cell_rows, "MOST_SESSIONS", 1)
        monkeypatch.setattr(cell_rows, "_LATEST", latest)
        actor = make.make_actor(Role.UNIT_HEAD, unit=world.plan.unit)
        world.hold(world.plan, held_on=date(2026, 6, 7))
        world.hold(world.pasto_plan, held_on=date(2026, 7, 1))
        for day in (8, 9):
            world.hold(world.plan, held_on=date(2027, 1, day), status="planned")

        seen = list_sessions_behind(actor=actor, today=TODAY, cut=cut)

        assert [str(one.held_on) for one in seen] == ([] if cut.line_ids is not None else ["2026-06-07", "2026-06-01"])

    @pytest.mark.parametrize("municipalities", [None, frozenset({"05001"})])
    def test_are_of_the_first_day_to_the_last(self, world, municipalities):
        actor = make.make_actor(Role.UNIT_HEAD, unit=world.plan.unit)
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)):
            world.hold(world.plan, held_on=day)

        seen = list_sessions_behind(
            actor=actor, today=TODAY, cut=Slice(202604, 202604, municipality_ids=municipalities)
        )

        assert [str(one.held_on) for one in seen] == ["2026-04-30", "2026-04-01"]

    @pytest.mark.parametrize(
        "restricted", ["unit_ids", "organization_ids", "service_ids", "line_ids", "department_ids"]
    )
    def test_are_of_what_the_slice_says_alone(self, world, restricted):
        version = world.pasto_plan.plan_services.get().service_version
        values = {
            "unit_ids": version.service.unit_id,
            "organization_ids": version.service.organization_id,
            "service_ids": version.service_id,
            "line_ids": version.line_id,
            "department_ids": "52",
        }
        actor = make.make_actor(Role.MONITORING_ADMIN)

        seen = list_sessions_behind(
            actor=actor, today=TODAY, cut=Slice(**{restricted: frozenset({values[restricted]})})
        )

        others = {world.plan.pk, world.island_plan.pk}
        assert world.pasto_plan.pk in {one.plan_id for one in seen}
        assert not others & {one.plan_id for one in seen}

    @pytest.mark.parametrize("restricted", ["unit_ids", "line_ids", "department_ids"])
    @pytest.mark.parametrize("today", [date(2026, 7, 20), date(2026, 9, 1), date(2030, 1, 1)])
    @pytest.mark.parametrize("until", [None, 202606])
    def test_of_a_part_are_the_latest_however_far_back(self, world, monkeypatch, restricted, today, until):
        monkeypatch.setattr(cell_rows, "MOST_SESSIONS", 2)
        actor = make.make_actor(Role.MONITORING_ADMIN, organization=world.one)
        values = {"unit_ids": world.plan.unit_id, "line_ids": world.finance.pk, "department_ids": "05"}
        for day in (date(2024, 2, 1), date(2026, 6, 7), date(2026, 7, 3)):
            world.hold(world.plan, held_on=day)
        world.hold(world.governorate_plan, held_on=date(2026, 7, 9))  # of another organisation

        cut = Slice(until=until, **{restricted: frozenset({values[restricted]})})
        seen = list_sessions_behind(actor=actor, today=today, cut=cut)

        expected = ["2026-07-03", "2026-06-07", "2026-06-01", "2026-06-01"]
        assert [str(one.held_on) for one in seen] == [day for day in expected if until is None or day < "2026-07"][:3]

    def test_of_a_part_are_those_that_an_advisor_gave_in_plans_of_others(self, world, monkeypatch):
        monkeypatch.setattr(cell_rows, "MOST_SESSIONS", 1)
        mine = make.make_plan(unit=world.plan.unit, entity=world.medellin, versions=[world.finance_version])
        actor = make.make_actor(Role.ADVISOR, person=mine.advisor, organization=world.one)
        for day in (3, 4):
            world.hold(mine, held_on=date(2026, 7, day))
            world.hold(world.plan, held_on=date(2026, 7, day + 4))
        world.hold(world.governorate_plan, held_on=date(2026, 7, 9)).advisors.add(mine.advisor)

        seen = list_sessions_behind(actor=actor, today=TODAY, cut=Slice(department_ids=frozenset({"05"})))

        assert [str(one.held_on) for one in seen] == ["2026-07-09", "2026-07-04"]

    @pytest.mark.parametrize("visible", [0, 1, 3])
    def test_of_a_part_are_found_though_the_latest_are_of_others(self, world, monkeypatch, visible):
        monkeypatch.setattr(cell_rows, "MOST_SESSIONS", 1)
        other = make.make_unit(world.one)
        elsewhere = make.make_plan(unit=other, entity=world.medellin, versions=[world.finance_version])
        actor = make.make_actor(Role.UNIT_HEAD, unit=other)
        for day in range(1, 1 + visible):
            world.hold(elsewhere, held_on=date(2026, 6, day))
        for day in (3, 4, 5):
            world.hold(world.plan, held_on=date(2026, 7, day))

        seen = list_sessions_behind(actor=actor, today=TODAY, cut=Slice(line_ids=frozenset({world.finance.pk})))

        assert [one.held_on.day for one in seen] == list(range(visible, 0, -1))[:2]

    def test_leave_out_sessions_that_the_actor_may_not_see(self, world):
        stranger = make.make_actor(Role.UNIT_HEAD, unit=make.make_unit())

        assert list_sessions_behind(actor=stranger, cut=YEAR, today=TODAY) == []

    def test_end_with_the_last_day_of_the_month(self):
        assert [str(first_day(202612)), str(first_day(202612, after=True)), str(first_day(202603, after=True))] == [
            "2026-12-01",
            "2027-01-01",
            "2026-04-01",
        ]
