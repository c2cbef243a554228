from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from llegada.planning.models import (
    AnnualPlan,
    AnnualPlanLine,
    LineBudget,
    PlanAmendment,
    PlanningCycle,
    PlanReminder,
    PlanRound,
)
from tests import factories as make
from tests.planning.makers import make_annual_plan, make_cycle, make_plan_line, open_round, put_in

pytestmark = pytest.mark.django_db


def refused(work):
    with pytest.raises(IntegrityError), transaction.atomic():
        work()
    return True


class TestCycles:
    def test_are_one_a_year_and_organisation(self):
        cycle = make_cycle()
        assert refused(lambda: make_cycle(cycle.organization))
        assert make_cycle(cycle.organization, year=2028).year == 2028

    @pytest.mark.parametrize(
        "dates",
        [
            {"plans_due_on": date(2026, 10, 1)},
            {"strategies_due_on": date(2026, 12, 16)},
            {"committee_on": date(2026, 12, 1)},
            {"registers_on": date(2026, 12, 1)},
        ],
    )
    def test_have_their_dates_in_order(self, dates):
        cycle = make_cycle()
        assert refused(lambda: PlanningCycle.objects.filter(pk=cycle.pk).update(**dates))

    def test_remind_once_a_day_of_each_matter(self):
        unit = make.make_unit()
        cycle = make_cycle(unit.organization)
        values = {"cycle": cycle, "unit": unit, "sent_at": make.NOW, "sent_by": make.make_person()}
        PlanReminder.objects.create(**values, matter="plan", sent_on=make.TODAY)
        PlanReminder.objects.create(**values, matter="strategy", sent_on=make.TODAY)
        assert refused(lambda: PlanReminder.objects.create(**values, matter="plan", sent_on=make.TODAY))


class TestPlans:
    def test_are_one_a_unit_and_cycle(self):
        plan = make_annual_plan(lines=0)
        assert refused(lambda: make_annual_plan(plan.unit, cycle=plan.cycle, lines=0))

    @pytest.mark.parametrize("status", ["approved", "registered", "in_execution", "closed"])
    def test_are_not_approved_without_the_round_that_did_it(self, status):
        plan = make_annual_plan(status="in_committee", lines=0)
        assert refused(lambda: AnnualPlan.objects.filter(pk=plan.pk).update(status=status))

    def test_say_who_sent_them(self):
        plan = make_annual_plan(lines=0)
        assert refused(lambda: AnnualPlan.objects.filter(pk=plan.pk).update(status="sent"))


class TestLines:
    @pytest.mark.parametrize("dates", [{"starts_on": date(2026, 12, 31)}, {"ends_on": date(2028, 1, 1)}])
    def test_stay_within_the_year_of_their_plan(self, dates):
        plan = make_annual_plan()
        assert refused(lambda: AnnualPlanLine.objects.update(**dates))
        assert refused(lambda: make_plan_line(plan, **dates))

    @pytest.mark.parametrize(
        "change", [{"ends_on": date(2027, 1, 31)}, {"person_days": 0}, {"status": "cancelled"}, {"origin": "x"}]
    )
    def test_hold_together(self, change):
        make_annual_plan()
        assert refused(lambda: AnnualPlanLine.objects.update(**change))

    def test_repeat_no_external_id_in_a_plan(self):
        plan = make_annual_plan(lines=0)
        make_plan_line(plan, external_id="L-1")
        make_plan_line(plan), make_plan_line(plan)
        assert refused(lambda: make_plan_line(plan, external_id="L-1"))

    def test_cost_more_than_nothing_and_once_a_source(self):
        line = make_annual_plan().lines.get()
        for source, amount in (("royalties", 0), ("investment", 5), ("lottery", 5)):
            with pytest.raises(IntegrityError), transaction.atomic():
                LineBudget.objects.create(line=line, source=source, amount=Decimal(amount))

    @pytest.mark.parametrize("status", ["sent", "consolidated", "in_committee", "approved", "registered", "closed"])
    def test_are_frozen_once_the_plan_left_its_unit(self, status):
        plan = make_annual_plan(status=status)
        assert refused(lambda: AnnualPlanLine.objects.update(person_days=99))
        assert refused(lambda: make_plan_line(plan))
        assert refused(lambda: AnnualPlanLine.objects.all().delete())
        assert refused(lambda: LineBudget.objects.update(amount=7))
        assert refused(lambda: LineBudget.objects.all().delete())
        AnnualPlanLine.objects.update(status="cancelled", cancel_reason="Sin recursos")  # how it goes may be written

    def test_change_again_when_returned_or_amended_but_go_only_from_the_unit(self):
        plan = make_annual_plan(status="in_execution")
        AnnualPlanLine.objects.update(person_days=99)
        LineBudget.objects.update(amount=7)
        make_plan_line(plan)
        LineBudget.objects.all().delete()
        assert refused(lambda: AnnualPlanLine.objects.all().delete())
        AnnualPlan.objects.update(approved_in=None, status="returned")
        AnnualPlanLine.objects.all().delete()


class TestAmendments:
    @pytest.fixture
    def values(self):
        plan = make_annual_plan(status="in_execution")
        asker = make.make_person()
        return {
            "plan": plan,
            "line": plan.lines.get(),
            "kind": "dates",
            "reason": "Invierno",
            "requested_by": asker,
            "requested_at": make.NOW,
        }

    def test_are_one_at_a_time_on_a_line(self, values):
        PlanAmendment.objects.create(**values)
        assert refused(lambda: PlanAmendment.objects.create(**values))

    @pytest.mark.parametrize("change", [{"reason": ""}, {"line": None}, {"status": "approved"}, {"kind": "whim"}])
    def test_hold_together(self, values, change):
        assert refused(lambda: PlanAmendment.objects.create(**(values | change)))

    def test_are_not_decided_by_who_asked(self, values):
        decided = {"status": "approved", "decided_at": make.NOW, "decided_by": values["requested_by"]}
        assert refused(lambda: PlanAmendment.objects.create(**values, **decided))


class TestRounds:
    def test_are_one_open_a_cycle_besides_those_of_amendments(self):
        plan = make_annual_plan(status="in_committee", lines=0)
        assert refused(lambda: open_round(plan.cycle, []))

    def test_close_only_with_quorum(self):
        plan = make_annual_plan(lines=0)
        put_in(plan, "in_committee")
        closing = {
            "closed_at": make.NOW,
            "closed_by": make.make_person(),
            "met_on": make.TODAY,
            "act_number": "1",
            "outcome": "approve",
            "members": 3,
        }
        assert refused(lambda: PlanRound.objects.update(**closing, quorum=2))
        assert PlanRound.objects.update(**closing, quorum=2, sheet_count=2) == 1
