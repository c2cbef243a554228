"""Keeps amendments within the money that there is, by the rule that keeps a plan in its unit (PLA-08)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from llegada.planning import rules, selectors
from llegada.planning.errors import AmendmentOverAvailable
from llegada.planning.models import PlanAmendment
from llegada.planning.plan_words import source_words


def require_money(amendment: PlanAmendment) -> None:
    """Refuse an amendment, not applied yet, with which its plan would spend more than there is. Missing data does not block.

    Raises AmendmentOverAvailable.
    """
    before, after = amendment.changes.get("budget", ({}, {}))
    over = rules.sources_raised_over(
        before=_amounts(before),
        after=_amounts(after),
        planned=selectors.planned_by_source([amendment.plan]),
        available=selectors.available_by_source(amendment.plan),
    )
    if over:
        raise AmendmentOverAvailable(sources=source_words(over))


def _amounts(said: Mapping[str, Any] | None) -> dict[str, Decimal]:
    return {source: Decimal(amount) for source, amount in (said or {}).items()}
