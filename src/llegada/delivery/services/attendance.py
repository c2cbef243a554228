"""Keeps the attendance list: who, once each, and whether they authorised the treatment of their data."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from llegada.accounts.models import ConsentText
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, NotFound
from llegada.core.models import Event
from llegada.core.validation import ensure_fields_valid
from llegada.delivery import rules
from llegada.delivery.choices import AttendanceChannel
from llegada.delivery.models import AttendanceEntry, Session
from llegada.delivery.selectors.changing import consent_texts
from llegada.delivery.services.changes import moving_figures, open_session

#: Gives the text by which people authorise the treatment of their data on a day.
ConsentOn = Callable[[date], ConsentText | None]


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
    with moving_figures(session):
        return add_entries(actor=actor, session=session, attendees=attendees, now=now)


def add_entries(
    *, actor: Actor, session: Session, attendees: Sequence[Attendee], now: datetime
) -> list[AttendanceEntry]:
    """Add people to the list of a session already found, allowed and held still. Raises Invalid."""
    if not attendees:
        return []
    there = set(session.attendance.values_list("person_key", flat=True))
    entries = compose_entries(session, attendees, now=now, consents=consents_for(attendees), there=there)
    AttendanceEntry.objects.bulk_create(entries)
    history.record_many([told_of(entries, actor=actor, session=session, now=now)])
    return entries


def told_of(entries: Sequence[AttendanceEntry], *, actor: Actor, session: Session, now: datetime) -> Event:
    """Return the decision of adding `entries` to the list of a session: how many, never who."""
    return history.compose(actor=actor, verb="session.attendance_add", target=session, now=now, after=str(len(entries)))


def consents_for(attendees: Iterable[Attendee]) -> ConsentOn:
    """Return a function that gives the consent text of a day, with no query where nobody consents now."""
    return consent_texts() if any(attendee.has_consented for attendee in attendees) else lambda today: None


def compose_entries(
    session: Session,
    attendees: Sequence[Attendee],
    *,
    now: datetime,
    consents: ConsentOn,
    there: Collection[int] = (),
) -> list[AttendanceEntry]:
    """Return entries not yet written of people who are not `there` (keys) already. Raises Invalid."""
    consent = consents(timezone.localdate(now))
    if consent is None and any(attendee.has_consented for attendee in attendees):
        raise Invalid(
            {"has_consented": _("No hay un texto de autorización vigente: avise a quien administra la instalación.")}
        )
    entries = [_entry(session, attendee, consent, now) for attendee in attendees]
    _refuse_repeated(entries, there)
    return entries


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
        channel=AttendanceChannel.BY_HAND,
        recorded_at=now,
    )
    return ensure_fields_valid(entry, exclude=("session", "consent_text", "consented_at", "person_key"))


def _refuse_repeated(entries: Sequence[AttendanceEntry], there: Collection[int]) -> None:
    seen = set(there)
    for entry in entries:
        if entry.person_key in seen:
            raise Invalid({"name": _("%(name)s ya está en la lista de asistencia.") % {"name": entry.name}})
        seen.add(entry.person_key)


@transaction.atomic
def remove_attendance(*, actor: Actor, public_id: UUID, entry_id: int, now: datetime) -> None:
    """Take away a person put on the list by mistake; the history keeps that it was done, not who it was.

    Raises NotFound, NotAllowed, SessionClosed.
    """
    session = open_session(actor=actor, public_id=public_id)
    with moving_figures(session):
        removed, _by_model = session.attendance.filter(pk=entry_id).delete()
    if not removed:
        raise NotFound(attendance=entry_id)
    history.record(actor=actor, verb="session.attendance_remove", target=session, now=now)
