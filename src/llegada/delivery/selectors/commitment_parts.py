"""Questions about what happens to a commitment after it is made, inside and by the entity's link."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.delivery.choices import CommitmentReportStatus, CommitmentSide, CommitmentStatus
from llegada.delivery.errors import LinkClosed
from llegada.delivery.models import Commitment, CommitmentEvidence, CommitmentLink, CommitmentReport
from llegada.delivery.policies import COMMITMENT_POLICY, Permission
from llegada.workplans.models import WorkPlan

_SALT: Final = "llegada.delivery.commitment-link"


def link_token(link: CommitmentLink) -> str:
    """Return the secret part of the address of a link."""
    return signing.Signer(salt=_SALT, sep=".").sign(link.public_id.hex)


def open_link(*, token: str, today: date) -> CommitmentLink:
    """Return the link that `token` stands for, with its plan. Raises NotFound; LinkClosed where it no longer serves."""
    try:
        identifier = UUID(signing.Signer(salt=_SALT, sep=".").unsign(token))
        link = CommitmentLink.objects.select_related("plan__entity", "plan__unit__organization", "plan__advisor").get(
            public_id=identifier
        )
    except (signing.BadSignature, ValueError, CommitmentLink.DoesNotExist):
        raise NotFound(link=token) from None
    if link.revoked_at is not None or link.expires_on < today:
        raise LinkClosed()
    return link


def find_open_link(*, plan: WorkPlan, today: date) -> CommitmentLink | None:
    """Return the link of a plan that serves today, if there is one. The caller has checked who asks."""
    return CommitmentLink.objects.filter(plan=plan, revoked_at=None, expires_on__gte=today).first()


def list_owed(*, plan: WorkPlan) -> QuerySet[Commitment]:
    """Return what the entity of a plan still owes, the first due first, with what was reported: what its link shows."""
    owed = Commitment.objects.filter(plan=plan, side=CommitmentSide.ENTITY, status=CommitmentStatus.OPEN)
    return owed.prefetch_related("reports").order_by("due_on", "pk")


def get_owed(*, plan: WorkPlan, public_id: UUID) -> Commitment:
    """Return one commitment of the entity under a plan, whatever its state, locked. Raises NotFound."""
    owed = Commitment.objects.filter(plan=plan, side=CommitmentSide.ENTITY).select_for_update()
    try:
        return owed.get(public_id=public_id)
    except Commitment.DoesNotExist:
        raise NotFound(commitment=str(public_id)) from None


def get_report(*, actor: Actor, public_id: UUID) -> CommitmentReport:
    """Return what an entity reported, with its commitment and plan. Raises NotFound."""
    visible = COMMITMENT_POLICY.scope(actor, Permission.VIEW, Commitment.objects.all())
    try:
        return CommitmentReport.objects.select_related("commitment__plan__unit", "commitment__plan__entity").get(
            public_id=public_id, commitment__in=visible
        )
    except CommitmentReport.DoesNotExist:
        raise NotFound(report=str(public_id)) from None


def get_commitment_evidence(*, actor: Actor, public_id: UUID) -> CommitmentEvidence:
    """Return a file of a commitment to who may see the names of its plan. Raises NotFound, NotAllowed."""
    visible = COMMITMENT_POLICY.scope(actor, Permission.VIEW, Commitment.objects.all())
    try:
        found = CommitmentEvidence.objects.select_related(
            "file", "commitment__plan__unit", "commitment__plan__entity"
        ).get(public_id=public_id, commitment__in=visible)
    except CommitmentEvidence.DoesNotExist:
        raise NotFound(evidence=str(public_id)) from None
    COMMITMENT_POLICY.require(actor, Permission.VIEW_ATTENDANCE, found.commitment)
    return found


def list_reports_to_review(*, actor: Actor) -> QuerySet[CommitmentReport]:
    """Return what entities reported by their links and `actor` may review, the oldest first."""
    mine = COMMITMENT_POLICY.scope(
        actor, Permission.REVIEW_REPORT, Commitment.objects.filter(status=CommitmentStatus.OPEN)
    )
    pending = CommitmentReport.objects.filter(status=CommitmentReportStatus.PENDING, commitment__in=mine)
    return pending.select_related("commitment__plan__entity").order_by("reported_at", "pk")
