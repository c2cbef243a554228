"""Answers a request, proves that the answer arrived, says what came of it, and hears whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, TransitionNotAllowed
from llegada.core.states import keep_versions
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules as rules
from llegada.delivery.models import AssistanceRequest, RequestAnswer
from llegada.delivery.request_choices import MailPurpose, NotificationMeans, RequestOutcome, RequestStatus
from llegada.delivery.request_errors import MailPending, ReopenedAlready
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.request_changes import Move, begin, claim_request
from llegada.delivery.services.request_mails import mail_asker, tell_inside
from llegada.planning.models import AnnualPlanLine
from llegada.records.rules import clean_name
from llegada.records.services import store_file
from llegada.workplans.models import WorkPlan


@dataclass(frozen=True)
class Ending:
    """What came of a request: a value of `RequestOutcome`, with its line or plan, or why it does not apply."""

    outcome: str
    line: AnnualPlanLine | None = None
    plan: WorkPlan | None = None
    note: str = ""


@transaction.atomic
def answer_request(
    *,
    actor: Actor,
    public_id: UUID,
    text: str,
    now: datetime,
    upload: UploadedFile[Any] | None = None,
    revision: int | None = None,
) -> AssistanceRequest:
    """Answer; the mail that carries the answer notifies it by itself when it leaves.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict, and what `store_file` raises.
    """
    move = begin(actor, public_id, "answer", now=now, revision=revision)
    request = move.request
    if not text.strip():
        raise Invalid({"text": _("Escriba la respuesta.")})
    answer = RequestAnswer(
        request=request,
        number=request.answers.count() + 1,
        text=text.strip(),
        answered_at=now,
        answered_by_id=key_of(actor),
    )
    if upload is not None:
        answer.file = store_file(actor=actor, upload=upload, now=now)
        answer.file_name = clean_name(upload.name or "", answer.file.media_type)
    event = move.carry_out(
        answered_on=move.today,
        assigned_to_id=request.assigned_to_id or actor.person_id,
        was_helpful=None,
        opinion="",
        rated_on=None,
    )
    answer.save(force_insert=True)
    mail_asker(request, event, MailPurpose.ANSWER)
    return request


@transaction.atomic
def record_notification(
    *, actor: Actor, public_id: UUID, means: str, proof: str, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Record how an answer reached whoever asked, and how to prove it, where no mail does it.

    Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, MailPending, Conflict.
    """
    move = begin(actor, public_id, "notify", now=now, revision=revision)
    if means == NotificationMeans.MAIL:
        raise MailPending()
    if means not in NotificationMeans.values:
        raise Invalid({"means": _("Diga cómo se notificó.")})
    if not proof.strip():
        raise Invalid({"proof": _("Diga cómo se prueba: el número de la guía, o quién la recibió.")})
    move.carry_out(data={"means": means, "proof": proof.strip()})
    last = RequestAnswer.objects.filter(request=move.request).order_by("-number").values("pk")[:1]
    RequestAnswer.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(
        notified_at=now, means=means, proof=proof.strip()[:300]
    )
    return move.request


@transaction.atomic
def close_request(
    *, actor: Actor, public_id: UUID, ending: Ending, now: datetime, revision: int | None = None
) -> AssistanceRequest:
    """Close a notified request saying what came of it. Raises NotFound, NotAllowed, TransitionNotAllowed, Invalid, Conflict."""
    move = begin(actor, public_id, "close", now=now, revision=revision)
    _check_ending(actor, move.request, ending)
    is_line, is_plan = ending.outcome == RequestOutcome.PLAN_LINE, ending.outcome == RequestOutcome.WORK_PLAN
    move.carry_out(
        outcome=ending.outcome,
        line=ending.line if is_line else None,
        plan=ending.plan if is_plan else None,
        outcome_note=ending.note.strip(),
        data={"outcome": ending.outcome},
    )
    return move.request


def _check_ending(actor: Actor, request: AssistanceRequest, ending: Ending) -> None:
    if ending.outcome not in RequestOutcome.values:
        raise Invalid({"outcome": _("Diga en qué terminó.")})
    if ending.outcome == RequestOutcome.NOT_APPLICABLE and not ending.note.strip():
        raise Invalid({"note": _("Diga por qué no procede.")})
    if ending.outcome == RequestOutcome.PLAN_LINE:
        lines = selectors.list_lines_for(actor=actor, request=request)
        if ending.line is None or not lines.filter(pk=ending.line.pk).exists():
            raise Invalid({"line": _("Escoja la línea del plan anual en que quedó.")})
    if ending.outcome == RequestOutcome.WORK_PLAN:
        plans = selectors.list_plans_for(actor=actor, request=request)
        if ending.plan is None or not plans.filter(pk=ending.plan.pk).exists():
            raise Invalid({"plan": _("Escoja el plan de trabajo en que quedó.")})


@transaction.atomic
def rate_answer(
    *,
    actor: Actor,
    public_id: UUID,
    is_helpful: bool,
    opinion: str,
    now: datetime,
    is_followed: bool = False,
) -> AssistanceRequest:
    """Keep whether an answer helped whoever asked; the first «no» reopens the request, with its term from the next day.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReopenedAlready, Invalid, Conflict.
    """
    if is_followed:
        request = selectors.get_followed(public_id=public_id)
    else:
        request = selectors.get_request(actor=actor, public_id=public_id)
        REQUEST_POLICY.require(actor, RequestPermission.SPEAK, request)
    if request.status not in {RequestStatus.NOTIFIED, RequestStatus.CLOSED}:
        raise TransitionNotAllowed(action="rate", status=request.status)
    if request.rated_on is not None:
        raise ReopenedAlready()
    if not is_helpful and not opinion.strip():
        raise Invalid({"opinion": _("Cuéntenos qué faltó, para poder corregirlo.")})
    today, said = timezone.localdate(now), opinion.strip()
    if is_helpful or request.reopened_on is not None:
        claim_request(request)
        rating = {"was_helpful": is_helpful, "opinion": said, "rated_on": today}
        AssistanceRequest.objects.filter(pk=request.pk).update(**rating)
        for name, value in rating.items():
            setattr(request, name, value)
        keep_versions([request], is_update=True)
        history.record(actor=actor, verb="request.rate", target=request, now=now, reason=said)
        return request
    _reopen(actor, request, said, now)
    return request


def _reopen(actor: Actor, request: AssistanceRequest, said: str, now: datetime) -> None:
    after = rules.next_status(request.status, "reopen")
    assert after is not None  # noqa: S101  # both states of the caller lead somewhere
    move = Move(actor, request, "reopen", after, now, None, said)
    days = rules.TERMS[request.kind]
    event = move.carry_out(
        was_helpful=False,
        opinion=said,
        rated_on=move.today,
        reopened_on=move.today,
        clock_from=move.today,
        clock_days=days,
        due_on=add_working_days(move.today, days, move.days_off),
        outcome="",
        line=None,
        plan=None,
        outcome_note="",
    )
    tell_inside(request, event, now=now)
