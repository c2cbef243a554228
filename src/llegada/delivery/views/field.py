"""The field with no signal: the shell of the app, what travels to the device, and what the device sends (OPE-15)."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from llegada.core.actors import Actor
from llegada.core.errors import Invalid, LlegadaError
from llegada.core.http import actor_of
from llegada.core.unavailable import refusal_of
from llegada.delivery import field_rules, selectors
from llegada.delivery.errors import FieldFileMissing
from llegada.delivery.models import FieldItem
from llegada.delivery.policies import PLAN_POLICY, Permission
from llegada.delivery.selectors import field as field_selectors
from llegada.delivery.services import field as field_services
from llegada.delivery.views.field_words import describe_carried, describe_outcome

logger = logging.getLogger(__name__)


@login_required
@require_GET
@ensure_csrf_cookie
def download(request: HttpRequest) -> HttpResponse:
    """Give a device what its person needs in the field: their plans in course and the sessions of the days around."""
    actor, now, today = actor_of(request), timezone.now(), timezone.localdate()
    PLAN_POLICY.require_ever(actor, Permission.RECORD)
    plans, has_more = field_selectors.list_plans_to_carry(actor=actor, today=today)
    people = field_selectors.list_people_of_before(actor=actor, plans=plans)
    consent = selectors.find_consent_text(today=today)
    carried = {
        "person": str(request.user.public_id),  # type: ignore[union-attr]  # login_required
        "name": actor.name,
        "now": now.isoformat(),
        "today": today.isoformat(),
        "has_more": has_more,
        "consent": {"version": consent.version, "text": consent.text} if consent else None,
        "plans": [describe_carried(plan, people.get(plan.pk, [])) for plan in plans],
    }
    answer = JsonResponse(carried)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take in what a device sends, each record by itself, and say what became of each.

    The field `lote` is a JSON object with the device, its records, the identifiers that it only asks about and the records that
    its person discarded. The file of a record travelled before (`file` is its hash), or comes under its identifier.
    """
    actor, now = actor_of(request), timezone.now()
    PLAN_POLICY.require_ever(actor, Permission.RECORD)
    try:
        batch = _batch(request)
        offset = field_services.note_contact(actor=actor, contact=_contact(batch), now=now)
    except Invalid as refusal:
        return JsonResponse({"code": refusal.code, "sentence": str(refusal)}, status=422)
    answers = [
        *_received(request, actor, batch.get("items", []), offset, now),
        *_asked(actor, batch.get("ask", [])),
        *_withdrawn(actor, batch.get("drop", []), offset, now),
    ]
    return JsonResponse(
        {
            "now": now.isoformat(),
            "clock_offset": offset,
            "is_clock_wrong": field_rules.is_clock_wrong(offset),
            "answers": answers,
        }
    )


@login_required
@require_POST
def receive_piece(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Take in a piece (`piece`) of the file of a record, from byte `offset`, and say how much of it is here.

    With no piece it only says so. `sha256`, `size` and `name` are those of the whole file, `device` is whose it is.
    """
    actor, now = actor_of(request), timezone.now()
    PLAN_POLICY.require_ever(actor, Permission.RECORD)
    piece = request.FILES.get("piece")
    try:
        arrived = field_services.receive_piece(
            actor=actor,
            file=field_services.read_coming_file(request.POST, item=public_id),
            offset=field_services.read_offset(request.POST),
            content=piece.read() if piece is not None else b"",
            now=now,
        )
    except LlegadaError as refusal:
        return JsonResponse({"code": refusal.code, "sentence": str(refusal)}, status=refusal.status)
    return JsonResponse({"received": arrived.received, "is_whole": arrived.is_whole})


def _batch(request: HttpRequest) -> dict[str, Any]:
    try:
        batch = json.loads(request.POST.get("lote", ""))
    except ValueError:
        batch = None
    if not isinstance(batch, dict):
        raise Invalid({"lote": field_services.not_understood("lote")})
    for name in ("items", "drop"):
        found = batch.get(name, [])
        if not isinstance(found, list) or len(found) > field_rules.MOST_ITEMS:
            raise Invalid({"lote": field_services.not_understood("lote")})
    return batch


def _contact(batch: dict[str, Any]) -> field_services.Contact:
    return field_services.read_contact(batch.get("device"))


def _received(
    request: HttpRequest, actor: Actor, raw: list[Any], offset: int, now: datetime
) -> Iterator[dict[str, Any]]:
    submissions = []
    for one in raw:
        try:
            submissions.append(field_services.read_submission(one))
        except Invalid as refusal:
            identifier = one.get("id") if isinstance(one, dict) else None
            yield {"id": identifier, "outcome": "refused", "code": refusal.code, "sentence": str(refusal)}
    for submission in field_rules.in_order(submissions):
        yield _one(request, actor, submission, offset, now)


def _one(
    request: HttpRequest, actor: Actor, submission: field_services.Submission, offset: int, now: datetime
) -> dict[str, Any]:
    """Take in one record: whatever happens to it, the others of the sending go on, unless it is the database that is not there."""
    upload = request.FILES.get(str(submission.public_id))
    try:
        item = field_services.receive_item(
            actor=actor,
            submission=submission,
            upload=upload,
            offset=offset,
            now=now,
            today=timezone.localdate(now),
        )
    except FieldFileMissing as refusal:
        return _answer(submission, "failed", refusal)  # it stays on the device, which goes on sending the file
    except LlegadaError as refusal:
        return _answer(submission, "refused", refusal)
    except Exception as failure:
        if refusal_of(failure) is not None:
            raise  # the others would wait for the database too: the device sends them all again later
        logger.exception("field_item_failed", extra={"field_item": str(submission.public_id)})
        return _answer(submission, "failed", LlegadaError())
    return describe_outcome(item)


def _answer(submission: field_services.Submission, outcome: str, refusal: LlegadaError) -> dict[str, Any]:
    return {"id": str(submission.public_id), "outcome": outcome, "code": refusal.code, "sentence": str(refusal)}


def _withdrawn(actor: Actor, raw: list[Any], offset: int, now: datetime) -> Iterator[dict[str, Any]]:
    """Drop what was discarded on the device, each by itself."""
    for one in raw:
        try:
            submission = field_services.read_submission(one)
        except Invalid:
            continue
        try:
            item = field_services.withdraw_item(actor=actor, submission=submission, offset=offset, now=now)
        except LlegadaError as refusal:
            yield _answer(submission, "refused", refusal)
        else:
            yield describe_outcome(item)


def _asked(actor: Actor, raw: Any) -> Iterator[dict[str, Any]]:
    wanted = []
    for one in raw if isinstance(raw, list) else []:
        try:
            wanted.append(UUID(str(one)))
        except ValueError:
            continue
    found: list[FieldItem] = field_services.find_outcomes(actor=actor, public_ids=wanted[: field_rules.MOST_ITEMS])
    for item in found:
        yield describe_outcome(item)
