"""The same record three times at the same instant, and two people who choose at once."""

from __future__ import annotations

from functools import partial

import pytest

from llegada.core.errors import Conflict, LlegadaError, TransitionNotAllowed
from llegada.delivery.models import AttendanceEntry, Commitment, FieldItem, Session
from llegada.delivery.services.field import resolve_conflict
from tests.at_once import at_once
from tests.delivery.cast import make_cast
from tests.delivery.field_cast import captured, new_session, send
from tests.delivery.field_makers import make_field_conflict
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


class TestAtOnce:
    def test_the_same_record_three_times_is_one_session(self):
        cast = make_cast()
        sent = new_session(cast)
        answers = at_once(*[lambda: send(cast.advisor, sent)] * 3)
        assert [one.outcome for one in answers] == ["applied"] * 3
        counts = [model.objects.count() for model in (FieldItem, Session, AttendanceEntry, Commitment)]
        assert counts == [1, 1, 1, 1]

    def test_lists_of_one_session_add_up(self):
        cast = make_cast()
        held = cast.session(status="held")
        lists = [
            captured(
                "attendance", held.public_id, {"people": [{"name": one, "entity_name": "X"} for one in (name, "Ana")]}
            )
            for name in ("Beto", "Ciro", "Dora")
        ]
        answers = at_once(*[partial(send, cast.advisor, one) for one in lists])
        assert [one.outcome for one in answers] == ["applied"] * 3
        assert sorted(entry.name for entry in held.attendance.all()) == ["Ana", "Beto", "Ciro", "Dora"]

    def test_only_one_of_two_chooses_a_version(self):
        cast = make_cast()
        session = cast.session()
        item = make_field_conflict(session, cast.person("advisor"))

        def choose():
            return resolve_conflict(
                actor=cast.advisor,
                public_id=item.public_id,
                choice="theirs",
                revision=session.revision,
                now=NOW,
                today=TODAY,
            )

        refused = [one for one in at_once(choose, choose) if isinstance(one, LlegadaError)]
        assert len(refused) == 1
        assert isinstance(refused[0], TransitionNotAllowed | Conflict)
