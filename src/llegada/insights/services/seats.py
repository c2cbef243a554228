"""Moves the past sessions of an entity with its seat: the seat of today decides where each is counted (docs/figures.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from llegada.delivery.models import Session
from llegada.delivery.rules import COUNTED
from llegada.delivery.selectors import list_session_facts
from llegada.insights.services.moving import apply_session_facts
from llegada.insights.services.people import in_parts
from llegada.territory.facts import SeatFact

#: Sessions read at once.
_MANY = 2000


def apply_seat_fact(before: SeatFact, after: SeatFact) -> None:
    """Move the figures of an entity from its seat before to that of now, inside the transaction of the change."""
    apply_seat_facts([(before, after)])


def apply_seat_facts(changes: Sequence[tuple[SeatFact, SeatFact]]) -> None:
    """Move the figures of several entities, one after another: all the sessions of each together."""
    for before, _after in changes:
        sessions = Session.objects.order_by().filter(plan__entity=before.entity_id, status__in=COUNTED)
        facts = [
            fact
            for some in in_parts(list(sessions.values_list("pk", flat=True)), _MANY)
            for fact in list_session_facts(session_ids=some).values()
        ]
        apply_session_facts(
            [
                (replace(fact, department_id=before.department_id, municipality_id=before.municipality_id), fact)
                for fact in facts
            ]
        )
