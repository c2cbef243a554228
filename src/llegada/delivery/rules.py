"""Rules of sessions and commitments: transitions and what is overdue. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

#: (state, action) → state of a session.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("planned", "hold"): "held",
    ("planned", "cancel"): "cancelled",
    ("held", "approve_minutes"): "minutes_approved",
}
#: (state, action) → state of a commitment.
COMMITMENT_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("open", "fulfill"): "fulfilled",
    ("open", "cancel"): "cancelled",
    ("fulfilled", "verify"): "verified",
    ("fulfilled", "reopen"): "open",
}
#: Actions that are refused without a written reason.
NEEDS_REASON: Final = frozenset({"cancel", "reopen"})
#: A session counts in the figures in these states.
COUNTED: Final = frozenset({"held", "minutes_approved"})
#: Attendance, commitments and evidence may be written in these states; approved minutes are closed.
OPEN_TO_RECORD: Final = frozenset({"planned", "held"})


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a session from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a session's state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def next_commitment_status(current: str, action: str) -> str | None:
    """Return where `action` leads a commitment from `current`, or None if nowhere."""
    return COMMITMENT_TRANSITIONS.get((current, action))


def is_overdue(*, due_on: date, status: str, today: date) -> bool:
    """Return whether a commitment is late: its date has passed and it is still open."""
    return status == "open" and due_on < today
