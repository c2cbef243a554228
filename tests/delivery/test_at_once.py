"""Two people, or one device twice, at the same instant: one wins, nothing is half-written."""

from __future__ import annotations

import uuid

import pytest

from llegada.core.errors import Conflict, LlegadaError, TransitionNotAllowed
from llegada.delivery import selectors, services
from llegada.delivery.models import AttendanceEntry, Session
from tests.at_once import at_once
from tests.delivery.cast import BETO, make_cast, record
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


class TestAtOnce:
    def test_the_same_record_sent_twice_is_one_session(self):
        cast, public_id = make_cast(), uuid.uuid4()

        def work():
            return services.record_session(
                actor=cast.advisor,
                plan_id=cast.plan.public_id,
                record=record(attendees=(BETO,)),
                now=NOW,
                today=TODAY,
                public_id=public_id,
            )

        first, second = at_once(work, work)
        assert first.session.pk == second.session.pk
        assert sorted([first.is_new, second.is_new]) == [False, True]
        assert (Session.objects.count(), AttendanceEntry.objects.count()) == (1, 1)

    def test_only_one_of_two_ends_the_session(self):
        cast = make_cast()
        session = cast.session()

        def work():
            return services.hold_session(actor=cast.advisor, public_id=session.public_id, now=NOW, today=TODAY)

        outcomes = at_once(work, work)
        refused = [one for one in outcomes if isinstance(one, LlegadaError)]
        assert len(refused) == 1
        assert isinstance(refused[0], TransitionNotAllowed | Conflict)

    def test_a_person_who_arrives_while_the_session_ends_is_in_the_figures(self, announced):
        cast = make_cast()
        session = cast.session()
        at_once(
            lambda: services.hold_session(actor=cast.advisor, public_id=session.public_id, now=NOW, today=TODAY),
            lambda: services.record_attendance(
                actor=cast.advisor, public_id=session.public_id, attendees=[BETO], now=NOW
            ),
        )
        assert announced[-1][1] == selectors.find_session_fact(session_id=session.pk)
        assert len(announced[-1][1].person_keys) == 1
