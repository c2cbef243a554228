"""Short ways to say what a device captured, and to send it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from llegada.core.actors import Actor
from llegada.delivery.models import FieldItem
from llegada.delivery.services.field import (
    Arrived,
    ComingFile,
    Submission,
    receive_item,
    receive_piece,
    withdraw_item,
)
from tests.delivery.cast import Cast
from tests.factories import NOW, TODAY
from tests.records.samples import PNG


def captured(kind: str, target: UUID, body: dict[str, Any] | None = None, *, base: int | None = None) -> Submission:
    """Return a record as a device sends it."""
    return Submission(
        public_id=uuid.uuid4(), kind=kind, target=target, base_revision=base, captured_at=NOW, body=body or {}
    )


def session_body(cast: Cast, **changes: Any) -> dict[str, Any]:
    """Return what is captured of a session of the cast's plan: one person, one commitment."""
    return {
        "plan": str(cast.plan.public_id),
        "title": "Taller en la vereda",
        "kind": "workshop",
        "modality": "in_person",
        "place": "Escuela La Unión",
        "held_on": TODAY.isoformat(),
        "starts_at": "08:00",
        "ends_at": "10:30",
        "what_was_done": "Se revisó la base predial.",
        "people": [{"name": "Beto Paz", "entity_name": "Alcaldía"}],
        "commitments": [PROMISED],
        **changes,
    }


PROMISED = {
    "description": "Enviar la base predial",
    "side": "entity",
    "responsible": "Planeación",
    "due_on": "2026-11-28",
}


def new_session(cast: Cast, **changes: Any) -> Submission:
    """Return a session that a device made."""
    return captured("session", uuid.uuid4(), session_body(cast, **changes))


def photo(name: str = "foto.png", content: bytes = PNG) -> SimpleUploadedFile:
    """Return a picture as it comes from a device."""
    return SimpleUploadedFile(name, content, "image/png")


def coming(submission: Submission, content: bytes, name: str = "foto.png") -> ComingFile:
    """Return what a device says of the file of a record before it sends it in pieces."""
    return ComingFile(
        item=submission.public_id,
        device=UUID(int=7),
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


def send_piece(
    actor: Actor, file: ComingFile, offset: int = 0, content: bytes = b"", *, now: datetime = NOW
) -> Arrived:
    """Send a piece of a file and return how much of it is there."""
    return receive_piece(actor=actor, file=file, offset=offset, content=content, now=now)


def withdraw(actor: Actor, submission: Submission) -> FieldItem:
    """Discard a record on the device and return what became of it."""
    return withdraw_item(actor=actor, submission=submission, offset=0, now=NOW)


def send(actor: Actor, submission: Submission, *, upload: Any = None, offset: int = 0) -> FieldItem:
    """Send a record and return what became of it."""
    return receive_item(actor=actor, submission=submission, upload=upload, offset=offset, now=NOW, today=TODAY)


def with_words(submission: Submission, **changes: Any) -> Submission:
    """Return the same record saying something else."""
    return replace(submission, body={**submission.body, **changes})
