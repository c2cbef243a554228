"""Marks a planned session as held, alone or with all that its page holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.states import move
from llegada.delivery import rules
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.selectors.changing import take_session
from llegada.delivery.services.attendance import Attendee, record_attendance
from llegada.delivery.services.changes import moving_figures, require_in_course
from llegada.delivery.services.sessions import plan_milestones, refuse_contradiction, write_minutes


@transaction.atomic
def hold_session(
    *,
    actor: Actor,
    public_id: UUID,
    now: datetime,
    today: date,
    what_was_done: str | None = None,
    no_commitments: bool | None = None,
    milestones: Iterable[UUID] | None = None,
) -> Session:
    """Mark a planned session as held; what is None stays as it was written.

    Raises NotFound, NotAllowed, TransitionNotAllowed, PlanNotInCourse, Invalid (future date, milestones of another plan), Conflict.
    """
    session = take_session(actor=actor, public_id=public_id)
    SESSION_POLICY.require(actor, FOR_ACTION["hold"], session)
    with moving_figures(session):
        return hold(
            actor=actor,
            session=session,
            now=now,
            today=today,
            what_was_done=what_was_done,
            no_commitments=no_commitments,
            milestones=milestones,
        )


def hold(
    *,
    actor: Actor,
    session: Session,
    now: datetime,
    today: date,
    what_was_done: str | None,
    no_commitments: bool | None,
    milestones: Iterable[UUID] | None,
) -> Session:
    """Mark as held a session already found, allowed and held still. Raises what `hold_session` raises."""
    before = session.status
    after = rules.next_status(before, "hold")
    if after is None:
        raise TransitionNotAllowed(action="hold", status=before)
    require_in_course(session.plan)
    refuse_future(session, today)
    if milestones is not None:
        session.milestones.set(plan_milestones(session.plan, milestones))
    said = session.what_was_done if what_was_done is None else what_was_done.strip()
    none_promised = session.no_commitments if no_commitments is None else no_commitments
    refuse_contradiction(session, no_commitments=none_promised)
    move(
        session,
        before=before,
        after=after,
        what_was_done=said,
        no_commitments=none_promised,
        recorded_by_id=actor.person_id,
        revision=session.revision + 1,
        updated_at=now,
    )
    history.record(actor=actor, verb="session.hold", target=session, now=now, before=before, after=after)
    return session


def refuse_future(session: Session, today: date) -> None:
    """Refuse to hold what has not taken place yet. Raises Invalid."""
    if session.held_on > today:
        raise Invalid({"held_on": _("La sesión aún no ocurre: no puede quedar como realizada. Corrija la fecha.")})


@dataclass(frozen=True)
class FinishingWords:
    """What stands on the page of a planned session when its advisor ends it; `revision` is the one that they read."""

    what_was_done: str
    agenda: str
    no_commitments: bool
    revision: int | None
    milestones: tuple[UUID, ...] = ()
    attendees: tuple[Attendee, ...] = ()
    pending_agenda: str | None = None
    next_meeting_on: date | None = None


@transaction.atomic
def finish_session(*, actor: Actor, public_id: UUID, words: FinishingWords, now: datetime, today: date) -> Session:
    """Save all that the page of a planned session holds and mark it as held, or do nothing of it.

    Raises what `record_attendance`, `write_minutes` and `hold_session` raise.
    """
    if words.attendees:
        record_attendance(actor=actor, public_id=public_id, attendees=words.attendees, now=now)
    write_minutes(
        actor=actor,
        public_id=public_id,
        what_was_done=words.what_was_done,
        agenda=words.agenda,
        no_commitments=words.no_commitments,
        revision=words.revision,
        milestones=words.milestones,
        pending_agenda=words.pending_agenda,
        next_meeting_on=words.next_meeting_on,
        now=now,
    )
    return hold_session(actor=actor, public_id=public_id, now=now, today=today)
