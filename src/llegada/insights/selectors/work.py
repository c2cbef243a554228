"""What awaits a person, from every app that knows of something, in one list."""

from __future__ import annotations

from datetime import date

from llegada.core.actors import Actor
from llegada.core.waiting import WaitingItem, read_waiting
from llegada.delivery.selectors import list_waiting_kinds as list_kinds_in_delivery
from llegada.indicators.selectors import list_waiting_for as list_waiting_in_indicators
from llegada.planning.selectors import list_waiting_for as list_waiting_in_planning
from llegada.portfolio.selectors import list_waiting_for as list_waiting_in_portfolio
from llegada.targeting.selectors.waiting import list_waiting_kinds as list_kinds_in_targeting
from llegada.workplans.selectors import list_waiting_kinds as list_kinds_in_workplans


def list_work(*, actor: Actor, today: date) -> list[WaitingItem]:
    """Return everything that awaits the actor, the oldest deadline first and what has none at the end."""
    kinds = [
        *list_kinds_in_workplans(actor=actor, today=today),
        *list_kinds_in_delivery(actor=actor, today=today),
        *list_kinds_in_targeting(actor=actor),
    ]
    found = [
        *read_waiting(kinds, actor=actor),
        *list_waiting_in_planning(actor=actor, today=today),
        *list_waiting_in_portfolio(actor=actor, today=today),
        *list_waiting_in_indicators(actor=actor, today=today),
    ]
    return sorted(found, key=lambda item: item.sort_key)
