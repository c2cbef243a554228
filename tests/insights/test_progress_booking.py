"""The figures of progress through the services that move plans: booked as they change equals made again from nothing."""

from __future__ import annotations

import random
import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connections, transaction
from django.utils.timezone import localdate

from llegada.accounts.models import Notice
from llegada.core.errors import LlegadaError
from llegada.core.roles import Role
from llegada.core.states import keep_versions
from llegada.insights import progress_rebuild
from llegada.insights.models import LateSpell, ProgressCell, ProgressSum
from llegada.insights.progress_booking import apply_plan_fact
from llegada.insights.progress_rebuild import find_progress_differences, rebuild_progress
from llegada.insights.progress_rules import ENTITY, EVERY_YEAR, MEASURES, UNIT, SumKey
from llegada.insights.services.nightly import check_progress_nightly
from llegada.insights.timelines import ENTRY, EPOCH, NO_END, STARTS, packed, unpacked
from llegada.workplans.models import PlanMilestone, WorkPlan
from llegada.workplans.selectors.facts import read_plan_fact
from llegada.workplans.services import (
    Wanted,
    apply_action,
    move_amendment,
    propose_amendment,
    report_milestone,
    review_milestone,
)
from tests import factories as make
from tests.at_once import at_once
from tests.records.samples import upload
from tests.workplans.conftest import Cast
from tests.workplans.makers import make_delivery_act

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 2, 1, 9, tzinfo=ZoneInfo("America/Bogota"))


def date_versions(plan, at):
    """Give a plan made by a factory one version, and one to each of its milestones."""
    WorkPlan.history.filter(id=plan.pk).delete()
    PlanMilestone.history.filter(plan=plan).delete()
    keep_versions([plan], is_update=False, at=at)
    keep_versions(list(plan.milestones.all()), is_update=False, at=at)


def follow(plan, at=BEGIN):
    """Give a plan made by a factory its versions, and book it."""
    date_versions(plan, at)
    apply_plan_fact(None, read_plan_fact(plan, on=localdate(at)))
    return plan


def everything():
    sums = {
        (*key, day, measure): amount
        for *key, quarter, moves in ProgressSum.objects.values_list(*SumKey._fields, "quarter", "moves")
        for day, measure, amount in unpacked(moves).tolist()
        if day >= STARTS[quarter]
    }
    spells = LateSpell.objects.values_list("milestone_id", "advisor_id", "due_on", "from_on", "until_on", "length")
    return sums, sorted(spells, key=str)


class Story:
    """People who do things to plans at random, each refused what may not be; what is done is in `done`."""

    def __init__(self, seed):
        self.chance, self.cast, self.done = random.Random(seed), Cast(), []
        self.versions = [make.make_service(self.cast.unit, weights=weights) for weights in ((30, 70), (20, 30, 50))]
        self.plans = [
            follow(make.make_plan(unit=self.cast.unit, entity=self.cast.entity, advisor=self.cast.person("advisor"),
                                  status=status, versions=self.versions[: 1 + place % 2]))
            for place, status in enumerate(("in_execution", "in_execution", "signed"))
        ]  # fmt: skip
        # Everybody enters now: who entered in an act that is refused would leave with it.
        for who in ("advisor", "head", "contact", "colleague"):
            self.cast.actor(who)
        self.colleague = self.cast.person("colleague")
        self.now = BEGIN

    def step(self):
        self.now += timedelta(days=self.chance.choice((0, 0, 1, 3, 9)), hours=1)
        plan = WorkPlan.objects.get(pk=self.chance.choice(self.plans).pk)
        act = self.chance.choice(
            (self.report, self.report, self.review, self.review, self.amend, self.amend, self.move)
        )
        try:
            with transaction.atomic():
                self.done.append(act(plan))
        except LlegadaError:
            return

    def _milestone(self, plan):
        return self.chance.choice(list(plan.milestones.all()))

    def report(self, plan):
        report_milestone(actor=self.cast.advisor, public_id=self._milestone(plan).public_id, report="Se logró.",
                         uploads=[upload()], now=self.now)  # fmt: skip
        return "report"

    def review(self, plan):
        action = self.chance.choice(("validate", "validate", "return"))
        one = plan.milestones.filter(status="reported").first() or self._milestone(plan)
        review_milestone(
            actor=self.cast.head, public_id=one.public_id, action=action, observation="Falta", now=self.now
        )
        return action

    def amend(self, plan):
        day = localdate(self.now) + timedelta(days=self.chance.randint(0, 200))
        kind, wanted = self.chance.choice(
            [
                ("dates", Wanted(due_on={self._milestone(plan).public_id: min(day, plan.ends_on)})),
                ("dates", Wanted(ends_on=plan.ends_on + timedelta(days=30))),
                ("not_applicable", Wanted(milestone_id=self._milestone(plan).public_id)),
                ("people", Wanted(advisor=self.chance.choice((self.colleague, self.cast.person("advisor"))))),
                ("services", Wanted(services=[self.chance.choice(self.versions).service])),
            ]
        )
        about = {"actor": self.cast.advisor, "reason": "Hace falta.", "now": self.now}
        one = propose_amendment(public_id=plan.public_id, kind=kind, wanted=wanted, **about)
        if kind != "not_applicable":
            move_amendment(actor=self.cast.contact, public_id=one.public_id, action="accept", now=self.now)
        move_amendment(actor=self.cast.head, public_id=one.public_id, action="approve", now=self.now)
        return kind

    def move(self, plan):
        action = self.chance.choice(("start", "start", "suspend", "resume", "resume", "terminate", "finish"))
        if action == "terminate" and len(self.done) < 25:
            return ""
        who = self.cast.head if action in {"suspend", "resume", "terminate"} else self.cast.advisor
        if action == "finish" and not hasattr(plan, "delivery_act"):
            make_delivery_act(plan, by=plan.advisor)
        apply_action(actor=who, public_id=plan.public_id, action=action, reason="Sí", lessons="Pactar.", now=self.now)
        return action


class TestApplyPlanFacts:
    @pytest.mark.parametrize("seed", [1, 4])
    def test_books_any_history_as_it_would_be_made_again_from_nothing(self, seed):
        story = Story(seed)
        for _step in range(45):
            story.step()
        assert {"report", "validate", "dates", "not_applicable"} <= set(story.done)
        assert find_progress_differences() == []
        booked = everything()

        rebuild_progress()

        assert everything() == booked

    def test_tells_a_plan_without_versions_by_its_own_dates(self):
        plan = make.make_plan()
        one, other = plan.milestones.order_by("pk")[:2]
        reported = {"reported_by": make.make_person(), "reported_at": BEGIN + timedelta(days=400)}
        reviewed = {"reviewed_by": make.make_person(), "reviewed_at": BEGIN + timedelta(days=410)}
        PlanMilestone.objects.filter(pk=one.pk).update(status="validated", **reported, **reviewed)
        PlanMilestone.objects.filter(pk=other.pk).update(status="reported", **reported)
        WorkPlan.objects.filter(pk=plan.pk).update(signed_at=BEGIN)

        rebuild_progress()

        told = {}
        for cell in ProgressCell.objects.filter(version_id__gt=0):
            for day, measure, amount in unpacked(cell.moves).tolist():
                if MEASURES[measure] in {"reported", "validated"}:
                    told[date.fromordinal(day + EPOCH), MEASURES[measure]] = amount
        assert told == {(date(2027, 3, 8), "reported"): 2, (date(2027, 3, 18), "validated"): 1}
        assert find_progress_differences() == []

    def test_counts_no_draft(self):
        make.make_plan(status="draft")
        make.make_plan(status="changes_requested")
        assert rebuild_progress() == 0

    def test_says_which_rows_went_wrong_and_so_does_the_daily_check(self, caplog):
        follow(make.make_plan())
        wrong = packed(np.array([(9000, 0, 99)], dtype=ENTRY))
        ProgressCell.objects.filter(version_id__gt=0).update(moves=wrong)
        ProgressSum.objects.filter(axis=ENTITY.number, until=NO_END).update(moves=wrong)
        LateSpell.objects.update(due_on=date(2020, 1, 1))
        assert {one.what for one in find_progress_differences()} == {"cells", "spells", "sums"}
        administrator = make.assign(make.make_person(), Role.IT_ADMIN).person
        assert check_progress_nightly(BEGIN) > 0
        assert "figures.progress_differs" in caplog.messages
        assert Notice.objects.get().person == administrator
        rebuild_progress()
        assert check_progress_nightly(BEGIN) == 0

    @pytest.mark.parametrize(
        ("model", "values", "what"),
        [
            (ProgressCell, {"department": 99}, "cells"),
            (ProgressCell, {"advisor_id": 999}, "cells"),
            (ProgressSum, {"until": 500}, "sums"),
            (ProgressSum, {"unit_id": 999}, "sums"),
            (ProgressSum, {"moves": b"not one"}, "sums"),
            (ProgressSum, {"moves": b"\xff" * ENTRY.itemsize}, "sums"),
            (LateSpell, {"length": 3, "until_on": date(2030, 1, 1)}, "spells"),
        ],
    )
    def test_finds_a_row_that_says_it_of_somebody_else_or_until_another_day(self, model, values, what):
        follow(make.make_plan())
        model.objects.filter(pk=model.objects.order_by("-pk")[0].pk).update(**values)
        assert {one.what for one in find_progress_differences()} == {what}

    def test_spells_go_with_their_milestone_and_a_stray_one_is_found(self):
        plan, other = follow(make.make_plan()), follow(make.make_plan())
        spell = LateSpell.objects.filter(plan=other)[0]
        plan.milestones.all().delete()
        assert set(LateSpell.objects.values_list("plan", flat=True)) == {other.pk}
        LateSpell.objects.filter(pk=spell.pk).update(milestone=10**6)
        found = [one for one in find_progress_differences() if one.what == "spells"]
        assert [one.rows for one in found] == [1, 1]
        assert f"milestone_id={10**6}" in {one.example for one in found}

    def test_validating_costs_seven_statements_more(self, django_assert_max_num_queries):
        plan = follow(make.make_plan())
        one = plan.milestones.first()
        before = read_plan_fact(plan, on=date(2026, 8, 1))
        PlanMilestone.objects.filter(pk=one.pk).update(
            status="validated", reported_by=make.make_person(), reported_at=BEGIN, reviewed_by=make.make_person(),
            reviewed_at=BEGIN,
        )  # fmt: skip
        after = read_plan_fact(plan, on=date(2026, 8, 1))
        with django_assert_max_num_queries(7):
            apply_plan_fact(before, after)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_plans_that_nobody_had_booked_before_wait_for_one_another(self):
        unit, advisor = make.make_unit(), make.make_person()
        plans = [make.make_plan(unit=unit, advisor=advisor) for _ in range(4)]
        begins = [BEGIN + timedelta(days=100 * n) for n in range(4)]
        for plan, at in zip(plans, begins, strict=True):
            date_versions(plan, at)
        stories = [read_plan_fact(plan, on=localdate(at)) for plan, at in zip(plans, begins, strict=True)]

        def book(fact):
            with transaction.atomic():
                apply_plan_fact(None, fact)

        outcomes = at_once(*(lambda fact=fact: book(fact) for fact in stories))

        assert outcomes == [None] * 4
        booked, spells = everything()
        assert len(spells) == sum(plan.milestones.count() for plan in plans)
        total = sum(
            amount
            for (*key, _day, measure), amount in booked.items()
            if SumKey(*key).axis == UNIT.number
            and SumKey(*key).year == EVERY_YEAR
            and MEASURES[measure] == "milestones"
        )
        assert total == len(spells)
        assert find_progress_differences() == []

    def test_comparing_keeps_no_writer_waiting(self, monkeypatch):
        make.make_plan(status="in_execution")
        rebuild_progress()
        compare, written = progress_rebuild.find_wrong_cells, []

        def write():
            written.append(ProgressCell.objects.filter(pk=0).update(year=2026))
            connections.close_all()

        def meanwhile(cells):
            writer = threading.Thread(target=write, daemon=True)
            writer.start()
            writer.join(5)
            assert written == [0]
            return compare(cells)

        monkeypatch.setattr(progress_rebuild, "find_wrong_cells", meanwhile)
        assert find_progress_differences() == []
        assert written == [0]
