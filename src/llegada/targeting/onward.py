"""What the page of a strategy says of its prioritised lists."""

from __future__ import annotations

from typing import cast

from django.db.models import Model

from llegada.core.actors import Actor
from llegada.core.onward import Onward
from llegada.portfolio.models import Strategy
from llegada.targeting.choices import ListStatus
from llegada.targeting.models import PrioritizedList
from llegada.targeting.policies import LIST_POLICY, ListPermission
from llegada.targeting.verbs import LIST_STATUS_PILLS


def lists_of_strategy(actor: Actor, strategy: Model) -> list[Onward]:
    """Return the lists of a strategy that are in course and that the actor may see, newest year first."""
    found = PrioritizedList.objects.filter(
        strategy=cast(Strategy, strategy),
        status__in=(ListStatus.DRAFT, ListStatus.IN_REVIEW, ListStatus.APPROVED),
    )
    return [
        Onward(str(one), one.get_absolute_url(), one.get_status_display(), LIST_STATUS_PILLS[one.status])
        for one in LIST_POLICY.scope(actor, ListPermission.VIEW, found).order_by("-year", "name", "pk")
    ]
