"""Questions about private calendars: one's own, whose sessions each carries, and whether it may still be read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import StrIndex

from llegada.accounts.models import OrgUnit
from llegada.accounts.selectors import assignments_in_force
from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.core.policies import Reach
from llegada.core.roles import ENTITY_ROLES
from llegada.delivery import calendar_rules, rules
from llegada.delivery.calendar_choices import FeedKind
from llegada.delivery.models import CalendarFeed, Session
from llegada.workplans.choices import WorkPlanStatus
from llegada.workplans.policies import READERS

#: Roles that read all the sessions of a unit, wherever they hold them at it or above it.
_UNIT_READERS: Final = frozenset(role for role, reach in READERS.items() if reach in (Reach.UNIT, Reach.ORGANIZATION))


def list_own_feeds(*, actor: Actor) -> QuerySet[CalendarFeed]:
    """Return the addresses of the actor that serve, with their unit."""
    own = CalendarFeed.objects.filter(person=actor.person_id or 0, revoked_at=None)
    return own.select_related("unit").order_by("kind", "pk")


def get_own_feed(*, actor: Actor, public_id: UUID) -> CalendarFeed:
    """Return one address of the actor, whether it serves or not. Raises NotFound."""
    feed = (
        CalendarFeed.objects.filter(person=actor.person_id or 0, public_id=public_id).select_related("person").first()
    )
    if feed is None:
        raise NotFound(calendar=str(public_id))
    return feed


def unit_keys_read(*, actor: Actor) -> frozenset[int]:
    """Return the keys of the units all of whose sessions the actor reads; of the whole installation, none by name."""
    return frozenset(key for grant in actor.grants if grant.role in _UNIT_READERS for key in grant.unit_ids)


def list_feed_units(*, actor: Actor) -> QuerySet[OrgUnit]:
    """Return the active units all of whose sessions the actor reads, as their tree is read."""
    return OrgUnit.objects.filter(pk__in=unit_keys_read(actor=actor), is_active=True).order_by(
        "organization__name", "path"
    )


def find_open_feed(*, digest: str, today: date) -> CalendarFeed | None:
    """Return the address with this SHA-256 if it serves and its person still may read what it carries; in one query."""
    whole = Q(unit__isnull=True, organization=OuterRef("unit__organization"))
    above = Q(at=1)  # its path begins with that of the unit of the role
    reads = assignments_in_force(roles=READERS, today=today).filter(person=OuterRef("person"))
    of_unit = (
        reads.filter(role__in=_UNIT_READERS)
        .alias(at=StrIndex(OuterRef("unit__path"), F("unit__path")))
        .filter(whole | above)
    )
    if_mine = Q(kind=FeedKind.MINE) & Exists(reads)
    if_unit = Q(kind=FeedKind.UNIT) & Exists(of_unit)
    open_ones = CalendarFeed.objects.filter(digest=digest, revoked_at=None, person__is_active=True)
    return open_ones.filter(if_mine | if_unit).select_related("person", "unit").first()


def list_feed_sessions(*, feed: CalendarFeed, today: date) -> list[Session]:
    """Return the sessions that an open address carries, the latest first; none that was given up.

    Those of a person are the ones that they give or answer for, and those of the entity for which they act.
    """
    first = today - timedelta(days=calendar_rules.FEED_BEHIND_DAYS)
    last = today + timedelta(days=calendar_rules.FEED_AHEAD_DAYS)
    sessions = Session.objects.filter(held_on__range=(first, last)).exclude(status__in=rules.GIVEN_UP)
    if feed.unit is not None:
        sessions = sessions.filter(plan__unit__path__startswith=feed.unit.path)
    else:
        sessions = sessions.filter(_of_person(feed.person_id, today))
    loaded = sessions.select_related("plan__unit__organization", "plan__entity", "service_version")
    return list(loaded.order_by("-held_on", "-starts_at", "-pk")[: calendar_rules.MOST_IN_FEED])


def _of_person(person_id: int, today: date) -> Q:
    roles = assignments_in_force(roles=READERS, today=today).filter(person=person_id)
    here = Exists(roles.filter(organization=OuterRef("plan__unit__organization")))
    gives = Exists(Session.advisors.through.objects.filter(session=OuterRef("pk"), person=person_id))
    own_entity = Exists(roles.filter(role__in=ENTITY_ROLES, entity=OuterRef("plan__entity")))
    return (here & (Q(plan__advisor=person_id) | Q(gives))) | (own_entity & ~Q(plan__status=WorkPlanStatus.DRAFT))
