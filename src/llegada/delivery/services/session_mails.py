"""Mail to whoever is called to a session: one row for each person and decision, so that it leaves once and can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from llegada.core.models import Event
from llegada.core.queue import enqueue_on_commit, is_muted
from llegada.delivery import calendar_rules, rules
from llegada.delivery.calendar_choices import InvitationMethod, MailProblem
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import Session, SessionMail
from llegada.delivery.selectors.convening import list_invited


def ask_session_mails(
    session: Session, event: Event, people: Sequence[Invitee], *, method: str = InvitationMethod.REQUEST
) -> list[SessionMail]:
    """Ask for the mail of a decision to each of `people`, in its transaction, the session held still.

    An address that cannot be right keeps its row, which says so, and stops nobody else's. While the queue is muted nothing
    leaves: the rows of a demonstration say what would have left.
    """
    used = list(SessionMail.objects.filter(session=session).values_list("sequence", flat=True))
    sequence = calendar_rules.next_sequence(used)
    mails = [
        SessionMail(session=session, event=event, method=method, name=one.name, address=one.address, sequence=sequence)
        for one in people
    ]
    for mail in mails:
        if not is_address(mail.address):
            mail.problem = MailProblem.MALFORMED
        elif is_muted():
            mail.sent_at = event.at
    SessionMail.objects.bulk_create(mails)
    for mail in mails:
        if not mail.problem:
            enqueue_on_commit("delivery.send_session_mail", mail_id=mail.pk)
    return mails


def tell_invited(session: Session, event: Event) -> None:
    """Tell whoever has been called to a session that it moved, or that it will not take place."""
    method = InvitationMethod.CANCEL if session.status in rules.GIVEN_UP else InvitationMethod.REQUEST
    people = [Invitee(one.address, one.name) for one in list_invited(session=session)]
    if people:
        ask_session_mails(session, event, people, method=method)


def is_address(text: str) -> bool:
    """Return whether `text` can be an address of e-mail."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def supersede_mail(mail: SessionMail) -> bool:
    """Leave a mail unsent, and say so, where what it says is old: a newer one was asked for, or the session is not awaited."""
    newer = SessionMail.objects.filter(session=mail.session_id, address=mail.address, sequence__gt=mail.sequence)
    is_old = mail.method == InvitationMethod.REQUEST and mail.session.status not in rules.AWAITED
    if not is_old and not newer.exists():
        return False
    SessionMail.objects.filter(pk=mail.pk, sent_at=None).update(problem=MailProblem.SUPERSEDED)
    return True


def note_session_mail(*, mail_id: int, sent_at: datetime | None = None, problem: str = "") -> None:
    """Keep that a mail left, or why not; only one task is ever at it."""
    SessionMail.objects.filter(pk=mail_id, sent_at=None).update(sent_at=sent_at, problem=problem)
