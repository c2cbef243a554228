"""Puts a session in the words of a calendar."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext

from llegada.delivery.calendar_ics import CalendarEntry, uid_of
from llegada.delivery.choices import SessionStatus
from llegada.delivery.models import Session

#: State of a session → how sure a calendar shows it; what is not here will not take place.
STATUSES: Final = {
    SessionStatus.PLANNED: "TENTATIVE",
    SessionStatus.CONVENED: "CONFIRMED",
    SessionStatus.HELD: "CONFIRMED",
    SessionStatus.MINUTES_APPROVED: "CONFIRMED",
}


def entry_of(session: Session, *, stamp: datetime, is_own: bool) -> CalendarEntry:
    """Return a session as a calendar shows it: to who works on it (`is_own`), with its page; never with who attends."""
    organization = session.plan.unit.organization
    entity = session.plan.entity.name
    words = {
        gettext("Servicio"): session.service_version.name,
        gettext("Entidad"): entity,
        gettext("Modalidad"): session.get_modality_display(),
        gettext("Estado"): session.get_status_display(),
        gettext("Quien asiste"): organization.name,
    }
    return CalendarEntry(
        uid=uid_of(session.public_id),
        stamp=stamp,
        starts=datetime.combine(session.held_on, session.starts_at),
        ends=datetime.combine(session.held_on, session.ends_at),
        summary=f"{session.title} · {entity if is_own else organization.short_name}",
        location=session.place,
        description="\n".join(f"{name}: {value}" for name, value in words.items()),
        url=settings.SITE_URL + session.get_absolute_url() if is_own else "",
        status=STATUSES.get(SessionStatus(session.status), "CANCELLED"),
    )
