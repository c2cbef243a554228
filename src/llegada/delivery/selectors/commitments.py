"""Questions about commitments: only what the actor may see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery import rules
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import Commitment
from llegada.delivery.policies import COMMITMENT_POLICY, Permission, for_commitment_action


def overdue_on(today: date) -> Q:
    """Return the condition of `rules.is_overdue`, for the database."""
    return Q(status=CommitmentStatus.OPEN, due_on__lt=today)


def list_commitments(*, actor: Actor) -> QuerySet[Commitment]:
    """Return the commitments that `actor` sees, with plan, entity and session loaded, the most urgent first."""
    visible = COMMITMENT_POLICY.scope(actor, Permission.VIEW, Commitment.objects.all())
    return visible.select_related("plan__unit", "plan__entity", "session", "fulfilled_by").order_by("due_on", "pk")


def get_commitment(*, actor: Actor, public_id: UUID) -> Commitment:
    """Return one commitment. Raises NotFound."""
    try:
        return list_commitments(actor=actor).get(public_id=public_id)
    except Commitment.DoesNotExist:
        raise NotFound(commitment=str(public_id)) from None


def list_commitment_actions(*, actor: Actor, commitment: Commitment) -> list[str]:
    """Return the actions that its state admits and `actor` may do. No query is made if its plan is loaded."""
    return [
        action
        for (status, action) in rules.COMMITMENT_TRANSITIONS
        if status == commitment.status
        and COMMITMENT_POLICY.can(actor, for_commitment_action(action, commitment.side), commitment)
        and (action != "verify" or rules.may_verify(verifier_id=actor.person_id, doer_id=commitment.fulfilled_by_id))
    ]
