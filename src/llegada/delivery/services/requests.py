"""Takes requests in, from outside and from inside, and records guidance that was given at once (OPE-11, OPE-12)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization, OrgUnit
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid
from llegada.core.states import keep_versions
from llegada.core.validation import ensure_valid
from llegada.core.working_days import add_working_days
from llegada.delivery import request_rules
from llegada.delivery.models import AssistanceRequest, RequestAnswer, RequestCounter, RequestFile
from llegada.delivery.request_choices import (
    MailPurpose,
    NotificationMeans,
    RequestAsker,
    RequestChannel,
    RequestKind,
    RequestOutcome,
    RequestStatus,
)
from llegada.delivery.request_codes import code_of, digest_of
from llegada.delivery.request_policies import REQUEST_POLICY, RequestPermission
from llegada.delivery.selectors import find_consent_text
from llegada.delivery.selectors import requests as selectors
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.request_mails import mail_asker, tell_inside
from llegada.records.rules import clean_name
from llegada.records.services import store_file
from llegada.territory.models import Entity, Municipality


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks for; `wanted` is the kind that they said, a value of `RequestKind`."""

    organization: Organization
    asker: str
    name: str
    subject: str
    text: str
    wanted: str = RequestKind.GENERAL
    email: str = ""
    contact: str = ""
    entity: Entity | None = None
    municipality: Municipality | None = None
    has_consent: bool = False


@dataclass(frozen=True)
class Guidance:
    """What was asked and answered at once: `said` is the answer, `channel` a value of `RequestChannel`."""

    unit: OrgUnit
    channel: str
    entity: Entity
    name: str
    subject: str
    said: str
    email: str = ""


@transaction.atomic
def receive_request(
    *, actor: Actor, new: NewRequest, now: datetime, upload: UploadedFile[Any] | None = None
) -> AssistanceRequest:
    """Take in a request of anybody, with its number, its term and the mail that acknowledges it.

    Nobody needs an account; whoever acts for an entity may only ask in its name. Raises NotFound, NotAllowed, Invalid, and what
    `store_file` raises for a file that is not kept.
    """
    request = _compose(new, channel=RequestChannel.WEB, now=now)
    if actor.is_authenticated and new.asker == RequestAsker.ENTITY:
        REQUEST_POLICY.require(actor, RequestPermission.SPEAK, request)
    elif not new.has_consent:
        raise Invalid({"has_consent": _("Para radicarla necesitamos su autorización para usar sus datos.")})
    if new.has_consent:
        request.consent_text = find_consent_text(today=request.received_on)
        request.consented_at = now if request.consent_text else None
    _insert(request, actor)
    if upload is not None:
        attach_file(actor=actor, request=request, upload=upload, now=now)
    event = history.record(actor=actor, verb="request.receive", target=request, now=now, after=request.status)
    mail_asker(request, event, MailPurpose.RECEIPT)
    tell_inside(request, event, now=now)
    return request


@transaction.atomic
def record_orientation(*, actor: Actor, guidance: Guidance, now: datetime) -> AssistanceRequest:
    """Record first-level attention: a request that is born answered, notified by word of mouth and closed.

    Raises NotAllowed, Invalid.
    """
    new = NewRequest(
        organization=guidance.unit.organization,
        asker=RequestAsker.ENTITY,
        name=guidance.name,
        subject=guidance.subject,
        text=guidance.subject,
        email=guidance.email,
        entity=guidance.entity,
        municipality=guidance.entity.municipality,
    )
    request = _compose(new, channel=guidance.channel, now=now)
    request.unit, request.assigned_to_id = guidance.unit, actor.person_id
    REQUEST_POLICY.require(actor, RequestPermission.RECORD, request)
    if not guidance.said.strip():
        raise Invalid({"said": _("Escriba qué le respondió.")})
    request.status, request.answered_on = RequestStatus.CLOSED, request.received_on
    request.outcome = RequestOutcome.ORIENTATION
    _insert(request, actor)
    RequestAnswer.objects.create(
        request=request,
        number=1,
        text=guidance.said.strip(),
        answered_at=now,
        answered_by_id=key_of(actor),
        notified_at=now,
        means=NotificationMeans.SPOKEN,
        proof=f"{actor.name} · {guidance.name}"[:300],
    )
    event = history.record(
        actor=actor, verb="request.record_orientation", target=request, now=now, after=request.status
    )
    mail_asker(request, event, MailPurpose.ANSWER)
    return request


def _compose(new: NewRequest, *, channel: str, now: datetime) -> AssistanceRequest:
    """Return a request not yet written, with its term."""
    kind = request_rules.kind_for(new.asker, new.wanted)
    today, days = timezone.localdate(now), request_rules.TERMS[kind]
    identifier = uuid.uuid4()
    return AssistanceRequest(
        public_id=identifier,
        code_digest=digest_of(code_of(identifier)),
        organization=new.organization,
        channel=channel,
        asker=new.asker,
        name=" ".join(new.name.split()),
        email=new.email.strip().lower(),
        contact=new.contact.strip(),
        entity=new.entity,
        municipality=new.municipality or (new.entity.municipality if new.entity else None),
        kind=kind,
        subject=" ".join(new.subject.split()),
        text=new.text.strip(),
        received_at=now,
        received_on=today,
        clock_from=today,
        clock_days=days,
        due_on=add_working_days(today, days, selectors.days_off_of(new.organization.pk)),
        status_on=today,
    )


def _insert(request: AssistanceRequest, actor: Actor) -> None:
    request.created_by_id = actor.person_id
    request.number = f"{request.received_on.year}-000000"  # stands for the number while the rest is checked
    relations = ("organization", "municipality", "assigned_to", "consent_text", "created_by")
    ensure_valid(request, exclude=(*relations, "search_text"))
    request.number = _take_number(request.received_on.year)
    request.search_text = selectors.request_search_text(request)
    AssistanceRequest.objects.bulk_create([request])
    keep_versions([request], is_update=False)


def _take_number(year: int) -> str:
    """Take the next number of a year: whoever takes it holds the row until the request is written, so that none is left out."""
    RequestCounter.objects.get_or_create(year=year)
    RequestCounter.objects.filter(year=year).update(last=F("last") + 1)
    return f"{year}-{RequestCounter.objects.get(year=year).last:06d}"


def attach_file(*, actor: Actor, request: AssistanceRequest, upload: UploadedFile[Any], now: datetime) -> None:
    """Keep a file of whoever asks; the same one again is the same. Raises what `store_file` raises."""
    stored = store_file(actor=actor, upload=upload, now=now)
    name = clean_name(upload.name or "", stored.media_type)
    RequestFile.objects.get_or_create(request=request, file=stored, defaults={"name": name, "added_at": now})


def get_number_and_code(public_id: UUID) -> tuple[str, str]:
    """Return the number and the code of a request that was just received, for whoever made it. Raises NotFound."""
    return selectors.get_followed(public_id=public_id).number, code_of(public_id)
