"""The approved minutes of a session and its list, as one document."""

from __future__ import annotations

from datetime import timedelta

import pytest

from llegada.core.errors import NotFound
from llegada.delivery import services
from llegada.delivery.models import AttendanceEntry, MinutesNumber
from llegada.reports.content import Facts, Items, Table
from llegada.reports.sources import find_any_subject, find_subject
from tests.delivery.cast import make_cast
from tests.factories import NOW, TODAY, make_attendance, make_commitment
from tests.loaded_once import made_once

pytestmark = pytest.mark.django_db


cast = made_once(make_cast)


@pytest.fixture
def session(cast):
    session = cast.session(
        status="held",
        what_was_done="Se revisó.",
        pending_agenda="Aprobar la planta",
        next_meeting_on=TODAY + timedelta(days=9),
    )
    make_attendance(session, "Ana Ruiz", post="Secretaria")
    make_commitment(session, description="Enviar la base")
    services.approve_minutes(actor=cast.coordinator, public_id=session.public_id, now=NOW)
    return session


def subject_of(session, actor, number=1):
    return find_subject(actor=actor, kind="session_minutes", target_id=session.public_id, number=number)


def blocks_of(content):
    return {section.title: section.blocks[0] for section in content.sections}


class TestSessionMinutes:
    def test_say_every_field_and_the_list_in_one_document(self, cast, session):
        content = subject_of(session, cast.coordinator).build()
        assert content.title == "Acta n.º 1: Taller"
        blocks = blocks_of(content)
        facts, people = blocks["La sesión"], blocks["Lista de asistencia"]
        assert isinstance(facts, Facts)
        assert dict(facts.rows)["Hora de inicio y de fin"] == "08:00 a 12:00"
        assert isinstance(people, Table)
        assert people.rows[0][:2] == ["1", "Ana Ruiz"]
        assert isinstance(blocks["Puntos que quedaron pendientes"], Items)
        assert blocks["Compromisos"].rows[0][0] == "Enviar la base"
        assert blocks["Convocatoria"].rows == [("Próxima reunión", "30\xa0nov\xa02026")]

    def test_say_the_same_whoever_asks(self, cast, session):
        again = find_any_subject(kind="session_minutes", target_id=session.public_id, number=1)
        assert again.build() == subject_of(session, cast.advisor).build()

    @pytest.mark.parametrize("actor", ["executive", "stranger"])
    def test_are_hidden_from_who_may_not_see_names(self, cast, session, actor):
        with pytest.raises(NotFound):
            subject_of(session, getattr(cast, actor))

    def test_are_issued_by_who_records_or_approves(self, cast, session):
        allowed = {
            name: subject_of(session, getattr(cast, name)).may_issue for name in ("advisor", "coordinator", "contact")
        }
        assert allowed == {"advisor": True, "coordinator": True, "contact": False}

    def test_are_only_of_approved_minutes_with_their_number(self, cast, session):
        with pytest.raises(NotFound):
            subject_of(cast.session(status="held"), cast.advisor)
        with pytest.raises(NotFound):
            subject_of(session, cast.advisor, number=2)
        assert (MinutesNumber.objects.count(), AttendanceEntry.objects.count()) == (1, 1)
