"""Moves a request along its life until its answer: classified, assigned, completed, extended, transferred or withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import OrgUnit, Person
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.templatetags.llegada import short_date
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest
from llegada.delivery.request_choices import MailPurpose, RequestKind
from llegada.delivery.request_errors import (
    EXTENSION_SENTENCES,
    CompletionAskedAlready,
    CompletionNotExpired,
    CompletionTooLate,
    ExtendedAlready,
    TermExpired,
)
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.request_changes import Move, begin
from llegada.delivery.services.request_mails import mail_asker, tell_inside
from llegada.delivery.services.requests import attach_file


@transaction.atomic
def classify_request(
    *, actor: Actor, public_id: UUID, kind: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Say which kind a request is by law: its term is counted again from the same day.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict.
    """
    move = begin(actor, public_id, "classify", now=now, revision=revision)
    request = move.request
    if kind not in RequestKind.values:
        raise Invalid({"kind": _("Escoja la clase de la solicitud.")})
    was_moved = bool(request.extended_on or request.completion_asked_on or request.reopened_on)
    if was_moved and kind != request.kind:
        raise Invalid({"kind": _("El término ya se detuvo, se prorrogó o se reabrió: la clase no cambia.")})
    days = request.clock_days if was_moved else rules.TERMS[kind]
    due_on = add_working_days(request.clock_from, days, move.days_off)
    data = {"kind": [request.kind, kind], "due_on": [request.due_on.isoformat(), due_on.isoformat()]}
    move.carry_out(kind=kind, clock_days=days, due_on=due_on, data=data)
    return request


@transaction.atomic
def assign_request(
    *,
    actor: Actor,
    public_id: UUID,
    unit: OrgUnit,
    person: Person | None = None,
    now: datetime,
    revision: int | None = None,
) -> AssistanceRequest:
    """Give a request to a unit, and to a person of the organisation if one is said.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict.
    """
    move = begin(actor, public_id, "assign", now=now, revision=revision)
    request = move.request
    if unit.organization_id != request.organization_id or not unit.is_active:
        raise Invalid({"unit": _("Escoja una dependencia activa de la organización.")})
    known = selectors.list_people_to_assign(request, today=move.today)
    if person is not None and not known.filter(pk=person.pk).exists():
        raise Invalid({"person": _("Esa persona no puede responder solicitudes de la organización. Escoja otra.")})
    event = move.carry_out(unit=unit, assigned_to=person, data={"unit": unit.name})
    tell_inside(request, event, now=now)
    return request


@transaction.atomic
def start_request(*, actor: Actor, public_id: UUID, now: datetime, revision: int | None = None) -> AssistanceRequest:
    """Take an assigned request: whoever takes it answers for it if nobody did.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Conflict.
    """
    move = begin(actor, public_id, "start", now=now, revision=revision)
    move.carry_out(assigned_to_id=move.request.assigned_to_id or actor.person_id)
    return move.request


@transaction.atomic
def ask_completion(
    *, actor: Actor, public_id: UUID, missing: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Ask for what is missing, once and within ten working days: the clock stops and whoever asked has a month (art. 17).

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, CompletionAskedAlready, CompletionTooLate, Conflict.
    """
    move = begin(actor, public_id, "ask_completion", now=now, revision=revision)
    request, today, days_off = move.request, move.today, move.days_off
    if request.completion_asked_on is not None:
        raise CompletionAskedAlready()
    if not rules.is_within(request.received_on, rules.COMPLETION_DAYS, today=today, days_off=days_off):
        raise CompletionTooLate()
    if not missing.strip():
        raise Invalid({"missing": _("Escriba qué falta para poder responder.")})
    left = rules.days_left_of_term(
        clock_from=request.clock_from, clock_days=request.clock_days, today=today, days_off=days_off
    )
    event = move.carry_out(
        missing=missing.strip(),
        completion_asked_on=today,
        completion_due_on=rules.month_after(today),
        clock_from=today,
        clock_days=left,
    )
    mail_asker(request, event, MailPurpose.COMPLETION)
    return request


@transaction.atomic
def extend_completion(
    *, actor: Actor, public_id: UUID, reason: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Give another month to complete, once (art. 17).

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, ExtendedAlready, Conflict.
    """
    move = begin(actor, public_id, "extend_completion", now=now, revision=revision, reason=reason)
    request = move.request
    if request.is_completion_extended:
        raise ExtendedAlready()
    assert request.completion_asked_on is not None  # noqa: S101  # what is incomplete says since when
    until = rules.month_after(request.completion_asked_on, 2)
    event = move.carry_out(completion_due_on=until, is_completion_extended=True)
    mail_asker(request, event, MailPurpose.COMPLETION)
    return request


@transaction.atomic
def complete_request(
    *,
    actor: Actor,
    public_id: UUID,
    text: str,
    now: datetime,
    upload: UploadedFile[Any] | None = None,
    is_followed: bool = False,
    revision: int | None = None,
) -> AssistanceRequest:
    """Bring what was missing: the clock goes on from the next day with what was left of the term.

    Whoever asked brings it, from the entity's side or having proved number and code (`is_followed`), or who works records it.
    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict, and what `store_file` raises.
    """
    move = _speak(actor, public_id, "complete", now=now, is_followed=is_followed, revision=revision)
    request = move.request
    if not text.strip() and upload is None:
        raise Invalid({"text": _("Escriba lo que faltaba o adjunte un archivo.")})
    if upload is not None:
        attach_file(actor=actor, request=request, upload=upload, now=now)
    due_on = add_working_days(move.today, request.clock_days, move.days_off)
    event = move.carry_out(completed_text=text.strip(), clock_from=move.today, due_on=due_on)
    tell_inside(request, event, now=now)
    return request


def _speak(
    actor: Actor, public_id: UUID, action: str, *, now: datetime, is_followed: bool, revision: int | None
) -> Move:
    """Return an action of whoever asked, or of who works on it."""
    if not is_followed:
        request = selectors.get_request(actor=actor, public_id=public_id)
        may_speak = REQUEST_POLICY.can(actor, RequestPermission.SPEAK, request)
        permission = RequestPermission.SPEAK if may_speak else RequestPermission.WORK
        return begin(actor, public_id, action, now=now, revision=revision, permission=permission)
    request = selectors.get_followed(public_id=public_id)
    after = rules.next_status(request.status, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=request.status)
    return Move(actor, request, action, after, now, revision, "")


@transaction.atomic
def extend_term(
    *, actor: Actor, public_id: UUID, due_on: date, reason: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Extend the term before it expires, once, to the double at most, saying why and until when (art. 14, paragraph).

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, ExtendedAlready, TermExpired, Invalid, Conflict.
    """
    move = begin(actor, public_id, "extend", now=now, revision=revision, reason=reason)
    request, days_off, term = move.request, move.days_off, rules.TERMS[move.request.kind]
    problem = rules.extension_problem(
        new_due_on=due_on,
        due_on=request.due_on,
        term_days=term,
        was_extended=request.extended_on is not None,
        today=move.today,
        days_off=days_off,
    )
    if problem == "already":
        raise ExtendedAlready()
    if problem == "expired":
        raise TermExpired()
    if problem is not None:
        last = short_date(rules.last_extension(request.due_on, term, days_off))
        raise Invalid({"due_on": str(EXTENSION_SENTENCES[problem]) % {"last": last}})
    more = rules.days_to(due_on, today=request.due_on, days_off=days_off)
    event = move.carry_out(
        due_on=due_on,
        clock_days=request.clock_days + more,
        extended_on=move.today,
        extension_reason=move.reason,
        data={"due_on": [request.due_on.isoformat(), due_on.isoformat()]},
    )
    mail_asker(request, event, MailPurpose.EXTENSION)
    return request


@transaction.atomic
def transfer_request(
    *, actor: Actor, public_id: UUID, to: str, reason: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Send on to who is competent what is not ours, and tell whoever asked (art. 21); beyond five days it says that it was late.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid, Conflict.
    """
    move = begin(actor, public_id, "transfer", now=now, revision=revision, reason=reason)
    request = move.request
    if not to.strip():
        raise Invalid({"to": _("Diga a qué entidad se traslada.")})
    is_late = not rules.is_within(request.received_on, rules.TRANSFER_DAYS, today=move.today, days_off=move.days_off)
    event = move.carry_out(
        transferred_to=to.strip()[:250],
        transferred_on=move.today,
        end_reason=move.reason,
        data={"to": to.strip(), "is_late": is_late},
    )
    mail_asker(request, event, MailPurpose.TRANSFER)
    return request


@transaction.atomic
def withdraw_request(
    *, actor: Actor, public_id: UUID, action: str, reason: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """End a request that whoever asked took back (`withdraw`, art. 18) or never completed (`desist`, art. 17).

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, CompletionNotExpired, Conflict.
    """
    move = begin(actor, public_id, action, now=now, revision=revision, reason=reason)
    until = move.request.completion_due_on
    if action == "desist" and until is not None and move.today <= until:
        raise CompletionNotExpired()
    event = move.carry_out(end_reason=move.reason)
    mail_asker(move.request, event, MailPurpose.ENDED)
    return move.request
