"""Writes down commitments and moves them along: fulfilled, verified by somebody else, reopened or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move
from llegada.core.validation import ensure_valid
from llegada.delivery import rules, selectors
from llegada.delivery.errors import OwnCommitment
from llegada.delivery.models import Commitment, Session
from llegada.delivery.policies import COMMITMENT_POLICY, for_commitment_action
from llegada.delivery.services.changes import open_session, rewrite


@dataclass(frozen=True)
class NewCommitment:
    """What somebody promised: `side` is a value of `choices.CommitmentSide`."""

    description: str
    side: str
    responsible: str
    due_on: date
    deliverable: str = ""


@transaction.atomic
def add_commitment(*, actor: Actor, public_id: UUID, commitment: NewCommitment, now: datetime) -> Commitment:
    """Add a commitment to a session. Raises NotFound, NotAllowed, SessionClosed, Invalid."""
    session = open_session(actor=actor, public_id=public_id)
    return add_to_session(actor=actor, session=session, commitment=commitment, now=now)


def add_to_session(*, actor: Actor, session: Session, commitment: NewCommitment, now: datetime) -> Commitment:
    """Add a commitment to a session already found, allowed and held still. Raises Invalid."""
    if commitment.due_on < session.held_on:
        raise Invalid({"due_on": _("La fecha límite no puede ser anterior a la sesión.")})
    made = Commitment(
        session=session,
        plan_id=session.plan_id,
        description=commitment.description.strip(),
        side=commitment.side,
        responsible=commitment.responsible.strip(),
        due_on=commitment.due_on,
        deliverable=commitment.deliverable.strip(),
    )
    ensure_valid(made, exclude=("session", "plan", "public_id", "fulfilled_by", "verified_by")).save(force_insert=True)
    if session.no_commitments:
        rewrite(session, revision=None, now=now, no_commitments=False)
    history.record(actor=actor, verb="commitment.add", target=made, now=now, after=made.status)
    return made


@transaction.atomic
def change_commitment(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, outcome: str = "", reason: str = ""
) -> Commitment:
    """Move a commitment along its table. `outcome` says how it was fulfilled; `reason`, why it is cancelled or reopened.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid, OwnCommitment, Conflict.
    """
    commitment = selectors.get_commitment(actor=actor, public_id=public_id)
    before = commitment.status
    after = rules.next_commitment_status(before, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    COMMITMENT_POLICY.require(actor, for_commitment_action(action, commitment.side), commitment)
    if action in rules.NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    values = _values_of(action, actor=actor, commitment=commitment, now=now, outcome=outcome)
    move(commitment, before=before, after=after, **values)
    history.record(
        actor=actor,
        verb=f"commitment.{action}",
        target=commitment,
        now=now,
        before=before,
        after=after,
        reason=reason.strip(),
    )
    return commitment


def _values_of(action: str, *, actor: Actor, commitment: Commitment, now: datetime, outcome: str) -> dict[str, Any]:
    if action == "fulfill":
        if not outcome.strip():
            raise Invalid({"outcome": _("Diga cómo se cumplió.")})
        return {"outcome": outcome.strip(), "fulfilled_at": now, "fulfilled_by_id": actor.person_id}
    if action == "verify":
        if not rules.may_verify(verifier_id=actor.person_id, doer_id=commitment.fulfilled_by_id):
            raise OwnCommitment()
        return {"verified_at": now, "verified_by_id": actor.person_id}
    if action == "reopen":
        return {"fulfilled_at": None, "fulfilled_by_id": None}
    return {}
