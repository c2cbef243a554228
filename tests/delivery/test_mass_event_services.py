"""One meeting with many entities: who is credited, who is told why not, and what the figures make of it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed
from llegada.core.roles import Role
from llegada.core.tabular import Row
from llegada.delivery import selectors, services
from llegada.delivery.errors import OwnMinutes, RecordedElsewhere
from llegada.delivery.models import AttendanceEntry, MassEvent, Session
from llegada.delivery.services import EventRecord
from llegada.delivery.services.attendance_table import COLUMNS
from llegada.insights.services import find_differences
from tests.delivery.cast import details
from tests.factories import NOW, TODAY, make_actor, make_entity, make_municipality, make_plan

RECORD = EventRecord(details=details(title="Encuentro"), what_was_done="Se explicó.")


@pytest.fixture
def version(cast):
    return cast.plan.plan_services.get().service_version


@pytest.fixture
def head(cast):
    return make_actor(Role.UNIT_HEAD, unit=cast.unit)


@pytest.fixture
def plans(cast, version):
    """Two plans more on the same service, of other entities."""
    made = []
    for number in (1, 2):
        entity = make_entity(make_municipality(f"0520{number}", f"Lugar {number}"), name=f"Alcaldía de Lugar {number}")
        made.append(make_plan(unit=cast.unit, entity=entity, advisor=cast.plan.advisor, versions=[version]))
    return made


def rows(*people):
    return [
        Row(number, {COLUMNS["name"]: name, COLUMNS["entity_name"]: entity})
        for number, (name, entity) in enumerate(people, start=2)
    ]


def record(actor, version, *people, record=RECORD, **more):
    return services.record_event(
        actor=actor, service=version.service, record=record, rows=rows(*people), now=NOW, today=TODAY, **more
    )


class TestRecordEvent:
    def test_gives_each_entity_its_session_with_its_people_and_its_milestone(self, cast, head, version, plans):
        milestone = version.milestones.order_by("position").first()
        event = record(
            head,
            version,
            ("Ana", "Alcaldía de Lugar 1"),
            ("Beto", "alcaldia de lugar 1"),
            ("Caro", plans[1].entity.name),
            record=replace(RECORD, milestones=(milestone.public_id,)),
        )
        sessions = {one.plan_id: one for one in event.sessions.all()}
        assert sessions.keys() == {plans[0].pk, plans[1].pk}  # nobody of the third entity came
        first = sessions[plans[0].pk]
        assert (first.status, first.recorded_by_id, first.what_was_done) == ("held", head.person_id, "Se explicó.")
        assert [one.name for one in first.attendance.all()] == ["Ana", "Beto"]
        assert [one.plan_id for one in first.milestones.all()] == [plans[0].pk]
        assert list(first.advisors.all()) == [cast.plan.advisor]
        assert selectors.count_event_people(event) == {"people": 3, "attendances": 3}
        assert history.list_events(target=event).get().data == {"entities": 2, "people": 3}

    def test_leaves_the_figures_as_the_facts_say(self, head, version, plans):
        record(head, version, ("Ana", "Alcaldía de Lugar 1"), ("Caro", "Alcaldía de Lugar 2"))
        assert find_differences() == []

    def test_announces_each_entity_once(self, head, version, plans, announced):
        record(head, version, ("Ana", "Alcaldía de Lugar 1"), ("Beto", "Alcaldía de Lugar 1"))
        ((before, after),) = announced
        assert (before, len(after.person_keys)) == (None, 2)

    def test_says_why_a_row_is_on_no_list(self, cast, head, version, plans):
        cast_out = make_entity(make_municipality("05209", "Fuera"), name="Alcaldía de Fuera")
        late = make_plan(unit=cast.unit, entity=cast_out, advisor=cast.plan.advisor, versions=[version])
        type(late).objects.filter(pk=late.pk).update(
            ends_on=TODAY - timedelta(days=1), starts_on=TODAY - timedelta(days=9)
        )
        report = services.try_event(
            actor=head,
            service=version.service,
            record=RECORD,
            rows=rows(
                ("Ana", "05201"), ("Ana", "05201"), ("Beto", "Otra"), ("", "05202"), ("Dora", "Alcaldía de Fuera")
            ),
            now=NOW,
            today=TODAY,
        )
        assert [(one.row, one.column) for one in report.rejections] == [
            (3, "Nombre"),
            (4, "Entidad"),
            (5, "Nombre"),
            (6, "Entidad"),
        ]
        assert (report.created, report.rejected, MassEvent.objects.count(), Session.objects.count()) == (1, 4, 0, 0)

    def test_sent_twice_is_recorded_once(self, cast, head, version, plans):
        key = uuid.uuid4()
        people = [("Ana", "Alcaldía de Lugar 1")]
        first, again = (record(head, version, *people, public_id=key) for _ in range(2))
        assert (first.pk, AttendanceEntry.objects.count()) == (again.pk, 1)
        with pytest.raises(RecordedElsewhere):
            record(make_actor(Role.UNIT_HEAD, unit=cast.unit), version, *people, public_id=key)

    def test_waits_for_its_day(self, head, version):
        with pytest.raises(Invalid) as refused:
            record(head, version, record=replace(RECORD, details=details(held_on=TODAY + timedelta(days=1))))
        assert "held_on" in refused.value.fields

    def test_is_of_nobody_if_nobody_came(self, head, version):
        with pytest.raises(Invalid) as refused:
            record(head, version, ("Ana", "Otra"))
        assert "file" in refused.value.fields

    @pytest.mark.parametrize("actor", ["contact", "executive"])
    def test_is_not_for_who_only_reads(self, cast, version, actor):
        with pytest.raises(NotAllowed):
            record(getattr(cast, actor), version, ("Ana", cast.plan.entity.name))

    def test_reaches_no_further_than_the_plans_of_who_records(self, cast, version, plans):
        assert len(selectors.list_creditable(actor=cast.coordinator, service=version.service)) == 3
        assert selectors.list_creditable(actor=cast.other_advisor, service=version.service) == []
        assert list(selectors.list_event_services(actor=cast.stranger)) == []
        assert list(selectors.list_event_services(actor=cast.coordinator)) == [version]

    def test_costs_the_same_queries_whatever_their_number(self, head, version, plans, django_assert_max_num_queries):
        people = [(f"Persona {n}", f"0520{1 + n % 2}") for n in range(120)]
        with django_assert_max_num_queries(45):
            record(head, version, *people)


class TestApproveEventMinutes:
    def test_approves_them_all_by_somebody_else(self, cast, head, version, plans):
        event = record(head, version, ("Ana", "05201"), ("Beto", "05202"))
        with pytest.raises(OwnMinutes):
            services.approve_event_minutes(actor=head, public_id=event.public_id, now=NOW)
        assert services.approve_event_minutes(actor=cast.coordinator, public_id=event.public_id, now=NOW) == 2
        assert set(event.sessions.values_list("status", flat=True)) == {"minutes_approved"}
        assert services.approve_event_minutes(actor=cast.coordinator, public_id=event.public_id, now=NOW) == 0
