"""The same record three times at the same instant, two people who choose at once, and twenty advisors who send at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

import pytest

from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.delivery.models import AttendanceEntry, Commitment, FieldItem, Session, SessionEvidence
from llegada.delivery.services.field import resolve_conflict
from tests.at_once import at_once
from tests.delivery.cast import Cast, make_cast
from tests.delivery.field_cast import (
    PROMISED,
    captured,
    coming,
    new_session,
    photo,
    send,
    send_piece,
    session_body,
    withdraw,
)
from tests.delivery.field_makers import make_field_conflict
from tests.factories import NOW, TODAY, make_actor, make_person, make_plan
from tests.records.samples import PNG

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

    def test_a_file_in_pieces_sent_by_three_is_one_file(self):
        cast = make_cast()
        content = PNG + b"1" * 4_000
        sent = captured("evidence", cast.session(status="held").public_id)
        file = coming(sent, content)

        def upload():
            for start in range(0, len(content), 500):
                send_piece(cast.advisor, file, start, content[start : start + 500])

        at_once(upload, upload, upload)
        assert send_piece(cast.advisor, file).is_whole

    def test_a_record_that_arrives_while_it_is_discarded_is_in_or_out_whole(self):
        cast = make_cast()
        sent = new_session(cast)
        at_once(
            partial(send, cast.advisor, sent),
            partial(withdraw, cast.advisor, sent),
            partial(withdraw, cast.advisor, sent),
        )
        item = FieldItem.objects.get()
        assert item.outcome in {"applied", "withdrawn"}
        counts = [model.objects.count() for model in (Session, AttendanceEntry, Commitment)]
        assert counts == ([1, 1, 1] if item.outcome == "applied" else [0, 0, 0])


ADVISORS, ROUNDS = 20, 3


class TestTwentyAdvisors:
    def test_lose_nothing_double_nothing_and_are_shown_every_conflict(self):
        cast = make_cast()
        common = [cast.session(revision=4) for _ in range(2)]
        senders = [sender(cast, number, common) for number in range(ADVISORS)]
        outcomes = [one for told in at_once(*[work for work, _ in senders]) for one in told]

        assert {*outcomes} == {"applied", "conflict"}
        own = Session.objects.exclude(pk__in=[one.pk for one in common])
        assert own.count() == own.values("title").distinct().count() == ADVISORS
        assert {*own.values_list("status", flat=True)} == {"held"}
        assert AttendanceEntry.objects.filter(session__in=own).count() == ADVISORS
        assert Commitment.objects.filter(session__in=own).count() == ADVISORS
        assert SessionEvidence.objects.filter(session__in=own).count() == ADVISORS
        # All write on the same two: the lists add up, and of each one version at most is in and the others ask a person.
        written = FieldItem.objects.filter(kind="session", target__in=[one.public_id for one in common])
        assert written.count() == ADVISORS
        for session in common:
            session.refresh_from_db()
            kept = [*written.filter(target=session.public_id).values_list("outcome", flat=True)]
            assert (kept.count("applied"), kept.count("conflict")) == (1, ADVISORS // 2 - 1)
            assert session.status == "held"
            names = [*session.attendance.values_list("name", flat=True)]
            assert (
                len(names) == len({*names}) == ADVISORS // 2 + 2
            )  # one of each, Ana whom all have, and the session's own
        assert FieldItem.objects.count() == sum(count for _, count in senders)


def sender(cast: Cast, number: int, common: list[Session]) -> tuple[Callable[[], list[str]], int]:
    """Return what one advisor sends, shuffled and three times, and how many records it is."""
    plan = make_plan(unit=cast.unit, advisor=make_person(f"Asesora {number}"))
    mine = make_actor(Role.ADVISOR, person=plan.advisor, unit=cast.unit)
    session = new_session(cast, plan=str(plan.public_id), title=f"Sesión {number}", commitments=[])
    shared = common[number % 2]
    people = [{"name": name, "entity_name": "Alcaldía"} for name in (f"Persona {number}", "Ana")]
    sent: list[tuple[Actor, partial[FieldItem]]] = [
        (mine, partial(send, submission=session)),
        (mine, partial(send, submission=captured("commitment", session.target, PROMISED))),
        (mine, partial(send_photo, submission=captured("evidence", session.target), number=number)),
        (cast.advisor, partial(send, submission=captured("attendance", shared.public_id, {"people": people}))),
        (cast.advisor, partial(send, submission=captured("session", shared.public_id, session_body(cast), base=4))),
    ]

    def work() -> list[str]:
        chance, last = random.Random(number), {}
        for _ in range(ROUNDS):
            chance.shuffle(sent)
            for actor, way in sent:
                item = way(actor)
                last[item.public_id] = item
        return [one.outcome for one in FieldItem.objects.filter(public_id__in=last)]

    return work, len(sent)


def send_photo(actor: Actor, *, submission, number: int) -> FieldItem:
    return send(actor, submission, upload=photo(content=PNG + bytes([number])))
