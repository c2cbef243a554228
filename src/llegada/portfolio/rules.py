"""Rules of the portfolio: the life of a service and the weights of its milestones. No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

#: (state, action) → state. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "publish"): "published",
    ("published", "publish"): "published",  # a new version replaces the one in force
    ("published", "retire"): "retired",
}
#: Milestone weights are percentages and must add up to exactly this (facts B.1).
TOTAL_WEIGHT: Final = Decimal(100)


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that the state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def missing_weight(weights: Iterable[Decimal]) -> Decimal:
    """Return what the weights lack to reach 100 (negative if they exceed it), in percentage points."""
    return TOTAL_WEIGHT - sum(weights, Decimal(0))
