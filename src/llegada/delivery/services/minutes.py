"""Approves minutes: complete, and by somebody other than who wrote them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.core.states import move_many
from llegada.delivery import rules, selectors
from llegada.delivery.errors import MINUTES_PARTS, MinutesIncomplete, OwnMinutes
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.selectors.changing import find_missing_for_minutes, load_advisors, take_sessions


def approve_minutes(*, actor: Actor, public_id: UUID, now: datetime) -> Session:
    """Approve the minutes of a held session; from then on nothing of it changes.

    Raises NotFound, NotAllowed, TransitionNotAllowed, OwnMinutes, MinutesIncomplete, Conflict.
    """
    return approve_many_minutes(actor=actor, public_ids=[public_id], now=now)[0]


@transaction.atomic
def approve_many_minutes(*, actor: Actor, public_ids: Collection[UUID], now: datetime) -> list[Session]:
    """Approve the minutes of several held sessions, or of none. Raises what `approve_minutes` raises, for the first refused.

    Figures do not move: a session counts the same held and approved.
    """
    sessions = take_sessions(actor=actor, public_ids=list(dict.fromkeys(public_ids)))
    if not sessions:
        return []
    load_advisors(sessions)
    missing = find_missing_for_minutes(sessions)
    for session in sessions:
        _check_approval(actor, session, missing[session.pk])
    before = sessions[0].status
    after = rules.next_status(before, "approve_minutes")
    approval: dict[str, Any] = {
        "minutes_approved_at": now,
        "minutes_approved_by_id": actor.person_id,
        "updated_at": now,
    }
    move_many(sessions, before=before, after=after, counters=("revision",), **approval)
    history.record_many(
        [
            history.compose(
                actor=actor,
                verb="session.approve_minutes",
                target=session,
                now=now,
                before=before,
                after=session.status,
            )
            for session in sessions
        ]
    )
    return sessions


def _check_approval(actor: Actor, session: Session, missing: Sequence[str]) -> None:
    SESSION_POLICY.require(actor, FOR_ACTION["approve_minutes"], session)
    if rules.next_status(session.status, "approve_minutes") is None:
        raise TransitionNotAllowed(action="approve_minutes", status=session.status)
    if not rules.may_approve_minutes(
        approver_id=actor.person_id, author_ids=selectors.list_author_ids(session=session)
    ):
        raise OwnMinutes()
    if missing:
        raise MinutesIncomplete(missing=_enumerated([str(MINUTES_PARTS[part]) for part in missing]))


def _enumerated(parts: list[str]) -> str:
    """Return «a, b y c»."""
    *first, last = parts
    return _("%(first)s y %(last)s") % {"first": ", ".join(first), "last": last} if first else last
