"""What becomes of an edition: it is withdrawn, never deleted; whoever used it still says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from llegada.core import history
from llegada.core.actors import Actor
from llegada.core.errors import ReasonRequired
from llegada.targeting.choices import EditionStatus
from llegada.targeting.errors import EditionWithdrawn
from llegada.targeting.models import IndexEdition
from llegada.targeting.policies import INDEX_POLICY, IndexPermission
from llegada.targeting.selectors.indices import get_edition


@transaction.atomic
def withdraw_edition(*, actor: Actor, public_id: UUID, reason: str, now: datetime) -> IndexEdition:
    """Take an edition out of force for good: no rule reads it any more, and nothing takes its place by itself.

    Raises NotFound, NotAllowed, ReasonRequired, EditionWithdrawn.
    """
    edition = get_edition(public_id=public_id)
    INDEX_POLICY.require(actor, IndexPermission.WITHDRAW, edition.index)
    reason = reason.strip()
    if not reason:
        raise ReasonRequired()
    standing = IndexEdition.objects.filter(pk=edition.pk).exclude(status=EditionStatus.WITHDRAWN)
    if standing.update(status=EditionStatus.WITHDRAWN, withdrawn_reason=reason) != 1:
        raise EditionWithdrawn()
    history.record(
        actor=actor,
        verb="index.withdraw",
        target=edition.index,
        now=now,
        before=str(edition)[:200],
        reason=reason,
        data={"edition": str(edition.public_id), "year": edition.year, "number": edition.number},
    )
    edition.refresh_from_db()
    return edition
