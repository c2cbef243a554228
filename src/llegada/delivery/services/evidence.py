"""Attaches files that prove a session."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.delivery.choices import EvidenceKind
from llegada.delivery.errors import NothingToTranscribe
from llegada.delivery.models import SessionEvidence
from llegada.delivery.services.changes import key_of, open_session
from llegada.records.rules import clean_name
from llegada.records.services import store_file


@transaction.atomic
def attach_evidence(
    *,
    actor: Actor,
    public_id: UUID,
    upload: UploadedFile[Any],
    now: datetime,
    kind: str | None = None,
    image_use: str | None = None,
) -> SessionEvidence:
    """Attach a file to a session, saying what it proves and what may be done with it; the same file again is the same evidence.

    Raises NotFound, NotAllowed, SessionClosed, and what `store_file` raises for a file that is not kept.
    """
    session = open_session(actor=actor, public_id=public_id)
    stored = store_file(actor=actor, upload=upload, now=now)
    name = clean_name(upload.name or "", stored.media_type)
    evidence, is_new = SessionEvidence.objects.get_or_create(
        session=session,
        file=stored,
        defaults={
            "name": name,
            "added_by_id": key_of(actor),
            "added_at": now,
            "kind": kind or None,
            "image_use": image_use or None,
        },
    )
    if not is_new and kind and evidence.kind is None:
        evidence.kind = kind
        evidence.save(update_fields=["kind"])
    if is_new:
        history.record(actor=actor, verb="session.evidence", target=session, now=now)
    return evidence


@transaction.atomic
def mark_transcribed(*, actor: Actor, public_id: UUID, evidence_id: UUID, now: datetime) -> None:
    """Say that the people of a list on paper are on the list of the session.

    Raises NotFound, NotAllowed, SessionClosed, NothingToTranscribe.
    """
    session = open_session(actor=actor, public_id=public_id)
    waiting = session.evidence.filter(
        public_id=evidence_id, kind=EvidenceKind.ATTENDANCE_LIST, transcribed_at__isnull=True
    )
    if not waiting.update(transcribed_at=now, transcribed_by_id=key_of(actor)):
        raise NothingToTranscribe()
    history.record(actor=actor, verb="session.transcribe", target=session, now=now)
