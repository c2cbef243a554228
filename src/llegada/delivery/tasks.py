"""Mail of the app, sent after commit; each is safe to run twice."""

from __future__ import annotations

import logging
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks import task

from llegada.core.mails import same_message
from llegada.delivery import checkin_rules
from llegada.delivery.calendar_choices import MailProblem
from llegada.delivery.calendar_ics import Party, write_invitation
from llegada.delivery.models import CommitmentLink, RequestAnswer, RequestMail, SessionMail
from llegada.delivery.request_choices import MailPurpose
from llegada.delivery.request_codes import known_code_of
from llegada.delivery.selectors.checkin import find_code
from llegada.delivery.selectors.commitment_parts import link_token, list_owed
from llegada.delivery.services.request_mails import give_back, note_sent, record_mailed_answer, take_to_send
from llegada.delivery.services.session_mails import note_session_mail, supersede_mail
from llegada.delivery.session_words import entry_of

logger = logging.getLogger(__name__)
#: A larger file is read on the page of the request.
MOST_ATTACHED_BYTES = 5 * 1024 * 1024


@task()
def mail_commitment_link(link_id: int) -> None:
    """Send the counterpart of a plan the link with which their entity reports; nothing where it was revoked meanwhile."""
    link = CommitmentLink.objects.select_related("plan__entity", "plan__unit__organization").filter(pk=link_id).first()
    if link is None or link.revoked_at is not None or not link.plan.counterpart_email:
        return
    with override(settings.LANGUAGE_CODE):
        path = reverse("delivery:commitments_by_link", kwargs={"token": link_token(link)})
        body = render_to_string(
            "delivery/mail/commitment_link.txt",
            {"link": link, "plan": link.plan, "owed": list_owed(plan=link.plan), "url": settings.SITE_URL + path},
        )
        subject = gettext("Compromisos de su entidad: %(title)s") % {"title": link.plan.title}
        EmailMessage(" ".join(subject.split()), body, None, [link.plan.counterpart_email]).send()


@task()
def send_request_mail(mail_id: int) -> None:
    """Send one mail to whoever asked and, where it carries the answer, record that it was notified."""
    found = RequestMail.objects.select_related("request__organization", "event").filter(pk=mail_id).first()
    if found is None:
        return
    answer = None
    if found.purpose == MailPurpose.ANSWER:
        answers = RequestAnswer.objects.filter(request=found.request, answered_at__lte=found.event.at)
        answer = answers.select_related("file").order_by("-number").first()
    with override(settings.LANGUAGE_CODE):
        title, body = _words(found, answer)
    if found.sent_at is None:
        if not take_to_send(found, body=body):
            return
        try:
            _message(found, title, body, answer).send()
        except Exception:
            give_back(mail_id=found.pk)
            raise
        note_sent(found, now=timezone.now())
    if found.purpose == MailPurpose.ANSWER:
        record_mailed_answer(mail=found, now=timezone.now())


def _words(mail: RequestMail, answer: RequestAnswer | None) -> tuple[str, str]:
    request = mail.request
    body = render_to_string(
        "delivery/mail/request.txt",
        {
            "mail": mail,
            "request": request,
            "event": mail.event,
            "answer": answer,
            "code": known_code_of(request.public_id, request.code_digest),
            "url": settings.SITE_URL + reverse("delivery:request_follow"),
        },
    )
    said = {"what": mail.get_purpose_display(), "number": request.number, "subject": request.subject}
    title = " ".join((gettext("%(what)s · %(number)s: %(subject)s") % said).split())  # one line
    return title, body


def _message(mail: RequestMail, title: str, body: str, answer: RequestAnswer | None) -> EmailMessage:
    message = EmailMessage(title, body, None, [mail.address], headers=same_message(mail.event, mail.address))
    if answer is not None and answer.file is not None and answer.file.size <= MOST_ATTACHED_BYTES:
        with default_storage.open(answer.file.storage_name, "rb") as content:
            message.attach(answer.file_name, content.read(), answer.file.media_type)
    return message


@task()
def send_session_mail(mail_id: int) -> None:
    """Send one person the invitation to a session, or its withdrawal; what stops one mail stops no other."""
    found = (
        SessionMail.objects.select_related(
            "event", "session__plan__unit__organization", "session__plan__entity", "session__plan__advisor",
            "session__service_version",
        )
        .filter(pk=mail_id)
        .first()
    )  # fmt: skip
    if found is None or found.sent_at is not None or found.problem or supersede_mail(found):
        return
    with override(settings.LANGUAGE_CODE):
        message = _invitation(found)
    try:
        message.send()
    except SMTPRecipientsRefused:
        note_session_mail(mail_id=found.pk, problem=MailProblem.REJECTED)
    except (SMTPException, OSError):
        logger.warning("session_mail_not_sent", exc_info=True, extra={"mail": found.pk})
        note_session_mail(mail_id=found.pk, problem=MailProblem.UNREACHABLE)
    else:
        note_session_mail(mail_id=found.pk, sent_at=timezone.now())


def _invitation(mail: SessionMail) -> EmailMessage:
    """Return a mail in words with the invitation twice: as what calendars read at once, and as a file to open by hand."""
    session = mail.session
    advisor = session.plan.advisor
    body = render_to_string(
        "delivery/mail/session.txt",
        {
            "mail": mail,
            "event": mail.event,
            "session": session,
            "organization": session.plan.unit.organization,
            "advisor": advisor,
            "door_url": _door_url(mail),
        },
    )
    said = {"what": mail.get_method_display(), "title": session.title}
    title = " ".join((gettext("%(what)s: %(title)s") % said).split())  # one line
    invitation = write_invitation(
        entry_of(session, stamp=mail.event.at, is_own=False),
        method=mail.method,
        sequence=mail.sequence,
        organizer=Party(advisor.email, advisor.full_name),
        attendee=Party(mail.address, mail.name),
        sent_by=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
    ).decode()
    headers = same_message(mail.event, mail.address)
    message = EmailMultiAlternatives(title, body, None, [mail.address], reply_to=[advisor.email], headers=headers)
    message.attach_alternative(invitation, f"text/calendar; method={mail.method}")
    message.attach("invitacion.ics", invitation, "application/ics")
    return message


def _door_url(mail: SessionMail) -> str:
    """Return where one registers beforehand for a session, or nothing where its code is shut."""
    session, door = mail.session, find_code(session=mail.session)
    if door is None:
        return ""
    state = checkin_rules.door_state(
        status=session.status, held_on=session.held_on, today=timezone.localdate(), is_shut=door.shut_at is not None
    )
    return settings.SITE_URL + reverse("delivery:check_in", args=[door.code]) if state == checkin_rules.PRE else ""
