"""Rules of obstacles of a plan: how they move on, and when one is late. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

#: (state, action) → state of an obstacle. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("open", "start"): "in_resolution",
    ("open", "resolve"): "resolved",
    ("open", "discard"): "discarded",
    ("in_resolution", "resolve"): "resolved",
    ("in_resolution", "discard"): "discarded",
}
#: Actions refused without words: how it was resolved, why it is discarded.
NEEDS_REASON: Final = frozenset({"resolve", "discard"})
#: States in which somebody still has to resolve it.
OPEN: Final = frozenset({"open", "in_resolution"})
#: States of a plan in which obstacles are met.
MET_IN: Final = frozenset({"signed", "in_execution", "suspended"})


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads an obstacle from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that the state of an obstacle admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def is_late(*, status: str, due_on: date, today: date) -> bool:
    """Return whether an obstacle should have been resolved before today."""
    return status in OPEN and due_on < today
