"""Records what is written in the field: everything of one session, or of several days at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from llegada.accounts.models import Person
from llegada.core import facts, history
from llegada.core.actors import Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.core.models import Event
from llegada.core.states import move_many
from llegada.core.validation import insert_valid
from llegada.delivery import rules
from llegada.delivery.choices import SessionStatus
from llegada.delivery.facts import KIND
from llegada.delivery.models import AttendanceEntry, Commitment, Session
from llegada.delivery.selectors.figures import compose_fact
from llegada.delivery.services.attendance import Attendee, add_entries, compose_entries, consents_for, told_of
from llegada.delivery.services.changes import moving_figures, require_in_course
from llegada.delivery.services.commitments import NewCommitment, add_to_session, compose_commitment, write_commitments
from llegada.delivery.services.details import (
    GIVEN,
    SessionDetails,
    compose_session,
    find_advisors,
    link_advisors,
    link_milestones,
    list_versions,
)
from llegada.delivery.services.mechanisms import tell_of_other_mechanism
from llegada.delivery.services.recording import hold, refuse_future
from llegada.delivery.services.sessions import (
    edit_session,
    find_known,
    get_recordable_plan,
    plan_milestones,
    refuse_contradiction,
)
from llegada.workplans.models import PlanMilestone, WorkPlan


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
class DatedRecord:
    """A record with the moment and the day on which it was made; `public_id` may come from the device."""

    record: SessionRecord
    now: datetime
    today: date
    public_id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True)
class Recorded:
    """The session, and whether this call recorded it (False: it was already)."""

    session: Session
    is_new: bool


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
    dated = DatedRecord(record, now, today, public_id or uuid4())
    return record_sessions(actor=actor, plan_id=plan_id, records=[dated])[0]


@transaction.atomic
def record_sessions(*, actor: Actor, plan_id: UUID, records: Sequence[DatedRecord]) -> list[Recorded]:
    """Record several sessions of a plan, or none of them: the days of field work that arrive together, or past sessions.

    Returns them in the order of `records`. Raises what `record_session` raises, for the first that is refused.
    """
    plan = get_recordable_plan(actor=actor, plan_id=plan_id)
    by_id: dict[UUID, DatedRecord] = {}
    for one in records:
        by_id.setdefault(one.public_id, one)
    known = find_known(actor=actor, plan=plan, public_ids=list(by_id))
    try:
        made = _record_new(actor, plan, [one for one in by_id.values() if one.public_id not in known])
    except IntegrityError:
        # A record travelled twice at once: the other one arrived first.
        if find_known(actor=actor, plan=plan, public_ids=list(by_id)).keys() == known.keys():
            raise
        return record_sessions(actor=actor, plan_id=plan_id, records=records)
    done = {public_id: _record_known(actor, session, by_id[public_id]) for public_id, session in known.items()}
    done |= {session.public_id: Recorded(session, is_new=True) for session in made}
    return [done[one.public_id] if by_id[one.public_id] is one else _again(done[one.public_id]) for one in records]


def _again(recorded: Recorded) -> Recorded:
    return replace(recorded, is_new=False)


def _record_known(actor: Actor, session: Session, one: DatedRecord) -> Recorded:
    """Record what was planned under that identifier; what took place already stays as it is."""
    record = one.record
    if session.status in rules.COUNTED:
        return Recorded(session, is_new=False)
    if rules.next_status(session.status, "hold") is None:
        raise TransitionNotAllowed(action="hold", status=session.status)
    session = edit_session(
        actor=actor,
        public_id=session.public_id,
        details=record.details,
        revision=session.revision,
        now=one.now,
        today=one.today,
        tells=False,
    )
    with moving_figures(session):
        add_entries(actor=actor, session=session, attendees=record.attendees, now=one.now)
        for commitment in record.commitments:
            add_to_session(actor=actor, session=session, commitment=commitment, now=one.now)
        hold(
            actor=actor,
            session=session,
            now=one.now,
            today=one.today,
            what_was_done=record.what_was_done or None,
            no_commitments=record.no_commitments,
            milestones=record.milestones,
        )
    return Recorded(session, is_new=True)


@dataclass(frozen=True)
class _Draft:
    """A session to write, as it will be once held, with all that hangs from it."""

    one: DatedRecord
    session: Session
    advisors: Sequence[Person]
    entries: Sequence[AttendanceEntry]
    commitments: Sequence[Commitment]
    milestones: Sequence[PlanMilestone]


def _record_new(actor: Actor, plan: WorkPlan, records: Sequence[DatedRecord]) -> list[Session]:
    """Write sessions that were never planned: each kind of row by one statement, with the history of planning and holding."""
    if not records:
        return []
    require_in_course(plan)
    drafts = _compose(actor, plan, records)
    sessions = [draft.session for draft in drafts]
    insert_valid(sessions, exclude=GIVEN)
    link_advisors((draft.session, draft.advisors) for draft in drafts)
    link_milestones((draft.session, draft.milestones) for draft in drafts)
    AttendanceEntry.objects.bulk_create([entry for draft in drafts for entry in draft.entries])
    write_commitments([commitment for draft in drafts for commitment in draft.commitments])
    before = SessionStatus.PLANNED
    after = rules.next_status(before, "hold")
    move_many(sessions, before=before, after=after, counters=("revision",), recorded_by_id=actor.person_id)
    history.record_many([event for draft in drafts for event in _told_of(actor, draft)])
    tell_of_other_mechanism(actor=actor, subjects=sessions, now=records[-1].now)
    composed = [compose_fact(one.session, advisors=one.advisors, entries=one.entries) for one in drafts]
    facts.announce_many(KIND, [(None, fact) for fact in composed])
    return sessions


def _compose(actor: Actor, plan: WorkPlan, records: Sequence[DatedRecord]) -> list[_Draft]:
    """Return what will be written, all of it checked but for what the database checks itself. Raises Invalid."""
    versions = list_versions(plan)
    consents = consents_for(attendee for one in records for attendee in one.record.attendees)
    drafts = []
    for one in records:
        record, details = one.record, one.record.details
        session = compose_session(
            actor=actor, plan=plan, details=details, versions=versions, now=one.now, public_id=one.public_id
        )
        session.what_was_done, session.no_commitments = record.what_was_done.strip(), record.no_commitments
        advisors = find_advisors(plan, details, one.today)
        entries = compose_entries(session, record.attendees, now=one.now, consents=consents)
        commitments = [compose_commitment(session, commitment) for commitment in record.commitments]
        refuse_future(session, one.today)
        milestones = plan_milestones(plan, record.milestones)
        refuse_contradiction(session, no_commitments=record.no_commitments, are_there=bool(commitments))
        drafts.append(_Draft(one, session, advisors, entries, commitments, milestones))
    return drafts


def _told_of(actor: Actor, draft: _Draft) -> Iterator[Event]:
    """Give the decisions of one session, in the order in which its parts are taken when it was planned before."""
    session, now = draft.session, draft.one.now
    yield history.compose(actor=actor, verb="session.plan", target=session, now=now, after=SessionStatus.PLANNED)
    if draft.entries:
        yield told_of(draft.entries, actor=actor, session=session, now=now)
    for made in draft.commitments:
        yield history.compose(actor=actor, verb="commitment.add", target=made, now=now, after=made.status)
    yield history.compose(
        actor=actor, verb="session.hold", target=session, now=now, before=SessionStatus.PLANNED, after=session.status
    )
