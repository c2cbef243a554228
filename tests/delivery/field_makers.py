"""Makers of what arrives from the field, straight to the tables."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from llegada.accounts.models import OrgUnit, Person
from llegada.delivery.models import FieldDevice, FieldItem, Session
from tests.factories import NOW

_count = itertools.count(1)


def make_field_conflict(session: Session, sender: Person, **values: Any) -> FieldItem:
    """Return a session captured over one that somebody had changed, which nobody has settled."""
    defaults: dict[str, Any] = {
        "public_id": uuid4(),
        "kind": "session",
        "target": session.public_id,
        "plan": session.plan,
        "base_revision": 0,
        "sha256": "0" * 64,
        "body": {"title": "Taller en la vereda", "what_was_done": "Se revisó.", "people": [], "commitments": []},
        "outcome": "conflict",
        "captured_at": NOW,
        "received_at": NOW,
    }
    return FieldItem.objects.create(sender=sender, **{**defaults, **values})


def make_field_device(person: Person, unit: OrgUnit, *, unsent_count: int = 3, **values: Any) -> FieldDevice:
    """Return a device that still has something to send, for three days."""
    return FieldDevice.objects.create(
        public_id=UUID(int=next(_count)),
        person=person,
        unit=unit,
        label="Android · Chrome",
        unsent_count=unsent_count,
        oldest_at=NOW - timedelta(days=3) if unsent_count else None,
        seen_at=NOW,
        **values,
    )
