"""Plans sessions, corrects their data and writes their minutes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.validation import ensure_valid, insert_valid
from llegada.delivery import rules, selectors
from llegada.delivery.calendar_rules import TOLD_FIELDS
from llegada.delivery.choices import SessionStatus
from llegada.delivery.errors import RecordedElsewhere
from llegada.delivery.models import Session
from llegada.delivery.policies import PLAN_POLICY, Permission
from llegada.delivery.selectors.changing import take_sessions
from llegada.delivery.services.changes import joined, moving_figures, open_session, require_in_course, rewrite
from llegada.delivery.services.details import (
    GIVEN,
    SessionDetails,
    checked_values,
    compose_session,
    find_advisors,
    link_advisors,
    list_versions,
)
from llegada.delivery.services.mechanisms import tell_of_other_mechanism
from llegada.delivery.services.session_mails import tell_invited
from llegada.workplans.models import PlanMilestone, WorkPlan


@transaction.atomic
def plan_session(
    *, actor: Actor, plan_id: UUID, details: SessionDetails, now: datetime, today: date, public_id: UUID | None = None
) -> Session:
    """Plan a session of a work plan in execution; asked again with the same `public_id`, return the one that there is.

    Raises NotFound, NotAllowed, PlanNotInCourse, Invalid, RecordedElsewhere.
    """
    plan = get_recordable_plan(actor=actor, plan_id=plan_id)
    if public_id is not None and (known := find_known(actor=actor, plan=plan, public_ids=[public_id])):
        return known[public_id]
    require_in_course(plan)
    session = compose_session(
        actor=actor, plan=plan, details=details, versions=list_versions(plan), now=now, public_id=public_id
    )
    advisors = find_advisors(plan, details, today)
    try:
        insert_valid([session], exclude=GIVEN)
    except IntegrityError:
        # The same form travelled twice at once: the other one arrived first.
        arrived = find_known(actor=actor, plan=plan, public_ids=[session.public_id])
        if not arrived:
            raise
        return arrived[session.public_id]
    link_advisors([(session, advisors)])
    history.record(actor=actor, verb="session.plan", target=session, now=now, after=session.status)
    tell_of_other_mechanism(actor=actor, subjects=[session], now=now)
    return session


def get_recordable_plan(*, actor: Actor, plan_id: UUID) -> WorkPlan:
    """Return a plan on which `actor` may record sessions. Raises NotFound, NotAllowed."""
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, Permission.RECORD, plan)
    return plan


def find_known(*, actor: Actor, plan: WorkPlan, public_ids: Collection[UUID]) -> dict[UUID, Session]:
    """Return the sessions of `plan` that already have one of these identifiers, their rows locked, by identifier.

    Raises RecordedElsewhere if one has it and is not of `plan`.
    """
    there = dict(Session.objects.filter(public_id__in=public_ids).values_list("public_id", "plan_id"))
    if not there:
        return {}
    if set(there.values()) != {plan.pk}:
        raise RecordedElsewhere()
    return {session.public_id: session for session in take_sessions(actor=actor, public_ids=list(there))}


@transaction.atomic
def edit_session(
    *,
    actor: Actor,
    public_id: UUID,
    details: SessionDetails,
    revision: int,
    now: datetime,
    today: date,
    tells: bool = True,
) -> Session:
    """Correct the data of a session whose minutes are not approved; with no `advisors`, who gave it stays as it was.

    Where what a calendar shows changes, whoever had been called is written to, unless it is corrected while held (not `tells`).

    Saying what it already says changes nothing. Raises NotFound, NotAllowed, SessionClosed, Invalid, Conflict if it is no longer
    at `revision`.
    """
    session = open_session(actor=actor, public_id=public_id)
    if session.status in rules.COUNTED and details.held_on > today:
        raise Invalid({"held_on": _("Una sesión realizada no puede tener fecha futura.")})
    values = checked_values(session.plan, details, list_versions(session.plan))
    changed = [field for field, value in values.items() if getattr(session, field) != value]
    before = list(session.advisors.order_by("pk"))
    after = before
    if details.advisors:
        after = sorted(find_advisors(session.plan, details, today, session=session), key=lambda person: person.pk)
    if not changed and after == before:
        return session
    for field, value in values.items():
        setattr(session, field, value)
    ensure_valid(session, exclude=GIVEN)
    with moving_figures(session):
        rewrite(session, revision=revision, now=now, **values)
        if after != before:
            session.advisors.set(after)
    told: dict[str, Any] = {"fields": changed}
    if after != before:
        told["advisors"] = [[str(person.public_id) for person in people] for people in (before, after)]
    event = history.record(actor=actor, verb="session.edit", target=session, now=now, data=told)
    if tells and session.status == SessionStatus.CONVENED and TOLD_FIELDS.intersection(changed):
        tell_invited(session, event)
    tell_of_other_mechanism(actor=actor, subjects=[session], now=now)
    return session


@transaction.atomic
def write_minutes(
    *,
    actor: Actor,
    public_id: UUID,
    what_was_done: str,
    agenda: str,
    no_commitments: bool,
    revision: int | None,
    now: datetime,
    milestones: Iterable[UUID] | None = None,
    pending_agenda: str | None = None,
    next_meeting_on: date | None = None,
) -> Session:
    """Write what the minutes say and, if given, which milestones the session advanced; written again alike, nothing changes.

    With no `pending_agenda` (what was left of the agenda, one item a line) it and the next meeting stay as they were.
    Whoever read an older `revision` neither writes over what was written since nor takes back a milestone marked since.
    Raises NotFound, NotAllowed, SessionClosed, Invalid, Conflict.
    """
    session = open_session(actor=actor, public_id=public_id)
    if next_meeting_on is not None and next_meeting_on < session.held_on:
        raise Invalid({"next_meeting_on": _("La próxima reunión no puede ser anterior a la sesión.")})
    values: dict[str, Any] = {
        "what_was_done": what_was_done.strip(),
        "agenda": agenda.strip(),
        "no_commitments": no_commitments,
    }
    if pending_agenda is not None:
        values |= {"pending_agenda": pending_agenda.strip() or None, "next_meeting_on": next_meeting_on}
    refuse_contradiction(session, no_commitments=no_commitments)
    marked = None if milestones is None else _marked_anew(session, milestones)
    is_written = any(getattr(session, field) != value for field, value in values.items())
    if is_written or marked is not None:
        rewrite(session, revision=revision, now=now, **values)
    if is_written:
        history.record(actor=actor, verb="session.write", target=session, now=now)
    if marked is not None:
        _mark(actor=actor, session=session, found=marked, now=now)
    return session


def _marked_anew(session: Session, milestones: Iterable[UUID]) -> list[PlanMilestone] | None:
    """Return the milestones to mark, or None where they are those marked already. Raises Invalid."""
    found = plan_milestones(session.plan, milestones)
    is_same = {one.pk for one in found} == set(session.milestones.values_list("pk", flat=True))
    return None if is_same else found


def _mark(*, actor: Actor, session: Session, found: list[PlanMilestone], now: datetime) -> None:
    session.milestones.set(found)
    history.record(
        actor=actor, verb="session.milestones", target=session, now=now, after=joined([one.name for one in found])
    )


def refuse_contradiction(session: Session, *, no_commitments: bool, are_there: bool | None = None) -> None:
    """Refuse to say that there were no commitments where there are (`are_there`, if it is known). Raises Invalid."""
    if no_commitments and (session.commitments.exists() if are_there is None else are_there):
        raise Invalid({"no_commitments": _("La sesión tiene compromisos: no puede decir que no hubo.")})


@transaction.atomic
def set_milestones(*, actor: Actor, public_id: UUID, milestones: Iterable[UUID], now: datetime) -> Session:
    """Say which milestones of the plan a session advanced. Raises NotFound, NotAllowed, SessionClosed, Invalid."""
    session = open_session(actor=actor, public_id=public_id)
    marked = _marked_anew(session, milestones)
    if marked is not None:
        rewrite(session, revision=None, now=now)
        _mark(actor=actor, session=session, found=marked, now=now)
    return session


def plan_milestones(plan: WorkPlan, milestones: Iterable[UUID]) -> list[PlanMilestone]:
    """Return the milestones of `plan` with these public ids. Raises Invalid if any is of another plan."""
    wanted = set(milestones)
    found = list(plan.milestones.filter(public_id__in=wanted).order_by("plan_service", "position")) if wanted else []
    if len(found) != len(wanted):
        raise Invalid({"milestones": _("Elija hitos de este plan de trabajo.")})
    return found
