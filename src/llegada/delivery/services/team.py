"""Puts students in the team of a plan and takes them out, and moves what they write until a professional accepts it (PTR-08)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llegada.accounts.models import Person
from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move
from llegada.delivery import draft_rules, selectors
from llegada.delivery.errors import DraftThereAlready, NotInTheTeam
from llegada.delivery.models import PlanStudent, Session, StudentDraft
from llegada.delivery.selectors import team
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.sessions import write_minutes
from llegada.delivery.team_policies import DRAFT_POLICY, STUDENT_POLICY, TeamPermission
from llegada.workplans.models import PlanMilestone
from llegada.workplans.services import report_milestone


@transaction.atomic
def add_student(*, actor: Actor, plan_id: UUID, person: Person, since: date, now: datetime, today: date) -> PlanStudent:
    """Put a student of the organisation in the team of a plan, and tell them. Raises NotFound, NotAllowed, Invalid."""
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    STUDENT_POLICY.require(actor, TeamPermission.MANAGE, plan)
    if not team.list_students_to_add(plan=plan, today=today).filter(pk=person.pk).exists():
        raise Invalid({"person": _("Elija un practicante de la organización que no esté ya en el equipo.")})
    added = PlanStudent.objects.create(plan=plan, person=person, since=since, added_by_id=key_of(actor), added_at=now)
    event = history.record(actor=actor, verb="team.add_student", target=plan, now=now, after=person.full_name)
    notify(event=event, people=[person])
    return added


@transaction.atomic
def end_student(*, actor: Actor, public_id: UUID, now: datetime, today: date) -> PlanStudent:
    """Take a student out of a team from today: what they wrote stays. Raises NotFound, NotAllowed, Conflict."""
    found = PlanStudent.objects.select_related("plan", "person").filter(public_id=public_id).first()
    if found is None:
        raise NotFound(student=str(public_id))
    plan = selectors.get_plan(actor=actor, public_id=found.plan.public_id)
    STUDENT_POLICY.require(actor, TeamPermission.MANAGE, plan)
    move(found, field="until", before=None, after=max(today, found.since))
    history.record(actor=actor, verb="team.end_student", target=plan, now=now, after=found.person.full_name)
    return found


@transaction.atomic
def start_draft(
    *,
    actor: Actor,
    text: str,
    now: datetime,
    today: date,
    session_id: UUID | None = None,
    milestone_id: UUID | None = None,
) -> StudentDraft:
    """Keep what a student writes of a session or of a milestone of their plans.

    Raises NotAllowed, NotInTheTeam, Invalid, DraftThereAlready.
    """
    DRAFT_POLICY.require_ever(actor, TeamPermission.WRITE)
    session, milestone = _target(actor, session_id, milestone_id, today)
    plan = session.plan if session else milestone.plan if milestone else None
    if plan is None:
        raise NotInTheTeam()
    draft = StudentDraft(
        plan=plan,
        session=session,
        milestone=milestone,
        author_id=key_of(actor),
        text=_said(text),
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise DraftThereAlready() from None
    history.record(actor=actor, verb="draft.start", target=draft, now=now, after=draft.status)
    return draft


def _target(
    actor: Actor, session_id: UUID | None, milestone_id: UUID | None, today: date
) -> tuple[Session | None, PlanMilestone | None]:
    if session_id is not None:
        return team.list_sessions_to_draft(actor=actor, today=today).filter(public_id=session_id).first(), None
    if milestone_id is None:
        return None, None
    return None, team.list_milestones_to_draft(actor=actor, today=today).filter(public_id=milestone_id).first()


def _said(text: str) -> str:
    if not text.strip():
        raise Invalid({"text": _("Escriba lo que quiere que revisen.")})
    return text.strip()


@transaction.atomic
def write_draft(*, actor: Actor, public_id: UUID, text: str, now: datetime) -> StudentDraft:
    """Write over a draft that is still its author's. Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict."""
    draft = team.get_draft(actor=actor, public_id=public_id)
    DRAFT_POLICY.require(actor, TeamPermission.WRITE, draft)
    if draft.status not in draft_rules.EDITABLE:
        raise TransitionNotAllowed(action="write", status=draft.status)
    move(draft, field="updated_at", before=draft.updated_at, after=now, text=_said(text))
    return draft


@transaction.atomic
def move_draft(
    *,
    actor: Actor,
    public_id: UUID,
    action: str,
    now: datetime,
    today: date,
    observation: str = "",
    uploads: Sequence[UploadedFile[Any]] = (),
) -> StudentDraft:
    """Move a draft by an action of `draft_rules.TRANSITIONS`; accepting writes it in the session or reports the milestone.

    Whoever accepts signs what is written, by the same service as ever and with what it refuses; the history names both. Raises
    NotFound, NotAllowed, TransitionNotAllowed, NotInTheTeam, ReasonRequired, Conflict, and what those services raise.
    """
    draft = team.get_draft(actor=actor, public_id=public_id)
    is_own = action in draft_rules.OF_THE_AUTHOR
    DRAFT_POLICY.require(actor, TeamPermission.WRITE if is_own else TeamPermission.REVIEW, draft)
    before, after = draft.status, draft_rules.next_status(draft.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action == "send" and not team.list_own_places(actor=actor, today=today).filter(plan=draft.plan_id).exists():
        raise NotInTheTeam()
    if action == "return" and not observation.strip():
        raise ReasonRequired()
    values: dict[str, Any] = {"updated_at": now}
    if not is_own:
        values |= {"reviewed_by_id": key_of(actor), "reviewed_at": now, "observation": observation.strip()}
    move(draft, before=before, after=after, **values)
    if action == "accept":
        _write(actor, draft, uploads, now)
    event = history.record(
        actor=actor,
        verb=f"draft.{action}",
        target=draft,
        now=now,
        before=before,
        after=after,
        reason=observation.strip(),
    )
    notify(event=event, people=[draft.plan.advisor if is_own else draft.author] if action != "discard" else [])
    return draft


def _write(actor: Actor, draft: StudentDraft, uploads: Sequence[UploadedFile[Any]], now: datetime) -> None:
    told: dict[str, Any] = {
        "reason": _("Lo escribió %(name)s.") % {"name": draft.author.full_name},
        "data": {"draft": str(draft.public_id)},
    }
    if draft.milestone is not None:
        key = draft.milestone.public_id
        report_milestone(actor=actor, public_id=key, report=draft.text, uploads=uploads, now=now)
        history.record(actor=actor, verb="draft.accept", target=draft.milestone.plan, now=now, **told)
        return
    assert draft.session is not None  # noqa: S101  # the database holds that it is of one or of the other
    session = draft.session
    write_minutes(
        actor=actor,
        public_id=session.public_id,
        what_was_done=draft_rules.joined(session.what_was_done, draft.text),
        agenda=session.agenda,
        no_commitments=session.no_commitments,
        revision=session.revision,
        now=now,
    )
    history.record(actor=actor, verb="draft.accept", target=session, now=now, **told)
