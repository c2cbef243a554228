"""What a pre-design may be tied to: the strategies of the organisation and the moments of the cycle of public value."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from llegada.core.actors import Actor
from llegada.core.errors import NotFound
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import CycleMoment, Service, ServiceNote, Strategy
from llegada.portfolio.policies import STRATEGY_POLICY, StrategyPermission

#: States of a strategy that a service may no longer begin to contribute to.
_OVER = (StrategyStatus.NOT_APPROVED, StrategyStatus.CLOSED, StrategyStatus.ARCHIVED)


def list_alignable_strategies(*, actor: Actor, besides: Collection[int] = ()) -> QuerySet[Strategy]:
    """Return the strategies that the actor sees and that are not over, newest year first; and `besides`, whatever their state."""
    alive = STRATEGY_POLICY.scope(actor, StrategyPermission.VIEW, Strategy.objects.exclude(status__in=_OVER))
    chosen = Q(pk__in=alive.order_by().values("pk")) | Q(pk__in=besides)
    return Strategy.objects.filter(chosen).order_by("-year", "name", "pk")


def list_notes(service: Service) -> list[ServiceNote]:
    """Return the whole thread of the feedback on a service, oldest first. The caller has checked that it may be seen."""
    return list(ServiceNote.objects.filter(service=service).select_related("author").order_by("created_at", "pk"))


def list_moments() -> QuerySet[CycleMoment]:
    """Return every moment, in use or retired, in their order."""
    return CycleMoment.objects.order_by("position", "pk")


def get_moment(*, public_id: UUID) -> CycleMoment:
    """Return one moment. Raises NotFound."""
    try:
        return CycleMoment.objects.get(public_id=public_id)
    except CycleMoment.DoesNotExist:
        raise NotFound(moment=str(public_id)) from None


def list_moments_to_choose(*, besides: Collection[int] = ()) -> QuerySet[CycleMoment]:
    """Return the moments in use, in their order; and `besides`, even if they are no longer used."""
    return list_moments().filter(Q(is_active=True) | Q(pk__in=besides))
