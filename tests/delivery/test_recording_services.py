"""Everything of the field at once, the attendance list, the figures that move, and approval of minutes."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from llegada.core import history
from llegada.core.errors import Invalid, NotAllowed, NotFound, TransitionNotAllowed
from llegada.core.roles import Role
from llegada.delivery import rules, selectors, services
from llegada.delivery.errors import MinutesIncomplete, OwnMinutes, SessionClosed
from llegada.delivery.facts import SessionFact
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from tests.delivery.cast import ANA, BETO, PROMISE, details, record
from tests.factories import NOW, TODAY, actor_of_person, assign, make_attendance


def record_now(cast, public_id=None, actor="advisor", **changes):
    return services.record_session(
        actor=getattr(cast, actor),
        plan_id=cast.plan.public_id,
        record=record(**changes),
        now=NOW,
        today=TODAY,
        public_id=public_id,
    )


def fact_of(cast, *attendees, held_on=TODAY):
    version = cast.plan.plan_services.get().service_version
    return SessionFact(
        held_on=held_on,
        organization_id=cast.unit.organization_id,
        unit_id=cast.plan.unit_id,
        line_id=version.line_id,
        service_id=version.service_id,
        entity_id=cast.plan.entity_id,
        department_id="05",
        municipality_id="05001",
        advisor_ids=frozenset({cast.plan.advisor_id}),
        person_keys=frozenset(rules.person_key(one.name, one.email, one.entity_name) for one in attendees),
    )


class TestRecordSession:
    def test_writes_everything_in_one_go(self, cast):
        milestone = cast.plan.milestones.first()
        done = record_now(cast, milestones=(milestone.public_id,))

        session = Session.objects.get()
        assert done.is_new
        assert (session.status, session.what_was_done) == ("held", "Se revisó la base predial.")
        assert [entry.name for entry in session.attendance.all()] == ["Ana Ruiz", "Beto Paz"]
        assert session.commitments.get().description == PROMISE.description
        assert list(session.milestones.all()) == [milestone]

    def test_sent_again_answers_the_same_and_changes_nothing(self, cast):
        public_id = uuid.uuid4()
        first = record_now(cast, public_id)
        again = record_now(cast, public_id, what_was_done="Otra cosa")
        assert (again.session.pk, again.is_new) == (first.session.pk, False)
        assert Session.objects.get().what_was_done == "Se revisó la base predial."
        assert (AttendanceEntry.objects.count(), Commitment.objects.count()) == (2, 1)

    def test_records_a_session_that_was_planned_under_that_identifier(self, cast):
        planned = cast.session(title="Por definir")
        done = record_now(cast, planned.public_id)
        planned.refresh_from_db()
        assert (done.session.pk, done.is_new) == (planned.pk, True)
        assert (planned.status, planned.title) == ("held", "Taller de catastro multipropósito")

    def test_does_not_revive_a_cancelled_session(self, cast):
        with pytest.raises(TransitionNotAllowed):
            record_now(cast, cast.session(status="cancelled").public_id)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"details": details(held_on=date(2026, 11, 22))}, "held_on"),
            ({"attendees": (ANA, replace(BETO, email="ANA@alcaldia.gov.co"))}, "name"),
            ({"attendees": (replace(ANA, email="no es un correo"),)}, "email"),
            ({"attendees": (replace(ANA, name=" "),)}, "name"),
            ({"commitments": (replace(PROMISE, due_on=date(2026, 11, 20)),)}, "due_on"),
            ({"commitments": (replace(PROMISE, side="nobody"),)}, "side"),
            ({"commitments": (replace(PROMISE, description=" "),)}, "description"),
            ({"no_commitments": True}, "no_commitments"),
            ({"milestones": (uuid.uuid4(),)}, "milestones"),
        ],
    )
    def test_writes_nothing_at_all_when_a_part_is_wrong(self, cast, changes, field):
        with pytest.raises(Invalid) as refused:
            record_now(cast, **changes)
        assert field in refused.value.fields
        assert not Session.objects.exists()
        assert not AttendanceEntry.objects.exists()

    @pytest.mark.parametrize(("actor", "refusal"), [("contact", NotAllowed), ("stranger", NotFound)])
    def test_is_for_who_records(self, cast, actor, refusal):
        with pytest.raises(refusal):
            record_now(cast, actor=actor)


class TestAttendance:
    def add(self, cast, session, *attendees, actor="advisor"):
        return services.record_attendance(
            actor=getattr(cast, actor), public_id=session.public_id, attendees=attendees, now=NOW
        )

    def test_keeps_the_text_and_the_moment_of_who_authorised(self, cast):
        session = cast.session()
        self.add(cast, session, ANA, BETO)
        ana, beto = session.attendance.order_by("pk")
        assert (ana.consent_text.version, ana.consented_at) == ("2026-1", NOW)
        assert (beto.consent_text, beto.consented_at) == (None, None)

    def test_refuses_the_same_person_twice(self, cast):
        session = cast.session()
        self.add(cast, session, BETO)
        with pytest.raises(Invalid) as refused:
            self.add(cast, session, ANA, replace(BETO, name="BETO  PAZ", entity_name="alcaldia"))
        assert "BETO PAZ" in str(refused.value)
        assert session.attendance.count() == 1

    def test_the_database_refuses_the_same_person_twice_too(self, cast):
        session = cast.session()
        self.add(cast, session, BETO)
        key = session.attendance.get().person_key
        with pytest.raises(IntegrityError), transaction.atomic():
            AttendanceEntry.objects.create(session=session, name="x", entity_name="y", person_key=key)

    def test_takes_away_a_mistake_without_keeping_whose_it_was(self, cast):
        session = cast.session()
        entry = self.add(cast, session, BETO)[0]
        services.remove_attendance(actor=cast.advisor, public_id=session.public_id, entry_id=entry.pk, now=NOW)
        assert not session.attendance.exists()
        event = history.list_events(target=session)[0]
        assert event.verb == "session.attendance_remove"
        assert "Beto" not in f"{event.before}{event.after}{event.reason}{event.data}"

    def test_does_not_reach_the_list_of_another_session(self, cast):
        entry = make_attendance(cast.session())
        other = cast.session()
        with pytest.raises(NotFound):
            services.remove_attendance(actor=cast.advisor, public_id=other.public_id, entry_id=entry.pk, now=NOW)
        assert AttendanceEntry.objects.filter(pk=entry.pk).exists()

    @pytest.mark.parametrize("status", ["minutes_approved", "cancelled"])
    def test_is_closed_with_the_minutes(self, cast, status):
        with pytest.raises(SessionClosed):
            self.add(cast, cast.session(status=status), BETO)

    @pytest.mark.parametrize("actor", ["coordinator", "contact", "executive"])
    def test_is_not_for_who_only_reads(self, cast, actor):
        with pytest.raises(NotAllowed):
            self.add(cast, cast.session(), BETO, actor=actor)


class TestFacts:
    def test_say_nothing_of_a_planned_session(self, cast, announced):
        session = cast.session()
        services.record_attendance(actor=cast.advisor, public_id=session.public_id, attendees=[ANA], now=NOW)
        services.cancel_session(actor=cast.advisor, public_id=session.public_id, reason="x", now=NOW)
        assert announced == []

    def test_say_once_what_a_recorded_session_adds(self, cast, announced):
        record_now(cast)
        assert announced == [(None, fact_of(cast, ANA, BETO))]

    def test_say_nothing_when_the_same_session_is_sent_again(self, cast, announced):
        public_id = uuid.uuid4()
        record_now(cast, public_id)
        record_now(cast, public_id)
        assert len(announced) == 1

    def test_say_what_holding_adds(self, cast, announced):
        session = cast.session()
        services.record_attendance(actor=cast.advisor, public_id=session.public_id, attendees=[ANA], now=NOW)
        services.hold_session(actor=cast.advisor, public_id=session.public_id, now=NOW, today=TODAY)
        assert announced == [(None, fact_of(cast, ANA))]

    def test_say_who_came_late_to_the_list_and_who_left_it(self, cast, announced):
        session = cast.session(status="held")
        given = {"actor": cast.advisor, "public_id": session.public_id, "now": NOW}
        entry = services.record_attendance(attendees=[ANA], **given)[0]
        services.remove_attendance(entry_id=entry.pk, **given)
        assert announced == [(fact_of(cast), fact_of(cast, ANA)), (fact_of(cast, ANA), fact_of(cast))]

    def test_say_that_a_session_moved_to_another_year(self, cast, announced):
        cast.plan.starts_on = date(2025, 12, 1)
        cast.plan.save()
        session = cast.session(status="held")
        services.edit_session(
            actor=cast.advisor,
            public_id=session.public_id,
            details=details(held_on=date(2025, 12, 30)),
            revision=1,
            now=NOW,
            today=TODAY,
        )
        assert announced == [(fact_of(cast), fact_of(cast, held_on=date(2025, 12, 30)))]

    def test_say_nothing_of_words_that_do_not_count(self, cast, announced):
        session = cast.session(status="held")
        services.edit_session(
            actor=cast.advisor, public_id=session.public_id, details=details(), revision=1, now=NOW, today=TODAY
        )
        assert announced == []

    def test_are_told_of_many_sessions_in_three_queries(self, cast, django_assert_num_queries):
        record_now(cast)
        planned, empty = cast.session(), cast.session(status="held")
        record_now(cast, attendees=(ANA,))
        sessions = list(Session.objects.order_by("pk"))
        with django_assert_num_queries(3):
            found = selectors.list_session_facts(session_ids=[one.pk for one in sessions])
        assert planned.pk not in found
        assert found[sessions[0].pk] == fact_of(cast, ANA, BETO)
        assert found[empty.pk] == selectors.find_session_fact(session_id=empty.pk) == fact_of(cast)


class TestApproveMinutes:
    def approve(self, cast, session, actor="coordinator"):
        return services.approve_minutes(actor=getattr(cast, actor), public_id=session.public_id, now=NOW)

    def test_closes_a_complete_session(self, cast):
        session = self.approve(cast, record_now(cast).session)
        assert session.status == "minutes_approved"
        assert (session.minutes_approved_by_id, session.minutes_approved_at) == (cast.coordinator.person_id, NOW)

    def test_moves_no_figure(self, cast, announced):
        session = record_now(cast).session
        announced.clear()
        self.approve(cast, session)
        assert announced == []

    def test_says_all_that_is_missing(self, cast):
        with pytest.raises(MinutesIncomplete) as refused:
            self.approve(cast, cast.session(status="held"))
        sentence = str(refused.value)
        assert "la lista de asistencia, el desarrollo y los compromisos" in sentence

    def test_says_the_one_thing_that_is_missing(self, cast):
        done = record_now(cast, what_was_done="")
        with pytest.raises(MinutesIncomplete) as refused:
            self.approve(cast, done.session)
        assert "le falta el desarrollo." in str(refused.value)

    def test_accepts_that_there_were_no_commitments(self, cast):
        done = record_now(cast, commitments=(), no_commitments=True)
        assert self.approve(cast, done.session).status == "minutes_approved"

    def test_is_refused_to_who_recorded_the_session(self, cast):
        session = record_now(cast).session
        advisor = cast.person("advisor")
        assign(advisor, Role.GROUP_COORDINATOR, unit=cast.unit)
        with pytest.raises(OwnMinutes):
            services.approve_minutes(actor=actor_of_person(advisor), public_id=session.public_id, now=NOW)

    def test_is_refused_to_who_gave_the_session_though_another_recorded_it(self, cast):
        session = record_now(cast).session
        coordinator = cast.person("coordinator")
        session.advisors.set([coordinator])
        with pytest.raises(OwnMinutes):
            self.approve(cast, session)

    def test_the_database_refuses_the_recorder_too(self, cast):
        session = record_now(cast).session
        with pytest.raises(IntegrityError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(minutes_approved_by_id=session.recorded_by_id)

    def test_is_refused_before_the_session_is_held_and_twice(self, cast):
        with pytest.raises(TransitionNotAllowed):
            self.approve(cast, cast.session())
        with pytest.raises(TransitionNotAllowed):
            self.approve(cast, cast.session(status="minutes_approved"))

    @pytest.mark.parametrize(
        ("actor", "refusal"),
        [("advisor", NotAllowed), ("contact", NotAllowed), ("executive", NotAllowed), ("stranger", NotFound)],
    )
    def test_is_for_who_coordinates(self, cast, actor, refusal):
        with pytest.raises(refusal):
            self.approve(cast, record_now(cast).session, actor)


def test_commitment_on_a_session_that_had_none_takes_back_that_it_had_none(cast):
    session = cast.session(no_commitments=True)
    services.add_commitment(actor=cast.advisor, public_id=session.public_id, commitment=PROMISE, now=NOW)
    session.refresh_from_db()
    assert not session.no_commitments
