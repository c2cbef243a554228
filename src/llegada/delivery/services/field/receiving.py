"""Receives what a device captured with no signal: once each, whatever the order and however many times it comes (OPE-15)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Conflict, LlegadaError
from llegada.delivery import field_rules
from llegada.delivery.choices import FieldKind, FieldOutcome
from llegada.delivery.errors import FieldChanged, FieldOfSomebodyElse, FieldPlanGone, FieldTwoVersions, FieldWaits
from llegada.delivery.field_rules import Reception
from llegada.delivery.models import FieldItem
from llegada.delivery.selectors.field import find_subject
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.field.applying import apply_item
from llegada.delivery.services.field.pieces import arrived_file, forget_pieces
from llegada.delivery.services.field.reading import Submission
from llegada.records.rules import clean_name
from llegada.records.services import read_upload, store_file


def receive_item(
    *,
    actor: Actor,
    submission: Submission,
    upload: UploadedFile[Any] | None,
    offset: int,
    now: datetime,
    today: date,
) -> FieldItem:
    """Take in one record and return what became of it; the same one again, also at the same instant, gets the same answer.

    `offset` is by how many seconds the device's clock is ahead. A refusal is the answer, not an error: raises NotAllowed for a
    visitor, FieldOfSomebodyElse for what another person sent, FieldChanged where what was taken in says something else and
    FieldFileMissing if the file of the record is not here whole.
    """
    with arrived_file(actor=actor, submission=submission, upload=upload) as arrived:
        # Read before the transaction: on SQLite whoever else writes would wait for it.
        fingerprint = submission.fingerprint(b"".join(arrived.chunks()) if arrived is not None else b"")
        if arrived is not None:
            read_upload(upload=arrived, now=now)
        return _receive(actor, submission, arrived, fingerprint, offset, now, today)


@transaction.atomic
def _receive(
    actor: Actor,
    submission: Submission,
    arrived: UploadedFile[Any] | None,
    fingerprint: str,
    offset: int,
    now: datetime,
    today: date,
) -> FieldItem:
    item, is_new, is_same = claim_item(actor, submission, fingerprint, offset, now)
    forget_pieces(item=item.public_id, person_id=item.sender_id)
    step = field_rules.reception(None if is_new else item.outcome, is_same=is_same)
    if step is Reception.ANSWER:
        return item
    if step is Reception.CONTRADICTS and item.kind not in _MERGED:
        raise FieldChanged()
    item.body, item.sha256 = submission.body, fingerprint
    item.base_revision = submission.base_revision
    _settle(actor, item, arrived, now, today)
    if item.outcome == FieldOutcome.APPLIED and item.kind == FieldKind.SESSION:
        release_waiting(actor=actor, item=item, now=now, today=today)
    return item


#: Kinds that may come again with other words: a list of people adds up, a session that changed is shown beside the other.
_MERGED = frozenset({FieldKind.SESSION, FieldKind.ATTENDANCE})


def claim_item(
    actor: Actor, submission: Submission, fingerprint: str, offset: int, now: datetime
) -> tuple[FieldItem, bool, bool]:
    """Return the row of a record, held still, whether this call made it, and whether it says the same as before.

    Raises NotAllowed for a visitor and FieldOfSomebodyElse.
    """
    sender_id = key_of(actor)
    row = FieldItem(
        public_id=submission.public_id,
        sender_id=sender_id,
        kind=submission.kind,
        target=submission.target,
        base_revision=submission.base_revision,
        sha256="",
        outcome=FieldOutcome.HELD,
        captured_at=field_rules.true_moment(captured_at=submission.captured_at, offset=offset, now=now),
        received_at=now,
    )
    # Whoever comes second waits here until the first one is written whole.
    FieldItem.objects.bulk_create([row], ignore_conflicts=True)
    item = (
        FieldItem.objects.select_for_update(of=("self",))
        .select_related("file", "plan__unit")
        .get(public_id=submission.public_id)
    )
    if item.sender_id != sender_id:
        raise FieldOfSomebodyElse()
    return item, item.sha256 == "", item.sha256 == fingerprint


def _settle(actor: Actor, item: FieldItem, upload: UploadedFile[Any] | None, now: datetime, today: date) -> None:
    """Try what `item` says and write what became of it: the try leaves all or nothing."""
    try:
        if upload is not None:
            item.file = store_file(actor=actor, upload=upload, now=now)
            item.file_name = clean_name(upload.name or "", item.file.media_type)
        with transaction.atomic():
            note = apply_item(actor=actor, item=item, now=now, today=today)
    except FieldWaits as refusal:
        _answered(item, FieldOutcome.HELD, refusal)
    except Conflict:
        _keep_both(actor, item, now)
    except LlegadaError as refusal:
        _answered(item, FieldOutcome.REFUSED, refusal, **_nothing_kept(refusal))
    else:
        _answered(
            item, FieldOutcome.APPLIED, None, body={}, sentence=note, settled_at=now, settled_by_id=actor.person_id
        )


def _nothing_kept(refusal: LlegadaError) -> dict[str, Any]:
    """Return what is forgotten of a refused record: its words stay on the device, which shows them with the reason."""
    gone: dict[str, Any] = {"body": {}, "file": None}
    return gone | ({"plan": None} if isinstance(refusal, FieldPlanGone) else {})


def _keep_both(actor: Actor, item: FieldItem, now: datetime) -> None:
    if item.plan is None:  # nobody could be asked
        _answered(item, FieldOutcome.REFUSED, FieldPlanGone())
        return
    _answered(item, FieldOutcome.CONFLICT, FieldTwoVersions())
    subject = find_subject(item=item)
    if subject is not None:
        history.record(actor=actor, verb="session.field_conflict", target=subject, now=now)


def _answered(item: FieldItem, outcome: str, refusal: LlegadaError | None, **values: Any) -> FieldItem:
    said: dict[str, Any] = {"code": refusal.code, "sentence": str(refusal)} if refusal else {"code": ""}
    for name, value in ({"outcome": outcome} | said | values).items():
        setattr(item, name, value)
    item.save()
    return item


def release_waiting(*, actor: Actor, item: FieldItem, now: datetime, today: date) -> list[FieldItem]:
    """Try again what waited for the session that `item` brought, and return it; each by itself."""
    waiting = FieldItem.objects.filter(target=item.target, outcome=FieldOutcome.HELD, sender_id=item.sender_id)
    found = list(waiting.exclude(pk=item.pk).select_for_update(of=("self",)).select_related("file", "plan__unit"))
    for one in field_rules.in_order(found):
        _settle(actor, one, None, now, today)
    return found


def find_outcomes(*, actor: Actor, public_ids: Sequence[Any]) -> list[FieldItem]:
    """Return what became of records that `actor` sent before."""
    return list(FieldItem.objects.filter(public_id__in=public_ids, sender_id=key_of(actor)).order_by("pk"))
