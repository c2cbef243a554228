"""What every unit and organisation has planned in a territory, in as few words as planning together needs (OPE-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from llegada.core.actors import Actor
from llegada.delivery import rules
from llegada.delivery.choices import SessionModality, SessionStatus
from llegada.delivery.models import Session
from llegada.delivery.policies import PLANNED_POLICY, SESSION_POLICY, Permission
from llegada.delivery.selectors.calendar_feeds import unit_keys_read
from llegada.territory.models import Department, Municipality

#: More is not read by anybody: the page asks for fewer days or for a municipality.
MOST_VISITS: Final = 1000


@dataclass(frozen=True)
class PlannedVisit:
    """One session to come: who goes where, when and for what. What it will treat is for who sees it (`url`)."""

    held_on: date
    starts_at: time
    ends_at: time
    status: str
    status_label: str
    modality: str
    modality_label: str
    service: str
    entity: str
    municipality: str
    department: str
    place: str
    place_key: str
    place_name: str
    unit_id: int
    unit: str
    organization: str
    advisor: str
    advisor_email: str
    url: str
    is_own: bool

    @property
    def is_firm(self) -> bool:
        """Return whether people were called to it."""
        return self.status == SessionStatus.CONVENED

    @property
    def is_trip(self) -> bool:
        """Return whether somebody travels to it."""
        return self.modality == SessionModality.IN_PERSON


def list_planned_visits(
    *, actor: Actor, department: Department | None, municipality: Municipality | None, first: date, last: date
) -> tuple[list[PlannedVisit], bool]:
    """Return the sessions to come of every organisation in a place between two days, by day, and whether there are more.

    Only to who plans assistance: raises NotAllowed. `is_own` marks those of the units for which the actor acts.
    """
    PLANNED_POLICY.require_ever(actor, Permission.VIEW_PLANNED)
    here = Q(plan__entity__municipality=municipality) if municipality else Q(plan__entity__department=department)
    sessions = PLANNED_POLICY.scope(
        actor,
        Permission.VIEW_PLANNED,
        Session.objects.filter(here, status__in=rules.AWAITED, held_on__range=(first, last)),
    )
    loaded = sessions.select_related(
        "plan__unit__organization",
        "plan__entity__municipality",
        "plan__entity__department",
        "plan__advisor",
        "service_version",
    ).order_by("held_on", "starts_at", "pk")
    found = list(loaded[: MOST_VISITS + 1])
    own_units = frozenset(key for grant in actor.grants for key in grant.unit_ids)
    return [_visit(one, actor, own_units) for one in found[:MOST_VISITS]], len(found) > MOST_VISITS


def _visit(session: Session, actor: Actor, own_units: frozenset[int]) -> PlannedVisit:
    plan = session.plan
    entity = plan.entity
    town = entity.municipality
    is_seen = SESSION_POLICY.can(actor, Permission.VIEW, session)
    return PlannedVisit(
        held_on=session.held_on,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        status=session.status,
        status_label=session.get_status_display(),
        modality=session.modality,
        modality_label=session.get_modality_display(),
        service=session.service_version.name,
        entity=entity.name,
        municipality=town.name if town else "",
        department=entity.department.name if entity.department else "",
        place=session.place,
        place_key=town.code if town else f"entity-{entity.pk}",
        place_name=town.name if town else entity.name,
        unit_id=plan.unit_id,
        unit=plan.unit.name,
        organization=plan.unit.organization.short_name,
        advisor=plan.advisor.full_name,
        advisor_email=plan.advisor.email,
        url=session.get_absolute_url() if is_seen else "",
        is_own=plan.unit_id in own_units,
    )


def own_sessions(sessions: QuerySet[Session], *, actor: Actor) -> QuerySet[Session]:
    """Return those of `sessions` that the actor gives or whose plan is theirs to answer for."""
    gives = Session.advisors.through.objects.filter(session=OuterRef("pk"), person=actor.person_id or 0)
    return sessions.filter(Q(plan__advisor=actor.person_id or 0) | Exists(gives))


def unit_sessions(sessions: QuerySet[Session], *, actor: Actor) -> QuerySet[Session]:
    """Return those of `sessions` that are of the units all of whose sessions the actor reads."""
    return sessions.filter(plan__unit__in=unit_keys_read(actor=actor))
