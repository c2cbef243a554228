"""Questions about what supports a strategy: read by whoever reads the strategy."""

from __future__ import annotations

from uuid import UUID

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.portfolio.models import Strategy, StrategyEvidence
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission


def list_proofs(strategy: Strategy) -> list[StrategyEvidence]:
    """Return the files and links that support a strategy, but those taken away. The caller has checked that it may be seen."""
    found = StrategyEvidence.objects.filter(strategy=strategy, removed_at__isnull=True)
    return list(found.select_related("file", "added_by").order_by("pk"))


def get_proof(*, actor: Actor, public_id: UUID) -> StrategyEvidence:
    """Return one of them, were it taken away. Raises NotFound if hidden or absent."""
    seen = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.all())
    try:
        return StrategyEvidence.objects.select_related("file", "strategy").get(public_id=public_id, strategy__in=seen)
    except StrategyEvidence.DoesNotExist:
        raise NotFound(evidence=str(public_id)) from None
