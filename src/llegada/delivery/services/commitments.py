"""Writes down commitments and moves them along: fulfilled, verified by somebody else, reopened or cancelled."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move_many
from llegada.core.validation import insert_valid
from llegada.delivery import rules
from llegada.delivery.errors import OwnCommitment, PlanAdmitsNoCommitments
from llegada.delivery.models import Commitment, Session
from llegada.delivery.policies import COMMITMENT_POLICY, PLAN_POLICY, Permission, for_commitment_action
from llegada.delivery.selectors.changing import find_commitments
from llegada.delivery.selectors.sessions import get_plan
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


@transaction.atomic
def record_commitment(
    *,
    actor: Actor,
    plan_id: UUID,
    commitment: NewCommitment,
    agreed_in: str,
    agreed_on: date,
    now: datetime,
    today: date,
) -> Commitment:
    """Write down what was agreed outside a session: in a call, a visit, a round.

    Raises NotFound, NotAllowed, PlanAdmitsNoCommitments, Invalid.
    """
    plan = get_plan(actor=actor, public_id=plan_id)
    PLAN_POLICY.require(actor, Permission.COMMIT, plan)
    if plan.status not in rules.PROMISED_IN:
        raise PlanAdmitsNoCommitments()
    wrong = {}
    if not agreed_in.strip():
        wrong["agreed_in"] = _("Diga dónde se acordó: una llamada, una visita, una ronda.")
    if agreed_on > today:
        wrong["agreed_on"] = _("El acuerdo ya tuvo que ser: escriba una fecha de hoy o anterior.")
    elif commitment.due_on < agreed_on:
        wrong["due_on"] = _("La fecha límite no puede ser anterior al acuerdo.")
    if wrong:
        raise Invalid(wrong)
    made = _compose(commitment, plan_id=plan.pk, agreed_in=agreed_in.strip(), agreed_on=agreed_on)
    write_commitments([made])
    history.record(actor=actor, verb="commitment.add", target=made, now=now, after=made.status)
    return made


def add_to_session(*, actor: Actor, session: Session, commitment: NewCommitment, now: datetime) -> Commitment:
    """Add a commitment to a session already found, allowed and held still. Raises Invalid."""
    made = compose_commitment(session, commitment)
    write_commitments([made])
    if session.no_commitments:
        rewrite(session, revision=None, now=now, no_commitments=False)
    history.record(actor=actor, verb="commitment.add", target=made, now=now, after=made.status)
    return made


def compose_commitment(session: Session, commitment: NewCommitment) -> Commitment:
    """Return a commitment of `session` not yet written. Raises Invalid."""
    if commitment.due_on < session.held_on:
        raise Invalid({"due_on": _("La fecha límite no puede ser anterior a la sesión.")})
    return _compose(commitment, session=session, plan_id=session.plan_id)


def _compose(commitment: NewCommitment, **origin: Any) -> Commitment:
    return Commitment(
        **origin,
        description=commitment.description.strip(),
        side=commitment.side,
        responsible=commitment.responsible.strip(),
        due_on=commitment.due_on,
        deliverable=commitment.deliverable.strip(),
    )


def write_commitments(commitments: Sequence[Commitment]) -> None:
    """Write commitments that `compose_commitment` made. Raises Invalid."""
    insert_valid(commitments, exclude=("session", "plan", "public_id", "fulfilled_by", "verified_by"))


def change_commitment(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, outcome: str = "", reason: str = ""
) -> Commitment:
    """Move a commitment along its table. `outcome` says how it was fulfilled; `reason`, why it is cancelled or reopened.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid, OwnCommitment, Conflict.
    """
    return change_commitments(
        actor=actor, public_ids=[public_id], action=action, now=now, outcome=outcome, reason=reason
    )[0]


@transaction.atomic
def change_commitments(
    *, actor: Actor, public_ids: Collection[UUID], action: str, now: datetime, outcome: str = "", reason: str = ""
) -> list[Commitment]:
    """Move several commitments by the same action, or none: all that came with one mail, or all that a head verifies.

    Raises what `change_commitment` raises, for the first that is refused.
    """
    commitments = find_commitments(actor=actor, public_ids=list(dict.fromkeys(public_ids)))
    if not commitments:
        return []
    reason, outcome = reason.strip(), outcome.strip()
    for commitment in commitments:
        _check_change(actor, commitment, action, reason=reason, outcome=outcome)
    # An action of the table leaves from one state only: what may be done to all of them leads all of them from there.
    before = commitments[0].status
    after = rules.next_commitment_status(before, action)
    move_many(commitments, before=before, after=after, **_values_of(action, actor=actor, now=now, outcome=outcome))
    history.record_many(
        [
            history.compose(
                actor=actor,
                verb=f"commitment.{action}",
                target=commitment,
                now=now,
                before=before,
                after=commitment.status,
                reason=reason,
            )
            for commitment in commitments
        ]
    )
    return commitments


def _check_change(actor: Actor, commitment: Commitment, action: str, *, reason: str, outcome: str) -> None:
    COMMITMENT_POLICY.require(actor, for_commitment_action(action, commitment.side), commitment)
    if rules.next_commitment_status(commitment.status, action) is None:
        raise TransitionNotAllowed(action=action, status=commitment.status)
    if action in rules.NEEDS_REASON and not reason:
        raise ReasonRequired()
    if action == "fulfill" and not outcome:
        raise Invalid({"outcome": _("Diga cómo se cumplió.")})
    if action == "verify" and not rules.may_verify(verifier_id=actor.person_id, doer_id=commitment.fulfilled_by_id):
        raise OwnCommitment()


def _values_of(action: str, *, actor: Actor, now: datetime, outcome: str) -> dict[str, Any]:
    if action == "fulfill":
        return {"outcome": outcome, "fulfilled_at": now, "fulfilled_by_id": actor.person_id}
    if action == "verify":
        return {"verified_at": now, "verified_by_id": actor.person_id}
    if action == "reopen":
        return {"fulfilled_at": None, "fulfilled_by_id": None}
    return {}
