"""The people around one work plan, and short ways to say what a session is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.delivery.services import Attendee, NewCommitment, SessionDetails, SessionRecord
from llegada.workplans.models import WorkPlan
from tests.factories import TODAY, make_actor, make_person, make_plan, make_session, make_unit


@dataclass(frozen=True)
class Cast:
    """A plan in execution and who has to do with it, or has not."""

    unit: OrgUnit
    plan: WorkPlan
    advisor: Actor
    other_advisor: Actor
    coordinator: Actor
    contact: Actor
    executive: Actor
    stranger: Actor

    def person(self, name: str) -> Person:
        """Return the person behind one of the actors."""
        return Person.objects.get(pk=getattr(self, name).person_id)

    def session(self, **values: Any) -> Session:
        """Return a session of the plan, straight to the tables."""
        return make_session(self.plan, **values)


def make_cast(**plan_values: Any) -> Cast:
    """Return the cast; the coordinator leads the unit, the contact is of the entity, the stranger of another organisation."""
    unit = make_unit()
    advisor = make_person("Luz Marina Ortiz")
    plan = make_plan(unit=unit, advisor=advisor, **plan_values)
    return Cast(
        unit=unit,
        plan=plan,
        advisor=make_actor(Role.ADVISOR, person=advisor, unit=unit),
        other_advisor=make_actor(Role.ADVISOR, unit=unit),
        coordinator=make_actor(Role.GROUP_COORDINATOR, unit=unit),
        contact=make_actor(Role.ENTITY_CONTACT, entity=plan.entity),
        executive=make_actor(Role.EXECUTIVE, organization=unit.organization),
        stranger=make_actor(Role.ADVISOR, unit=make_unit()),
    )


def details(**changes: Any) -> SessionDetails:
    """Return the data of a good session of today."""
    good = SessionDetails(
        title="Taller de catastro multipropósito",
        kind="workshop",
        modality="in_person",
        place="Casa de la Cultura",
        held_on=TODAY,
        starts_at=time(8),
        ends_at=time(12),
    )
    return replace(good, **changes)


ANA = Attendee(
    name="Ana Ruiz", entity_name="Alcaldía", post="Secretaria", email="ana@alcaldia.gov.co", has_consented=True
)
BETO = Attendee(name="Beto Paz", entity_name="Alcaldía")
PROMISE = NewCommitment(
    description="Enviar la base predial",
    side="entity",
    responsible="Planeación",
    due_on=date(2026, 11, 28),
    deliverable="Base",
)


def record(**changes: Any) -> SessionRecord:
    """Return a whole session: two people, one commitment."""
    good = SessionRecord(
        details=details(), what_was_done="Se revisó la base predial.", attendees=(ANA, BETO), commitments=(PROMISE,)
    )
    return replace(good, **changes)
