"""Plans sessions, corrects their data, writes their minutes and cancels them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move
from llegada.core.validation import ensure_valid
from llegada.delivery import rules, selectors
from llegada.delivery.choices import SessionStatus
from llegada.delivery.errors import DETAIL_SENTENCES, RecordedElsewhere
from llegada.delivery.models import Session
from llegada.delivery.policies import FOR_ACTION, PLAN_POLICY, SESSION_POLICY, Permission
from llegada.delivery.services.changes import (
    hold_still,
    joined,
    key_of,
    moving_figures,
    open_session,
    require_in_course,
    rewrite,
)
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.models import PlanMilestone, WorkPlan

#: Not checked field by field: they come from the database or from here, never from outside.
_GIVEN = ("plan", "service_version", "created_by", "status", "recorded_by", "minutes_approved_by", "public_id")


@dataclass(frozen=True)
class SessionDetails:
    """When, where and about what a session is.

    `service` is the public id of one of the plan's versions, needed if it has several; with no `advisors` (public ids of
    people), it is the plan's.
    """

    title: str
    kind: str
    modality: str
    place: str
    held_on: date
    starts_at: time
    ends_at: time
    other_kind: str = ""
    agenda: str = ""
    service: UUID | None = None
    advisors: tuple[UUID, ...] = ()


@transaction.atomic
def plan_session(
    *, actor: Actor, plan_id: UUID, details: SessionDetails, now: datetime, today: date, public_id: UUID | None = None
) -> Session:
    """Plan a session of a work plan in execution; asked again with the same `public_id`, return the one that there is.

    Raises NotFound, NotAllowed, PlanNotInCourse, Invalid, RecordedElsewhere.
    """
    plan = get_recordable_plan(actor=actor, plan_id=plan_id)
    if public_id is not None and (known := find_known(actor=actor, plan=plan, public_id=public_id)) is not None:
        return known
    require_in_course(plan)
    advisors = _advisors(plan, details, today)
    session = Session(
        plan=plan,
        created_by_id=key_of(actor),
        created_at=now,
        updated_at=now,
        status=SessionStatus.PLANNED,
        **_checked_values(plan, details),
    )
    if public_id is not None:
        session.public_id = public_id
    ensure_valid(session, exclude=_GIVEN)
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError:
        # The same form travelled twice at once: the other one arrived first.
        arrived = find_known(actor=actor, plan=plan, public_id=session.public_id)
        if arrived is None:
            raise
        return arrived
    session.advisors.set(advisors)
    history.record(actor=actor, verb="session.plan", target=session, now=now, after=session.status)
    return session


def get_recordable_plan(*, actor: Actor, plan_id: UUID) -> WorkPlan:
    """Return a plan on which `actor` may record sessions. Raises NotFound, NotAllowed."""
    plan = selectors.get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, Permission.RECORD, plan)
    return plan


def find_known(*, actor: Actor, plan: WorkPlan, public_id: UUID) -> Session | None:
    """Return the session that already has this identifier, if it is of `plan`. Raises RecordedElsewhere if it is not."""
    if not Session.objects.filter(public_id=public_id).exists():
        return None
    try:
        session = selectors.get_session(actor=actor, public_id=public_id)
    except NotFound:
        raise RecordedElsewhere() from None
    if session.plan_id != plan.pk:
        raise RecordedElsewhere()
    return session


def _checked_values(plan: WorkPlan, details: SessionDetails) -> dict[str, Any]:
    """Return the fields of a session from its details. Raises Invalid."""
    problems = rules.detail_problems(
        held_on=details.held_on,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        kind=details.kind,
        other_kind=details.other_kind,
        plan_starts_on=plan.starts_on,
        plan_ends_on=plan.ends_on,
    )
    if problems:
        raise Invalid({field: DETAIL_SENTENCES[problem] for field, problem in problems.items()})
    return {
        "service_version": _service_version(plan, details.service),
        "title": details.title,
        "kind": details.kind,
        "other_kind": details.other_kind if details.kind == "other" else "",
        "modality": details.modality,
        "place": details.place,
        "held_on": details.held_on,
        "year": details.held_on.year,
        "starts_at": details.starts_at,
        "ends_at": details.ends_at,
        "agenda": details.agenda,
    }


def _service_version(plan: WorkPlan, chosen: UUID | None) -> ServiceVersion:
    versions = list(selectors.list_plan_services(plan=plan))
    if chosen is None and len(versions) == 1:
        return versions[0]
    found = next((version for version in versions if version.public_id == chosen), None)
    if found is None:
        raise Invalid({"service": _("Elija uno de los servicios del plan.")})
    return found


def _advisors(plan: WorkPlan, details: SessionDetails, today: date) -> list[Person]:
    if not details.advisors:
        return [plan.advisor]
    possible = selectors.list_possible_advisors(plan=plan, today=today)
    found = list(possible.filter(public_id__in=details.advisors))
    if len(found) != len(set(details.advisors)):
        raise Invalid({"advisors": _("Elija asesores de la dependencia del plan.")})
    return found


@transaction.atomic
def edit_session(
    *, actor: Actor, public_id: UUID, details: SessionDetails, revision: int, now: datetime, today: date
) -> Session:
    """Correct the data of a session whose minutes are not approved.

    Raises NotFound, NotAllowed, SessionClosed, Invalid, Conflict if it is no longer at `revision`.
    """
    session = open_session(actor=actor, public_id=public_id)
    if session.status in rules.COUNTED and details.held_on > today:
        raise Invalid({"held_on": _("Una sesión realizada no puede tener fecha futura.")})
    values = _checked_values(session.plan, details)
    advisors = _advisors(session.plan, details, today) if details.advisors else None
    for field, value in values.items():
        setattr(session, field, value)
    ensure_valid(session, exclude=_GIVEN)
    with moving_figures(session.pk):
        rewrite(session, revision=revision, now=now, **values)
    if advisors is not None:
        session.advisors.set(advisors)
    history.record(actor=actor, verb="session.edit", target=session, now=now)
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
) -> Session:
    """Write what the minutes say and, if given, which milestones the session advanced; written again alike, nothing changes.

    Raises NotFound, NotAllowed, SessionClosed, Invalid, Conflict.
    """
    session = open_session(actor=actor, public_id=public_id)
    values = {"what_was_done": what_was_done.strip(), "agenda": agenda.strip(), "no_commitments": no_commitments}
    refuse_contradiction(session, no_commitments=no_commitments)
    if any(getattr(session, field) != value for field, value in values.items()):
        rewrite(session, revision=revision, now=now, **values)
        history.record(actor=actor, verb="session.write", target=session, now=now)
    if milestones is not None:
        _mark_milestones(actor=actor, session=session, milestones=milestones, now=now)
    return session


def _mark_milestones(*, actor: Actor, session: Session, milestones: Iterable[UUID], now: datetime) -> None:
    found = plan_milestones(session.plan, milestones)
    if {one.pk for one in found} == set(session.milestones.values_list("pk", flat=True)):
        return
    session.milestones.set(found)
    history.record(
        actor=actor, verb="session.milestones", target=session, now=now, after=joined([one.name for one in found])
    )


def refuse_contradiction(session: Session, *, no_commitments: bool) -> None:
    """Refuse to say that there were no commitments where there are. Raises Invalid."""
    if no_commitments and session.commitments.exists():
        raise Invalid({"no_commitments": _("La sesión tiene compromisos: no puede decir que no hubo.")})


@transaction.atomic
def set_milestones(*, actor: Actor, public_id: UUID, milestones: Iterable[UUID], now: datetime) -> Session:
    """Say which milestones of the plan a session advanced. Raises NotFound, NotAllowed, SessionClosed, Invalid."""
    session = open_session(actor=actor, public_id=public_id)
    _mark_milestones(actor=actor, session=session, milestones=milestones, now=now)
    return session


def plan_milestones(plan: WorkPlan, milestones: Iterable[UUID]) -> list[PlanMilestone]:
    """Return the milestones of `plan` with these public ids. Raises Invalid if any is of another plan."""
    wanted = set(milestones)
    found = list(plan.milestones.filter(public_id__in=wanted).order_by("plan_service", "position")) if wanted else []
    if len(found) != len(wanted):
        raise Invalid({"milestones": _("Elija hitos de este plan de trabajo.")})
    return found


@transaction.atomic
def cancel_session(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> Session:
    """Cancel a planned session. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Conflict."""
    session = hold_still(selectors.get_session(actor=actor, public_id=public_id))
    SESSION_POLICY.require(actor, FOR_ACTION["cancel"], session)
    before = session.status
    after = rules.next_status(before, "cancel")
    if after is None:
        raise TransitionNotAllowed(action="cancel", status=before)
    if not reason.strip():
        raise ReasonRequired()
    reason = reason.strip()
    move(session, before=before, after=after, cancel_reason=reason, revision=session.revision + 1, updated_at=now)
    history.record(
        actor=actor, verb="session.cancel", target=session, now=now, before=before, after=after, reason=reason
    )
    return session
