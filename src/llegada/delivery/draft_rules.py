"""Rules of what students write: it counts for nothing until a professional accepts it. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

#: (state, action) → state of a draft. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "send"): "sent",
    ("draft", "discard"): "discarded",
    ("sent", "accept"): "accepted",
    ("sent", "return"): "returned",
    ("returned", "send"): "sent",
    ("returned", "discard"): "discarded",
}
#: Whoever wrote it does these; the others are of a professional of the plan.
OF_THE_AUTHOR: Final = frozenset({"send", "discard"})
#: Its author may still write in these states.
EDITABLE: Final = frozenset({"draft", "returned"})
#: Somebody has still something to do.
OPEN: Final = frozenset({"draft", "sent", "returned"})


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a draft from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that the state of a draft admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def is_in(*, since: date, until: date | None, today: date) -> bool:
    """Return whether a student is in a team today: both ends count."""
    return since <= today and (until is None or today <= until)


def joined(there: str, written: str) -> str:
    """Return minutes with what a student wrote after what there was: nothing that somebody wrote is lost."""
    return f"{there.strip()}\n\n{written.strip()}" if there.strip() else written.strip()
