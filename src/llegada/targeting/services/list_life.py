"""Moves a list along its life: sent, decided by another person, superseded by the next version, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import NotFound, ReasonRequired, TransitionNotAllowed
from llegada.targeting import list_rules, selectors
from llegada.targeting.choices import ListStatus
from llegada.targeting.errors import ChangesUndecided, ListEmpty, MakerCannotDecide
from llegada.targeting.models import PrioritizedList
from llegada.targeting.policies import FOR_LIST_ACTION, LIST_POLICY
from llegada.targeting.services.lists import claim_list
from llegada.targeting.services.notices import tell_of


@transaction.atomic
def move_list(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, reason: str = "", revision: int | None = None
) -> PrioritizedList:
    """Carry out an action of the transition table of lists. Approving a version supersedes the one that stood.

    `revision` is the one that the actor's page showed. Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired,
    ListEmpty, ChangesUndecided, MakerCannotDecide, Conflict.
    """
    one = selectors.get_list(actor=actor, public_id=public_id)
    if action not in FOR_LIST_ACTION:
        raise NotFound(action=action)
    LIST_POLICY.require(actor, FOR_LIST_ACTION[action], one)
    before, after = one.status, list_rules.next_list_status(one.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action in list_rules.LIST_NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _pass_gate(actor, one, action)
    values: dict[str, Any] = {"updated_at": now}
    if action == "send":
        claim_list(one, actor=actor, now=now, expected=revision)
        values |= {"sent_at": now, "sent_by_id": actor.person_id}
    if action == "approve":
        values |= {"approved_at": now, "approved_by_id": actor.person_id}
        _supersede(actor, one, now=now)
    states.move(one, before=before, after=after, **values)
    event = history.record(
        actor=actor,
        verb=f"prioritizedlist.{action}",
        target=one,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    tell_of(event, one.unit, now=now)
    return one


def _pass_gate(actor: Actor, one: PrioritizedList, action: str) -> None:
    if action in list_rules.LIST_NEEDS_OTHER_PERSON and selectors.has_made(one, actor.person_id):
        raise MakerCannotDecide()
    if action in {"send", "approve"}:
        if not one.entities.filter(is_included=True).exists():
            raise ListEmpty()
        if count := selectors.count_undecided(one):
            raise ChangesUndecided(count=count)


def _supersede(actor: Actor, newer: PrioritizedList, *, now: datetime) -> None:
    """Let the version that stood give way: before the newer stands, since one of a series stands at a time."""
    former = PrioritizedList.objects.filter(series=newer.series, status=ListStatus.APPROVED).first()
    if former is None:
        return
    states.move(former, before=ListStatus.APPROVED, after=ListStatus.SUPERSEDED, updated_at=now)
    history.record(
        actor=actor,
        verb="prioritizedlist.supersede",
        target=former,
        now=now,
        before=ListStatus.APPROVED,
        after=ListStatus.SUPERSEDED,
        data={"by": str(newer.public_id)},
    )
