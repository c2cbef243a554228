"""Keeps the attendance list: who, once each, and whether they authorised the treatment of their data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.models import ConsentText
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound
from llegada.core.validation import ensure_valid
from llegada.delivery import rules, selectors
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.services.changes import moving_figures, open_session


@dataclass(frozen=True)
class Attendee:
    """Somebody who attended; `has_consented` says that they authorise the treatment of their data now (Ley 1581 de 2012).

    Who authorised it at an earlier session keeps that proof: `consent_text_id` and `consented_at`.
    """

    name: str
    entity_name: str
    post: str = ""
    email: str = ""
    has_consented: bool = False
    consent_text_id: int | None = None
    consented_at: datetime | None = None


@transaction.atomic
def record_attendance(
    *, actor: Actor, public_id: UUID, attendees: Sequence[Attendee], now: datetime
) -> list[AttendanceEntry]:
    """Add people to the list of a session. Raises NotFound, NotAllowed, SessionClosed, Invalid (also for who is there already)."""
    session = open_session(actor=actor, public_id=public_id)
    with moving_figures(session.pk):
        return add_entries(actor=actor, session=session, attendees=attendees, now=now)


def add_entries(
    *, actor: Actor, session: Session, attendees: Sequence[Attendee], now: datetime
) -> list[AttendanceEntry]:
    """Add people to the list of a session already found, allowed and held still. Raises Invalid."""
    if not attendees:
        return []
    consent = _consent_text(attendees, now)
    entries = [_entry(session, attendee, consent, now) for attendee in attendees]
    _refuse_repeated(session, entries)
    AttendanceEntry.objects.bulk_create(entries)
    history.record(actor=actor, verb="session.attendance_add", target=session, now=now, after=str(len(entries)))
    return entries


def _consent_text(attendees: Sequence[Attendee], now: datetime) -> ConsentText | None:
    if not any(attendee.has_consented for attendee in attendees):
        return None
    text = selectors.find_consent_text(today=timezone.localdate(now))
    if text is None:
        raise Invalid(
            {"has_consented": _("No hay un texto de autorización vigente: avise a quien administra la instalación.")}
        )
    return text


def _entry(session: Session, attendee: Attendee, consent: ConsentText | None, now: datetime) -> AttendanceEntry:
    name, entity_name = " ".join(attendee.name.split()), " ".join(attendee.entity_name.split())
    email = attendee.email.strip().lower()
    entry = AttendanceEntry(
        session=session,
        name=name,
        entity_name=entity_name,
        post=" ".join(attendee.post.split()),
        email=email,
        consent_text_id=consent.pk if consent and attendee.has_consented else attendee.consent_text_id,
        consented_at=now if attendee.has_consented else attendee.consented_at,
        person_key=rules.person_key(name, email, entity_name),
    )
    return ensure_valid(entry, exclude=("session", "consent_text", "consented_at", "person_key"))


def _refuse_repeated(session: Session, entries: Sequence[AttendanceEntry]) -> None:
    there = set(session.attendance.values_list("person_key", flat=True))
    for entry in entries:
        if entry.person_key in there:
            raise Invalid({"name": _("%(name)s ya está en la lista de asistencia.") % {"name": entry.name}})
        there.add(entry.person_key)


@transaction.atomic
def remove_attendance(*, actor: Actor, public_id: UUID, entry_id: int, now: datetime) -> None:
    """Take away a person put on the list by mistake; the history keeps that it was done, not who it was.

    Raises NotFound, NotAllowed, SessionClosed.
    """
    session = open_session(actor=actor, public_id=public_id)
    with moving_figures(session.pk):
        removed, _by_model = session.attendance.filter(pk=entry_id).delete()
    if not removed:
        raise NotFound(attendance=entry_id)
    history.record(actor=actor, verb="session.attendance_remove", target=session, now=now)
