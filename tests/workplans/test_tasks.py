from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from llegada.core.models import Event
from llegada.workplans.models import PlanNotice
from llegada.workplans.services import apply_action, report_milestone, review_milestone
from llegada.workplans.tasks import notify_moved
from tests.factories import NOW
from tests.killed import die, killed, run_again
from tests.records.samples import upload


def move(actor, plan, action, reason="Hace falta"):
    latest = plan.versions.first()
    return apply_action(
        actor=actor,
        public_id=plan.public_id,
        action=action,
        now=NOW,
        reason=reason,
        version_id=latest and latest.public_id,
        has_consent=True,
    )


def told():
    return sorted(address for message in mail.outbox for address in message.to)


class TestNotifyMoved:
    @pytest.fixture(autouse=True)
    def _all_there(self, cast):
        for name in ("advisor", "head", "coordinator", "contact", "legal", "other_head", "other_legal", "monitor"):
            cast.person(name)

    def run(self, capture, callback):
        with capture(execute=True):
            callback()

    def test_tells_entity_and_counterpart_that_the_plan_is_shown(
        self, cast, plan_in, django_capture_on_commit_callbacks
    ):
        plan = plan_in("draft", counterpart_email="Planeacion@ejemplo.gov.co")
        self.run(django_capture_on_commit_callbacks, lambda: move(cast.advisor, plan, "socialize"))
        assert told() == ["contact@ejemplo.gov.co", "legal@ejemplo.gov.co", "planeacion@ejemplo.gov.co"]
        message = mail.outbox[0]
        assert message.subject == f"Plan mostrado a la entidad: {plan.title}"
        assert f"http://127.0.0.1:8000{plan.get_absolute_url()}" in message.body
        assert "Lo que sigue: La entidad revisa el plan" in message.body

    def test_writes_a_title_of_two_lines_in_one(self, cast, plan_in, django_capture_on_commit_callbacks):
        plan = plan_in("draft", title="Empleo\npúblico")
        self.run(django_capture_on_commit_callbacks, lambda: move(cast.advisor, plan, "socialize"))
        assert {message.subject for message in mail.outbox} == {"Plan mostrado a la entidad: Empleo público"}

    def test_tells_the_advisor_what_the_entity_answered_and_why(
        self, cast, plan_in, django_capture_on_commit_callbacks
    ):
        plan = plan_in("socialized")
        reason = "La fecha «final» no <nos> sirve"
        self.run(django_capture_on_commit_callbacks, lambda: move(cast.contact, plan, "request_changes", reason))
        assert told() == ["advisor@ejemplo.gov.co"]
        assert reason in mail.outbox[0].body

    def test_tells_the_advisor_too_when_somebody_else_moves_the_plan(
        self, cast, plan_in, django_capture_on_commit_callbacks
    ):
        self.run(django_capture_on_commit_callbacks, lambda: move(cast.head, plan_in(), "suspend"))
        assert told() == ["advisor@ejemplo.gov.co", "contact@ejemplo.gov.co", "legal@ejemplo.gov.co"]

    def test_tells_reviewers_of_a_report_and_the_reporter_of_the_review(
        self, cast, plan_in, django_capture_on_commit_callbacks
    ):
        milestone = plan_in().milestones.first()
        key = {"public_id": milestone.public_id, "now": NOW}
        self.run(
            django_capture_on_commit_callbacks,
            lambda: report_milestone(actor=cast.advisor, report="Listo", uploads=[upload()], **key),
        )
        assert told() == ["coordinator@ejemplo.gov.co", "head@ejemplo.gov.co"]
        assert f"Hito: {milestone.name}" in mail.outbox[0].body
        mail.outbox.clear()
        self.run(
            django_capture_on_commit_callbacks,
            lambda: review_milestone(actor=cast.head, action="return", observation="Falta", **key),
        )
        assert told() == ["advisor@ejemplo.gov.co"]

    def test_writes_once_however_often_it_runs(self, cast, plan_in, django_capture_on_commit_callbacks):
        plan = plan_in("socialized")
        self.run(django_capture_on_commit_callbacks, lambda: move(cast.legal, plan, "agree"))
        event = Event.objects.get(verb="workplan.agree")
        notify_moved.call(event_id=event.pk)
        assert len(mail.outbox) == 1
        notice = PlanNotice.objects.get(event=event)
        assert notice.recipients == 1
        assert notice.sent_at is not None

    def test_tries_again_after_a_failure(self, cast, plan_in, monkeypatch):
        plan = plan_in("socialized")
        move(cast.legal, plan, "agree")
        event = Event.objects.get(verb="workplan.agree")
        with monkeypatch.context() as patch:
            patch.setattr("llegada.workplans.tasks.get_connection", lambda: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                notify_moved.call(event_id=event.pk)
        assert mail.outbox == []
        notify_moved.call(event_id=event.pk)
        assert len(mail.outbox) == 1

    def test_goes_on_where_its_process_was_killed(self, cast, plan_in, monkeypatch):
        move(cast.head, plan_in(), "suspend")
        event = Event.objects.get(verb="workplan.suspend")
        send = EmailMessage.send

        def send_two(message):
            send(message)
            if len(mail.outbox) == 2:
                die()

        with monkeypatch.context() as patch, killed():
            patch.setattr(EmailMessage, "send", send_two)
            notify_moved.call(event_id=event.pk)
        run_again("workplans.notify_moved", event_id=event.pk)
        assert sorted(set(told())) == ["advisor@ejemplo.gov.co", "contact@ejemplo.gov.co", "legal@ejemplo.gov.co"]
        assert len({message.message()["Message-ID"] for message in mail.outbox}) == 3

    def test_tells_the_others_where_an_address_is_refused(self, cast, plan_in, monkeypatch):
        send = EmailMessage.send

        def refuse(message):
            if message.to == ["advisor@ejemplo.gov.co"]:
                raise SMTPRecipientsRefused({})
            send(message)

        monkeypatch.setattr(EmailMessage, "send", refuse)
        move(cast.head, plan_in(), "suspend")
        notify_moved.call(event_id=Event.objects.get(verb="workplan.suspend").pk)
        assert told() == ["contact@ejemplo.gov.co", "legal@ejemplo.gov.co"]

    def test_writes_nothing_if_the_change_was_undone_or_is_unknown(self, cast, plan_in):
        notify_moved.call(event_id=0)
        gone = Event.objects.create(
            at=NOW, verb="workplan.agree", target_kind="workplans.workplan", target_id=str(uuid4())
        )
        lost = Event.objects.create(
            at=NOW, verb="milestone.report", target_kind="workplans.planmilestone", target_id=str(uuid4())
        )
        for event in (gone, lost):
            notify_moved.call(event_id=event.pk)
        assert mail.outbox == []
