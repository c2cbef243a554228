from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from llegada.core.errors import Invalid, NotAllowed, ReasonRequired, TransitionNotAllowed
from llegada.core.history import list_events
from llegada.core.waiting import read_waiting
from llegada.workplans import selectors
from llegada.workplans.errors import BothSides, DeliveryActMissing, MilestonesMissing, ReceiptMissing
from llegada.workplans.models import DeliveryAct
from llegada.workplans.services import DeliveryContent, answer_delivery, apply_action, deliver_plan
from tests.factories import NOW, TODAY
from tests.workplans.makers import make_delivery_act
from tests.workplans.test_milestones import put

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def done(cast, plan_in):
    """Return a plan in execution with everything validated."""
    plan = plan_in()
    for one in plan.milestones.all():
        put(one, "validated")
    return plan


def deliver(cast, plan, who="advisor", **values):
    given = {
        "delivered_on": TODAY,
        "delivered_by_name": "Camila",
        "received_by_name": "Rafael",
        "deliverables": ["Manual", " ", " Acuerdo "],
    }
    content = DeliveryContent(**(given | values))
    return deliver_plan(actor=cast.actor(who), public_id=plan.public_id, content=content, now=NOW)


def answer(cast, plan, who="contact", *, is_received=True, note=""):
    return answer_delivery(
        actor=cast.actor(who), public_id=plan.public_id, is_received=is_received, note=note, now=LATER
    )


class TestDeliverPlan:
    def test_finishes_the_plan_with_its_act(self, cast, done):
        assert deliver(cast, done).status == "finished"
        act = selectors.find_delivery_act(plan=done)
        assert (act.deliverables, act.receipt) == (["Manual", "Acuerdo"], "awaiting")
        assert list_events(target=done)[0].verb == "workplan.finish"

    def test_is_the_only_way_to_finish(self, cast, done):
        with pytest.raises(DeliveryActMissing):
            apply_action(actor=cast.advisor, public_id=done.public_id, action="finish", now=NOW)

    def test_writes_nothing_where_something_is_missing(self, cast, plan_in):
        with pytest.raises(MilestonesMissing):
            deliver(cast, plan_in())
        assert not DeliveryAct.objects.exists()

    @pytest.mark.parametrize("status", ["signed", "suspended", "finished", "closed", "terminated"])
    def test_is_for_a_plan_in_execution(self, cast, plan_in, status):
        with pytest.raises(TransitionNotAllowed):
            deliver(cast, plan_in(status))

    @pytest.mark.parametrize("name", ["contact", "monitor", "control"])
    def test_is_for_who_makes_plans(self, cast, done, name):
        with pytest.raises(NotAllowed):
            deliver(cast, done, who=name)

    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("delivered_on", {"delivered_on": TODAY + timedelta(days=1)}),
            ("delivered_on", {"delivered_on": date(2025, 1, 1)}),
            ("deliverables", {"deliverables": [" "]}),
            ("deliverables", {"deliverables": ["x"] * 51}),
            ("delivered_by_name", {"delivered_by_name": " "}),
            ("received_by_name", {"received_by_name": ""}),
        ],
    )
    def test_refuses_what_is_missing_with_its_field(self, cast, done, field, values):
        with pytest.raises(Invalid) as refused:
            deliver(cast, done, **values)
        assert list(refused.value.fields) == [field]


class TestAnswerDelivery:
    def test_confirms_and_then_nobody_changes_the_act(self, cast, done):
        deliver(cast, done)
        act = answer(cast, done)
        assert (act.receipt, act.receipt_by_id) == ("confirmed", cast.contact.person_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            DeliveryAct.objects.filter(pk=act.pk).update(notes="Otra")
        with pytest.raises(TransitionNotAllowed):
            answer(cast, done)

    def test_says_what_is_missing_and_waits_for_another_act(self, cast, done):
        deliver(cast, done)
        with pytest.raises(ReasonRequired):
            answer(cast, done, is_received=False, note=" ")
        answer(cast, done, is_received=False, note="Falta el anexo.")
        found = read_waiting(selectors.list_waiting_kinds(actor=cast.advisor, today=TODAY)).items
        assert [one.title for one in found] == [f"Corregir el acta de entrega: {done.title}"]
        deliver(cast, done, deliverables=["Manual con su anexo"])
        act = selectors.find_delivery_act(plan=done)
        assert (act.receipt, act.receipt_note, act.deliverables) == ("awaiting", "", ["Manual con su anexo"])

    @pytest.mark.parametrize("name", ["advisor", "head", "monitor"])
    def test_is_for_the_entity(self, cast, done, name):
        deliver(cast, done)
        with pytest.raises(NotAllowed):
            answer(cast, done, who=name)

    def test_is_never_for_who_advises(self, cast, done):
        deliver(cast, done)
        type(done).objects.filter(pk=done.pk).update(created_by=cast.person("contact"))
        with pytest.raises(BothSides):
            answer(cast, done)

    def test_awaits_the_entity_and_then_the_head(self, cast, done):
        deliver(cast, done)
        assert [
            one.action for one in read_waiting(selectors.list_waiting_kinds(actor=cast.legal, today=TODAY)).items
        ] == ["Confirmar"]
        assert read_waiting(selectors.list_waiting_kinds(actor=cast.head, today=TODAY)).items == []
        assert (
            len(read_waiting(selectors.list_waiting_kinds(actor=cast.head, today=TODAY + timedelta(days=16))).items)
            == 1
        )
        answer(cast, done)
        assert [
            one.action for one in read_waiting(selectors.list_waiting_kinds(actor=cast.head, today=TODAY)).items
        ] == ["Cerrar"]


class TestClose:
    def test_waits_for_the_receipt_or_says_why_not(self, cast, plan_in):
        plan = plan_in("finished")
        make_delivery_act(plan, by=cast.person("advisor"))
        with pytest.raises(ReceiptMissing):
            apply_action(actor=cast.head, public_id=plan.public_id, action="close", now=LATER)
        why = "La alcaldía cambió de gobierno y no responde."
        assert (
            apply_action(actor=cast.head, public_id=plan.public_id, action="close", now=LATER, reason=why).status
            == "closed"
        )
