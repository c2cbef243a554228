"""What arrives from the field: once each, in any order, refused with a reason, or in two versions until a person chooses."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from llegada.core import history
from llegada.core.errors import Conflict, NotAllowed, NotFound, TransitionNotAllowed
from llegada.delivery import services
from llegada.delivery.errors import FieldChanged, FieldOfSomebodyElse, SessionClosed
from llegada.delivery.models import AttendanceEntry, Commitment, FieldDevice, FieldItem, Session, SessionEvidence
from llegada.delivery.services.field import Contact, note_contact, resolve_conflict
from llegada.workplans.models import WorkPlan
from tests.delivery.cast import BETO, details
from tests.delivery.field_cast import (
    PROMISED,
    captured,
    new_session,
    photo,
    send,
    session_body,
    with_words,
)
from tests.factories import NOW, TODAY, make_attendance, make_consent_text, make_session


class TestReceiveItem:
    def test_records_a_session_whole_under_the_identifier_of_the_device(self, cast):
        sent = new_session(cast)
        item = send(cast.advisor, sent)
        session = Session.objects.get(public_id=sent.target)
        assert (item.outcome, item.plan, item.body) == ("applied", cast.plan, {})
        assert (session.status, session.recorded_by_id) == ("held", cast.advisor.person_id)
        assert (session.attendance.count(), session.commitments.count()) == (1, 1)

    def test_gives_the_same_answer_to_what_comes_again(self, cast):
        sent = new_session(cast)
        first, again = send(cast.advisor, sent), send(cast.advisor, sent)
        assert (again.pk, again.outcome) == (first.pk, "applied")
        assert (Session.objects.count(), AttendanceEntry.objects.count(), Commitment.objects.count()) == (1, 1, 1)

    def test_holds_what_comes_before_its_session_and_lets_it_in_after(self, cast):
        sent = new_session(cast)
        early = [
            send(cast.advisor, captured("evidence", sent.target), upload=photo()),
            send(cast.advisor, captured("attendance", sent.target, {"people": [{"name": "Ana", "entity_name": "X"}]})),
            send(cast.advisor, captured("commitment", sent.target, PROMISED)),
        ]
        assert [(one.outcome, one.code) for one in early] == [("held", "field-waits")] * 3

        send(cast.advisor, sent)
        for one in early:
            one.refresh_from_db()
        assert [one.outcome for one in early] == ["applied"] * 3
        assert SessionEvidence.objects.get().name == "foto.png"
        assert (AttendanceEntry.objects.count(), Commitment.objects.count()) == (2, 2)

    def test_refuses_with_its_reason_and_takes_the_corrected_one(self, cast):
        sent = new_session(cast, people=[{"name": "Ana", "entity_name": "Alcaldía", "email": "no es un correo"}])
        refused = send(cast.advisor, sent)
        assert (refused.outcome, refused.code, refused.body) == ("refused", "invalid", {})
        assert refused.sentence.startswith("Hay datos por corregir.")
        assert not Session.objects.exists()
        assert send(cast.advisor, with_words(sent, people=[])).outcome == "applied"

    @pytest.mark.parametrize(
        ("change", "code"),
        [({"status": "suspended"}, "plan-admits-no-sessions"), ({"advisor": "other_advisor"}, "field-plan-gone")],
    )
    def test_says_that_the_plan_was_closed_or_given_to_somebody_else_meanwhile(self, cast, change, code):
        values = {"advisor_id": cast.other_advisor.person_id} if "advisor" in change else change
        WorkPlan.objects.filter(pk=cast.plan.pk).update(**values)
        item = send(cast.advisor, new_session(cast))
        assert (item.outcome, item.code) == ("refused", code)
        assert not Session.objects.exists()

    def test_refuses_a_session_that_has_not_happened_by_the_clock_of_the_server(self, cast):
        tomorrow = (TODAY + timedelta(days=1)).isoformat()
        item = send(cast.advisor, new_session(cast, held_on=tomorrow), offset=86_400)
        assert (item.outcome, item.code) == ("refused", "invalid")

    def test_corrects_the_moment_by_the_error_of_the_clock(self, cast):
        sent = new_session(cast)
        assert send(cast.advisor, sent, offset=3_600).captured_at == NOW - timedelta(hours=1)
        assert send(cast.advisor, new_session(cast), offset=-3_600).captured_at == NOW

    def test_records_a_planned_session_that_stands_as_the_device_read_it(self, cast):
        planned = cast.session()
        item = send(cast.advisor, captured("session", planned.public_id, session_body(cast), base=planned.revision))
        planned.refresh_from_db()
        assert (item.outcome, planned.status, planned.title) == ("applied", "held", "Taller en la vereda")

    def test_records_a_session_to_which_people_were_called_after_the_device_read_it(self, cast):
        planned = cast.session()
        services.convene_session(actor=cast.advisor, public_id=planned.public_id, now=NOW)
        item = send(cast.advisor, captured("session", planned.public_id, session_body(cast), base=planned.revision))
        planned.refresh_from_db()
        assert (item.outcome, planned.status, planned.title) == ("applied", "held", "Taller en la vereda")

    def test_corrects_a_held_session_that_stands_as_the_device_read_it(self, cast):
        held = cast.session(status="held", what_was_done="Poco")
        body = session_body(cast, people=[{"name": "Ana Ruiz", "entity_name": "Alcaldía"}])
        item = send(cast.advisor, captured("session", held.public_id, body, base=held.revision))
        held.refresh_from_db()
        assert (item.outcome, held.what_was_done) == ("applied", "Se revisó la base predial.")
        assert (held.attendance.get().name, held.commitments.count()) == ("Ana Ruiz", 1)

    def test_counts_once_whoever_is_repeated_or_there_already_and_says_so(self, cast):
        held = cast.session(status="held")
        services.record_attendance(actor=cast.advisor, public_id=held.public_id, attendees=[BETO], now=NOW)
        people = [{"name": name, "entity_name": "Alcaldía"} for name in ("Beto  Paz", "Ana", "ANA")]
        item = send(cast.advisor, captured("attendance", held.public_id, {"people": people}))
        assert (item.outcome, held.attendance.count()) == ("applied", 2)
        assert item.sentence == "2 personas ya estaban en la lista: se contaron una sola vez."

    def test_brings_back_those_of_last_time_with_the_authorisation_that_they_gave(self, cast):
        text = make_consent_text()
        before = make_attendance(
            cast.session(status="held"), "Ana Ruiz", email="ana@x.co", consent_text=text, consented_at=NOW
        )
        sent = new_session(cast, people=[{"again": before.pk}])
        send(cast.advisor, sent)
        entry = AttendanceEntry.objects.get(session__public_id=sent.target)
        assert (entry.name, entry.email, entry.consent_text) == ("Ana Ruiz", "ana@x.co", text)

    def test_brings_nobody_of_another_plan(self, cast):
        elsewhere = make_attendance(make_session(), "Ajena")
        assert send(cast.advisor, new_session(cast, people=[{"again": elsewhere.pk}])).code == "invalid"

    def test_reports_a_milestone_that_awaits_validation_as_ever(self, cast):
        milestone = cast.plan.milestones.first()
        sent = captured("milestone", milestone.public_id, {"report": "Se adoptó."}, base=1)
        item = send(cast.advisor, sent, upload=photo())
        milestone.refresh_from_db()
        assert (item.outcome, milestone.status) == ("applied", "reported")
        assert milestone.reported_at == NOW

    def test_refuses_a_report_without_proof(self, cast):
        milestone = cast.plan.milestones.first()
        item = send(cast.advisor, captured("milestone", milestone.public_id, {"report": "Se adoptó."}))
        assert (item.outcome, item.code) == ("refused", "invalid")

    def test_shows_beside_the_first_one_a_session_that_comes_again_with_other_words(self, cast):
        sent = new_session(cast)
        send(cast.advisor, sent)
        again = send(cast.advisor, with_words(sent, what_was_done="Otra cosa"))
        assert (again.outcome, again.body["what_was_done"]) == ("conflict", "Otra cosa")
        assert Session.objects.get().what_was_done == "Se revisó la base predial."

    def test_is_closed_to_what_somebody_else_sent(self, cast):
        sent = new_session(cast)
        send(cast.advisor, sent)
        with pytest.raises(FieldOfSomebodyElse):
            send(cast.other_advisor, sent)

    def test_refuses_other_words_for_a_commitment_that_was_taken_in(self, cast):
        sent = captured("commitment", cast.session().public_id, PROMISED)
        send(cast.advisor, sent)
        with pytest.raises(FieldChanged):
            send(cast.advisor, with_words(sent, description="Otra cosa"))
        assert Commitment.objects.get().description == PROMISED["description"]


@pytest.fixture
def conflict(cast) -> FieldItem:
    """Return a session captured over one that somebody corrected meanwhile."""
    planned = cast.session()
    read = planned.revision
    services.edit_session(
        actor=cast.advisor,
        public_id=planned.public_id,
        details=details(title="Cambió la coordinación"),
        revision=read,
        now=NOW,
        today=TODAY,
    )
    return send(cast.advisor, captured("session", planned.public_id, session_body(cast), base=read))


def choose(cast, item, choice, *, actor="advisor", revision=None):
    session = Session.objects.get(public_id=item.target)
    return resolve_conflict(
        actor=getattr(cast, actor),
        public_id=item.public_id,
        choice=choice,
        revision=session.revision if revision is None else revision,
        now=NOW,
        today=TODAY,
    )


class TestResolveConflict:
    def test_finds_both_versions_kept(self, cast, conflict):
        session = Session.objects.get()
        assert (conflict.outcome, conflict.body["title"]) == ("conflict", "Taller en la vereda")
        assert (session.title, session.status) == ("Cambió la coordinación", "planned")
        assert history.list_events(target=session)[0].verb == "session.field_conflict"

    def test_leaves_the_version_of_the_field(self, cast, conflict):
        item = choose(cast, conflict, "mine")
        session = Session.objects.get()
        assert (item.outcome, item.body, session.title, session.status) == (
            "applied",
            {},
            "Taller en la vereda",
            "held",
        )
        assert session.history.filter(title="Cambió la coordinación").exists()
        assert history.list_events(target=session)[0].verb == "session.field_mine"

    def test_leaves_the_version_that_stood_and_keeps_the_other(self, cast, conflict):
        item = choose(cast, conflict, "theirs")
        assert (item.outcome, item.body["title"]) == ("discarded", "Taller en la vereda")
        assert Session.objects.get().title == "Cambió la coordinación"

    def test_is_not_chosen_over_what_moved_again(self, cast, conflict):
        with pytest.raises(Conflict):
            choose(cast, conflict, "mine", revision=1)

    def test_is_chosen_once(self, cast, conflict):
        choose(cast, conflict, "theirs")
        with pytest.raises(TransitionNotAllowed):
            choose(cast, conflict, "mine")

    def test_is_refused_where_the_session_was_closed(self, cast, conflict):
        services.cancel_session(actor=cast.advisor, public_id=conflict.target, reason="Lluvia", now=NOW)
        with pytest.raises(SessionClosed):
            choose(cast, conflict, "mine")
        assert choose(cast, conflict, "theirs").outcome == "discarded"

    def test_is_of_who_records_on_the_plan(self, cast, conflict):
        with pytest.raises(NotAllowed):
            choose(cast, conflict, "mine", actor="coordinator")
        with pytest.raises(NotFound):
            choose(cast, conflict, "mine", actor="stranger")

    def test_is_a_milestone_that_somebody_else_reported(self, cast):
        milestone = cast.plan.milestones.first()
        sent = captured("milestone", milestone.public_id, {"report": "Se adoptó."}, base=7)
        assert send(cast.advisor, sent, upload=photo()).outcome == "conflict"


class TestNoteContact:
    def contact(self, **changes):
        values = {"device": uuid.UUID(int=7), "label": "Android", "unsent_count": 3, "sent_at": NOW}
        return Contact(**{"oldest_at": NOW - timedelta(days=3), **values, **changes})

    def test_writes_what_a_device_still_has_to_send(self, cast):
        assert note_contact(actor=cast.advisor, contact=self.contact(), now=NOW) == 0
        assert note_contact(actor=cast.advisor, contact=self.contact(unsent_count=0), now=NOW) == 0
        device = FieldDevice.objects.get()
        assert (device.unsent_count, device.oldest_at, device.unit) == (0, None, cast.unit)

    def test_notices_a_clock_that_is_a_day_ahead(self, cast):
        ahead = NOW + timedelta(days=1)
        offset = note_contact(actor=cast.advisor, contact=self.contact(sent_at=ahead, oldest_at=ahead), now=NOW)
        assert (offset, FieldDevice.objects.get().oldest_at) == (86_400, NOW)

    def test_keeps_nothing_of_who_has_no_plans(self, cast):
        note_contact(actor=cast.stranger, contact=self.contact(), now=NOW)
        assert not FieldDevice.objects.exists()
