"""What came of the assistance to an entity, counted: nothing of whom or of what was said."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from llegada.delivery.choices import CommitmentStatus
from llegada.delivery.models import Commitment


@dataclass(frozen=True)
class CommitmentCount:
    """How many commitments there were under the signed plans of an entity, and how many of them were fulfilled."""

    total: int
    fulfilled: int


def count_commitments(*, entity_id: int) -> CommitmentCount:
    """Return the commitments of both sides under the signed plans of an entity; those cancelled do not count. Public."""
    done = Q(status__in=(CommitmentStatus.FULFILLED, CommitmentStatus.VERIFIED))
    commitments = Commitment.objects.filter(plan__entity=entity_id, plan__signed_at__isnull=False)
    counts = commitments.exclude(status=CommitmentStatus.CANCELLED).aggregate(
        total=Count("pk"), fulfilled=Count("pk", filter=done)
    )
    return CommitmentCount(**counts)
