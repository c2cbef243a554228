"""Records what happened: marks a session as held, or takes everything of the field at once."""

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
from llegada.delivery import rules, selectors
from llegada.delivery.choices import SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.services.attendance import Attendee, add_entries, record_attendance
from llegada.delivery.services.changes import hold_still, moving_figures, require_in_course
from llegada.delivery.services.commitments import NewCommitment, add_to_session
from llegada.delivery.services.sessions import (
    SessionDetails,
    edit_session,
    find_known,
    get_recordable_plan,
    plan_milestones,
    plan_session,
    refuse_contradiction,
    write_minutes,
)


@dataclass(frozen=True)
class SessionRecord:
    """Everything that is written in the field of one session. `milestones` are public ids of the plan's."""

    details: SessionDetails
    what_was_done: str = ""
    no_commitments: bool = False
    attendees: tuple[Attendee, ...] = ()
    commitments: tuple[NewCommitment, ...] = ()
    milestones: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """The session, and whether this call recorded it (False: it was already)."""

    session: Session
    is_new: bool


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
    session = hold_still(selectors.get_session(actor=actor, public_id=public_id))
    SESSION_POLICY.require(actor, FOR_ACTION["hold"], session)
    with moving_figures(session.pk):
        return _hold(
            actor=actor,
            session=session,
            now=now,
            today=today,
            what_was_done=what_was_done,
            no_commitments=no_commitments,
            milestones=milestones,
        )


def _hold(
    *,
    actor: Actor,
    session: Session,
    now: datetime,
    today: date,
    what_was_done: str | None,
    no_commitments: bool | None,
    milestones: Iterable[UUID] | None,
) -> Session:
    before = session.status
    after = rules.next_status(before, "hold")
    if after is None:
        raise TransitionNotAllowed(action="hold", status=before)
    require_in_course(session.plan)
    if session.held_on > today:
        raise Invalid({"held_on": _("La sesión aún no ocurre: no puede quedar como realizada. Corrija la fecha.")})
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


@dataclass(frozen=True)
class FinishingWords:
    """What stands on the page of a planned session when its advisor ends it; `revision` is the one that they read."""

    what_was_done: str
    agenda: str
    no_commitments: bool
    revision: int | None
    milestones: tuple[UUID, ...] = ()
    attendees: tuple[Attendee, ...] = ()


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
        now=now,
    )
    return hold_session(actor=actor, public_id=public_id, now=now, today=today)


@transaction.atomic
def record_session(
    *,
    actor: Actor,
    plan_id: UUID,
    record: SessionRecord,
    now: datetime,
    today: date,
    public_id: UUID | None = None,
) -> Recorded:
    """Record a session whole, or nothing of it: data, attendance, milestones, commitments and what was done.

    `public_id` may come from the device: sent again, it answers with the session that there is and changes nothing; if that
    session is still planned, it is the one recorded. Raises NotFound, NotAllowed, PlanNotInCourse, Invalid, RecordedElsewhere,
    TransitionNotAllowed (it was cancelled).
    """
    known = None
    if public_id is not None:
        plan = get_recordable_plan(actor=actor, plan_id=plan_id)
        known = find_known(actor=actor, plan=plan, public_id=public_id)
    if known is None:
        session = plan_session(
            actor=actor, plan_id=plan_id, details=record.details, now=now, today=today, public_id=public_id
        )
    else:
        session = known
    hold_still(session)
    if session.status in rules.COUNTED:
        return Recorded(session, is_new=False)
    if session.status != SessionStatus.PLANNED:
        raise TransitionNotAllowed(action="hold", status=session.status)
    if known is not None:
        edit_session(
            actor=actor,
            public_id=session.public_id,
            details=record.details,
            revision=session.revision,
            now=now,
            today=today,
        )
        hold_still(session)
    with moving_figures(session.pk):
        add_entries(actor=actor, session=session, attendees=record.attendees, now=now)
        for commitment in record.commitments:
            add_to_session(actor=actor, session=session, commitment=commitment, now=now)
        _hold(
            actor=actor,
            session=session,
            now=now,
            today=today,
            what_was_done=record.what_was_done or None,
            no_commitments=record.no_commitments,
            milestones=record.milestones,
        )
    return Recorded(session, is_new=True)
