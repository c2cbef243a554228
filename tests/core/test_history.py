from __future__ import annotations

from datetime import timedelta

import pytest

from llegada.core import history
from llegada.core.actors import ANONYMOUS
from llegada.core.roles import Role
from llegada.territory.models import Department
from tests import factories as make

pytestmark = pytest.mark.django_db


class TestRecord:
    def test_keeps_the_roles_under_which_one_acted(self):
        actor = make.make_actor(Role.ADVISOR, organization=make.make_organization())
        event = history.record(actor=actor, verb="test.done", target=make.make_unit(), now=make.NOW)
        assert (event.actor_roles, event.actor_name) == ("advisor", actor.name)

    def test_may_be_of_nobody(self):
        event = history.record(actor=ANONYMOUS, verb="test.done", target=make.make_unit(), now=make.NOW)
        assert event.actor is None

    def test_names_its_target_by_the_public_id_or_else_by_the_key(self):
        unit, department = make.make_unit(), make.make_department()
        record = {"actor": ANONYMOUS, "verb": "test.done", "now": make.NOW}
        assert history.record(target=unit, **record).target_id == str(unit.public_id)
        event = history.record(target=department, **record)
        assert (event.target_kind, event.target_id) == ("territory.department", "05")

    def test_may_be_about_a_whole_table(self):
        department = make.make_department()
        event = history.record(actor=ANONYMOUS, verb="test.done", target=Department, now=make.NOW)
        assert list(history.list_events(target=Department)) == [event]
        assert not history.list_events(target=department).exists()


class TestRecordMany:
    def test_appends_in_order_by_one_statement(self, django_assert_num_queries):
        unit = make.make_unit()
        events = [
            history.compose(actor=ANONYMOUS, verb="test.done", target=unit, now=make.NOW, after=str(number))
            for number in range(3)
        ]
        with django_assert_num_queries(1):
            history.record_many(events)
        assert [event.after for event in history.list_events(target=unit)] == ["2", "1", "0"]


class TestListEvents:
    def test_gives_those_of_the_target_newest_first(self):
        one, other = make.make_unit(), make.make_unit()
        for minutes, target in ((0, one), (2, one), (1, one), (3, other)):
            now = make.NOW + timedelta(minutes=minutes)
            history.record(actor=ANONYMOUS, verb="test.done", target=target, now=now, after=str(minutes))
        assert [event.after for event in history.list_events(target=one)] == ["2", "1", "0"]


class TestListShown:
    @staticmethod
    def record(target, *, actor=ANONYMOUS, hours=0, **more):
        history.record(actor=actor, verb="test.edited", target=target, now=make.NOW + timedelta(hours=hours), **more)

    def test_folds_what_one_person_repeated_in_a_day(self):
        unit, person = make.make_unit(), make.make_actor(Role.ADVISOR, organization=make.make_organization())
        for hours in (-72, 0, 1, 2):
            self.record(unit, hours=hours)
        self.record(unit, hours=3, actor=person)
        shown = history.list_shown(target=unit)
        assert [(event.actor_id, event.times) for event in shown] == [(person.person_id, 1), (None, 3), (None, 1)]
        assert shown[1].at == make.NOW + timedelta(hours=2)

    @pytest.mark.parametrize("said", [{"before": "a", "after": "b"}, {"after": "b"}, {"reason": "Porque sí."}])
    def test_folds_nothing_that_moves_something_or_gives_a_reason(self, said):
        unit = make.make_unit()
        for _ in range(2):
            self.record(unit, **said)
        assert [event.times for event in history.list_shown(target=unit)] == [1, 1]


class TestListEventsOf:
    def test_gives_those_of_every_target_newest_first(self, django_assert_num_queries):
        unit, department, other = make.make_unit(), make.make_department(), make.make_unit()
        for minutes, target in ((0, unit), (2, department), (1, unit), (3, other)):
            now = make.NOW + timedelta(minutes=minutes)
            history.record(actor=ANONYMOUS, verb="test.done", target=target, now=now, after=str(minutes))
        with django_assert_num_queries(1):
            assert [event.after for event in history.list_events_of([unit, department])] == ["2", "1", "0"]

    def test_of_nothing_is_nothing(self):
        assert not history.list_events_of([]).exists()


class TestVerbs:
    def test_every_app_says_its_verbs_in_words(self):
        history.register_verbs({"test.done": "Prueba hecha"})
        assert history.VERB_LABELS.pop("test.done") == "Prueba hecha"
        assert {"person.register", "role.assign"} <= history.VERB_LABELS.keys()
