"""Approves minutes: complete, and by somebody other than who wrote them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.core.states import move
from llegada.delivery import rules, selectors
from llegada.delivery.errors import MINUTES_PARTS, MinutesIncomplete, OwnMinutes
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.services.changes import hold_still, moving_figures


@transaction.atomic
def approve_minutes(*, actor: Actor, public_id: UUID, now: datetime) -> Session:
    """Approve the minutes of a held session; from then on nothing of it changes.

    Raises NotFound, NotAllowed, TransitionNotAllowed, OwnMinutes, MinutesIncomplete, Conflict.
    """
    session = hold_still(selectors.get_session(actor=actor, public_id=public_id))
    SESSION_POLICY.require(actor, FOR_ACTION["approve_minutes"], session)
    before = session.status
    after = rules.next_status(before, "approve_minutes")
    if after is None:
        raise TransitionNotAllowed(action="approve_minutes", status=before)
    if not rules.may_approve_minutes(
        approver_id=actor.person_id, author_ids=selectors.list_author_ids(session=session)
    ):
        raise OwnMinutes()
    missing = selectors.list_missing_for_minutes(session=session)
    if missing:
        raise MinutesIncomplete(missing=_enumerated([str(MINUTES_PARTS[part]) for part in missing]))
    with moving_figures(session.pk):
        move(
            session,
            before=before,
            after=after,
            minutes_approved_at=now,
            minutes_approved_by_id=actor.person_id,
            revision=session.revision + 1,
            updated_at=now,
        )
    history.record(actor=actor, verb="session.approve_minutes", target=session, now=now, before=before, after=after)
    return session


def _enumerated(parts: list[str]) -> str:
    """Return «a, b y c»."""
    *first, last = parts
    return _("%(first)s y %(last)s") % {"first": ", ".join(first), "last": last} if first else last
