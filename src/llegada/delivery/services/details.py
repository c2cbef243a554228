"""Composes what a session is, checked and not yet written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.delivery import rules, selectors
from llegada.delivery.choices import SessionStatus
from llegada.delivery.errors import DETAIL_SENTENCES
from llegada.delivery.models import Session
from llegada.delivery.services.changes import key_of
from llegada.portfolio.models import ServiceVersion
from llegada.workplans.models import PlanMilestone, WorkPlan

#: Not checked field by field: they come from the database or from here, never from outside.
GIVEN: Final = ("plan", "service_version", "created_by", "status", "recorded_by", "minutes_approved_by", "public_id")


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


def compose_session(
    *,
    actor: Actor,
    plan: WorkPlan,
    details: SessionDetails,
    versions: Sequence[ServiceVersion],
    now: datetime,
    public_id: UUID | None,
) -> Session:
    """Return a planned session not yet written, of a plan that brings `versions`. Raises Invalid."""
    session = Session(
        plan=plan,
        created_by_id=key_of(actor),
        created_at=now,
        updated_at=now,
        status=SessionStatus.PLANNED,
        **checked_values(plan, details, versions),
    )
    if public_id is not None:
        session.public_id = public_id
    return session


def list_versions(plan: WorkPlan) -> list[ServiceVersion]:
    """Return the versions of services that a plan brings, each with its service."""
    return list(selectors.list_plan_services(plan=plan).select_related("service"))


def link_advisors(given: Iterable[tuple[Session, Sequence[Person]]]) -> None:
    """Say who gave new sessions, in one statement."""
    through = Session.advisors.through
    through.objects.bulk_create(
        [through(session_id=session.pk, person_id=person.pk) for session, people in given for person in people]
    )


def link_milestones(advanced: Iterable[tuple[Session, Sequence[PlanMilestone]]]) -> None:
    """Say which milestones new sessions advanced, in one statement."""
    through = Session.milestones.through
    through.objects.bulk_create(
        [through(session_id=session.pk, planmilestone_id=one.pk) for session, found in advanced for one in found]
    )


def checked_values(plan: WorkPlan, details: SessionDetails, versions: Sequence[ServiceVersion]) -> dict[str, Any]:
    """Return the fields of a session of a plan that brings `versions`, from its details. Raises Invalid."""
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
        "service_version": _service_version(versions, details.service),
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


def _service_version(versions: Sequence[ServiceVersion], chosen: UUID | None) -> ServiceVersion:
    if chosen is None and len(versions) == 1:
        return versions[0]
    found = next((version for version in versions if version.public_id == chosen), None)
    if found is None:
        raise Invalid({"service": _("Elija uno de los servicios del plan.")})
    return found


def find_advisors(
    plan: WorkPlan, details: SessionDetails, today: date, *, session: Session | None = None
) -> list[Person]:
    """Return who gives a session: who its details say or, if nobody, who answers for the plan. Raises Invalid.

    `session` is the one that there is already: who gave it may stay.
    """
    if not details.advisors:
        return [plan.advisor]
    possible = selectors.list_possible_advisors(plan=plan, today=today, session=session)
    found = list(possible.filter(public_id__in=details.advisors))
    if len(found) != len(set(details.advisors)):
        raise Invalid({"advisors": _("Elija asesores de la dependencia del plan.")})
    return found
