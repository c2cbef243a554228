"""The people around the requests of one organisation, and short ways to make one in each state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from llegada.accounts.models import OrgUnit
from llegada.core import history
from llegada.core.actors import ANONYMOUS, Actor
from llegada.core.roles import Role
from llegada.core.text import fold
from llegada.delivery.models import AssistanceRequest, RequestAnswer, RequestMail
from llegada.delivery.request_codes import code_of, digest_of
from llegada.delivery.services.requests import NewRequest, receive_request
from llegada.territory.models import Entity
from tests.factories import NOW, TODAY, assign, make_actor, make_entity, make_person, make_unit

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=NOW.tzinfo)


@dataclass(frozen=True)
class Desk:
    """A unit to which requests come, and who has to do with them, or has not."""

    unit: OrgUnit
    entity: Entity
    coordinator: Actor
    head: Actor
    advisor: Actor
    contact: Actor
    reader: Actor
    stranger: Actor


def make_desk() -> Desk:
    """Return the desk; the reader only reads, the stranger coordinates another organisation."""
    unit, entity = make_unit(), make_entity()
    organization = unit.organization
    return Desk(
        unit=unit,
        entity=entity,
        coordinator=make_actor(Role.COORDINATOR, organization=organization),
        head=make_actor(Role.UNIT_HEAD, unit=unit),
        advisor=make_actor(Role.ADVISOR, unit=unit),
        contact=make_actor(Role.ENTITY_CONTACT, entity=entity),
        reader=make_actor(Role.INTERNAL_CONTROL, organization=organization),
        stranger=make_actor(Role.COORDINATOR, organization=make_unit().organization),
    )


def asked(desk: Desk, **changes: Any) -> NewRequest:
    """Return what a good citizen asks for."""
    good = NewRequest(
        organization=desk.unit.organization,
        asker="citizen",
        name="Ana Ruiz",
        subject="Apoyo para el catastro",
        text="Pedimos que nos ayuden con el catastro.",
        email="ana@correo.example",
        has_consent=True,
    )
    return replace(good, **changes)


def receive(desk: Desk, now: datetime = NOW, **changes: Any) -> AssistanceRequest:
    """Return a request that a citizen has just made."""
    return receive_request(actor=ANONYMOUS, new=asked(desk, **changes), now=now)


def make_request(
    unit: OrgUnit, status: str = "assigned", *, entity: Entity | None = None, **values: Any
) -> AssistanceRequest:
    """Return a request in any state, straight to the tables, with what the constraints ask."""
    number = AssistanceRequest.objects.count() + 1
    person = values.pop("assigned_to", None) or make_person()
    in_hands = status in {"assigned", "in_progress", "answered", "notified", "closed"}
    answered = status in {"answered", "notified", "closed"}
    defaults: dict[str, Any] = {
        "number": f"2026-{number:06d}",
        "organization": unit.organization,
        "asker": "entity" if entity else "citizen",
        "name": "Ana Ruiz",
        "email": "ana@correo.example",
        "entity": entity,
        "municipality": entity.municipality if entity else None,
        "kind": "general",
        "subject": "Apoyo para el catastro",
        "text": "Pedimos que nos ayuden.",
        "received_at": NOW,
        "received_on": TODAY,
        "clock_from": TODAY,
        "clock_days": 15,
        "due_on": TODAY + timedelta(days=23),
        "status": status,
        "status_on": TODAY,
        "unit": unit if in_hands else None,
        "assigned_to": person if in_hands else None,
        "missing": "El acto de nombramiento" if status == "incomplete" else "",
        "completion_asked_on": TODAY if status == "incomplete" else None,
        "completion_due_on": TODAY + timedelta(days=30) if status == "incomplete" else None,
        "transferred_to": "Ministerio" if status == "transferred" else "",
        "transferred_on": TODAY if status == "transferred" else None,
        "end_reason": "Lo retiró." if status in {"withdrawn", "transferred"} else "",
        "answered_on": TODAY if answered else None,
        "outcome": "orientation" if status == "closed" else "",
        "search_text": fold(f"2026-{number:06d} apoyo catastro ana ruiz"),
    }
    made = AssistanceRequest(**(defaults | values))
    made.code_digest = digest_of(code_of(made.public_id))
    made.save(force_insert=True)
    if answered:
        told = {"notified_at": NOW, "means": "in_person", "proof": "Firmó Ana"} if status != "answered" else {}
        RequestAnswer.objects.create(
            request=made, number=1, text="Se hace así.", answered_at=NOW, answered_by=person, **told
        )
    return made


def grow_request(request: AssistanceRequest, number: int) -> None:
    """Add an answer, a mail and a colleague who could answer to a request."""
    person = make_person()
    assign(person, Role.ADVISOR, unit=request.unit)
    RequestAnswer.objects.create(
        request=request, number=number + 1, text="Se hace así.", answered_at=NOW, answered_by=person
    )
    event = history.record(actor=ANONYMOUS, verb="request.start", target=request, now=NOW)
    RequestMail.objects.create(request=request, event=event, purpose="receipt", address="ana@correo.example")
