"""The act with which a work plan is delivered, as a document."""

from __future__ import annotations

import pytest

from llegada.core.errors import NotFound
from llegada.reports.content import Items, Table
from llegada.reports.sources import find_any_subject, find_subject
from llegada.workplans.services import answer_delivery
from tests.factories import NOW, make_plan, make_service
from tests.loaded_once import made_once
from tests.workplans.conftest import Cast
from tests.workplans.makers import make_delivery_act
from tests.workplans.test_milestones import put

pytestmark = pytest.mark.django_db


cast = made_once(Cast)


@pytest.fixture
def plan(cast):
    versions = [make_service(cast.unit, name="Manual de funciones")]
    plan = make_plan(
        unit=cast.unit, entity=cast.entity, advisor=cast.person("advisor"), versions=versions, status="finished"
    )
    first, *others = plan.milestones.all()
    for one in others:
        put(one, "validated")
    type(first).objects.filter(pk=first.pk).update(status="not_applicable", weight=0)
    make_delivery_act(plan, by=plan.advisor, notes="Con sus anexos.")
    return plan


def subject_of(plan, actor, number=1):
    return find_subject(actor=actor, kind="delivery_act", target_id=plan.public_id, number=number)


def blocks_of(content):
    return {section.title: section.blocks for section in content.sections}


class TestDeliveryAct:
    def test_says_what_was_left_the_milestones_and_who_signed(self, cast, plan):
        content = subject_of(plan, cast.advisor).build()
        assert content.title == f"Acta de entrega: {plan.title}"
        blocks = blocks_of(content)
        things, notes = blocks["Lo que se entregó"]
        assert isinstance(things, Items)
        assert (things.items, notes.text) == (["Manual de funciones"], "Con sus anexos.")
        milestones = blocks["Los hitos del plan"][0]
        assert isinstance(milestones, Table)
        assert [row[3] for row in milestones.rows] == ["No aplica", "Cumplido", "Cumplido"]
        assert dict(blocks["La entrega"][0].rows)["Avance del plan"] == "100\xa0%"
        assert [row[0] for row in blocks["Firmas del plan"][0].rows] == ["Quien asiste"]

    def test_says_what_the_entity_answered(self, cast, plan):
        before = subject_of(plan, cast.contact).build()
        assert dict(blocks_of(before)["Recibo de la entidad"][0].rows)["Cuándo"] is None
        answer_delivery(actor=cast.contact, public_id=plan.public_id, is_received=True, now=NOW)
        after = subject_of(plan, cast.contact).build()
        receipt = dict(blocks_of(after)["Recibo de la entidad"][0].rows)
        assert (receipt["Recibo"], receipt["Respondió"]) == ("Recibido", "Contact de Prueba")

    def test_says_the_same_whoever_asks(self, cast, plan):
        again = find_any_subject(kind="delivery_act", target_id=plan.public_id, number=1)
        assert again.build() == subject_of(plan, cast.control).build()

    def test_is_issued_by_either_party(self, cast, plan):
        who = ("advisor", "head", "contact", "legal", "control")
        allowed = {name for name in who if subject_of(plan, cast.actor(name)).may_issue}
        assert allowed == {"advisor", "head", "contact", "legal"}

    def test_is_hidden_from_strangers_and_only_of_what_was_delivered(self, cast, plan):
        for actor, number in ((cast.stranger, 1), (cast.other_legal, 1), (cast.advisor, 2)):
            with pytest.raises(NotFound):
                subject_of(plan, actor, number)
        undelivered = make_plan(unit=cast.unit, entity=cast.entity, advisor=cast.person("advisor"))
        with pytest.raises(NotFound):
            subject_of(undelivered, cast.advisor)
        assert find_any_subject(kind="delivery_act", target_id=undelivered.public_id, number=1) is None
