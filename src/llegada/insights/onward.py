"""The door from a strategy to how the indices of those it assists move."""

from __future__ import annotations

from typing import cast

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.actors import Actor
from llegada.core.onward import Onward
from llegada.portfolio.choices import StrategyStatus
from llegada.portfolio.models import Strategy

_BEGUN = (StrategyStatus.IN_IMPLEMENTATION, StrategyStatus.IN_ADJUSTMENT, StrategyStatus.CLOSED)


def movement_of_strategy(actor: Actor, strategy: Model) -> list[Onward]:
    """Return the door, once the strategy has begun."""
    one = cast(Strategy, strategy)
    if one.status not in _BEGUN:
        return []
    return [
        Onward(_("Cómo se mueven los índices de quienes asiste"), reverse("insights:movement", args=[one.public_id]))
    ]
