"""What is read of the progress: the same by whichever way it is added up, and no more than one may see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db.models import Q
from django.utils.timezone import localdate

from llegada.core.actors import Actor, Grant
from llegada.core.roles import Role
from llegada.insights.progress_booking import apply_plan_fact
from llegada.insights.rules import Pace
from llegada.insights.selectors import progress
from llegada.insights.selectors.lateness import DATES_MOVED, NO_REASON, list_late, read_late_page, read_lateness
from llegada.insights.selectors.progress import By, Cut, list_progress, list_progress_years
from llegada.insights.selectors.progress_seen import Seen
from llegada.portfolio.models import VersionStrategy
from llegada.territory.models import Entity
from llegada.workplans.models import PlanMilestone
from llegada.workplans.selectors.facts import read_plan_fact
from llegada.workplans.selectors.milestones import visible_plans
from tests import factories as make
from tests.insights.test_progress_booking import BEGIN, follow
from tests.workplans.makers import make_obstacle, make_plan_amendment

pytestmark = pytest.mark.django_db
EVERYTHING = Actor(person_id=0, grants=(Grant(role=Role.EXECUTIVE, covers_installation=True),))
ON = date(2026, 8, 1)


def validate(plan, *, on, count=1):
    before = read_plan_fact(plan, on=on)
    for one in plan.milestones.order_by("position")[:count]:
        PlanMilestone.objects.filter(pk=one.pk).update(
            status="validated",
            reported_at=BEGIN,
            reported_by=plan.advisor,
            reviewed_at=BEGIN,
            reviewed_by=make.make_person(),
        )
    apply_plan_fact(before, read_plan_fact(plan, on=on))


def told(by, cut):
    rows, total = list_progress(actor=EVERYTHING, by=by, cut=cut)
    return list(rows), total


@pytest.fixture
def plans():
    """Three plans of two units, services and places, milestones due on 30 Apr and 29 Jun; the first has one validated on 10 May."""
    unit, other = make.make_unit(), make.make_unit()
    first, second = (
        make.make_service(unit, weights=(40, 60), is_published=False),
        make.make_service(other, weights=(50, 50)),
    )
    pasto = make.make_entity(make.make_municipality("52001", "Pasto"))
    made = [
        make.make_plan(unit=unit, versions=[first]),
        make.make_plan(unit=unit, entity=pasto, versions=[first]),
        make.make_plan(unit=other, entity=pasto, versions=[second]),
    ]
    for plan in made:
        follow(plan)
    validate(made[0], on=date(2026, 5, 10))
    return made


class TestListProgress:
    def test_says_what_was_true_on_each_day(self, plans):
        name = plans[0].unit.name
        for day, late, done in (
            (date(2026, 4, 30), 0, 0),
            (date(2026, 5, 1), 2, 0),
            (date(2026, 5, 10), 1, 40),
            (ON, 3, 40),
        ):
            rows, total = list_progress(actor=EVERYTHING, by=By.UNIT, cut=Cut(day))
            row = next(one for one in rows if one.name == name)
            assert (row.totals.late, row.done, row.total) == (late, Decimal(done), Decimal(200)), day
            assert (row.totals.followed, total.followed) == (2, 3)
        assert (row.totals.signed, row.totals.in_execution) == (0, 2)
        assert row.pace is Pace.LATE
        assert not list_progress(actor=EVERYTHING, by=By.UNIT, cut=Cut(date(2026, 1, 31)))[0]
        assert list_progress_years() == [2026]

    @pytest.mark.parametrize("by", list(By))
    def test_is_the_same_from_the_sums_and_from_the_cells(self, plans, by, monkeypatch):
        strategy = make.make_strategy(plans[0].unit)
        VersionStrategy.objects.create(version=plans[0].plan_services.get().service_version, strategy=strategy)
        unit, version = plans[0].unit, plans[0].plan_services.get().service_version
        cuts = [
            Cut(ON), Cut(ON, year=2026), Cut(ON, year=2025), Cut(ON, unit_id=unit.pk), Cut(ON, department_id="52"),
            Cut(ON, organization_id=unit.organization_id), Cut(ON, service_id=version.service_id), Cut(ON, line_id=version.line_id),
            Cut(ON, strategy_id=strategy.pk, department_id="05"), Cut(ON, entity_id=plans[0].entity_id),
            Cut(ON, advisor_id=plans[0].advisor_id),
        ]  # fmt: skip
        found = [told(by, cut) for cut in cuts]
        monkeypatch.setattr(progress, "seen_by", lambda actor: Seen(where=Q(pk__isnull=False)))
        assert [told(by, cut) for cut in cuts] == found
        assert any(rows for rows, _total in found)
        assert found[0][1].followed == 3

    @pytest.mark.parametrize("role", ["unit_head", "advisor", "coordinator", "manager", "legal"])
    def test_counts_only_the_plans_that_one_may_read(self, plans, role):
        mine = plans[2]
        actor = {
            "unit_head": lambda: make.make_actor(Role.UNIT_HEAD, unit=mine.unit),
            "coordinator": lambda: make.make_actor(Role.COORDINATOR, organization=mine.unit.organization),
            "manager": lambda: make.make_actor(
                Role.TERRITORIAL_MANAGER, organization=mine.unit.organization, departments=[make.make_department("52")]
            ),
            "legal": lambda: make.make_actor(Role.LEGAL_REPRESENTATIVE, entity=mine.entity),
            "advisor": lambda: Actor(person_id=mine.advisor_id, grants=(Grant(role=Role.ADVISOR),)),
        }[role]()
        _rows, total = list_progress(actor=actor, by=By.ENTITY, cut=Cut(ON))
        assert total.followed == visible_plans(actor).count() > 0
        assert list_late(actor=actor, cut=Cut(ON)).count() == total.late

    def test_has_no_department_for_entities_of_none(self, plans):
        plan = make.make_plan(
            entity=make.make_entity(kind="other", order="national", department=None, name="Ministerio")
        )
        Entity.objects.filter(pk=plan.entity_id).update(municipality=None)
        follow(plan)

        rows, total = list_progress(actor=EVERYTHING, by=By.DEPARTMENT, cut=Cut(ON))

        assert ([row.key for row in rows], total.followed) == (["05", "52"], 4)

    def test_shows_nothing_to_who_reads_no_plans(self, plans):
        assert not list_progress(actor=Actor(), by=By.UNIT, cut=Cut(ON))[0]


class TestReadLateness:
    def test_says_the_lag_and_the_reasons_of_each_group(self, plans):
        actor, unit = EVERYTHING, plans[0].unit
        obstacle = make_obstacle(plans[1], by=plans[1].advisor)
        type(obstacle).objects.update(raised_at=BEGIN)
        found = read_lateness(actor=actor, by=By.UNIT, cut=Cut(ON), groups=[unit.pk])[unit.pk]
        assert (found.lag.count, found.lag.median, found.lag.most) == (3, 33, 93)
        assert found.reasons == (("information", 2), (NO_REASON, 1))
        assert read_lateness(actor=actor, by=By.UNIT, cut=Cut(date(2026, 4, 1)), groups=[unit.pk]) == {}

    def test_gives_the_reason_of_a_milestone_to_no_other_of_its_plan(self, plans):
        first = plans[1].milestones.order_by("position")[0]
        obstacle = make_obstacle(plans[1], by=plans[1].advisor, milestone=first)
        type(obstacle).objects.update(raised_at=BEGIN)

        found = read_lateness(actor=EVERYTHING, by=By.ENTITY, cut=Cut(ON), groups=[plans[1].entity_id])

        assert dict(found[plans[1].entity_id].reasons) == {"information": 1, NO_REASON: 3}

    @pytest.mark.parametrize(
        ("status", "decided", "reasons"),
        [
            ("applied", date(2026, 7, 31), {DATES_MOVED: 2, NO_REASON: 1}),
            ("applied", date(2026, 8, 2), {NO_REASON: 3}),
            ("refused", date(2026, 7, 31), {NO_REASON: 3}),
        ],
    )
    def test_says_that_an_amendment_applied_by_the_day_had_moved_the_dates(self, plans, status, decided, reasons):
        plan, unit = plans[1], plans[1].unit
        amendment = make_plan_amendment(plan.milestones.order_by("position")[0], by=plan.advisor)
        type(amendment).objects.update(
            kind="dates",
            milestone=None,
            status=status,
            accepted_by=make.make_person(),
            accepted_at=BEGIN,
            decided_by=make.make_person(),
            decided_at=datetime.combine(decided, time(12), BEGIN.tzinfo),
            version=plan.versions.first(),
            done_before=0,
            total_before=100,
            done_after=0,
            total_after=100,
        )

        found = read_lateness(actor=EVERYTHING, by=By.UNIT, cut=Cut(ON), groups=[unit.pk])

        assert dict(found[unit.pk].reasons) == reasons

    @pytest.mark.parametrize("by", list(By))
    def test_counts_as_many_as_the_figures(self, plans, by):
        for plan in plans[:2]:
            version = plan.plan_services.get().service_version
            VersionStrategy.objects.get_or_create(version=version, strategy=make.make_strategy(plan.unit))
        day = date(2026, 5, 1) + timedelta(days=3)
        rows, _total = list_progress(actor=EVERYTHING, by=by, cut=Cut(day))
        assert rows
        found = read_lateness(actor=EVERYTHING, by=by, cut=Cut(day), groups=[row.pk for row in rows])
        assert {row.pk: row.totals.late for row in rows} == {pk: one.lag.count for pk, one in found.items()}

    def test_lists_the_milestones_with_what_was_recorded_by_the_day(self, plans):
        make_obstacle(plans[0], by=plans[0].advisor)  # raised today, after the day that is asked
        cut = Cut(date(2026, 5, 9))
        keys = list_late(actor=EVERYTHING, cut=cut).values_list("pk", flat=True)
        rows = read_late_page(cut=cut, keys=keys)
        assert [row.plan for row in rows] == plans
        assert [row.plan.obstacles_then for row in rows] == [[], [], []]
        assert localdate(BEGIN) < rows[0].from_on
