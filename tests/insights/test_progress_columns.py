"""The whole history of plans by columns: what is booked change by change, told plan by plan, to the last unit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.utils.timezone import localdate
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.accounts.models import OrgUnit
from llegada.core.states import keep_versions
from llegada.insights.counting.plan_reading import MILESTONE_STATUSES, MISSING, PLAN_STATUSES, iterate_plans, local_days
from llegada.insights.lateness_rules import spells_of
from llegada.insights.progress_checking import DAYS
from llegada.insights.progress_columns import Bodies, book_all
from llegada.insights.progress_laying import CELL_COLUMNS, Cells, ways
from llegada.insights.progress_rules import BookKey, SumKey, bookings, fold
from llegada.insights.timelines import unpacked
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone, WorkPlan, WorkPlanService
from tests import factories as make
from tests.insights.plan_by_plan import changes_of, tables_of

FIRST = date(2025, 11, 1)
UNITS = [OrgUnit(pk=number, organization_id=20 + number) for number in (1, 2)]
ENTITIES = [Entity(pk=number, department_id=code) for number, code in ((4, "05"), (6, None))]
BODIES = Bodies(np.array([0, 21, 22]), np.array([0, 0, 0, 0, 5, 0, 0]))
#: As often as the rest together, one that goes on: most of what is drawn would count nothing.
STATES = st.sampled_from([*PLAN_STATUSES, *["signed", "in_execution"] * 5])
DAY = st.integers(0, 500).map(lambda days: FIRST + timedelta(days=days))
INSTANT = st.tuples(DAY, st.integers(0, 23)).map(lambda at: datetime(*at[0].timetuple()[:3], at[1], 30, tzinfo=UTC))


@st.composite
def plans_like(draw, key, status=STATES):
    starts = draw(DAY)
    return WorkPlan(
        pk=key, status=draw(status), starts_on=starts, ends_on=starts + timedelta(days=draw(st.integers(0, 300))),
        unit=draw(st.sampled_from(UNITS)), entity=draw(st.sampled_from(ENTITIES)), advisor_id=draw(st.integers(7, 8)),
        signed_at=draw(st.none() | INSTANT), created_at=draw(INSTANT), ended_on=draw(st.none() | DAY),
    )  # fmt: skip


@st.composite
def milestones_like(draw, key, plan, version):
    status = draw(st.sampled_from(MILESTONE_STATUSES))
    return PlanMilestone(
        pk=key, plan_id=plan, plan_service=WorkPlanService(service_version_id=version), status=status,
        weight=Decimal(draw(st.integers(0, 9999))) / 100, due_on=draw(DAY), reported_at=draw(st.none() | INSTANT),
        reviewed_at=draw(st.none() | INSTANT),
    )  # fmt: skip


@st.composite
def countries(draw):
    """Draw some plans with their milestones, and versions that mostly lead to them."""
    plans, milestones, plan_versions, milestone_versions = [], [], [], []
    for key in range(1, draw(st.integers(1, 4)) + 1):
        plan = draw(plans_like(key))
        plans.append(plan)
        leads = draw(st.integers(0, 4)) > 0
        days = sorted(draw(st.lists(INSTANT, min_size=1, max_size=5)))
        said = [draw(plans_like(key)) for _day in days]
        plan_versions += [*zip(said, days, strict=True)] + [(plan, days[-1])] * leads
        for number in range(draw(st.integers(0, 3))):
            own, version = key * 10 + number, draw(st.integers(50, 52))
            now = draw(milestones_like(own, key, version))
            milestones.append(now)
            days = sorted(draw(st.lists(INSTANT, max_size=4)))
            said = [draw(milestones_like(own, key, version)) for _day in days]
            milestone_versions += zip(said, days, strict=True)
            if leads:
                milestone_versions.append((now, days[-1] if days else draw(INSTANT)))
    return plans, milestones, plan_versions, milestone_versions


def booked_in_parts(tables, parts):
    """Return what is booked of the plans, so many at a time; the cells of them all and their spells."""
    booked = []
    keys = tables.plans["id"]
    for some in np.array_split(keys, min(parts, len(keys))):
        of = [np.isin(table[name], some) for table, name in zip(tables, ("id", "plan", "id", "id"), strict=True)]
        milestones = tables.milestones[of[1]]["id"]
        of[3] = np.isin(tables.milestone_versions["id"], milestones)
        one = book_all(type(tables)(*(table[rows] for table, rows in zip(tables, of, strict=True))), BODIES)
        booked.append(one)
    spells = [
        tuple(row) for one in booked for row in zip(*(column.tolist() for column in one.spells.values()), strict=True)
    ]
    names = [*booked[0].spells]
    return Cells.together(booked), [dict(zip(names, row, strict=True)) for row in spells]


def moves_of(entries):
    return {(day, measure): amount for day, measure, amount in entries.tolist()}


class TestBookAll:
    @settings(max_examples=150, deadline=None)
    @given(countries(), st.integers(1, 3))
    def test_books_what_is_booked_change_by_change(self, country, parts):
        changes = changes_of(*country)
        cells, spells = booked_in_parts(tables_of(*country), parts)

        made = {}
        for columns in cells.rows():
            for *key, moves in zip(*(columns[name].tolist() for name in CELL_COLUMNS), columns["moves"], strict=True):
                made[BookKey(*key[:5])] = (tuple(key[5:]), moves_of(unpacked(moves)))
        expected = {
            key: ((BODIES.organization[key.unit_id], BODIES.department[key.entity_id]), moves)
            for key, (_place, moves) in bookings(changes).items()
        }
        assert made == expected

        told = [
            (one.milestone_id, one.wait.plan_id, one.wait.unit_id, one.wait.entity_id, one.wait.advisor_id,
             one.wait.version_id, one.wait.year, one.wait.due_on, one.from_on, one.until_on, one.length)
            for one in spells_of(changes)
        ]  # fmt: skip
        names = ("milestone_id", "plan_id", "unit_id", "entity_id", "advisor_id", "version_id", "year", *DAYS, "length")
        days = {
            name: [None if one[name] == MISSING else date.fromordinal(one[name]) for one in spells] for name in DAYS
        }
        found = [
            tuple(days[name][at] if name in DAYS else one[name] for name in names) for at, one in enumerate(spells)
        ]
        assert sorted(found, key=str) == sorted(told, key=str)
        assert all(one["organization_id"] == BODIES.organization[one["unit_id"]] for one in spells)

    @settings(max_examples=50, deadline=None)
    @given(countries(), st.integers(1, 3))
    def test_comes_to_the_same_sums(self, country, parts):
        cells, _spells = booked_in_parts(tables_of(*country), parts)
        made = {}
        for way in ways(cells.by_day()):
            for group in np.unique(way.groups).tolist():
                made[SumKey(*way.keys[group].tolist())] = moves_of(way.entries[way.groups == group])
        placed = {
            key: (type(place)(int(BODIES.organization[key.unit_id]), int(BODIES.department[key.entity_id])), moves)
            for key, (place, moves) in bookings(changes_of(*country)).items()
        }
        assert made == fold((key, *one) for key, one in placed.items())


class TestLocalDays:
    @pytest.mark.parametrize("zone", ["America/Bogota", "America/New_York", "Asia/Kathmandu"])
    def test_says_the_day_here_of_any_instant(self, settings, zone):
        settings.TIME_ZONE = zone
        # An hour apart through a year: both days on which the clock is changed are among them.
        instants = [datetime(2025, 1, 1, 0, 59, 59, tzinfo=UTC) + timedelta(hours=n) for n in range(9000)]
        seconds = np.array([int(at.timestamp()) for at in instants] + [MISSING])
        expected = [localdate(at, ZoneInfo(zone)).toordinal() for at in instants]
        assert local_days(seconds).tolist() == [*expected, MISSING]


@pytest.mark.django_db
class TestIteratePlans:
    def test_reads_what_the_models_say(self):
        plan = make.make_plan()
        at = datetime(2026, 2, 3, 4, 59, 59, 999_999, tzinfo=UTC)
        PlanMilestone.objects.filter(plan=plan).update(reported_at=at)
        plan.refresh_from_db()
        own = list(plan.milestones.select_related("plan_service").order_by("pk"))
        PlanMilestone.history.filter(plan=plan).delete()
        keep_versions([plan], is_update=False, at=at)
        keep_versions(own, is_update=False, at=at)
        (read,) = iterate_plans()
        expected = tables_of([plan], own, [(plan, at)], [(one, at) for one in own])
        for table, columns in zip(read, expected, strict=True):
            for name in set(columns.dtype.names) - {"written"}:
                assert table[name].tolist() == columns[name].tolist()
        assert local_days(read.milestones["reported"]).tolist() == [date(2026, 2, 2).toordinal()] * len(own)
