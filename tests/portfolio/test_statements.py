from __future__ import annotations

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from llegada.accounts.models import Notice, Person
from llegada.core import history
from llegada.core.errors import Conflict, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.portfolio import rules, services
from llegada.portfolio.errors import StatementIncomplete, WriterCannotPutInForce
from llegada.portfolio.models import StrategicStatement
from tests import factories as make
from tests.loaded_once import made_once
from tests.portfolio.strategy_makers import make_cast

pytestmark = pytest.mark.django_db
TEXTS = {"mission": "Acompañar.", "vision": "Que decidan.", "objective": "Fortalecer.", "focus": "Los más lejanos."}


@made_once
def cast():
    return make_cast(has_statement=False)


@pytest.fixture
def planning(cast):
    return make.make_actor(Role.PLANNING_OFFICE, organization=cast.unit.organization)


def write(actor, cast, *, revision=None, **changes):
    return services.write_statement(
        actor=actor, organization=cast.unit.organization, texts=TEXTS | changes, now=make.NOW, revision=revision
    )


def put(actor, statement, **more):
    return services.put_statement_in_force(actor=actor, public_id=statement.public_id, now=make.NOW, **more)


class TestWriteStatement:
    def test_begins_a_draft_and_then_edits_it(self, cast, planning):
        first = write(planning, cast, vision="")
        again = write(cast.coordinator, cast, revision=first.revision)
        assert (again.pk, again.number, again.vision, again.revision) == (first.pk, 1, "Que decidan.", 2)
        assert [event.verb for event in history.list_events(target=first)] == ["statement.edit", "statement.create"]

    def test_shows_the_second_of_two_editors_the_conflict(self, cast, planning):
        first = write(planning, cast)
        write(cast.coordinator, cast, mission="Otra.", revision=1)
        with pytest.raises(Conflict):
            write(planning, cast, mission="Mía.", revision=first.revision)

    def test_is_only_for_planning_and_coordination(self, cast):
        for actor in (cast.lead, cast.head, cast.members[0], cast.reader):
            with pytest.raises(NotAllowed):
                write(actor, cast)
        with pytest.raises(NotFound):
            write(cast.stranger, cast)


class TestPutStatementInForce:
    def test_freezes_it_replaces_the_one_before_and_tells_who_designs(self, cast, planning):
        former = make.make_statement(cast.unit.organization)
        draft = write(planning, cast)
        put(cast.coordinator, draft)
        former.refresh_from_db()
        assert (former.status, draft.number) == ("superseded", 2)
        assert StrategicStatement.objects.get(status="in_force").in_force_on == make.TODAY
        told = set(Notice.objects.values_list("person", flat=True))
        assert told == {cast.lead.person_id, cast.head.person_id, planning.person_id}

    def test_is_not_for_who_wrote_it(self, cast, planning):
        with pytest.raises(WriterCannotPutInForce):
            put(planning, write(planning, cast))

    def test_asks_for_the_four_texts(self, cast, planning):
        with pytest.raises(StatementIncomplete):
            put(cast.coordinator, write(planning, cast, focus=" "))

    @pytest.mark.parametrize("status", ["in_force", "superseded"])
    def test_is_only_for_a_draft(self, cast, status):
        with pytest.raises(TransitionNotAllowed):
            put(cast.coordinator, make.make_statement(cast.unit.organization, status=status))

    def test_refuses_what_changed_since_it_was_shown(self, cast, planning):
        draft = write(planning, cast)
        with pytest.raises(Conflict):
            put(cast.coordinator, draft, revision=7)


class TestFrozen:
    @pytest.mark.parametrize("change", [{"mission": "Otra"}, {"status": "draft", "in_force_on": None}])
    def test_in_force_does_not_change(self, change):
        statement = make.make_statement()
        with pytest.raises((IntegrityError, InternalError), match="no se modifican"), transaction.atomic():
            StrategicStatement.objects.filter(pk=statement.pk).update(**change)

    def test_in_force_is_not_deleted(self):
        statement = make.make_statement()
        with pytest.raises((IntegrityError, InternalError), match="no se modifican"), transaction.atomic():
            StrategicStatement.objects.filter(pk=statement.pk).delete()


class TestTransitions:
    def test_lead_nowhere_else(self):
        assert rules.STATEMENT_TRANSITIONS == {
            ("draft", "put_in_force"): "in_force",
            ("in_force", "supersede"): "superseded",
        }


class TestPages:
    def test_write_and_put_in_force_by_two_people(self, cast, planning, login):
        people = Person.objects.in_bulk([planning.person_id, cast.coordinator.person_id])
        writer, other = login(people[planning.person_id]), login(people[cast.coordinator.person_id])
        answer = writer.post(reverse("strategies:statement_edit"), TEXTS)
        draft = StrategicStatement.objects.get()
        assert answer.url == draft.get_absolute_url()
        assert "Falta otra persona." in writer.get(reverse("strategies:statements")).text
        url = reverse("strategies:statement_in_force", args=[draft.public_id])
        assert writer.post(url).status_code == 409
        assert other.post(f"{url}?revision=1").status_code == 302
        assert "En vigor desde el" in other.get(reverse("strategies:statements")).text

    def test_show_what_another_saved_before_losing_anything(self, cast, planning, login):
        write(cast.coordinator, cast, mission="Otra.")
        page = login(Person.objects.get(pk=planning.person_id)).post(
            reverse("strategies:statement_edit"), TEXTS | {"mission": "La mía.", "revision": "9"}
        )
        assert page.status_code == 409
        assert "La mía." in page.text
