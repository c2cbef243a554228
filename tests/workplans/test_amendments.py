from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from llegada.core.errors import Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.waiting import read_waiting
from llegada.workplans import amendment_rules, selectors
from llegada.workplans.choices import AmendmentKind, AmendmentStatus, WorkPlanStatus
from llegada.workplans.errors import (
    AmendmentAlreadyOpen,
    AmendmentChangesNothing,
    AmendmentsOpen,
    AmendmentStale,
    MilestoneStays,
    OwnAmendment,
    PlanNotAmendable,
)
from llegada.workplans.models import PlanMilestone, WorkPlanAmendment
from llegada.workplans.policies import may_amend_by
from llegada.workplans.services import Wanted, apply_action, move_amendment, propose_amendment
from tests.factories import NOW, make_service
from tests.workplans.makers import make_delivery_act
from tests.workplans.test_milestones import put

LATER = NOW + timedelta(hours=2)
NEW_END = date(2027, 3, 31)


def propose(cast, plan, kind="dates", who="advisor", reason="Cerraron la vía.", **wanted):
    if kind == "dates" and not wanted:
        wanted = {"ends_on": NEW_END}
    return propose_amendment(
        actor=cast.actor(who), public_id=plan.public_id, kind=kind, reason=reason, wanted=Wanted(**wanted), now=NOW
    )


def act(cast, amendment, who, action, reason="No hay con qué."):
    return move_amendment(actor=cast.actor(who), public_id=amendment.public_id, action=action, now=LATER, reason=reason)


def applied(cast, amendment):
    if amendment.kind in amendment_rules.NEEDS_ENTITY:
        act(cast, amendment, "contact", "accept")
    return act(cast, amendment, "head", "approve", reason="")


@pytest.fixture
def plan(plan_in):
    """Return a plan in execution whose milestones still have their dates ahead."""
    plan = plan_in()
    plan.milestones.update(due_on=date(2026, 12, 10))
    return plan


def weights(plan):
    return list(plan.milestones.order_by("position").values_list("weight", flat=True))


class TestProposeAmendment:
    def test_changes_nothing_yet_and_says_why(self, cast, plan):
        amendment = propose(cast, plan)
        plan.refresh_from_db()
        assert (amendment.number, amendment.status, plan.ends_on) == (1, "proposed", date(2026, 12, 15))
        assert amendment.changes[0] | {"before": "2026-12-15", "after": "2027-03-31"} == amendment.changes[0]
        event = list_events(target=plan).get()
        assert (event.verb, event.reason) == ("modification.propose", "Cerraron la vía.")

    @pytest.mark.parametrize("status", WorkPlanStatus.values)
    def test_is_only_for_plans_signed_and_not_ended(self, cast, plan_in, status):
        plan = plan_in(status)
        if status in amendment_rules.AMENDABLE:
            assert propose(cast, plan, due_on={}, ends_on=NEW_END, kind="people", counterpart={
                "counterpart_name": "Otra"
            }).status == "proposed"  # fmt: skip
        else:
            with pytest.raises(PlanNotAmendable):
                propose(cast, plan)

    @pytest.mark.parametrize(
        ("name", "refusal"), [("contact", NotAllowed), ("monitor", NotAllowed), ("colleague", NotFound)]
    )
    def test_is_for_who_makes_plans(self, cast, plan, name, refusal):
        with pytest.raises(refusal):
            propose(cast, plan, who=name)

    def test_asks_for_the_reason_and_for_a_change(self, cast, plan):
        with pytest.raises(ReasonRequired):
            propose(cast, plan, reason=" ")
        with pytest.raises(AmendmentChangesNothing):
            propose(cast, plan, ends_on=plan.ends_on)
        with pytest.raises(NotFound):
            propose(cast, plan, kind="color")

    def test_is_one_at_a_time_of_each_kind(self, cast, plan):
        propose(cast, plan)
        with pytest.raises(AmendmentAlreadyOpen):
            propose(cast, plan, ends_on=date(2027, 1, 31))
        assert propose(cast, plan, "people", counterpart={"counterpart_name": "Otra"}).number == 2

    @pytest.mark.parametrize(
        ("field", "wanted"),
        [
            ("starts_on", {"starts_on": date(2026, 3, 1)}),
            ("ends_on", {"ends_on": date(2026, 1, 1)}),
            ("ends_on", {"ends_on": date(2026, 11, 1)}),
        ],
    )
    def test_refuses_dates_that_cannot_be(self, cast, plan, field, wanted):
        with pytest.raises(Invalid) as refused:
            propose(cast, plan, **wanted)
        assert list(refused.value.fields) == [field]

    def test_never_moves_a_milestone_that_was_reported_nor_leaves_one_outside(self, cast, plan):
        first, second, *_ = plan.milestones.order_by("position")
        put(first, "validated")
        with pytest.raises(Invalid) as refused:
            propose(cast, plan, due_on={first.public_id: NEW_END}, ends_on=date(2026, 12, 1))
        assert f"due_on-{first.public_id}" in refused.value.fields
        assert f"due_on-{second.public_id}" in refused.value.fields

    def test_keeps_at_least_one_service_and_those_with_work_done(self, cast, plan):
        put(plan.milestones.first(), "reported")
        other = make_service(cast.unit).service
        with pytest.raises(Invalid):
            propose(cast, plan, "services", services=[])
        with pytest.raises(Invalid):
            propose(cast, plan, "services", services=[other])

    @pytest.mark.parametrize("status", ["reported", "validated", "not_applicable"])
    def test_sets_aside_only_a_milestone_that_nobody_reported(self, cast, plan, status):
        milestone = plan.milestones.first()
        put(milestone, status)
        with pytest.raises(MilestoneStays):
            propose(cast, plan, "not_applicable", milestone_id=milestone.public_id)


class TestMoveAmendment:
    @pytest.mark.parametrize("kind", ["dates", "not_applicable"])
    @pytest.mark.parametrize("status", AmendmentStatus.values)
    @pytest.mark.parametrize("action", sorted({action for _, action in amendment_rules.TRANSITIONS}))
    def test_holds_as_the_table_says(self, cast, plan, kind, status, action):
        wanted = {"milestone_id": plan.milestones.first().public_id} if kind == "not_applicable" else {}
        amendment = propose(cast, plan, kind, **wanted)
        decided = {} if status in amendment_rules.OPEN else {"decided_at": NOW, "decided_by": cast.person("other_head")}
        if status == "accepted":
            decided |= {"accepted_at": NOW, "accepted_by": cast.person("legal")}
        if status == "applied":
            done = {name: Decimal(0) for name in ("done_before", "total_before", "done_after", "total_after")}
            decided |= {**done, "version": plan.versions.get()}
        WorkPlanAmendment.objects.filter(pk=amendment.pk).update(status=status, **decided)
        who = {"accept": "contact", "withdraw": "advisor"}.get(action, "head")
        expected = amendment_rules.next_status(status, action, kind=kind)
        if not may_amend_by(action, kind) or (action == "accept" and kind == "not_applicable"):
            who, expected = "contact", None
        if expected is None:
            with pytest.raises(TransitionNotAllowed):
                act(cast, amendment, who, action)
        else:
            assert act(cast, amendment, who, action).status == expected

    @pytest.mark.parametrize(
        ("name", "action"),
        [
            ("advisor", "accept"),
            ("contact", "approve"),
            ("advisor", "approve"),
            ("monitor", "approve"),
            ("control", "refuse"),
        ],
    )
    def test_is_for_who_may(self, cast, plan, name, action):
        with pytest.raises(NotAllowed):
            act(cast, propose(cast, plan), name, action)

    def test_is_never_approved_by_who_proposed_it(self, cast, plan):
        amendment = propose(cast, plan, who="head")
        act(cast, amendment, "contact", "accept")
        with pytest.raises(OwnAmendment):
            act(cast, amendment, "head", "approve")

    def test_says_why_it_is_refused(self, cast, plan):
        amendment = propose(cast, plan)
        with pytest.raises(ReasonRequired):
            act(cast, amendment, "contact", "refuse", reason=" ")
        assert act(cast, amendment, "contact", "refuse").decision_reason == "No hay con qué."

    def test_is_kept_by_the_database_once_decided(self, cast, plan):
        amendment = applied(cast, propose(cast, plan))
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkPlanAmendment.objects.filter(pk=amendment.pk).update(reason="Otra")
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkPlanAmendment.objects.filter(pk=amendment.pk).delete()

    def test_tells_the_entity_and_then_the_head(self, cast, plan, django_capture_on_commit_callbacks):
        for name in ("head", "contact"):
            cast.person(name)
        with django_capture_on_commit_callbacks(execute=True):
            amendment = propose(cast, plan)
        assert {message.to[0] for message in mail.outbox} == {"contact@ejemplo.gov.co"}
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(cast, amendment, "contact", "accept")
        assert {message.to[0] for message in mail.outbox} == {"advisor@ejemplo.gov.co", "head@ejemplo.gov.co"}


class TestApply:
    def test_moves_the_dates_and_keeps_a_version_of_it(self, cast, plan):
        one = plan.milestones.order_by("position").last()
        amendment = applied(cast, propose(cast, plan, ends_on=NEW_END, due_on={one.public_id: date(2027, 3, 1)}))
        plan.refresh_from_db()
        one.refresh_from_db()
        assert (plan.ends_on, one.due_on, amendment.status) == (NEW_END, date(2027, 3, 1), "applied")
        assert amendment.version.number == 2
        assert amendment.version.content["ends_on"] == "2027-03-31"
        assert plan.signed_version.number == 1
        event = list_events(target=plan)[0]
        assert event.data["progress"]["done_before"] == event.data["progress"]["done_after"]

    def test_refuses_what_moved_since_it_was_asked(self, cast, plan):
        one = plan.milestones.order_by("position").last()
        amendment = propose(cast, plan, ends_on=NEW_END, due_on={one.public_id: date(2027, 3, 1)})
        act(cast, amendment, "contact", "accept")
        put(one, "reported")
        with pytest.raises(AmendmentStale):
            act(cast, amendment, "head", "approve")
        plan.refresh_from_db()
        assert plan.ends_on == date(2026, 12, 15)

    def test_brings_a_service_and_takes_another_out_without_forgetting_it(self, cast, plan):
        old, new = plan.plan_services.get(), make_service(cast.unit)
        amendment = applied(cast, propose(cast, plan, "services", services=[new.service]))
        old.refresh_from_db()
        assert old.dropped_at == LATER
        assert {one.status for one in old.milestones.all()} == {"not_applicable"}
        assert sum(plan.milestones.values_list("weight", flat=True)) == Decimal(100)
        assert (amendment.total_before, amendment.total_after) == (Decimal(100), Decimal(100))
        assert [one["name"] for one in amendment.version.content["services"]] == [new.name]
        with pytest.raises(Invalid):
            propose(cast, plan, "services", services=[old.service_version.service])

    def test_changes_the_people(self, cast, plan):
        colleague = cast.person("colleague")
        applied(cast, propose(cast, plan, "people", advisor=colleague, counterpart={"counterpart_name": "Otra"}))
        plan.refresh_from_db()
        assert (plan.advisor_id, plan.counterpart_name) == (colleague.pk, "Otra")

    def test_gives_the_weight_of_what_does_not_apply_to_what_is_to_be_done(self, cast, plan):
        first, second, *rest = plan.milestones.order_by("position")
        put(first, "validated")
        before = selectors.progress_of_plan(plan)
        amendment = propose(cast, plan, "not_applicable", milestone_id=second.public_id)
        assert weights(plan)[1] == second.weight
        done = applied(cast, amendment)
        second.refresh_from_db()
        assert (second.status, second.weight) == ("not_applicable", 0)
        assert sum(weights(plan)) == Decimal(100)
        assert selectors.progress_of_plan(plan) == before
        assert {one["of"] for one in done.changes} == {str(second.public_id), *(str(one.public_id) for one in rest)}

    def test_is_approved_by_another_of_those_who_review(self, cast, plan):
        milestone = plan.milestones.first()
        amendment = propose(cast, plan, "not_applicable", who="head", milestone_id=milestone.public_id)
        with pytest.raises(OwnAmendment):
            act(cast, amendment, "head", "approve")
        assert act(cast, amendment, "monitor", "approve").status == "applied"


class TestEndings:
    def test_wait_for_the_decision(self, cast, plan):
        propose(cast, plan)
        with pytest.raises(AmendmentsOpen):
            apply_action(actor=cast.advisor, public_id=plan.public_id, action="finish", now=NOW)

    def test_before_time_withdraw_what_waited(self, cast, plan):
        amendment = propose(cast, plan)
        why = {"reason": "Cambió todo.", "lessons": "Pactar antes."}
        apply_action(actor=cast.head, public_id=plan.public_id, action="terminate", now=NOW, **why)
        amendment.refresh_from_db()
        assert (amendment.status, amendment.decision_reason) == ("withdrawn", "Cambió todo.")

    def test_admit_a_milestone_that_does_not_apply(self, cast, plan):
        first, *others = plan.milestones.order_by("position")
        applied(cast, propose(cast, plan, "not_applicable", milestone_id=first.public_id))
        for one in others:
            put(one, "validated")
        make_delivery_act(plan, by=cast.person("advisor"))
        assert selectors.progress_of_plan(plan).is_complete
        done = apply_action(actor=cast.advisor, public_id=plan.public_id, action="finish", now=LATER)
        assert done.status == "finished"


class TestWaiting:
    @pytest.mark.parametrize(
        ("kind", "status", "name", "awaits"),
        [
            ("dates", "proposed", "contact", True),
            ("dates", "proposed", "head", False),
            ("dates", "accepted", "head", True),
            ("dates", "accepted", "contact", False),
            ("not_applicable", "proposed", "monitor", True),
            ("not_applicable", "proposed", "contact", False),
            ("not_applicable", "proposed", "advisor", False),
        ],
    )
    def test_is_for_whoever_decides_next(self, cast, plan, kind, status, name, awaits):
        wanted = {"milestone_id": plan.milestones.first().public_id} if kind == "not_applicable" else {}
        amendment = propose(cast, plan, kind, **wanted)
        if status == "accepted":
            act(cast, amendment, "legal", "accept")
        found = read_waiting(selectors.list_waiting_kinds(actor=cast.actor(name), today=NOW.date())).items
        assert (amendment.get_absolute_url() in {one.url for one in found}) is awaits


class TestKinds:
    def test_all_are_composed_and_drawn(self):
        from llegada.workplans.forms import AMENDMENT_FORMS
        from llegada.workplans.views.amendments import KINDS

        assert set(AMENDMENT_FORMS) == set(KINDS.values()) == set(AmendmentKind)
        assert PlanMilestone.amendments is not None
