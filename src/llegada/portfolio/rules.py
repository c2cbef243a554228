"""Rules of the portfolio: the lives of services and strategies, weights, gates, the committee. No Django here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
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


# --- strategies and their committee -----------------------------------------------------------------------------------
#: (state, action) → state of a version of the strategic statements.
STATEMENT_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "put_in_force"): "in_force",
    ("in_force", "supersede"): "superseded",  # only by the next version
}
#: What a version says before it is put in force (EST-02; seed S4, L1.1).
STATEMENT_TEXTS: Final = ("mission", "vision", "objective", "focus")
#: The years that a strategy or a goal may have: outside them it is a mistake of the keyboard.
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
#: (state, action) → state of a strategy (mission states, section D). `approve`, `return` and `reject` are the committee's.
STRATEGY_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "submit"): "in_review",
    ("in_review", "present"): "presented",
    ("in_review", "send_back"): "returned",
    ("presented", "approve"): "approved",
    ("presented", "return"): "returned",
    ("presented", "reject"): "not_approved",
    ("returned", "rework"): "draft",
    ("approved", "start"): "in_implementation",
    ("in_implementation", "adjust"): "in_adjustment",
    ("in_adjustment", "resume"): "in_implementation",
    ("in_implementation", "close"): "closed",
    ("closed", "archive"): "archived",
}
#: Actions on a strategy that nobody carries out without saying why.
STRATEGY_NEEDS_REASON: Final = frozenset({"send_back", "adjust"})
#: Actions that only the closing of a round of the committee carries out.
COMMITTEE_ACTIONS: Final = frozenset({"approve", "return", "reject"})
#: Actions before which the whole strategy must be said.
NEEDS_WHOLE: Final = frozenset({"submit", "present", "resume"})
#: Actions by which somebody other than the last editor answers for what was written (designer ≠ approver).
NEEDS_OTHER_PERSON: Final = frozenset({"present", "resume"})
#: States in which what the strategy says may change; in `in_implementation` only how it ended.
STRATEGY_EDITABLE: Final = frozenset({"draft", "in_adjustment"})
#: States in which a strategy may still lack something.
STRATEGY_UNFINISHED: Final = ("draft", "returned", "in_adjustment")
STRATEGY_ENDED: Final = ("closed", "archived")

#: The criteria by the beginning of their keys: how many each group has (EST-05, EST-06; seed S4, L1.2).
_ORIENTATION: Final = tuple(
    f"orientation_{name}"
    for name in ("integrated", "strengthens", "focused", "innovative", "results", "differentiated", "aligned")
)
_CONDUCT: Final = ("conduct_market", "conduct_modular", "conduct_exchange")
#: Section of the ficha → what it must say before the strategy leaves its unit (EST-03 to EST-08, EST-13, EST-15).
STRATEGY_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "objective": ("objective", "is_determinate", "is_measurable", "is_verifiable"),
    "inputs": ("expected_impact", "unit_experience", "earlier_results"),
    "goals": ("goals",),
    "orientation": _ORIENTATION,
    "conduct": _CONDUCT,
    "triggers": ("triggers",),
    "switches": ("switches",),
    "scope": ("scale", "capacity_kind", "horizon", "origin", "sustainability_plan"),
    "evidence": ("evidence",),
}
#: What a strategy must say before it closes (EST-09; seed S4, L1.2 Metas).
CLOSING_SECTION: Final = ("objectives_review", "management_report")


def next_strategy_status(current: str, action: str) -> str | None:
    """Return where `action` leads a strategy from `current`, or None if nowhere."""
    return STRATEGY_TRANSITIONS.get((current, action))


def available_strategy_actions(current: str) -> list[str]:
    """Return the actions that a strategy's state admits, in the table's order."""
    return [action for (status, action) in STRATEGY_TRANSITIONS if status == current]


def strategy_gaps(said: Collection[str]) -> dict[str, list[str]]:
    """Return, by section, what is not among `said`: nothing where the strategy is whole."""
    missing = {name: [key for key in keys if key not in said] for name, keys in STRATEGY_SECTIONS.items()}
    return {name: keys for name, keys in missing.items() if keys}


def quorum(members: int) -> int:
    """Return how many sheets make a majority of `members`; with no members there is none that suffices (1)."""
    return members // 2 + 1


def majority(decisions: Sequence[str]) -> str | None:
    """Return the decision that more than half of the sheets share, or None."""
    return next((one for one in sorted(set(decisions)) if 2 * decisions.count(one) > len(decisions)), None)


def read_amount(text: str) -> Decimal | None:
    """Return a number written as Colombians do (1.234,5) or with a decimal point (1234.5); None if it is no number.

    Points that part groups of three digits are thousands: 1.234 is one thousand.
    """
    plain = text.replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"-?\d{1,14}(\.\d{1,4})?", plain) else None
