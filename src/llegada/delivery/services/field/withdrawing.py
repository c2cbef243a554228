"""Takes back what its author discarded on the device before it was taken in (OPE-15)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.delivery import field_rules
from llegada.delivery.choices import FieldOutcome
from llegada.delivery.errors import FieldWithdrawn
from llegada.delivery.models import FieldItem
from llegada.delivery.selectors.field import find_subject
from llegada.delivery.services.field.pieces import forget_pieces
from llegada.delivery.services.field.reading import Submission
from llegada.delivery.services.field.receiving import claim_item
from llegada.records.services import forget_file


@transaction.atomic
def withdraw_item(*, actor: Actor, submission: Submission, offset: int, now: datetime) -> FieldItem:
    """Drop a record that waits or was refused, with the file that came for it, and return it; once, however many times it is asked.

    What never came is noted too, so that a copy of it that is still on its way finds the door shut. What was taken in, or asks
    a person, stays as it is. Raises NotAllowed for a visitor and FieldOfSomebodyElse.
    """
    item, is_new, _ = claim_item(actor, submission, submission.fingerprint(), offset, now)
    if not field_rules.may_withdraw(item.outcome):
        return item
    stored, had_pieces = item.file, forget_pieces(item=item.public_id, person_id=item.sender_id)
    item.outcome, item.code, item.sentence = FieldOutcome.WITHDRAWN, FieldWithdrawn.code, str(FieldWithdrawn())
    item.body = {}
    item.file, item.sha256 = None, submission.fingerprint()
    item.settled_at, item.settled_by_id = now, actor.person_id
    item.save()
    if stored is not None:
        forget_file(stored=stored, now=now)
    if stored is not None or had_pieces or not is_new:
        history.record(
            actor=actor,
            verb="session.field_withdrawn",
            target=find_subject(item=item) or item,
            now=now,
            data={"record": str(item.public_id), "kind": item.kind, "sha256": stored.sha256 if stored else ""},
        )
    return item
