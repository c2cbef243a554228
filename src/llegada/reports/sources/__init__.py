"""One module a kind of document: who may read and issue it, and what it says."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.reports.choices import DocumentKind
from llegada.reports.sources import (
    annual_plan,
    committee_act,
    delivery_act,
    predesign_sheet,
    protocol,
    session_minutes,
)
from llegada.reports.sources.subject import Source, Subject

SOURCES: Final[dict[str, Source]] = {
    DocumentKind.COMMITTEE_ACT: committee_act.SOURCE,
    DocumentKind.PREDESIGN_SHEET: predesign_sheet.SOURCE,
    DocumentKind.PROTOCOL: protocol.SOURCE,
    DocumentKind.ANNUAL_PLAN: annual_plan.SOURCE,
    DocumentKind.SESSION_MINUTES: session_minutes.SOURCE,
    DocumentKind.DELIVERY_ACT: delivery_act.SOURCE,
}

__all__ = ["SOURCES", "Source", "Subject", "find_any_subject", "find_subject"]


def find_subject(*, actor: Actor, kind: str, target_id: UUID, number: int) -> Subject:
    """Return what a document of `kind` would be about, if the actor may see it. Raises NotFound."""
    if kind not in SOURCES:
        raise NotFound(kind=kind)
    return SOURCES[kind].find(actor, target_id, number)


def find_any_subject(*, kind: str, target_id: UUID, number: int) -> Subject | None:
    """Return the same whoever asks: only to compare what it says with a document that was issued."""
    return SOURCES[kind].find_any(target_id, number)
