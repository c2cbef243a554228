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
from llegada.delivery import field_rules, selectors
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

    The field `lote` is a JSON object with the device, its records and the identifiers that it only asks about; the file of a
    record comes under its identifier.
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
    ]
    return JsonResponse(
        {
            "now": now.isoformat(),
            "clock_offset": offset,
            "is_clock_wrong": field_rules.is_clock_wrong(offset),
            "answers": answers,
        }
    )


def _batch(request: HttpRequest) -> dict[str, Any]:
    try:
        batch = json.loads(request.POST.get("lote", ""))
    except ValueError:
        batch = None
    if not isinstance(batch, dict) or not isinstance(batch.get("items", []), list):
        raise Invalid({"lote": field_services.not_understood("lote")})
    if len(batch.get("items", [])) > field_rules.MOST_ITEMS:
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
    """Take in one record: whatever happens to it, the others of the sending go on."""
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
    except LlegadaError as refusal:
        return {
            "id": str(submission.public_id),
            "outcome": "refused",
            "code": refusal.code,
            "sentence": str(refusal),
        }
    except Exception:
        logger.exception("field_item_failed", extra={"field_item": str(submission.public_id)})
        failed = LlegadaError()
        return {"id": str(submission.public_id), "outcome": "failed", "code": failed.code, "sentence": str(failed)}
    return describe_outcome(item)


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
