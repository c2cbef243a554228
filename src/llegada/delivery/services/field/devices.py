"""Writes down what a device tells of itself each time that it reaches the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from llegada.core.actors import Actor
from llegada.delivery import field_rules, selectors
from llegada.delivery.models import FieldDevice
from llegada.delivery.services.changes import key_of


@dataclass(frozen=True)
class Contact:
    """What a device says: how much it has to send, since when, and what its clock says."""

    device: UUID
    label: str
    unsent_count: int
    oldest_at: datetime | None
    sent_at: datetime


@transaction.atomic
def note_contact(*, actor: Actor, contact: Contact, now: datetime) -> int:
    """Write down a contact and return by how many seconds the device's clock is ahead; without plans nobody supervises it.

    What it says by its own clock is corrected. Raises NotAllowed for a visitor.
    """
    offset = field_rules.clock_offset(sent_at=contact.sent_at, now=now)
    person_id = key_of(actor)
    plan = selectors.list_plans_to_record(actor=actor).first()
    if plan is None:
        return offset
    oldest = None
    if contact.unsent_count:
        oldest = field_rules.true_moment(captured_at=contact.oldest_at or contact.sent_at, offset=offset, now=now)
    FieldDevice.objects.update_or_create(
        public_id=contact.device,
        person_id=person_id,
        defaults={
            "unit_id": plan.unit_id,
            "label": contact.label[:80],
            "unsent_count": contact.unsent_count,
            "oldest_at": oldest,
            "clock_offset": max(min(offset, 2**31 - 1), -(2**31)),
            "seen_at": now,
        },
    )
    return offset
