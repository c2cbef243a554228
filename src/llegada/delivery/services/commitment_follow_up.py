"""What happens to a commitment after it is made: more time, evidence, and what the entity reports by its link (OPE-06)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from llegada.accounts.services import notify
from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import Invalid, ReasonRequired, TransitionNotAllowed
from llegada.core.states import move
from llegada.delivery import commitment_rules, rules
from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import Commitment, CommitmentEvidence, CommitmentExtension, CommitmentReport
from llegada.delivery.policies import COMMITMENT_POLICY, Permission
from llegada.delivery.selectors.changing import find_commitments
from llegada.delivery.selectors.commitment_parts import get_owed, get_report, open_link
from llegada.delivery.services.changes import key_of
from llegada.delivery.services.commitments import change_commitment
from llegada.records.rules import clean_name
from llegada.records.services import store_file

#: Most files in one report.
MOST_FILES = 5


@transaction.atomic
def extend_commitment(
    *, actor: Actor, public_id: UUID, due_on: date, reason: str, now: datetime, today: date
) -> Commitment:
    """Give an open commitment a later date, with the reason.

    Raises NotFound, NotAllowed, TransitionNotAllowed, ReasonRequired, Invalid, Conflict.
    """
    commitment = find_commitments(actor=actor, public_ids=[public_id])[0]
    COMMITMENT_POLICY.require(actor, Permission.EXTEND, commitment)
    if commitment.status != CommitmentStatus.OPEN:
        raise TransitionNotAllowed(action="extend", status=commitment.status)
    reason, before = reason.strip(), commitment.due_on
    if not reason:
        raise ReasonRequired()
    problem = commitment_rules.extension_problem(before_on=before, after_on=due_on, today=today)
    if problem == "not_later":
        raise Invalid({"due_on": _("La fecha nueva debe ser posterior a la que tenía el compromiso.")})
    if problem == "past":
        raise Invalid({"due_on": _("La fecha nueva ya pasó. Escriba una de hoy en adelante.")})
    # Only if nobody gave it another date in between.
    move(commitment, field="due_on", before=before, after=due_on)
    CommitmentExtension.objects.create(
        commitment=commitment, before_on=before, after_on=due_on, reason=reason, made_by_id=key_of(actor), made_at=now
    )
    history.record(
        actor=actor,
        verb="commitment.extend",
        target=commitment,
        now=now,
        before=before.isoformat(),
        after=due_on.isoformat(),
        reason=reason,
    )
    return commitment


@transaction.atomic
def fulfill_commitment(
    *, actor: Actor, public_id: UUID, outcome: str, uploads: Sequence[UploadedFile[Any]], now: datetime
) -> Commitment:
    """Mark a commitment as fulfilled, with how and the files that prove it.

    Raises what `change_commitment` and `store_file` raise; Invalid if there are too many files.
    """
    commitment = change_commitment(actor=actor, public_id=public_id, action="fulfill", now=now, outcome=outcome)
    for upload in _checked(uploads):
        _attach(actor, commitment, upload, now)
    return commitment


def _checked(uploads: Sequence[UploadedFile[Any]]) -> Sequence[UploadedFile[Any]]:
    if len(uploads) > MOST_FILES:
        raise Invalid({"file": _("Adjunte como máximo %(count)s archivos.") % {"count": MOST_FILES}})
    return uploads


def _attach(
    actor: Actor,
    commitment: Commitment,
    upload: UploadedFile[Any],
    now: datetime,
    report: CommitmentReport | None = None,
) -> None:
    """Attach a file to a commitment; the same bytes twice are one piece of evidence."""
    stored = store_file(actor=actor, upload=upload, now=now)
    CommitmentEvidence.objects.get_or_create(
        commitment=commitment,
        file=stored,
        defaults={
            "report": report,
            "name": clean_name(upload.name or "", stored.media_type),
            "added_by_id": actor.person_id,
            "added_at": now,
        },
    )


@transaction.atomic
def report_by_link(
    *,
    token: str,
    public_id: UUID,
    name: str,
    post: str,
    words: str,
    uploads: Sequence[UploadedFile[Any]],
    now: datetime,
    today: date,
) -> CommitmentReport:
    """Keep what somebody of the entity says that was done, for a person to review: nothing is fulfilled by a link alone.

    Raises NotFound, LinkClosed, TransitionNotAllowed, Invalid, and what `store_file` raises.
    """
    link = open_link(token=token, today=today)
    commitment = get_owed(plan=link.plan, public_id=public_id)
    if commitment.status != CommitmentStatus.OPEN:
        raise TransitionNotAllowed(action="report", status=commitment.status)
    said = {"name": name.strip(), "post": post.strip(), "words": words.strip()}
    missing = {
        "name": _("Escriba su nombre."),
        "post": _("Escriba su cargo."),
        "words": _("Cuente cómo se cumplió."),
    }
    if problems := {field: sentence for field, sentence in missing.items() if not said[field]}:
        raise Invalid(problems)
    if commitment.reports.filter(reviewed_at=None).exists():
        raise Invalid({"words": _("Ya se informó ese cumplimiento, y quien asiste a su entidad lo está revisando.")})
    actor = Actor(name=f"{said['name']} ({said['post']})")
    report = CommitmentReport.objects.create(
        commitment=commitment,
        link=link,
        reporter_name=said["name"],
        reporter_post=said["post"],
        words=said["words"],
        reported_at=now,
    )
    for upload in _checked(uploads):
        _attach(actor, commitment, upload, now, report)
    event = history.record(
        actor=actor, verb="commitment.report", target=commitment, now=now, data={"link": str(link.public_id)}
    )
    notify(event=event, people=[link.plan.advisor])
    return report


@transaction.atomic
def review_report(
    *, actor: Actor, public_id: UUID, action: str, now: datetime, observation: str = ""
) -> CommitmentReport:
    """Accept what an entity reported by its link, which fulfils the commitment, or return it saying why.

    Who accepts it is who marks it as fulfilled: the verification is still another person's. Raises NotFound, NotAllowed,
    TransitionNotAllowed, ReasonRequired, Conflict.
    """
    report = get_report(actor=actor, public_id=public_id)
    commitment = report.commitment
    COMMITMENT_POLICY.require(actor, Permission.REVIEW_REPORT, commitment)
    before, observation = report.status, observation.strip()
    after = commitment_rules.next_report_status(before, action)
    if after is None:
        raise TransitionNotAllowed(action=action, status=before)
    if action == "return" and not observation:
        raise ReasonRequired()
    move(
        report,
        before=before,
        after=after,
        reviewed_by_id=actor.person_id,
        reviewed_at=now,
        observation=observation if action == "return" else "",
    )
    if action == "accept":
        _fulfill(actor, commitment, report, now)
    history.record(actor=actor, verb=f"commitment.{action}_report", target=commitment, now=now, reason=observation)
    return report


def _fulfill(actor: Actor, commitment: Commitment, report: CommitmentReport, now: datetime) -> None:
    before = commitment.status
    after = rules.next_commitment_status(before, "fulfill")
    if after is None:
        raise TransitionNotAllowed(action="fulfill", status=before)
    said = _("%(words)s (informó %(name)s, %(post)s)") % {
        "words": report.words,
        "name": report.reporter_name,
        "post": report.reporter_post,
    }
    move(commitment, before=before, after=after, outcome=said, fulfilled_at=now, fulfilled_by_id=key_of(actor))
    history.record(actor=actor, verb="commitment.fulfill", target=commitment, now=now, before=before, after=after)
