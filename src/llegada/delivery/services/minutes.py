"""Approves minutes: complete, and by somebody other than who wrote them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import TransitionNotAllowed
from llegada.core.states import move_many
from llegada.delivery import rules, selectors
from llegada.delivery.errors import MINUTES_PARTS, MinutesIncomplete, OwnMinutes
from llegada.delivery.models import MinutesNumber, Session
from llegada.delivery.policies import FOR_ACTION, SESSION_POLICY
from llegada.delivery.selectors.changing import find_missing_for_minutes, load_advisors, take_sessions
from llegada.portfolio.models import ServiceVersion
from llegada.territory.models import Entity


def approve_minutes(*, actor: Actor, public_id: UUID, now: datetime) -> Session:
    """Approve the minutes of a held session; from then on nothing of it changes.

    Raises NotFound, NotAllowed, TransitionNotAllowed, OwnMinutes, MinutesIncomplete, Conflict.
    """
    return approve_many_minutes(actor=actor, public_ids=[public_id], now=now)[0]


@transaction.atomic
def approve_many_minutes(*, actor: Actor, public_ids: Collection[UUID], now: datetime) -> list[Session]:
    """Approve the minutes of several held sessions, or of none. Raises what `approve_minutes` raises, for the first refused.

    Figures do not move: a session counts the same held and approved.
    """
    sessions = take_sessions(actor=actor, public_ids=list(dict.fromkeys(public_ids)))
    if not sessions:
        return []
    load_advisors(sessions)
    missing = find_missing_for_minutes(sessions)
    for session in sessions:
        _check_approval(actor, session, missing[session.pk])
    before = sessions[0].status
    after = rules.next_status(before, "approve_minutes")
    approval: dict[str, Any] = {
        "minutes_approved_at": now,
        "minutes_approved_by_id": actor.person_id,
        "updated_at": now,
    }
    move_many(sessions, before=before, after=after, counters=("revision",), **approval)
    _number(sessions)
    history.record_many(
        [
            history.compose(
                actor=actor,
                verb="session.approve_minutes",
                target=session,
                now=now,
                before=before,
                after=session.status,
            )
            for session in sessions
        ]
    )
    return sessions


def _number(sessions: Sequence[Session]) -> None:
    """Give each approved minutes the number that follows for its entity and topic, in the order of their days."""
    ordered = sorted(sessions, key=lambda one: (one.held_on, one.starts_at, one.pk))
    services = dict(
        ServiceVersion.objects.filter(pk__in={one.service_version_id for one in sessions}).values_list("pk", "service")
    )
    entities = {one.plan.entity_id for one in sessions}
    # Whoever numbers for the same entity at the same time waits here: numbers are neither repeated nor skipped.
    list(Entity.objects.select_for_update().filter(pk__in=entities).order_by("pk").values_list("pk"))
    last = {
        (entity, service): number
        for entity, service, number in MinutesNumber.objects.filter(
            entity__in=entities, service__in=set(services.values())
        )
        .values_list("entity", "service")
        .annotate(last=Max("number"))
    }
    numbers = []
    for session in ordered:
        topic = (session.plan.entity_id, services[session.service_version_id])
        last[topic] = last.get(topic, 0) + 1
        numbers.append(MinutesNumber(session=session, entity_id=topic[0], service_id=topic[1], number=last[topic]))
    MinutesNumber.objects.bulk_create(numbers)


def _check_approval(actor: Actor, session: Session, missing: Sequence[str]) -> None:
    SESSION_POLICY.require(actor, FOR_ACTION["approve_minutes"], session)
    if rules.next_status(session.status, "approve_minutes") is None:
        raise TransitionNotAllowed(action="approve_minutes", status=session.status)
    if not rules.may_approve_minutes(
        approver_id=actor.person_id, author_ids=selectors.list_author_ids(session=session)
    ):
        raise OwnMinutes()
    if missing:
        raise MinutesIncomplete(missing=_enumerated([str(MINUTES_PARTS[part]) for part in missing]))


def _enumerated(parts: list[str]) -> str:
    """Return «a, b y c»."""
    *first, last = parts
    return _("%(first)s y %(last)s") % {"first": ", ".join(first), "last": last} if first else last
