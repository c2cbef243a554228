"""Settles what arrived twice: a person chooses, nothing is covered in silence."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, TransitionNotAllowed
from llegada.delivery.choices import FieldKind, FieldOutcome
from llegada.delivery.models import FieldItem
from llegada.delivery.policies import FIELD_ITEM_POLICY, Permission
from llegada.delivery.selectors.field import find_subject, get_conflict, stands_at
from llegada.delivery.services.field.applying import apply_item
from llegada.delivery.services.field.receiving import release_waiting

#: Choice → verb of the history.
CHOICES = {"mine": "session.field_mine", "theirs": "session.field_theirs"}


@transaction.atomic
def resolve_conflict(
    *, actor: Actor, public_id: UUID, choice: str, revision: int, now: datetime, today: date
) -> FieldItem:
    """Leave the version of the field («mine») or the one that stood («theirs»), which the person saw at `revision`.

    Both stay to be read: what is written over keeps its versions, what is left aside stays in the record. Raises NotFound,
    NotAllowed, TransitionNotAllowed, Conflict if it moved again, and what applying it raises.
    """
    found = get_conflict(actor=actor, public_id=public_id)
    FIELD_ITEM_POLICY.require(actor, Permission.RESOLVE, found)
    item = FieldItem.objects.select_for_update(of=("self",)).select_related("file", "plan__unit").get(pk=found.pk)
    if item.outcome != FieldOutcome.CONFLICT or choice not in CHOICES:
        raise TransitionNotAllowed(action=choice, status=item.outcome)
    if stands_at(item=item) != revision:
        raise Conflict()
    if choice == "mine":
        item.base_revision = revision
        item.sentence = apply_item(actor=actor, item=item, now=now, today=today)
        item.body = {}
    item.outcome = FieldOutcome.APPLIED if choice == "mine" else FieldOutcome.DISCARDED
    item.code, item.settled_at, item.settled_by_id = "", now, actor.person_id
    item.save()
    subject = find_subject(item=item)
    if subject is not None:
        history.record(actor=actor, verb=CHOICES[choice], target=subject, now=now)
    if item.kind == FieldKind.SESSION:
        release_waiting(actor=actor, item=item, now=now, today=today)
    return item
