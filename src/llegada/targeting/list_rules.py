"""Rules of prioritised lists: their life, manual changes, and the answer of each administration. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

#: (state, action) → state of a list. `supersede` is what approving the next version does to the former one.
LIST_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "send"): "in_review",
    ("draft", "discard"): "discarded",
    ("in_review", "send_back"): "draft",
    ("in_review", "approve"): "approved",
    ("approved", "supersede"): "superseded",
    ("approved", "withdraw"): "withdrawn",
}
#: What a person does with a list by itself; superseding comes with the approval of another.
LIST_ACTIONS: Final = ("send", "approve", "send_back", "discard", "withdraw")
#: The states of a list that goes well, in order.
LIST_PATH: Final = ("draft", "in_review", "approved")
#: States that everybody sees: who was chosen, and why, stays public after another version takes its place.
LIST_PUBLIC: Final = ("approved", "superseded", "withdrawn")
#: Actions that nobody carries out without saying why.
LIST_NEEDS_REASON: Final = frozenset({"send_back", "discard", "withdraw"})
#: Actions of somebody other than who wrote and sent the list (designer ≠ approver).
LIST_NEEDS_OTHER_PERSON: Final = frozenset({"approve"})

#: (state, decision) → state of a manual change.
CHANGE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("asked", "approve"): "approved",
    ("asked", "deny"): "denied",
    ("asked", "take_back"): "taken_back",
}
CHANGE_NEEDS_REASON: Final = frozenset({"deny"})
#: Decisions of somebody other than who asked.
CHANGE_NEEDS_OTHER_PERSON: Final = frozenset({"approve", "deny"})


def next_list_status(current: str, action: str) -> str | None:
    """Return where `action` leads a list from `current`, or None if nowhere."""
    return LIST_TRANSITIONS.get((current, action))


def available_list_actions(current: str) -> list[str]:
    """Return what a person may do with a list in a state, in the order in which it is offered."""
    return [action for action in LIST_ACTIONS if (current, action) in LIST_TRANSITIONS]


def next_change_status(current: str, decision: str) -> str | None:
    """Return where `decision` leads a manual change from `current`, or None if nowhere."""
    return CHANGE_TRANSITIONS.get((current, decision))


def list_steps(status: str) -> list[tuple[str, str]]:
    """Return each state of LIST_PATH with how it stands: «done», «current» or «pending». What ended went through all."""
    if status == "discarded":
        return [(state, "pending") for state in LIST_PATH]
    place = LIST_PATH.index(status) if status in LIST_PATH[:-1] else len(LIST_PATH)
    return [
        (state, "done" if index < place else "current" if index == place else "pending")
        for index, state in enumerate(LIST_PATH)
    ]
