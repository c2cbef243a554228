"""Gives and revokes the link with which an entity reports what it fulfilled."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.queue import enqueue_on_commit
from llegada.core.states import move
from llegada.delivery import commitment_rules
from llegada.delivery.models import CommitmentLink
from llegada.delivery.policies import COMMITMENT_POLICY, Permission
from llegada.delivery.selectors.changing import find_commitments
from llegada.delivery.selectors.commitment_parts import find_open_link, list_owed
from llegada.delivery.services.changes import key_of


@transaction.atomic
def share_commitments(*, actor: Actor, public_id: UUID, now: datetime, today: date) -> CommitmentLink:
    """Return the link of the plan of a commitment: the open one, or a new one, that the counterpart gets by mail.

    Raises NotFound, NotAllowed.
    """
    commitment = find_commitments(actor=actor, public_ids=[public_id])[0]
    COMMITMENT_POLICY.require(actor, Permission.SHARE, commitment)
    plan = commitment.plan
    if found := find_open_link(plan=plan, today=today):
        return found
    CommitmentLink.objects.filter(plan=plan, revoked_at=None).update(revoked_at=now)  # those whose day passed
    dates = list(list_owed(plan=plan).values_list("due_on", flat=True))
    link = CommitmentLink.objects.create(
        plan=plan,
        expires_on=commitment_rules.link_expires_on(due_dates=dates, today=today),
        created_by_id=key_of(actor),
        created_at=now,
    )
    history.record(actor=actor, verb="commitment.share", target=plan, now=now)
    if plan.counterpart_email:
        enqueue_on_commit("delivery.mail_commitment_link", link_id=link.pk)
    return link


@transaction.atomic
def revoke_link(*, actor: Actor, public_id: UUID, now: datetime, today: date) -> None:
    """Close the link of the plan of a commitment; what was reported by it stays. Raises NotFound, NotAllowed, Conflict."""
    commitment = find_commitments(actor=actor, public_ids=[public_id])[0]
    COMMITMENT_POLICY.require(actor, Permission.SHARE, commitment)
    link = find_open_link(plan=commitment.plan, today=today)
    if link is None:
        return
    move(link, field="revoked_at", before=None, after=now)
    history.record(actor=actor, verb="commitment.revoke_link", target=commitment.plan, now=now)
