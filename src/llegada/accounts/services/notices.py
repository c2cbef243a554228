"""Notices: who is told of a decision, and the reading of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from llegada.accounts.models import Notice, Organization, OrgUnit, Person
from llegada.accounts.selectors import find_role_holders, get_notice, list_notices
from llegada.core.actors import Actor
from llegada.core.models import Event
from llegada.core.queue import is_muted
from llegada.core.roles import Role


def notify(*, event: Event, people: Iterable[Person]) -> None:
    """Tell each of `people` of a decision, once; never who decided, nor who cannot log in.

    Must be called inside the transaction that records `event`. While the queue is muted the notices are only for the screen.
    """
    told = {one.pk: one for one in people if one.is_active and one.pk != event.actor_id}
    by_mail = not is_muted()
    Notice.objects.bulk_create(
        [Notice(event=event, person=one, created_at=event.at, by_mail=by_mail) for one in told.values()],
        ignore_conflicts=True,
    )


def notify_roles(
    *,
    event: Event,
    units: Iterable[OrgUnit],
    of_unit: Collection[Role],
    organization: Organization,
    of_organization: Collection[Role],
    now: datetime,
) -> None:
    """Tell of a decision whoever today holds one of `of_unit` in `units`, or one of `of_organization` in `organization`."""
    today = timezone.localdate(now)
    people: list[Person] = []
    if of_unit:
        people += [one for unit in units for one in find_role_holders(unit=unit, roles=of_unit, today=today)]
    if of_organization:
        people += find_role_holders(organization=organization, roles=of_organization, today=today)
    notify(event=event, people=people)


def mark_notice_read(*, actor: Actor, public_id: UUID, now: datetime) -> Notice:
    """Keep when the actor first read a notice of theirs. Raises NotFound."""
    notice = get_notice(actor=actor, public_id=public_id)
    if Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=max(now, notice.created_at)):
        notice.refresh_from_db(fields=["read_at"])
    return notice


def mark_notices_read(*, actor: Actor, now: datetime) -> int:
    """Keep as read every notice that the actor had until `now`; return how many there were."""
    return list_notices(actor=actor).filter(read_at=None, created_at__lte=now).update(read_at=now)
