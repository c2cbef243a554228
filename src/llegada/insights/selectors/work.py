"""What awaits a person, from every app that knows of something, in one list."""

from __future__ import annotations

from datetime import date

from llegada.core.actors import Actor
from llegada.core.waiting import Waiting, WaitingKind, read_waiting
from llegada.delivery.selectors import list_waiting_kinds as list_kinds_in_delivery
from llegada.indicators.selectors import list_waiting_for as list_waiting_in_indicators
from llegada.planning.selectors import list_waiting_kinds as list_kinds_in_planning
from llegada.portfolio.selectors import list_waiting_kinds as list_kinds_in_portfolio
from llegada.targeting.selectors.waiting import list_waiting_kinds as list_kinds_in_targeting
from llegada.workplans.selectors import list_waiting_kinds as list_kinds_in_workplans


def list_work(*, actor: Actor, today: date, shown: int) -> Waiting:
    """Return the first `shown` things that await the actor, the oldest deadline first, and how many await in all.

    However many kinds there are, they are one query; the drafts of indicators are two more, for who puts them in force.
    """
    computed = list_waiting_in_indicators(actor=actor)
    return read_waiting(list_work_kinds(actor=actor, today=today), shown=shown, computed=computed)


def list_work_kinds(*, actor: Actor, today: date) -> list[WaitingKind | None]:
    """Return every kind of thing that may await the actor, of every app."""
    return [
        *list_kinds_in_workplans(actor=actor, today=today),
        *list_kinds_in_delivery(actor=actor, today=today),
        *list_kinds_in_targeting(actor=actor),
        *list_kinds_in_planning(actor=actor, today=today),
        *list_kinds_in_portfolio(actor=actor, today=today),
    ]
