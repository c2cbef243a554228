"""Prioritised lists: made from a run, changed by hand, decided by another, answered by each administration."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from llegada.core.actors import ANONYMOUS
from llegada.core.errors import Conflict, Invalid, NotAllowed, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.core.waiting import read_waiting
from llegada.targeting import selectors, services
from llegada.targeting.errors import ChangesUndecided, ListEmpty, MakerCannotDecide, NoSuchPlaces, NotAnswerable
from llegada.targeting.models import PrioritizedEntity, PrioritizedList
from llegada.targeting.selectors.waiting import list_waiting_kinds
from tests import factories as make
from tests.targeting.list_makers import make_change, make_group, make_list, make_sealed_run

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY


@pytest.fixture
def unit():
    return make.make_unit(make.make_organization("Instituto de Prueba", "IP"))


def acting(unit, role, name):
    person = make.make_person(name)
    make.assign(person, role, organization=unit.organization, unit=unit)
    return make.actor_of_person(person)


@pytest.fixture
def lead(unit):
    return acting(unit, Role.TECHNICAL_LEAD, "Líder")


@pytest.fixture
def head(unit):
    return acting(unit, Role.UNIT_HEAD, "Jefa")


def town(code="05001", name="Medellín"):
    return make.make_entity(make.make_municipality(code, name))


CONTENT = services.ListContent("Municipios que van primero", 2027, "Los que menos ejecutan.")


class TestCreateList:
    def test_brings_the_alcaldias_of_the_run_in_its_order(self, unit, lead):
        first, second = town(), town("52001", "Pasto")
        run = make_sealed_run(unit, {"municipality": second.municipality}, {"municipality": first.municipality})

        made = services.create_list(actor=lead, unit=unit, content=CONTENT, run=run, now=NOW)

        assert [(row.entity, row.rank) for row in selectors.list_entities_of(made)] == [(second, 1), (first, 2)]

    def test_of_a_group_brings_each_of_its_entities_once(self, unit, lead):
        first, second = town(), town("52001", "Pasto")
        group = make_group(unit, first, second)
        run = make_sealed_run(unit, {"group": group}, {"municipality": first.municipality})

        made = services.create_list(actor=lead, unit=unit, content=CONTENT, run=run, now=NOW)

        assert {row.entity: (row.group, row.rank) for row in made.entities.all()} == {
            first: (group, 1),
            second: (group, 1),
        }

    def test_names_the_places_without_entity_and_makes_nothing(self, unit, lead):
        island = make.make_municipality("88001", "San Andrés")
        run = make_sealed_run(unit, {"municipality": island})

        with pytest.raises(NoSuchPlaces) as refused:
            services.create_list(actor=lead, unit=unit, content=CONTENT, run=run, now=NOW)

        assert "San Andrés (88001)" in str(refused.value)
        assert not PrioritizedList.objects.exists()

    def test_is_not_for_who_only_reads(self, unit):
        with pytest.raises(NotAllowed):
            services.create_list(actor=acting(unit, Role.ADVISOR, "A"), unit=unit, content=CONTENT, now=NOW)


class TestEditList:
    def test_refuses_what_somebody_else_changed_meanwhile(self, unit, lead):
        one = make_list(unit, town())
        services.edit_list(actor=lead, public_id=one.public_id, content=CONTENT, now=NOW, revision=1)

        with pytest.raises(Conflict):
            services.edit_list(
                actor=lead, public_id=one.public_id, content=replace(CONTENT, name="Otra"), now=NOW, revision=1
            )


class TestMoveList:
    def test_approves_by_another_person_and_publishes(self, unit, lead, head):
        one = services.create_list(
            actor=lead, unit=unit, content=CONTENT, run=make_sealed_run(unit, {"entity": town()}), now=NOW
        )
        services.move_list(actor=lead, public_id=one.public_id, action="send", now=NOW)

        services.move_list(actor=head, public_id=one.public_id, action="approve", now=NOW)

        assert selectors.get_list(actor=ANONYMOUS, public_id=one.public_id).status == "approved"

    def test_is_hidden_from_the_public_until_approved(self, unit):
        one = make_list(unit, town(), status="in_review")

        with pytest.raises(NotFound):
            selectors.get_list(actor=ANONYMOUS, public_id=one.public_id)

    def test_refuses_the_approval_of_who_asked_a_change_of_it(self, unit, lead, head):
        one = make_list(unit, town())
        services.ask_change(actor=head, list_id=one.public_id, entity=town("52001", "Pasto"), reason="Sí", now=NOW)
        services.decide_change(
            actor=acting(unit, Role.COORDINATOR, "C"),
            public_id=one.changes.get().public_id,
            decision="approve",
            now=NOW,
        )
        services.move_list(actor=lead, public_id=one.public_id, action="send", now=NOW)

        with pytest.raises(MakerCannotDecide):
            services.move_list(actor=head, public_id=one.public_id, action="approve", now=NOW)

    def test_asks_for_one_entity_and_for_every_change_decided(self, unit, lead):
        empty, waiting = make_list(unit, name="Vacía"), make_list(unit, town(), name="Con cambio")
        make_change(waiting, town("52001", "Pasto"))

        with pytest.raises(ListEmpty):
            services.move_list(actor=lead, public_id=empty.public_id, action="send", now=NOW)
        with pytest.raises(ChangesUndecided):
            services.move_list(actor=lead, public_id=waiting.public_id, action="send", now=NOW)

    @pytest.mark.parametrize(("status", "action"), [("draft", "discard"), ("approved", "withdraw")])
    def test_asks_why(self, unit, head, status, action):
        one = make_list(unit, town(), status=status)

        with pytest.raises(ReasonRequired):
            services.move_list(actor=head, public_id=one.public_id, action=action, now=NOW, reason=" ")

    def test_refuses_what_the_table_does_not_have(self, unit, head):
        one = make_list(unit, town(), status="approved")

        with pytest.raises(TransitionNotAllowed):
            services.move_list(actor=head, public_id=one.public_id, action="approve", now=NOW)


class TestOpenVersion:
    def test_keeps_entities_and_answers_and_supersedes_once_approved(self, unit, lead, head):
        entity = town()
        former = make_list(unit, entity, status="approved")
        former.entities.update(acceptance="accepted", acceptance_on=TODAY)

        newer = services.open_version(actor=lead, public_id=former.public_id, now=NOW)
        services.move_list(actor=lead, public_id=newer.public_id, action="send", now=NOW)
        services.move_list(actor=head, public_id=newer.public_id, action="approve", now=NOW)

        former.refresh_from_db()
        assert (former.status, newer.number) == ("superseded", 2)
        assert newer.entities.get().acceptance == "accepted"

    def test_takes_the_entities_of_another_run(self, unit, lead):
        former, other = make_list(unit, town(), status="approved"), town("52001", "Pasto")
        run = make_sealed_run(unit, {"municipality": other.municipality})

        newer = services.open_version(actor=lead, public_id=former.public_id, run=run, now=NOW)

        assert newer.entities.get().entity == other

    def test_is_one_at_a_time(self, unit, lead):
        former = make_list(unit, town(), status="approved")
        services.open_version(actor=lead, public_id=former.public_id, now=NOW)

        with pytest.raises(Invalid):
            services.open_version(actor=lead, public_id=former.public_id, now=NOW)


class TestDecideChange:
    def test_brings_in_and_leaves_out_with_the_reason(self, unit, head):
        out, come = town(), town("52001", "Pasto")
        one = make_list(unit, out)
        exclusion = make_change(one, out, kind="exclude", reason="No aceptó en la reunión.")
        inclusion = make_change(one, come, duty="normative", duty_norm="Ley 1551 de 2012, artículo 6")

        for change in (exclusion, inclusion):
            services.decide_change(actor=head, public_id=change.public_id, decision="approve", now=NOW)

        rows = {row.entity: (row.is_included, row.origin, row.duty) for row in one.entities.all()}
        assert rows == {out: (False, "rule", ""), come: (True, "manual", "normative")}

    def test_is_never_of_who_asked(self, unit, head):
        one = make_list(unit, town())
        change = services.ask_change(
            actor=head, list_id=one.public_id, entity=town("52001", "Pasto"), reason="Porque sí", now=NOW
        )

        with pytest.raises(MakerCannotDecide):
            services.decide_change(actor=head, public_id=change.public_id, decision="approve", now=NOW)

    def test_of_one_denied_changes_nothing(self, unit, head):
        one = make_list(unit, town())
        change = make_change(one, town("52001", "Pasto"))

        services.decide_change(actor=head, public_id=change.public_id, decision="deny", reason="Ya la asisten", now=NOW)

        assert one.entities.count() == 1

    def test_a_norm_is_named(self, unit, lead):
        one = make_list(unit, town())

        with pytest.raises(Invalid) as refused:
            services.ask_change(
                actor=lead,
                list_id=one.public_id,
                entity=town("52001", "Pasto"),
                reason="Porque la ley lo manda",
                duty="normative",
                now=NOW,
            )

        assert "norma" in str(refused.value.fields)


class TestRecordAnswer:
    ACCEPTED = services.Answer("accepted", TODAY, "Alcaldesa", "Oficio 123")

    def answer(self, actor, row, answer=ACCEPTED):
        return services.record_answer(actor=actor, public_id=row.public_id, answer=answer, now=NOW, today=TODAY)

    def test_keeps_what_the_entity_itself_says(self, unit):
        entity = town()
        row = make_list(unit, entity, status="approved").entities.get()
        mayor = make.make_person("Alcaldesa")
        make.assign(mayor, Role.LEGAL_REPRESENTATIVE, entity=entity)

        self.answer(make.actor_of_person(mayor), row)

        row.refresh_from_db()
        assert (row.acceptance, row.acceptance_by) == ("accepted", "Alcaldesa")

    def test_is_not_of_another_entity(self, unit):
        row = make_list(unit, town(), status="approved").entities.get()
        other = make.make_person("Alcalde de otro")
        make.assign(other, Role.LEGAL_REPRESENTATIVE, entity=town("52001", "Pasto"))

        with pytest.raises(NotAllowed):
            self.answer(make.actor_of_person(other), row)

    def test_waits_for_the_approved_list(self, unit, lead):
        row = make_list(unit, town()).entities.get()

        with pytest.raises(NotAnswerable):
            self.answer(lead, row)

    def test_is_not_of_tomorrow(self, unit, lead):
        row = make_list(unit, town(), status="approved").entities.get()

        with pytest.raises(Invalid):
            self.answer(lead, row, replace(self.ACCEPTED, on=TODAY.replace(year=TODAY.year + 1)))

    def test_a_refusal_says_why(self, unit, lead):
        row = make_list(unit, town(), status="approved").entities.get()

        with pytest.raises(Invalid):
            self.answer(lead, row, services.Answer("declined", TODAY))


class TestTheDatabase:
    @pytest.mark.parametrize("status", ["in_review", "approved", "superseded"])
    def test_keeps_who_is_in_a_list_that_left_its_unit(self, unit, status):
        one = make_list(unit, town(), status=status)

        for change in ({"is_included": False, "reason": "No"}, {"rank": 9}):
            with pytest.raises(IntegrityError), transaction.atomic():
                PrioritizedEntity.objects.filter(list=one).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            PrioritizedEntity.objects.create(list=one, entity=town("52001", "Pasto"))

    def test_keeps_what_an_approved_list_says(self, unit):
        one = make_list(unit, town(), status="approved")

        for change in ({"name": "Otra"}, {"status": "draft"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                PrioritizedList.objects.filter(pk=one.pk).update(**change)

    def test_keeps_a_decided_change(self, unit, head):
        change = make_change(make_list(unit, town()), town("52001", "Pasto"))
        services.decide_change(actor=head, public_id=change.public_id, decision="approve", now=NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            type(change).objects.filter(pk=change.pk).update(reason="Otra")


class TestWaiting:
    def test_is_for_who_decides_and_did_not_make_it(self, unit, lead, head):
        sent = make_list(unit, town(), name="Enviada")
        services.move_list(actor=lead, public_id=sent.public_id, action="send", now=NOW)
        make_change(make_list(unit, town("52001", "Pasto"), name="Con cambio"), town("52002", "Otro"))
        make_list(unit, town("52003", "Más"), name="Sin nada")

        found = [str(item.title) for item in read_waiting(list_waiting_kinds(actor=head)).items]

        assert sorted(found) == [
            "Aprobar la lista de entidades priorizadas: Enviada",
            "Decidir 1 cambio manual de la lista: Con cambio",
        ]
        assert read_waiting(list_waiting_kinds(actor=lead)).items == []

    def test_asks_the_entity_for_its_answer_until_it_gives_it(self, unit):
        entity = town()
        one, mayor = make_list(unit, entity, status="approved"), make.make_person("Alcaldesa")
        make.assign(mayor, Role.LEGAL_REPRESENTATIVE, entity=entity)
        actor = make.make_actor(Role.LEGAL_REPRESENTATIVE, person=mayor, entity=entity)

        before = read_waiting(list_waiting_kinds(actor=actor)).items
        one.entities.update(acceptance="accepted", acceptance_on=TODAY)

        assert [item.url.rsplit("/", 2)[-2] for item in before] == ["respuesta"]
        assert read_waiting(list_waiting_kinds(actor=actor)).items == []
