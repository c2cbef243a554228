"""Mails whose process is killed while they leave: they leave, and those known to have left do not leave twice."""

from __future__ import annotations

import pytest
from django.core import mail as post
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage

from llegada.delivery import services, tasks
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import RequestMail, SessionMail
from llegada.delivery.services import request_answers
from tests.delivery.request_makers import make_desk, make_request
from tests.factories import NOW, make_session
from tests.killed import die, give_up, killed, run_again
from tests.records.samples import PDF

pytestmark = pytest.mark.django_db


def kill_as_it_leaves(monkeypatch, task, *, after: bool):
    """Run a task of mail whose process is killed before the server has the mail, or just after."""
    send = EmailMessage.send
    with monkeypatch.context() as patch, killed():
        patch.setattr(EmailMessage, "send", lambda message: (send(message) if after else None, die()))
        task()


class TestRequestMail:
    @pytest.fixture
    def letter(self):
        desk = make_desk()
        request = make_request(desk.unit)
        request_answers.answer_request(
            actor=desk.head, public_id=request.public_id, text="Así.", upload=SimpleUploadedFile("r.pdf", PDF), now=NOW
        )
        return RequestMail.objects.get()

    def test_is_not_taken_for_sent_and_leaves_with_the_next_worker(self, letter, monkeypatch):
        kill_as_it_leaves(monkeypatch, lambda: tasks.send_request_mail.call(mail_id=letter.pk), after=False)
        letter.refresh_from_db()
        assert (letter.sent_at, letter.request.status) == (None, "answered")
        run_again("delivery.send_request_mail", mail_id=letter.pk)
        letter.refresh_from_db()
        assert (len(post.outbox), letter.sent_at is None) == (1, False)
        assert type(letter.request).objects.get().status == "notified"

    def test_left_twice_is_the_same_message(self, letter, monkeypatch):
        kill_as_it_leaves(monkeypatch, lambda: tasks.send_request_mail.call(mail_id=letter.pk), after=True)
        run_again("delivery.send_request_mail", mail_id=letter.pk)
        assert len({message.message()["Message-ID"] for message in post.outbox}) == 1

    def test_known_to_have_left_does_not_leave_again_and_its_answer_is_notified(self, letter, monkeypatch):
        with monkeypatch.context() as patch, killed():
            patch.setattr(tasks, "record_mailed_answer", die)
            tasks.send_request_mail.call(mail_id=letter.pk)
        run_again("delivery.send_request_mail", mail_id=letter.pk)
        assert len(post.outbox) == 1
        assert type(letter.request).objects.get().status == "notified"

    def test_does_not_leave_with_two_workers_at_once(self, letter, monkeypatch):
        send = EmailMessage.send

        def meanwhile(message):
            tasks.send_request_mail.call(mail_id=letter.pk)
            send(message)

        monkeypatch.setattr(EmailMessage, "send", meanwhile)
        tasks.send_request_mail.call(mail_id=letter.pk)
        assert len(post.outbox) == 1


class TestSessionMail:
    @pytest.fixture
    def letter(self, cast):
        rosa = Invitee("rosa@alcaldia.gov.co", "Rosa")
        session = make_session(cast.plan)
        services.convene_session(actor=cast.advisor, public_id=session.public_id, now=NOW, people=[rosa])
        return SessionMail.objects.get()

    def test_is_not_taken_for_sent_and_leaves_with_the_next_worker(self, letter, monkeypatch):
        kill_as_it_leaves(monkeypatch, lambda: tasks.send_session_mail.call(mail_id=letter.pk), after=False)
        assert SessionMail.objects.get().sent_at is None
        run_again("delivery.send_session_mail", mail_id=letter.pk)
        assert (len(post.outbox), SessionMail.objects.get().sent_at is None) == (1, False)

    def test_left_twice_is_the_same_message_and_the_same_version(self, letter, monkeypatch):
        kill_as_it_leaves(monkeypatch, lambda: tasks.send_session_mail.call(mail_id=letter.pk), after=True)
        run_again("delivery.send_session_mail", mail_id=letter.pk)
        first, second = post.outbox
        assert first.message()["Message-ID"] == second.message()["Message-ID"]
        assert first.alternatives == second.alternatives

    def test_given_up_says_so_to_who_convenes(self, letter):
        give_up("delivery.send_session_mail", mail_id=letter.pk)
        assert SessionMail.objects.get().problem == "unreachable"
