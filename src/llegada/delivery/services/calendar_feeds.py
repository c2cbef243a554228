"""Makes, renews and revokes the private address of a calendar; only its SHA-256 is kept, as that of an access token."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Person
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.delivery.calendar_choices import FeedKind
from llegada.delivery.models import CalendarFeed
from llegada.delivery.policies import SESSION_POLICY, Permission
from llegada.delivery.selectors.calendar_feeds import get_own_feed, list_feed_units
from llegada.delivery.services.changes import key_of


def digest_of(token: str) -> str:
    """Return the SHA-256, in hexadecimal, under which an address is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_calendar_feed(*, actor: Actor, unit_id: UUID | None, now: datetime) -> tuple[CalendarFeed, str]:
    """Give the actor the address of their sessions, or of a unit's; the one that they had for it stops serving.

    Its secret is returned once. Raises NotAllowed, Invalid (a unit whose sessions they do not read).
    """
    SESSION_POLICY.require_ever(actor, Permission.VIEW)
    unit = None
    if unit_id is not None:
        unit = list_feed_units(actor=actor).filter(public_id=unit_id).first()
        if unit is None:
            raise Invalid({"carries": _("Elija una dependencia cuyas sesiones usted ve.")})
    # Whoever asks twice at once waits here, so that one address is left.
    person = Person.objects.select_for_update().get(pk=key_of(actor))
    kind = FeedKind.MINE if unit is None else FeedKind.UNIT
    CalendarFeed.objects.filter(person=person, kind=kind, unit=unit, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(person=person, kind=kind, unit=unit, digest=digest_of(token), created_at=now)
    history.record(actor=actor, verb="calendar.make", target=person, now=now, after=str(feed))
    return feed, token


@transaction.atomic
def revoke_calendar_feed(*, actor: Actor, public_id: UUID, now: datetime) -> None:
    """End one of the actor's own addresses at once; done twice, it changes nothing. Raises NotFound."""
    feed = get_own_feed(actor=actor, public_id=public_id)
    if CalendarFeed.objects.filter(pk=feed.pk, revoked_at=None).update(revoked_at=now):
        history.record(actor=actor, verb="calendar.revoke", target=feed.person, now=now, before=str(feed))


def note_reading(*, feed: CalendarFeed, today: date) -> None:
    """Keep the day on which an address was last read, once a day."""
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)
