"""What becomes of a session that is not held as it was planned: moved to another day, cancelled, or its day passes without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.states import move
from llegada.delivery import rules
from llegada.delivery.errors import DETAIL_SENTENCES
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.selectors.changing import take_session
from llegada.delivery.services.session_mails import tell_invited

#: Actions that write to people themselves, and change nothing of what the session says.
CALLING: Final = frozenset({"convene", "invite"})


@transaction.atomic
def cancel_session(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> Session:
    """Cancel a session that is still to come. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict."""
    session = awaited_session(actor, public_id, "cancel")
    reason = _given(reason)
    move_planned(session, actor=actor, action="cancel", now=now, reason=reason, cancel_reason=reason)
    return session


@transaction.atomic
def miss_session(*, actor: Actor, public_id: UUID, reason: str, now: datetime, today: date) -> Session:
    """Say that the day of a session came and it did not take place, and why.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid (its day has not come), Conflict.
    """
    session = awaited_session(actor, public_id, "miss")
    reason = _given(reason)
    if session.held_on > today:
        raise Invalid({"held_on": _("Su día aún no llega: cancélela o reprográmela.")})
    move_planned(session, actor=actor, action="miss", now=now, reason=reason, cancel_reason=reason)
    return session


@dataclass(frozen=True)
class NewDay:
    """When a session will be instead, and why."""

    held_on: date
    starts_at: time
    ends_at: time
    reason: str


@transaction.atomic
def reschedule_session(*, actor: Actor, public_id: UUID, day: NewDay, now: datetime) -> Session:
    """Move a session to another day with a reason: it is planned again, and must be convened again.

    Its code, its agenda and its files stay. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid, Conflict.
    """
    session = awaited_session(actor, public_id, "reschedule")
    reason = _given(day.reason)
    problems = rules.detail_problems(
        held_on=day.held_on,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        kind=session.kind,
        other_kind=session.other_kind,
        plan_starts_on=session.plan.starts_on,
        plan_ends_on=session.plan.ends_on,
    )
    if problems:
        raise Invalid({field: DETAIL_SENTENCES[problem] for field, problem in problems.items()})
    if (day.held_on, day.starts_at, day.ends_at) == (session.held_on, session.starts_at, session.ends_at):
        raise Invalid({"held_on": _("Es el mismo día y la misma hora. Elija otros.")})
    before = session.held_on
    move_planned(
        session,
        actor=actor,
        action="reschedule",
        now=now,
        reason=reason,
        told={"from": before.isoformat(), "to": day.held_on.isoformat()},
        held_on=day.held_on,
        year=day.held_on.year,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        rescheduled_from=before,
        reschedule_reason=reason,
        next_meeting_on=None,
    )
    return session


def awaited_session(actor: Actor, public_id: UUID, action: str) -> Session:
    """Return a session on which `actor` may carry out `action`, held still."""
    session = take_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, FOR_ACTION[action], session)
    if rules.next_status(session.status, action) is None:
        raise TransitionNotAllowed(action=action, status=session.status)
    return session


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonRequired()
    return reason.strip()


def move_planned(
    session: Session,
    *,
    actor: Actor,
    action: str,
    now: datetime,
    reason: str = "",
    told: dict[str, Any] | None = None,
    **values: Any,
) -> Event:
    """Carry out an action of the table on a session found with `awaited_session`, and write to whoever had been called to it.

    Raises Conflict.
    """
    before = session.status
    after = rules.next_status(before, action)
    # Calling people changes nothing of what the session says: whoever captured it with no signal has not been overtaken.
    revision = session.revision + (action not in CALLING)
    move(session, before=before, after=after, revision=revision, updated_at=now, **values)
    event = history.record(
        actor=actor,
        verb=f"session.{action}",
        target=session,
        now=now,
        before=before,
        after=session.status,
        reason=reason,
        data=told,
    )
    if action not in CALLING:
        tell_invited(session, event)
    return event
