"""Questions about who is called to a session: who has been, who may be, and whether their mail left."""

from __future__ import annotations

from llegada.core.actors import Actor
from llegada.delivery import calendar_rules, rules
from llegada.delivery.calendar_choices import InvitationMethod, MailProblem
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import PreRegistration, Session, SessionMail
from llegada.delivery.policies import SESSION_POLICY, Permission


def list_invited(*, session: Session) -> list[SessionMail]:
    """Return the latest mail of each person who has been called to a session, and not called off, in order of call."""
    return [
        one for one in list_latest_mails(session=session) if one.method == InvitationMethod.REQUEST and is_good(one)
    ]


def is_good(mail: SessionMail) -> bool:
    """Return whether the address of a mail can be right, so that it is worth writing to again."""
    return mail.problem != MailProblem.MALFORMED


def list_latest_mails(*, session: Session) -> list[SessionMail]:
    """Return the latest mail to each address about a session already seen, in the order in which they were first called."""
    latest: dict[str, SessionMail] = {}
    for mail in SessionMail.objects.filter(session=session).order_by("sequence", "pk"):
        latest[mail.address.casefold()] = mail
    return list(latest.values())


def list_mails_to_show(*, actor: Actor, session: Session) -> list[SessionMail]:
    """Return the latest mail to each address, or none to who may not see names."""
    if not SESSION_POLICY.can(actor, Permission.VIEW_ATTENDANCE, session):
        return []
    return list_latest_mails(session=session)


def list_suggested(*, session: Session, mails: list[SessionMail]) -> list[Invitee]:
    """Return whom to call to a session that is still to come: its counterpart and who registered beforehand, each once.

    Of a convened one, only those to whom nothing has left, with those whose mail did not; `mails` are its latest.
    """
    if session.status not in rules.AWAITED:
        return []
    plan = session.plan
    expected = PreRegistration.objects.filter(session=session).exclude(email="").values_list("email", "name")
    people = [Invitee(plan.counterpart_email, plan.counterpart_name)]
    people += [Invitee(email, name) for email, name in expected.order_by("pk")]
    people += [Invitee(mail.address, mail.name) for mail in mails if is_good(mail)]
    there = {mail.address.casefold() for mail in mails if not mail.problem}
    is_convened = session.status == "convened"
    return [one for one in calendar_rules.each_once(people) if not is_convened or one.address.casefold() not in there]
