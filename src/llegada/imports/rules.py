"""Rules of an import: its life, when it is given up for dead, and titles that do not fit. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

#: (state, action) → state. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "describe"): "draft",
    ("tried", "describe"): "draft",
    ("failed", "describe"): "draft",
    ("cancelled", "describe"): "draft",
    ("undone", "describe"): "draft",
    ("draft", "try"): "trying",
    ("tried", "try"): "trying",
    ("failed", "try"): "trying",
    ("cancelled", "try"): "trying",
    ("undone", "try"): "trying",
    ("trying", "finish_try"): "tried",
    ("trying", "fail"): "failed",
    ("trying", "stop"): "cancelled",
    ("tried", "start"): "queued",
    ("queued", "begin"): "running",
    ("running", "finish"): "done",
    ("queued", "stop"): "cancelled",
    ("running", "stop"): "cancelled",
    ("queued", "fail"): "failed",
    ("running", "fail"): "failed",
    ("done", "undo"): "undoing",
    ("undoing", "resume"): "undoing",
    ("undoing", "finish_undo"): "undone",
    ("undoing", "leave_undo"): "done",
    ("draft", "discard"): "discarded",
    ("tried", "discard"): "discarded",
    ("failed", "discard"): "discarded",
    ("cancelled", "discard"): "discarded",
}
#: Somebody is reading or writing, or about to: of each organisation one at most.
AT_WORK: Final = frozenset({"trying", "queued", "running", "undoing"})
#: After so long without a sign the process that carried it out is taken for dead.
SILENCE: Final = timedelta(minutes=3)
#: So long a try, or an undoing, may wait for the worker, which has others before it.
WAIT: Final = timedelta(hours=2)
#: What needs the file.
_READS: Final = frozenset({"describe", "try", "start"})

#: Characters of a title; a longer one is kept whole at the beginning of what follows it.
_TITLE: Final = 200


def shortened(title: str, text: str | None) -> tuple[str, str | None]:
    """Return a title that fits and the text that follows it, which begins with the whole title where it was cut."""
    if len(title) <= _TITLE:
        return title, text
    return f"{title[: _TITLE - 1]}…", f"{title}\n\n{text}" if text else title


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads an import from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str, *, has_file: bool = True) -> list[str]:
    """Return the actions that the state of an import admits, in the table's order; without its file nothing is read again."""
    found = [action for (status, action) in TRANSITIONS if status == current]
    return found if has_file else [one for one in found if one not in _READS]


def is_dead(*, status: str, last_sign: datetime, now: datetime, has_begun: bool) -> bool:
    """Return whether whoever carried an import out has given no sign for too long; one that waits in the queue gives none."""
    if status in {"trying", "undoing"} and not has_begun:
        return now - last_sign > WAIT
    return status in {"trying", "running", "undoing"} and now - last_sign > SILENCE
