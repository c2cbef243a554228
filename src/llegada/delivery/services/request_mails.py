"""Mail to whoever asked: one row for each, so that it leaves once and can be proved; and notices to who works."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from llegada.accounts.models import Person
from llegada.accounts.selectors import find_role_holders
from llegada.accounts.services import notify
from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.models import Event
from llegada.core.queue import enqueue_on_commit, is_muted
from llegada.core.roles import Role
from llegada.delivery.models import AssistanceRequest, RequestAnswer, RequestMail
from llegada.delivery.request_choices import MailPurpose, NotificationMeans, RequestStatus
from llegada.delivery.request_policies import DIRECTING, HEADING

#: Who acts when a mail has left: nobody in person.
POSTMAN: Final = Actor(name="Correo de Llegada")
#: Told of what nobody else would be told of.
_LAST_RESORT: Final = (Role.EXECUTIVE, Role.UNIT_HEAD, Role.IT_ADMIN)


def mail_asker(request: AssistanceRequest, event: Event, purpose: MailPurpose) -> None:
    """Ask for the mail of a decision to whoever asked, where they left an address; inside the transaction of the decision.

    None is kept while the queue is muted: it would leave some day.
    """
    if request.email and not is_muted():
        mail = RequestMail.objects.create(request=request, event=event, purpose=purpose, address=request.email)
        enqueue_on_commit("delivery.send_request_mail", mail_id=mail.pk)


def tell_inside(request: AssistanceRequest, event: Event, *, now: datetime, besides: tuple[Role, ...] = ()) -> None:
    """Tell of a decision whoever must act on a request: its person, or the heads of its unit, or who directs what comes in.

    `besides` are roles of the organisation told as well. Where nobody holds any of them, somebody else is told: never no one.
    """
    today = timezone.localdate(now)
    people: list[Person] = []
    if request.assigned_to is not None:
        people.append(request.assigned_to)
    elif request.unit is not None:
        people += find_role_holders(unit=request.unit, roles=HEADING, today=today)
    else:
        people += find_role_holders(organization=request.organization, roles=DIRECTING, today=today)
    if besides:
        people += find_role_holders(organization=request.organization, roles=besides, today=today)
    if not any(one.is_active for one in people):
        people = list(find_role_holders(organization=request.organization, roles=_LAST_RESORT, today=today))
    notify(event=event, people=people)


def take_to_send(mail: RequestMail, *, body: str) -> bool:
    """Take a mail to send it, with the fingerprint of what it says; false where it has left, or somebody is sending it."""
    mail.sha256 = hashlib.sha256(body.encode()).hexdigest()
    return RequestMail.objects.filter(pk=mail.pk, sent_at=None, sha256="").update(sha256=mail.sha256) == 1


def note_sent(mail: RequestMail, *, now: datetime) -> None:
    """Keep that a mail left: from now on nobody sends it again."""
    RequestMail.objects.filter(pk=mail.pk).update(sent_at=now)


def give_back(*, mail_id: int) -> None:
    """Leave a mail that did not go out, or whose process died before it was known, to be sent again."""
    RequestMail.objects.filter(pk=mail_id, sent_at=None).update(sha256="")


@transaction.atomic
def record_mailed_answer(*, mail: RequestMail, now: datetime) -> None:
    """Record that the last answer of a request was notified by the mail that has left. Done twice, it changes nothing."""
    request = AssistanceRequest.objects.select_for_update(of=("self",)).get(pk=mail.request_id)
    answer = RequestAnswer.objects.filter(request=request).order_by("-number").first()
    if answer is None or answer.notified_at is not None or request.status != RequestStatus.ANSWERED:
        return
    proof = f"{mail.address} · SHA-256 {mail.sha256}"[:300]
    RequestAnswer.objects.filter(pk=answer.pk).update(notified_at=now, means=NotificationMeans.MAIL, proof=proof)
    states.move(request, before=request.status, after=RequestStatus.NOTIFIED, status_on=timezone.localdate(now))
    history.record(
        actor=POSTMAN,
        verb="request.notify",
        target=request,
        now=now,
        before=RequestStatus.ANSWERED,
        after=RequestStatus.NOTIFIED,
        data={"address": mail.address, "sha256": mail.sha256},
    )
