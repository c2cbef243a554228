"""Calls people to a session by mail, with an invitation for their calendar (OPE-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.delivery import calendar_rules
from llegada.delivery.calendar_rules import Invitee
from llegada.delivery.models import Session
from llegada.delivery.selectors.convening import list_latest_mails, list_suggested
from llegada.delivery.services.planned import awaited_session, move_planned
from llegada.delivery.services.session_mails import ask_session_mails


@transaction.atomic
def convene_session(
    *, actor: Actor, public_id: UUID, now: datetime, people: Sequence[Invitee] | None = None
) -> Session:
    """Call `people` to a session (None: its counterpart and who registered beforehand); with nobody, they were called otherwise.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid (too many), Conflict.
    """
    return _call(awaited_session(actor, public_id, "convene"), actor, "convene", people, now)


@transaction.atomic
def invite_to_session(
    *, actor: Actor, public_id: UUID, now: datetime, people: Sequence[Invitee] | None = None
) -> Session:
    """Call more people to a convened session, or again those to whom nothing left; who has the invitation gets no other.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid (nobody left to call, too many), Conflict.
    """
    return _call(awaited_session(actor, public_id, "invite"), actor, "invite", people, now)


def _call(session: Session, actor: Actor, action: str, people: Sequence[Invitee] | None, now: datetime) -> Session:
    mails = list_latest_mails(session=session)
    chosen = list_suggested(session=session, mails=mails) if people is None else calendar_rules.each_once(people)
    if len(chosen) > calendar_rules.MOST_INVITED:
        raise Invalid({"others": _("Son demasiadas direcciones de una vez. Convoque hasta 100 y después a las demás.")})
    if action == "invite":
        there = {mail.address.casefold() for mail in mails if not mail.problem}
        chosen = [one for one in chosen if one.address.casefold() not in there]
        if not chosen:
            raise Invalid({"others": _("Escriba a quién más convocar: los demás ya tienen su invitación.")})
    event = move_planned(session, actor=actor, action=action, now=now, told={"people": len(chosen)})
    ask_session_mails(session, event, chosen)
    return session
