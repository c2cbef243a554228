"""Rules of field material: which files may be told outside, and how a request for coverage moves. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: Kinds of evidence with which the work is told (COM-05); the others only prove.
MATERIAL_KINDS: Final = frozenset({"photo", "video", "testimony", "narrative", "material"})
#: What was said of who appears, that lets a file be published.
PUBLISHABLE: Final = frozenset({"nobody", "authorised"})
#: (state, action) → state of a request for coverage. Anything else is refused.
COVERAGE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("asked", "assign"): "assigned",
    ("asked", "decline"): "declined",
    ("assigned", "decline"): "declined",
    ("declined", "assign"): "assigned",
}


def may_publish(*, kind: str | None, image_use: str | None) -> bool:
    """Return whether a file may leave the team: nothing that nobody said is taken as a yes."""
    return kind in MATERIAL_KINDS and image_use in PUBLISHABLE


def next_coverage_status(current: str, action: str) -> str | None:
    """Return where `action` leads a request for coverage from `current`, or None if nowhere."""
    return COVERAGE_TRANSITIONS.get((current, action))


def available_coverage_actions(current: str) -> list[str]:
    """Return the actions that the state of a request for coverage admits, in the table's order."""
    return [action for (status, action) in COVERAGE_TRANSITIONS if status == current]
