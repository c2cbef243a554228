"""Inclusions and exclusions by hand, asked by one person and decided by another; and what each administration answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from llegada.core import history, states
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.validation import ensure_valid
from llegada.targeting import list_rules, selectors
from llegada.targeting.choices import Acceptance, ChangeKind, ChangeStatus, ListStatus, PlaceOrigin
from llegada.targeting.errors import MakerCannotDecide, NotAnswerable
from llegada.targeting.models import ListChange, PrioritizedEntity, PrioritizedList
from llegada.targeting.policies import ANSWER_POLICY, LIST_POLICY, ListPermission
from llegada.targeting.services.lists import claim_list, draft_list
from llegada.targeting.services.notices import tell_of
from llegada.territory.models import Entity


@dataclass(frozen=True)
class Answer:
    """What an administration answered: `by` is the office of who did, `note` how it is on record or why it declined."""

    acceptance: str
    on: date | None = None
    by: str = ""
    note: str = ""


@transaction.atomic
def ask_change(
    *,
    actor: Actor,
    list_id: UUID,
    entity: Entity,
    reason: str,
    now: datetime,
    duty: str = "",
    duty_norm: str = "",
) -> ListChange:
    """Ask that an entity come into a draft, or that one that is in it be left out: whichever it is not yet.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid.
    """
    one = draft_list(actor, list_id)
    claim_list(one, actor=actor, now=now)
    is_in = one.entities.filter(entity=entity, is_included=True).exists()
    change = ListChange(
        list=one,
        entity=entity,
        kind=ChangeKind.EXCLUDE if is_in else ChangeKind.INCLUDE,
        reason=reason.strip(),
        duty="" if is_in else duty,
        duty_norm="" if is_in else duty_norm.strip(),
        asked_at=now,
        asked_by_id=actor.person_id,  # type: ignore[misc]  # nobody without a person holds the permission
    )
    ensure_valid(change, exclude=("list", "entity", "asked_by")).save(force_insert=True)
    _record(actor, change, "ask", now=now, reason=change.reason)
    return change


@transaction.atomic
def decide_change(*, actor: Actor, public_id: UUID, decision: str, now: datetime, reason: str = "") -> ListChange:
    """Approve or deny a change that another person asked, or take back one's own. An approved one is done at once.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, MakerCannotDecide, Conflict.
    """
    change = selectors.get_change(actor=actor, public_id=public_id)
    is_own = change.asked_by_id == actor.person_id
    takes_back = decision == "take_back"
    LIST_POLICY.require(actor, ListPermission.EDIT if takes_back else ListPermission.DECIDE_CHANGE, change.list)
    before, after = change.status, list_rules.next_change_status(change.status, decision)
    if after is None or change.list.status != ListStatus.DRAFT:
        raise TransitionNotAllowed(action=decision, status=before)
    if decision in list_rules.CHANGE_NEEDS_OTHER_PERSON and is_own:
        raise MakerCannotDecide()
    if decision in list_rules.CHANGE_NEEDS_REASON and not reason.strip():
        raise ReasonRequired()
    _hold_draft(change.list)
    states.move(
        change,
        before=before,
        after=after,
        decided_at=now,
        decided_by_id=actor.person_id,
        decision_reason=reason.strip(),
    )
    if after == ChangeStatus.APPROVED:
        _carry_out(change)
    _record(actor, change, decision, now=now, reason=reason.strip())
    return change


@transaction.atomic
def record_answer(*, actor: Actor, public_id: UUID, answer: Answer, now: datetime, today: date) -> PrioritizedEntity:
    """Write what the administration of an entity in an approved list answered; a later answer takes its place.

    Raises NotFound, NotAllowed, NotAnswerable, Invalid.
    """
    row = selectors.get_prioritized(actor=actor, public_id=public_id)
    ANSWER_POLICY.require(actor, ListPermission.ANSWER, row)
    if row.list.status != ListStatus.APPROVED or not row.is_included:
        raise NotAnswerable()
    if answer.on and answer.on > today:
        raise Invalid({"on": _("La fecha de la respuesta no puede ser posterior a hoy.")})
    before = row.acceptance
    row.acceptance = answer.acceptance
    row.acceptance_on = None if answer.acceptance == Acceptance.PENDING else answer.on
    row.acceptance_by, row.acceptance_note = answer.by.strip(), answer.note.strip()
    ensure_valid(row, exclude=("list", "entity", "group")).save()
    history.record(
        actor=actor,
        verb="prioritizedentity.answer",
        target=row,
        now=now,
        before=before,
        after=row.acceptance,
        reason=row.acceptance_note,
    )
    return row


def _hold_draft(one: PrioritizedList) -> None:
    """Keep a list from being sent while a change of it is decided, by one conditional UPDATE. Raises Conflict."""
    if PrioritizedList.objects.filter(pk=one.pk, status=ListStatus.DRAFT).update(revision=F("revision") + 1) != 1:
        raise Conflict()


def _record(actor: Actor, change: ListChange, decision: str, *, now: datetime, reason: str) -> None:
    """Write a decision in the history of the list, naming its entity, and tell whom it concerns."""
    event = history.record(
        actor=actor,
        verb=f"listchange.{decision}",
        target=change.list,
        now=now,
        after=change.entity.name,
        reason=reason,
        data={"entity": change.entity.name, "kind": change.kind, "change": str(change.public_id)},
    )
    tell_of(event, change.list.unit, now=now)


def _carry_out(change: ListChange) -> None:
    """Put the entity in the list or leave it out of it, with the reason that was given."""
    said = {"reason": change.reason, "duty": change.duty, "duty_norm": change.duty_norm}
    if change.kind == ChangeKind.EXCLUDE:
        PrioritizedEntity.objects.filter(list=change.list, entity=change.entity).update(
            is_included=False, reason=change.reason
        )
        return
    PrioritizedEntity.objects.update_or_create(
        list=change.list,
        entity=change.entity,
        defaults={**said, "is_included": True},
        create_defaults={**said, "origin": PlaceOrigin.MANUAL},
    )
