"""A mechanism outside the list is described and told, once a session, to whoever governs the method (OPE-02)."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from llegada.accounts.models import Notice
from llegada.core.errors import Invalid
from llegada.core.roles import Role
from llegada.delivery import services
from llegada.delivery.services import EventRecord
from tests.delivery.cast import details, record
from tests.delivery.field_cast import new_session, send
from tests.delivery.test_mass_event_services import rows
from tests.factories import NOW, TODAY, assign, make_person

OTHER = details(kind="other", other_kind="Visita guiada a otra alcaldía")


@pytest.fixture
def governs(cast):
    """Return who coordinates the method in the organisation of the plan."""
    person = make_person("Coordinación")
    assign(person, Role.COORDINATOR, organization=cast.unit.organization)
    return person


def plan(cast, what=OTHER, **values):
    return services.plan_session(
        actor=cast.advisor, plan_id=cast.plan.public_id, details=what, now=NOW, today=TODAY, **values
    )


def told(person):
    return list(Notice.objects.filter(person=person).values_list("event__verb", "event__data__what"))


TOLD = [("session.other_mechanism", OTHER.other_kind)]


class TestTellOfOtherMechanism:
    def test_tells_of_what_is_planned_once_however_often_it_is_sent_and_corrected(self, cast, governs):
        key = uuid.uuid4()
        session = plan(cast, public_id=key)
        plan(cast, public_id=key)
        services.edit_session(
            actor=cast.advisor,
            public_id=key,
            details=replace(OTHER, other_kind="Recorrido"),
            revision=session.revision,
            now=NOW,
            today=TODAY,
        )
        assert told(governs) == TOLD

    def test_tells_when_a_session_is_corrected_to_it(self, cast, governs):
        session = plan(cast, details())
        assert told(governs) == []
        services.edit_session(
            actor=cast.advisor, public_id=session.public_id, details=OTHER, revision=1, now=NOW, today=TODAY
        )
        assert told(governs) == TOLD

    def test_tells_of_what_is_recorded_at_once(self, cast, governs):
        services.record_session(
            actor=cast.advisor, plan_id=cast.plan.public_id, record=record(details=OTHER), now=NOW, today=TODAY
        )
        assert told(governs) == TOLD

    def test_tells_of_what_the_field_brings(self, cast, governs):
        sent = new_session(cast, kind="other", other_kind=OTHER.other_kind)
        assert [send(cast.advisor, sent).outcome for _again in range(2)] == ["applied", "applied"]
        assert told(governs) == TOLD

    def test_tells_of_a_mass_event_once_whatever_the_entities(self, cast, governs):
        services.record_event(
            actor=cast.advisor,
            service=cast.plan.plan_services.get().service_version.service,
            record=EventRecord(details=OTHER, what_was_done="Se explicó."),
            rows=rows(("Ana", cast.plan.entity.name)),
            now=NOW,
            today=TODAY,
        )
        assert told(governs) == TOLD

    def test_tells_somebody_else_where_nobody_coordinates(self, cast):
        office = make_person("Planeación")
        assign(office, Role.PLANNING_OFFICE, organization=cast.unit.organization)
        plan(cast)
        assert told(office) == TOLD

    def test_is_refused_without_its_description(self, cast, governs):
        with pytest.raises(Invalid) as refused:
            plan(cast, details(kind="other", other_kind=" "))
        assert "other_kind" in refused.value.fields
        assert told(governs) == []
