"""Mail of the app, sent after commit; each is safe to run twice."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from django_tasks import task

from llegada.delivery.models import CommitmentLink, RequestAnswer, RequestMail
from llegada.delivery.request_choices import MailPurpose
from llegada.delivery.request_codes import known_code_of
from llegada.delivery.selectors.commitment_parts import link_token, list_owed
from llegada.delivery.services.request_mails import give_back, record_mailed_answer, take_to_send

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
        if not take_to_send(found, body=body, now=timezone.now()):
            return
        try:
            _message(found, title, body, answer).send()
        except Exception:
            give_back(found)
            raise
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
    message = EmailMessage(title, body, None, [mail.address])
    if answer is not None and answer.file is not None and answer.file.size <= MOST_ATTACHED_BYTES:
        with default_storage.open(answer.file.storage_name, "rb") as content:
            message.attach(answer.file_name, content.read(), answer.file.media_type)
    return message
