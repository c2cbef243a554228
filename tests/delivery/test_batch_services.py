"""Several sessions, minutes or commitments by one act: the same as one after another, and none of them if one is refused."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from llegada.core import history
from llegada.core.errors import Invalid, NotFound, TransitionNotAllowed
from llegada.delivery import selectors, services
from llegada.delivery.errors import MinutesIncomplete, OwnMinutes, PlanNotInCourse, RecordedElsewhere
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.services import DatedRecord, fieldwork
from tests.delivery.cast import ANA, BETO, PROMISE, details, make_cast, record
from tests.factories import NOW, TODAY, make_commitment


def dated(days_ago=0, public_id=None, **changes):
    """Return a record of some days ago, written at noon of its own day."""
    day = TODAY - timedelta(days=days_ago)
    return DatedRecord(
        record=record(details=details(held_on=day), **changes),
        now=NOW - timedelta(days=days_ago),
        today=day,
        public_id=public_id or uuid.uuid4(),
    )


def record_all(cast, *records, actor="advisor"):
    return services.record_sessions(actor=getattr(cast, actor), plan_id=cast.plan.public_id, records=records)


def verbs_of(target):
    return [event.verb for event in reversed(history.list_events(target=target))]


class TestRecordSessions:
    def test_records_each_on_its_own_day_and_answers_in_order(self, cast):
        milestone = cast.plan.milestones.first()
        sent = [dated(2, milestones=(milestone.public_id,)), dated(1, attendees=(ANA,), commitments=())]
        first, second = record_all(cast, *sent)

        assert [first.session.public_id, second.session.public_id] == [one.public_id for one in sent]
        assert (first.is_new, second.is_new) == (True, True)
        for done, one in ((first, sent[0]), (second, sent[1])):
            session = Session.objects.get(pk=done.session.pk)
            assert (session.status, session.held_on, session.created_at) == ("held", one.today, one.now)
            assert (session.revision, session.recorded_by_id) == (2, cast.advisor.person_id)
            assert [person.pk for person in session.advisors.all()] == [cast.advisor.person_id]
        assert [first.session.attendance.count(), second.session.attendance.count()] == [2, 1]
        assert [first.session.commitments.count(), second.session.commitments.count()] == [1, 0]
        assert [list(one.session.milestones.all()) for one in (first, second)] == [[milestone], []]

    def test_leaves_the_history_of_planning_and_holding(self, cast):
        done = record_all(cast, dated(1), dated())
        for one in done:
            assert verbs_of(one.session) == ["session.plan", "session.attendance_add", "session.hold"]
            versions = one.session.history.order_by("history_id").values_list("history_type", "status", "revision")
            assert list(versions) == [("+", "planned", 1), ("~", "held", 2)]
            assert verbs_of(one.session.commitments.get()) == ["commitment.add"]
            assert one.session.commitments.get().history.get().history_type == "+"

    def test_announces_what_the_figures_would_find(self, cast, announced):
        done = record_all(cast, dated(1), dated(attendees=(BETO,)))
        assert announced == [(None, selectors.find_session_fact(session_id=one.session.pk)) for one in done]

    def test_tells_what_was_there_from_what_is_new(self, cast, announced):
        there, planned = dated(3), cast.session(title="Por definir")
        record_all(cast, there)
        announced.clear()
        fresh = dated(1)
        done = record_all(cast, dated(public_id=planned.public_id), there, fresh, fresh)

        assert [one.is_new for one in done] == [True, False, True, True]
        assert done[0].session.pk == planned.pk
        assert (Session.objects.count(), len(announced)) == (3, 2)

    def test_takes_the_first_of_two_that_carry_the_same_identifier(self, cast):
        one = dated(1)
        done = record_all(cast, one, replace(dated(), public_id=one.public_id))
        assert [each.is_new for each in done] == [True, False]
        assert Session.objects.get().held_on == one.today

    def test_writes_none_when_one_is_wrong(self, cast, announced):
        for wrong in (
            dated(attendees=(replace(ANA, email="no"),)),
            dated(commitments=(replace(PROMISE, side="nobody"),)),
            dated(no_commitments=True),
            dated(milestones=(uuid.uuid4(),)),
            replace(dated(), today=TODAY - timedelta(days=1)),
        ):
            with pytest.raises(Invalid):
                record_all(cast, dated(1), wrong)
        assert not Session.objects.exists()
        assert not AttendanceEntry.objects.exists()
        assert announced == []

    def test_keeps_to_the_plan(self, cast):
        other = make_cast().session()
        with pytest.raises(RecordedElsewhere):
            record_all(cast, dated(1), dated(public_id=other.public_id))
        with pytest.raises(TransitionNotAllowed):
            record_all(cast, dated(1), dated(public_id=cast.session(status="cancelled").public_id))
        with pytest.raises(NotFound):
            record_all(cast, dated(), actor="stranger")
        type(cast.plan).objects.filter(pk=cast.plan.pk).update(status="suspended")
        with pytest.raises(PlanNotInCourse):
            record_all(cast, dated())

    def test_answers_with_the_one_that_arrived_while_this_one_was_written(self, cast, monkeypatch):
        one, compose = dated(), fieldwork._compose

        def slowly(actor, plan, records):
            monkeypatch.setattr(fieldwork, "_compose", compose)
            services.record_sessions(actor=actor, plan_id=plan.public_id, records=[one])
            return compose(actor, plan, records)

        monkeypatch.setattr(fieldwork, "_compose", slowly)
        done = record_all(cast, one, dated(1))
        assert [each.is_new for each in done] == [False, True]
        assert Session.objects.count() == 2

    def test_costs_the_same_whatever_their_number(self, cast):
        record_all(cast, dated(0))  # from now on, its people and cells are known
        costs = []
        for count in (1, 6):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                record_all(cast, *(dated(days_ago) for days_ago in range(count)))
            costs.append(len(queries))
        assert costs[0] == costs[1] <= 27

    def test_of_none_writes_nothing(self, cast):
        assert record_all(cast) == []


class TestApproveManyMinutes:
    def approve(self, cast, *sessions, actor="coordinator"):
        ids = [session.public_id for session in sessions]
        return services.approve_many_minutes(actor=getattr(cast, actor), public_ids=ids, now=NOW)

    def test_closes_all_and_tells_of_each(self, cast):
        sessions = [one.session for one in record_all(cast, dated(2), dated(1))]
        approved = self.approve(cast, *sessions, sessions[0])
        assert [session.pk for session in approved] == [session.pk for session in sessions]
        for session in sessions:
            session.refresh_from_db()
            assert (session.status, session.revision) == ("minutes_approved", 3)
            assert (session.minutes_approved_by_id, session.minutes_approved_at) == (cast.coordinator.person_id, NOW)
            assert verbs_of(session)[-1] == "session.approve_minutes"
            assert session.history.first().status == "minutes_approved"

    def test_closes_none_when_one_is_refused(self, cast):
        good = record_all(cast, dated(1))[0].session
        own = record_all(cast, dated(2))[0].session
        own.advisors.set([cast.person("coordinator")])
        elsewhere = make_cast().session(status="held")
        refused = (
            (cast.session(status="held"), MinutesIncomplete),
            (cast.session(), TransitionNotAllowed),
            (own, OwnMinutes),
            (elsewhere, NotFound),
        )
        for bad, refusal in refused:
            with pytest.raises(refusal), transaction.atomic():
                self.approve(cast, good, bad)
        good.refresh_from_db()
        assert good.status == "held"

    def test_costs_the_same_whatever_their_number(self, cast, django_assert_max_num_queries):
        sessions = [one.session for one in record_all(cast, *(dated(days_ago) for days_ago in range(6)))]
        with django_assert_max_num_queries(13):
            self.approve(cast, *sessions)

    def test_of_none_changes_nothing(self, cast):
        assert self.approve(cast) == []


class TestChangeCommitments:
    def change(self, cast, action, *commitments, actor="advisor", **words):
        return services.change_commitments(
            actor=getattr(cast, actor),
            public_ids=[one.public_id for one in commitments],
            action=action,
            now=NOW,
            **words,
        )

    def test_moves_all_and_tells_of_each(self, cast, django_assert_max_num_queries):
        owed = [make_commitment(cast.session(status="held")) for _ in range(3)]
        with django_assert_max_num_queries(6):
            self.change(cast, "fulfill", *owed, outcome="Enviado")
        self.change(cast, "verify", *owed, actor="coordinator")
        for one in owed:
            one.refresh_from_db()
            assert (one.status, one.outcome, one.fulfilled_by_id) == ("verified", "Enviado", cast.advisor.person_id)
            assert verbs_of(one) == ["commitment.fulfill", "commitment.verify"]
            assert one.history.first().status == "verified"

    def test_moves_none_when_one_is_refused(self, cast):
        owed = make_commitment(cast.session(status="held"))
        for bad, refusal in (
            (make_commitment(cast.session(status="held"), status="cancelled"), TransitionNotAllowed),
            (make_commitment(make_cast().session(status="held")), NotFound),
        ):
            with pytest.raises(refusal), transaction.atomic():
                self.change(cast, "fulfill", owed, bad, outcome="Enviado")
        assert Commitment.objects.get(pk=owed.pk).status == "open"

    def test_of_none_changes_nothing(self, cast):
        assert self.change(cast, "verify") == []
