"""Rules of the portfolio: the life of a service, the weights of its milestones and what publication asks. No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final, TypeVar

#: (state, action) → state. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "publish"): "published",
    ("draft", "retire"): "retired",  # it will not be offered after all; it was never public
    ("published", "publish"): "published",  # a new version replaces the one in force
    ("published", "retire"): "retired",
}
#: (in use, action) → in use, of a thematic line.
LINE_TRANSITIONS: Final[Mapping[tuple[bool, str], bool]] = {(True, "retire"): False, (False, "restore"): True}
#: Actions that nobody carries out without saying why.
NEEDS_REASON: Final = frozenset({"retire"})
#: Milestone weights are percentages and must add up to exactly this (facts B.1).
TOTAL_WEIGHT: Final = Decimal(100)
#: A milestone that takes longer than ten years is a mistake of the keyboard.
MOST_DAYS: Final = 3650
#: States in which the service still changes.
EDITABLE: Final = frozenset({"draft", "published"})

T = TypeVar("T")


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that the state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def next_line_state(is_active: bool, action: str) -> bool | None:
    """Return whether a thematic line is in use after `action`, or None if the action leads nowhere."""
    return LINE_TRANSITIONS.get((is_active, action))


def missing_weight(weights: Iterable[Decimal]) -> Decimal:
    """Return what the weights lack to reach 100 (negative if they exceed it), in percentage points."""
    return TOTAL_WEIGHT - sum(weights, Decimal(0))


def is_own_work(*, edited_by_id: int | None, person_id: int | None) -> bool:
    """Return whether the person would publish what they edited last (designer ≠ approver)."""
    return edited_by_id is not None and edited_by_id == person_id


def merge(*, base: T, current: T, incoming: T) -> tuple[T, bool]:
    """Return what a field ends up as when a source said `base`, here it says `current` and the source now says `incoming`.

    The second value tells whether the source's change was left out because somebody had changed the field here.
    """
    if incoming in (base, current):
        return current, False
    return (incoming, False) if current == base else (current, True)
