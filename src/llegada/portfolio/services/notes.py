"""Keeps the thread of the feedback on a service: notes by section, of the coordination and of the unit (PRD-07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotAllowed
from llegada.core.validation import ensure_fields_valid
from llegada.portfolio import selectors
from llegada.portfolio.errors import NoDraft
from llegada.portfolio.models import ServiceNote
from llegada.portfolio.policies import SERVICE_POLICY, Permission
from llegada.portfolio.services.drafts import require_editable
from llegada.portfolio.services.service_notices import tell_of_note


@transaction.atomic
def add_note(*, actor: Actor, public_id: UUID, section: str, text: str, now: datetime) -> ServiceNote:
    """Write a note on a section of the version in edition, for the coordination or for the unit, and tell the other side.

    Who is of both writes for the coordination. Raises NotFound, NotAllowed, TransitionNotAllowed, NoDraft, Invalid.
    """
    service = selectors.get_service(actor=actor, public_id=public_id, permission=Permission.VIEW_DRAFT)
    may = SERVICE_POLICY.permissions_on(actor, service)
    if not may & {Permission.REVIEW, Permission.EDIT} or actor.person_id is None:
        raise NotAllowed(permission=Permission.REVIEW)
    require_editable(service)
    version = selectors.find_draft(service)
    if version is None:
        raise NoDraft()
    if not text.strip():
        raise Invalid({"text": _("Escriba la nota: está vacía.")})
    note = ServiceNote(
        service=service,
        version_number=version.number,
        section=section,
        text="\n".join(text.splitlines()).strip(),
        is_of_coordination=Permission.REVIEW in may,
        author_id=actor.person_id,
        created_at=now,
    )
    ensure_fields_valid(note, exclude=["service", "author"])
    note.save()
    event = history.record(
        actor=actor,
        verb="service.note",
        target=service,
        now=now,
        reason=note.text,
        data={"version": version.number, "section": section},
    )
    tell_of_note(event, service, is_of_coordination=note.is_of_coordination, now=now)
    return note
