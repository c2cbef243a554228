"""The life of a plan through its services: writing, checks, sending, consolidating, registering, closing."""

import random
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.errors import (
    Conflict,
    Invalid,
    LlegadaError,
    NotAllowed,
    NotFound,
    ReasonRequired,
    TransitionNotAllowed,
)
from llegada.planning import rules, selectors, services
from llegada.planning.choices import PlanStatus
from llegada.planning.errors import (
    AmendmentsOpen,
    AnnualPlanIncomplete,
    AuthorCannotDecide,
    LinesOpen,
    WarningsWithoutNote,
    YearNotBegun,
)
from llegada.planning.models import AnnualPlan, PlanAmendment
from llegada.planning.policies import FOR_PLAN_ACTION, PLAN_POLICY
from tests import factories as make
from tests.loaded_once import made_once
from tests.planning.makers import (
    make_annual_plan,
    make_availability,
    make_capacity,
    make_cast,
    make_cycle,
    make_plan_line,
)

pytestmark = pytest.mark.django_db
ACTIONS = sorted(FOR_PLAN_ACTION)


cast = made_once(make_cast)


def move(actor, plan, action, *, today=date(2027, 1, 5), **more):
    return services.move_plan(
        actor=actor, public_id=plan.public_id, action=action, now=make.NOW, today=today, reason="Por esto", **more
    )


def enough(plan):
    make_availability(plan.unit, investment=5_000_000)
    make_capacity(plan.unit, {2: 99, 3: 99})


class TestCreatePlan:
    def test_begins_that_of_a_unit_that_is_asked_for_one(self, cast):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        plan = services.create_plan(actor=cast.liaison, cycle_id=cycle.public_id, unit=cast.unit, now=make.NOW)
        assert (plan.status, plan.edited_by_id) == ("in_preparation", cast.liaison.person_id)
        with pytest.raises(Invalid, match="ya tiene su plan"):
            services.create_plan(actor=cast.head, cycle_id=cycle.public_id, unit=cast.unit, now=make.NOW)

    def test_refuses_a_unit_that_is_not_asked(self, cast):
        cycle = make_cycle(cast.unit.organization)
        with pytest.raises(Invalid, match="no le pide plan"):
            services.create_plan(actor=cast.head, cycle_id=cycle.public_id, unit=cast.unit, now=make.NOW)

    @pytest.mark.parametrize(("who", "refusal"), [("other_head", NotAllowed), ("stranger", NotFound)])
    def test_is_for_those_of_the_unit(self, cast, who, refusal):
        cycle = make_cycle(cast.unit.organization, units=[cast.unit])
        with pytest.raises(refusal):
            services.create_plan(actor=getattr(cast, who), cycle_id=cycle.public_id, unit=cast.unit, now=make.NOW)


class TestEditPlan:
    def test_writes_its_texts_and_tells_of_a_second_editor(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        edit = {"actor": cast.liaison, "public_id": plan.public_id, "now": make.NOW, "revision": plan.revision}
        services.edit_plan(**edit, texts={"impacts": "Uno", "outcomes": "Dos", "note": ""})
        with pytest.raises(Conflict):
            services.edit_plan(**edit, texts={"impacts": "Otro", "outcomes": "Dos", "note": ""})
        assert AnnualPlan.objects.get().impacts == "Uno"


class TestAvailability:
    def test_is_written_and_forgotten_by_who_plans_the_money(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        write = {"actor": cast.planner, "public_id": plan.public_id, "now": make.NOW}
        services.set_budget(**write, amounts={"investment": Decimal(10), "royalties": Decimal(0), "own": None})
        assert selectors.available_by_source(plan) == {"investment": 10, "royalties": 0}
        services.set_budget(**write, amounts={"royalties": None})
        assert selectors.available_by_source(plan) == {"investment": 10}
        with pytest.raises(NotAllowed):
            services.set_budget(**(write | {"actor": cast.head}), amounts={})

    def test_of_people_is_written_by_the_unit(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        write = {"actor": cast.head, "public_id": plan.public_id, "now": make.NOW}
        services.set_capacity(**write, days={1: Decimal(20), 2: None})
        assert selectors.available_by_month(plan) == {1: 20}
        with pytest.raises(Invalid):
            services.set_capacity(**write, days={1: Decimal(-1)})
        with pytest.raises(NotAllowed):
            services.set_capacity(**(write | {"actor": cast.coordinator}), days={})


class TestCheckPlan:
    def test_finds_nothing_where_all_is_said_and_enough(self, cast):
        plan = make_annual_plan(cast.unit)
        enough(plan)
        findings = selectors.check_plan(plan).findings
        assert (findings.blocking, findings.warnings) == ([], [])

    def test_says_what_blocks(self, cast):
        plan = make_annual_plan(cast.unit, lines=0, impacts="")
        assert selectors.check_plan(plan).findings.blocking == ["no_lines", "missing_texts"]
        make_plan_line(plan, budget={}, origin="")
        make_plan_line(plan, budget={"investment": 10})
        make_availability(plan.unit, investment=9)
        checks = selectors.check_plan(plan, with_lines=True)
        assert checks.findings.blocking == ["missing_texts", "incomplete_lines", "sources_over"]
        assert [gaps for _, gaps in checks.incomplete] == [["budget", "origin"]]

    def test_warns_of_no_data_and_of_too_little_people(self, cast):
        plan = make_annual_plan(cast.unit)
        make_capacity(plan.unit, {2: 1})
        checks = selectors.check_plan(plan)
        assert checks.findings.warnings == ["sources_unknown", "months_over", "months_unknown"]
        assert checks.findings.months_unknown == ("3",)
        assert checks.months["2"].left < 0
        assert checks.months["3"].available is None

    def test_finds_an_entity_reached_by_another_unit_and_a_repeated_line(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        mine = make_plan_line(plan)
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle, lines=0)
        theirs = make_plan_line(other, entity=mine.entity, starts_on=date(2027, 3, 31), ends_on=date(2027, 6, 1))
        make_plan_line(other, entity=mine.entity, starts_on=date(2027, 4, 1), ends_on=date(2027, 6, 1))
        make_plan_line(other, starts_on=date(2027, 3, 1), ends_on=date(2027, 6, 1))
        checks = selectors.check_plan(plan, with_lines=True)
        assert [(one.line, one.other) for one in checks.overlaps] == [(mine, theirs)]
        assert checks.findings.duplicates == 0
        version = mine.service.published_version
        make_plan_line(plan, entity=mine.entity, version=version, starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 2))
        assert selectors.check_plan(plan).findings.duplicates == 2

    def test_forgets_an_overlap_once_the_line_is_joint(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        mine = make_plan_line(plan)
        other = make_annual_plan(make.make_unit(cast.unit.organization), cycle=plan.cycle, lines=0)
        make_plan_line(other, entity=mine.entity)
        join = {"actor": cast.liaison, "public_id": mine.public_id, "now": make.NOW}
        joined = services.join_line(**join, unit_id=other.unit.public_id)
        assert (joined.is_joint, list(joined.partners.all())) == (True, [other.unit])
        for one in (plan, other):
            assert selectors.check_plan(one).findings.overlaps == 0
        with pytest.raises(NotFound):
            services.join_line(**join, unit_id=other.unit.public_id)


class TestMovePlan:
    @pytest.mark.parametrize("action", ACTIONS)
    def test_follows_the_table_in_each_state_for_each_role(self, cast, action):
        for status in PlanStatus.values:
            with undone():
                plan = make_annual_plan(cast.unit, lines=0, status=status, note="Así va.")
                if status in rules.PLAN_EDITABLE:
                    make_plan_line(plan)
                for who in ("liaison", "head", "other_head", "coordinator", "planner", "stranger"):
                    with undone():
                        self.try_it(getattr(cast, who), plan, action, is_stranger=who == "stranger")

    def try_it(self, actor, plan, action, *, is_stranger):
        after = rules.next_plan_status(plan.status, action)
        if is_stranger:
            expected = NotFound
        elif not PLAN_POLICY.can(actor, FOR_PLAN_ACTION[action], plan):
            expected = NotAllowed
        elif after is None:
            expected = TransitionNotAllowed
        else:
            assert move(actor, plan, action).status == after
            return
        with pytest.raises(expected):
            move(actor, plan, action)
        assert AnnualPlan.objects.get(pk=plan.pk).status == plan.status

    def test_sends_only_what_is_whole(self, cast):
        plan = make_annual_plan(cast.unit, lines=0)
        with pytest.raises(AnnualPlanIncomplete, match="no tiene líneas"):
            move(cast.head, plan, "send")

    def test_goes_on_with_warnings_only_with_a_note(self, cast):
        plan = make_annual_plan(cast.unit)
        with pytest.raises(WarningsWithoutNote):
            move(cast.head, plan, "send")
        AnnualPlan.objects.update(note="La capacidad se contrata en enero.")
        sent = move(cast.head, plan, "send")
        assert (sent.sent_by_id, sent.sent_at) == (cast.head.person_id, make.NOW)
        event = history.list_events(target=plan)[0]
        assert (event.verb, event.before, event.after) == ("annualplan.send", "in_preparation", "sent")
        assert [one.person_id for one in Notice.objects.all()] == [cast.coordinator.person_id]

    def test_notices_that_a_line_changed_after_the_page_was_shown(self, cast):
        plan = make_annual_plan(cast.unit, note="Así va.")
        line = plan.lines.get()
        services.remove_line(actor=cast.liaison, public_id=line.public_id, now=make.NOW)
        make_plan_line(plan)
        with pytest.raises(Conflict):
            move(cast.head, plan, "send", revision=plan.revision)

    def test_is_consolidated_by_somebody_who_neither_wrote_nor_sent_it(self, cast):
        author = Person.objects.get(pk=cast.coordinator.person_id)
        plan = make_annual_plan(cast.unit, status="sent", author=author)
        with pytest.raises(AuthorCannotDecide):
            move(cast.coordinator, plan, "consolidate")

    def test_is_sent_back_with_a_reason(self, cast):
        plan = make_annual_plan(cast.unit, status="sent")
        with pytest.raises(ReasonRequired):
            services.move_plan(
                actor=cast.coordinator,
                public_id=plan.public_id,
                action="send_back",
                now=make.NOW,
                today=make.TODAY,
                reason=" ",
            )
        assert move(cast.coordinator, plan, "send_back").status == "returned"
        told = {one.person_id for one in Notice.objects.all()}
        assert told == {cast.head.person_id, cast.liaison.person_id}

    def test_is_executed_in_its_year(self, cast):
        plan = make_annual_plan(cast.unit, status="registered")
        with pytest.raises(YearNotBegun):
            move(cast.head, plan, "start", today=date(2026, 12, 31))
        assert move(cast.head, plan, "start", today=date(2027, 1, 1)).status == "in_execution"

    def test_closes_with_every_line_ended_and_every_amendment_decided(self, cast):
        plan = make_annual_plan(cast.unit, status="in_execution")
        line = plan.lines.get()
        with pytest.raises(LinesOpen):
            move(cast.coordinator, plan, "close")
        PlanAmendment.objects.create(
            plan=plan, line=line, kind="dates", reason="x", requested_by=make.make_person(), requested_at=make.NOW
        )
        with pytest.raises(AmendmentsOpen):
            move(cast.coordinator, plan, "close")
        PlanAmendment.objects.all().delete()
        for action in ("start", "fulfill"):
            services.move_line(actor=cast.liaison, public_id=line.public_id, action=action, now=make.NOW)
        assert move(cast.coordinator, plan, "close").status == "closed"


@contextmanager
def undone():
    """Undo what happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class TestProperty:
    @pytest.mark.parametrize("seed", range(4))
    def test_no_sequence_of_actions_approves_without_a_closed_round(self, cast, seed):
        """Whatever everybody tries in whatever order, what is approved has its round closed with quorum and majority."""
        chance = random.Random(seed)
        plan = make_annual_plan(cast.unit, note="Así va.")
        cycle = plan.cycle
        people = [cast.liaison, cast.head, cast.coordinator, *cast.members[:2]]
        for _ in range(60):
            try_something(chance, chance.choice(people), plan, cycle)
            now = AnnualPlan.objects.select_related("approved_in").get()
            if now.status in rules.PLAN_DECIDED:
                current = now.approved_in
                assert (current.outcome, current.closed_at is None) == ("approve", False)
                assert current.sheets.filter(decision="approve").count() * 2 > current.members >= current.quorum
                assert not current.sheets.filter(member__in=[now.edited_by_id, now.sent_by_id]).exists()
            else:
                assert now.approved_in is None


def try_something(chance, actor, plan, cycle):
    common = {"actor": actor, "now": make.NOW}
    acts = [
        lambda: move(actor, plan, chance.choice(ACTIONS)),
        lambda: services.present_plans(**common, public_id=cycle.public_id),
        lambda: services.write_plan_sheet(
            **common,
            public_id=cycle.public_id,
            decision=chance.choice(["approve", "approve", "return"]),
            comments="x",
            today=make.TODAY,
        ),
        lambda: services.close_plan_round(
            **common, public_id=cycle.public_id, met_on=make.TODAY, act_number="1", today=make.TODAY
        ),
    ]
    try:
        chance.choice(acts)()
    except LlegadaError:
        return
