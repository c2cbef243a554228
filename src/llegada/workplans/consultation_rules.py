"""Rules of consultations to central experts: how they move on, when they are late, and how long answers take. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from statistics import median
from typing import Final

from llegada.core.working_days import count_working_days

#: (state, action) → state of a consultation. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("open", "take"): "assigned",
    ("open", "assign"): "assigned",
    ("open", "withdraw"): "closed",
    ("assigned", "assign"): "assigned",
    ("assigned", "answer"): "answered",
    ("assigned", "withdraw"): "closed",
    ("answered", "answer"): "answered",
    ("answered", "close"): "closed",
    ("answered", "reopen"): "assigned",
    ("closed", "reopen"): "assigned",
}
#: Actions refused without words.
NEEDS_REASON: Final = frozenset({"withdraw", "reopen"})
#: States in which somebody still has to answer.
PENDING: Final = frozenset({"open", "assigned"})
#: States of a plan that asks nothing any more.
ENDED_PLANS: Final = frozenset({"closed", "terminated"})
#: Working days to answer, unless the organisation says otherwise, and what it may say.
DEFAULT_DAYS: Final = 3
FEWEST_DAYS: Final = 1
MOST_DAYS: Final = 30


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a consultation from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str, *, is_reopened: bool, is_answered: bool) -> list[str]:
    """Return the actions that a consultation admits, in the table's order: it is reopened once, and only if it was answered."""
    may_reopen = is_answered and not is_reopened
    return [action for (status, action) in TRANSITIONS if status == current and (action != "reopen" or may_reopen)]


def is_late(*, status: str, due_on: date, today: date) -> bool:
    """Return whether a consultation should have been answered before today."""
    return status in PENDING and due_on < today


def median_days(answered: Iterable[tuple[date, date, Collection[date]]]) -> float | None:
    """Return the median of the working days that answers took, or None where nothing was answered.

    Each is (asked on, first answered on, days off of the organisation). Answered on the same day are none.
    """
    took = [count_working_days(asked + timedelta(days=1), day, days_off) for asked, day, days_off in answered]
    return float(median(took)) if took else None
