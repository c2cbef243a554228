"""Calling people to a session by mail: once each, with an invitation that calendars follow, and what did not leave is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as post
from django.core.mail import EmailMessage
from icalendar import Calendar

from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.queue import muted
from llegada.delivery import selectors, services, tasks
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import PreRegistration, SessionMail
from llegada.delivery.services import NewDay
from llegada.workplans.models import WorkPlan
from tests.delivery.cast import details, record
from tests.factories import NOW, TODAY, make_consent_text, make_session

ROSA = Invitee("rosa@alcaldia.gov.co", "Rosa Díaz")
BETO = Invitee("beto@alcaldia.gov.co")
BAD = Invitee("sin arroba")
MOVED = NewDay(TODAY + timedelta(days=3), time(14), time(16), "Vía cerrada")


@pytest.fixture
def session(cast):
    """Return a session still to come whose plan has no counterpart's address."""
    WorkPlan.objects.filter(pk=cast.plan.pk).update(counterpart_email="")
    cast.plan.refresh_from_db()
    return make_session(cast.plan)


@pytest.fixture(autouse=True)
def _sent_after_commit(django_capture_on_commit_callbacks, monkeypatch):
    """Send what was asked for as soon as `act` ends, as the queue does after the transaction."""
    monkeypatch.setattr(Sender, "capture", staticmethod(django_capture_on_commit_callbacks))


class Sender:
    capture = None


def act(call, cast, session, **values):
    with Sender.capture(execute=True):
        return call(**{"actor": cast.advisor, "public_id": session.public_id, "now": NOW, **values})


def convene(cast, session, *people):
    return act(services.convene_session, cast, session, people=people)


def invitation(message):
    [[text, kind]] = message.alternatives
    calendar = Calendar.from_ical(text)
    assert f"method={calendar['method']}" in kind
    return calendar, calendar.walk("VEVENT")[0]


def told():
    """Return what each mail in the box asks: to whom, which method and which version."""
    return [(m.to[0], str(c["method"]), e["sequence"]) for m in post.outbox for c, e in [invitation(m)]]


class TestConveneSession:
    def test_sends_each_their_own_invitation_by_the_clock_of_bogota(self, cast, session):
        assert convene(cast, session, ROSA, BETO, replace(ROSA, address="ROSA@alcaldia.gov.co")).status == "convened"
        assert told() == [(ROSA.address, "REQUEST", 0), (BETO.address, "REQUEST", 0)]
        _calendar, event = invitation(post.outbox[0])
        bogota = ZoneInfo("America/Bogota")
        assert event["uid"] == f"sesion-{session.public_id}@llegada"
        assert event.decoded("dtstart").astimezone(bogota).replace(tzinfo=None).time() == session.starts_at
        assert event["dtstart"].params["TZID"] == "America/Bogota"
        assert event["attendee"] == f"mailto:{ROSA.address}"
        assert BETO.address not in post.outbox[0].body
        assert (event["status"], post.outbox[0].reply_to) == ("CONFIRMED", [cast.plan.advisor.email])

    def test_calls_the_counterpart_and_who_registered_where_nobody_is_named(self, cast, session):
        WorkPlan.objects.filter(pk=cast.plan.pk).update(counterpart_email=ROSA.address, counterpart_name=ROSA.name)
        PreRegistration.objects.create(
            session=session, name="Beto", email=BETO.address, consent_text=make_consent_text(), consented_at=NOW,
            person_key=1,
        )  # fmt: skip
        act(services.convene_session, cast, session)
        assert [address for address, *_rest in told()] == [ROSA.address, BETO.address]

    def test_says_to_whom_it_did_not_go_and_writes_to_the_rest(self, cast, session, monkeypatch):
        send = EmailMessage.send

        def refuse(message, *args, **more):
            if message.to == [BETO.address]:
                raise SMTPRecipientsRefused({})
            return send(message, *args, **more)

        monkeypatch.setattr(EmailMessage, "send", refuse)
        convene(cast, session, BAD, BETO, ROSA)
        shown = selectors.list_mails_to_show(actor=cast.advisor, session=session)
        assert [(one.problem, one.sent_at is not None) for one in shown] == [
            ("malformed", False),
            ("rejected", False),
            ("", True),
        ]
        assert selectors.list_mails_to_show(actor=cast.executive, session=session) == []

    def test_writes_to_nobody_where_people_were_called_otherwise(self, cast, session):
        assert convene(cast, session).status == "convened"
        assert told() == []

    def test_leaves_each_mail_once_however_often_its_task_runs(self, cast, session):
        convene(cast, session, ROSA)
        tasks.send_session_mail.call(mail_id=SessionMail.objects.get().pk)
        assert len(post.outbox) == 1

    def test_sends_nothing_in_a_demonstration_and_shows_what_would_have_left(self, cast, session):
        with muted():
            convene(cast, session, ROSA)
        assert (post.outbox, SessionMail.objects.get().sent_at) == ([], NOW)

    def test_keeps_the_mail_for_another_try_where_the_fault_is_ours(self, cast, session, monkeypatch):
        def fail(message):
            raise RuntimeError

        monkeypatch.setattr(EmailMessage, "send", fail)
        convene(cast, session, ROSA)
        monkeypatch.undo()
        assert SessionMail.objects.get().sent_at is None
        tasks.send_session_mail.call(mail_id=SessionMail.objects.get().pk)
        assert SessionMail.objects.get().sent_at is not None

    def test_refuses_a_crowd(self, cast, session):
        with pytest.raises(Invalid):
            convene(cast, session, *(Invitee(f"a{number}@x.co") for number in range(101)))


class TestInviteToSession:
    def test_writes_only_to_who_has_no_invitation_and_to_whom_nothing_left(self, cast, session):
        convene(cast, session, ROSA, BAD)
        SessionMail.objects.filter(address=ROSA.address).update(sent_at=None, problem="unreachable")
        act(services.invite_to_session, cast, session, people=[ROSA, BETO])
        assert told()[1:] == [(ROSA.address, "REQUEST", 1), (BETO.address, "REQUEST", 1)]
        with pytest.raises(Invalid):
            act(services.invite_to_session, cast, session, people=[ROSA])

    @pytest.mark.parametrize("status", ["planned", "held", "cancelled"])
    def test_is_of_a_convened_session(self, cast, status):
        with pytest.raises(TransitionNotAllowed):
            act(services.invite_to_session, cast, cast.session(status=status), people=[ROSA])


class TestTellInvited:
    def test_follows_a_session_that_moves_is_convened_again_and_is_cancelled(self, cast, session):
        convene(cast, session, ROSA)
        act(services.reschedule_session, cast, session, day=MOVED)
        act(services.convene_session, cast, session)
        act(services.cancel_session, cast, session, reason="Paro")
        assert [(method, sequence) for _to, method, sequence in told()] == [
            ("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 2), ("CANCEL", 3),
        ]  # fmt: skip
        events = [invitation(message)[1] for message in post.outbox]
        assert [event["status"] for event in events] == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]
        assert len({event["uid"] for event in events}) == 1
        assert "era el" in post.outbox[1].body
        assert "Motivo: Paro" in post.outbox[3].body

    def test_withdraws_one_that_was_not_held(self, cast, session):
        convene(cast, session, ROSA)
        act(services.miss_session, cast, session, reason="Nadie llegó", today=TODAY)
        assert told()[-1][1] == "CANCEL"

    @pytest.mark.parametrize(("change", "mails"), [({"place": "Alcaldía"}, 2), ({"agenda": "1. Saludo"}, 1)])
    def test_follows_what_is_corrected_where_a_calendar_shows_it(self, cast, session, change, mails):
        convene(cast, session, ROSA)
        same = details(
            title=session.title, kind=session.kind, modality=session.modality, held_on=session.held_on,
            starts_at=session.starts_at, ends_at=session.ends_at, **{"place": session.place, **change},
        )  # fmt: skip
        act(services.edit_session, cast, session, details=same, revision=session.revision, today=TODAY)
        assert len(post.outbox) == mails

    def test_is_quiet_when_the_session_is_recorded(self, cast, session):
        convene(cast, session, ROSA)
        given = {"plan_id": cast.plan.public_id, "record": record(), "today": TODAY}
        act(services.record_session, cast, session, **given)
        session.refresh_from_db()
        assert (session.status, len(post.outbox)) == ("held", 1)

    def test_is_quiet_where_nobody_was_called(self, cast, session):
        act(services.cancel_session, cast, session, reason="Paro")
        assert post.outbox == []

    def test_leaves_unsent_what_grew_old_while_it_waited(self, cast, session):
        for call, values in (
            (services.convene_session, {"people": [ROSA]}),
            (services.reschedule_session, {"day": MOVED}),
        ):
            call(actor=cast.advisor, public_id=session.public_id, now=NOW, **values)
        old, new = SessionMail.objects.order_by("sequence")
        for one in (new, old):
            tasks.send_session_mail.call(mail_id=one.pk)
        assert told() == [(ROSA.address, "REQUEST", 1)]
        old.refresh_from_db()
        assert old.problem == "superseded"


def test_the_day_of_the_invitation_is_that_of_the_session(cast, session):
    convene(cast, session, ROSA)
    assert invitation(post.outbox[0])[1].decoded("dtstart").date() == date(2026, 11, 21)
