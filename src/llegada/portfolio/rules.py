"""Rules of the portfolio: the lives of services and strategies, weights, gates, the committee. No Django here."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar

#: (stage, action) → stage of a version of a service, as it is designed (mission states, section D; seed S4, Pre and Dis).
#: `supersede` is what publishing the next version does to the former one.
VERSION_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("idea", "start"): "predesign",
    ("predesign", "send_predesign"): "in_feedback",
    ("in_feedback", "accept_predesign"): "design",
    ("in_feedback", "return_predesign"): "returned",
    ("returned", "rework"): "predesign",
    ("design", "send_protocol"): "protocol_in_review",
    ("design", "reconsider"): "predesign",
    ("protocol_in_review", "validate_protocol"): "protocol_validated",
    ("protocol_in_review", "return_protocol"): "protocol_returned",
    ("protocol_returned", "redesign"): "design",
    ("protocol_validated", "parametrize"): "parametrized",
    ("protocol_validated", "return_protocol"): "protocol_returned",  # its validation is undone
    ("parametrized", "publish"): "published",
    ("parametrized", "return_protocol"): "protocol_returned",
    ("published", "supersede"): "superseded",
}
#: (state, action) → state of a service. A new version may be published while the service lives.
SERVICE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("in_design", "publish"): "published",
    ("in_design", "retire"): "retired",  # it will not be offered after all; it was never public
    ("published", "publish"): "published",
    ("published", "activate"): "in_operation",
    ("published", "start_closure"): "in_closure",
    ("in_operation", "publish"): "in_operation",
    ("in_operation", "suspend"): "suspended",
    ("in_operation", "start_closure"): "in_closure",
    ("suspended", "publish"): "suspended",
    ("suspended", "resume"): "in_operation",
    ("suspended", "start_closure"): "in_closure",
    ("in_closure", "retire"): "retired",
}
#: (in use, action) → in use, of a thematic line.
LINE_TRANSITIONS: Final[Mapping[tuple[bool, str], bool]] = {(True, "retire"): False, (False, "restore"): True}
#: Actions that nobody carries out without saying why.
NEEDS_REASON: Final = frozenset(
    {"return_predesign", "return_protocol", "reconsider", "suspend", "start_closure", "retire"}
)
#: Actions that nobody who wrote in the version may carry out (designer ≠ approver; PRD-07, PRD-14, PRD-15).
NEEDS_STRANGER_TO_DESIGN: Final = frozenset({"accept_predesign", "validate_protocol", "parametrize", "publish"})
#: Milestone weights are percentages and must add up to exactly this (facts B.1).
TOTAL_WEIGHT: Final = Decimal(100)
#: A milestone that takes longer than ten years is a mistake of the keyboard.
MOST_DAYS: Final = 3650
#: States in which the service still changes.
EDITABLE: Final = frozenset({"in_design", "published", "in_operation", "suspended"})
#: States in which the public sees the service, and those in which new work plans may be made with it (PRD-16).
PUBLIC: Final = ("published", "in_operation", "suspended", "in_closure")
PLANNABLE: Final = ("published", "in_operation")
#: Stages of a version that stands: nothing of it changes any more.
STANDING: Final = ("published", "superseded")
#: Stages of a version in edition, of which a service has one at most; those after the first are beyond its designers.
IN_EDITION: Final = (
    "idea", "predesign", "in_feedback", "returned", "design", "protocol_in_review", "protocol_returned",
    "protocol_validated", "parametrized",
)  # fmt: skip
#: Stages in which the pre-design is written, and those in which the design is. An idea that was imported brings its design.
PREDESIGN_WRITABLE: Final = ("idea", "predesign")
DESIGN_WRITABLE: Final = ("idea", "design")
WRITABLE: Final = ("idea", "predesign", "design")
#: Stages whose protocol somebody validated, and those whose milestones were parametrised too.
VALIDATED: Final = ("protocol_validated", "parametrized", *STANDING)
PARAMETRIZED: Final = ("parametrized", *STANDING)

#: What each gate asks: section → what it must say. Who adds a section adds its keys here, what says them in
#: `gates.said_in` and its words in `service_words`.
PREDESIGN_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "problem": ("problem",),
    "tree": ("analysis",),
    "alignment": ("unit", "line", "alignment"),
    "chain": ("chain", "links"),
    "moments": ("moments",),
    "context": ("background", "justification"),
}
DESIGN_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "card": ("unit", "line", "kind", "objective", "deliverable", "modalities"),
    "milestones": ("milestones",),
}
OPERATION_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {}
#: Action → what must be said before it.
GATES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "send_predesign": PREDESIGN_SECTIONS,
    "accept_predesign": PREDESIGN_SECTIONS,
    "send_protocol": DESIGN_SECTIONS,
    "validate_protocol": DESIGN_SECTIONS,
    "publish": DESIGN_SECTIONS,
    "activate": OPERATION_SECTIONS,
}

#: Actions before which every section of the design must be whole, and those of the operation or of the closure.
NEEDS_WHOLE_DESIGN: Final = frozenset({"send_protocol", "validate_protocol"})
NEEDS_OPERATION: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("published", "activate"): ("actors", "governance", "activation"),
    ("in_closure", "retire"): ("closure",),
}

#: The steps that a page draws of a version in edition and of a service; other states stand at one of them.
VERSION_STEPS: Final = (
    "idea", "predesign", "in_feedback", "design", "protocol_in_review", "protocol_validated", "parametrized",
)  # fmt: skip
SERVICE_STEPS: Final = ("in_design", "published", "in_operation", "in_closure", "retired")
STANDS_AT: Final[Mapping[str, str]] = {
    "returned": "predesign",
    "protocol_returned": "design",
    "suspended": "in_operation",
}

T = TypeVar("T")


def next_stage(current: str, action: str) -> str | None:
    """Return where `action` leads a version from the stage `current`, or None if nowhere."""
    return VERSION_TRANSITIONS.get((current, action))


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a service from `current`, or None if nowhere."""
    return SERVICE_TRANSITIONS.get((current, action))


def available_actions(table: Mapping[tuple[str, str], str], current: str) -> list[str]:
    """Return the actions that a state of `table` admits, in the table's order."""
    return [action for (status, action) in table if status == current]


def steps_of(steps: Sequence[str], current: str) -> list[tuple[str, str]]:
    """Return each step with whether it is done, current or pending for what is in the state `current`."""
    here = steps.index(STANDS_AT.get(current, current))
    return [
        (step, "done" if place < here else "current" if place == here else "pending")
        for place, step in enumerate(steps)
    ]


def gaps(sections: Mapping[str, tuple[str, ...]], said: Collection[str]) -> dict[str, list[str]]:
    """Return, by section, what is not among `said`: nothing where all is."""
    missing = {name: [key for key in keys if key not in said] for name, keys in sections.items()}
    return {name: keys for name, keys in missing.items() if keys}


def next_line_state(is_active: bool, action: str) -> bool | None:
    """Return whether a thematic line is in use after `action`, or None if the action leads nowhere."""
    return LINE_TRANSITIONS.get((is_active, action))


def missing_weight(weights: Iterable[Decimal]) -> Decimal:
    """Return what the weights lack to reach 100 (negative if they exceed it), in percentage points."""
    return TOTAL_WEIGHT - sum(weights, Decimal(0))


def is_own_work(*, edited_by_id: int | None, person_id: int | None) -> bool:
    """Return whether the person would answer for what they edited last (designer ≠ approver)."""
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
#: Section of the ficha → what it must say before the strategy leaves its unit (EST-01 to EST-08, EST-11, EST-13, EST-15,
#: EST-16).
STRATEGY_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "responsible": ("technical_lead",),
    "objective": ("objective", "is_determinate", "is_measurable", "is_verifiable"),
    "inputs": ("expected_impact", "unit_experience", "earlier_results"),
    "alignment": ("statement", "alignment"),
    "goals": ("goals",),
    "orientation": _ORIENTATION,
    "conduct": _CONDUCT,
    "triggers": ("triggers",),
    "switches": ("switches",),
    "scope": (
        "scale",
        "capacity_kind",
        "horizon",
        "phase_starts_on",
        "phase_ends_on",
        "origin",
        "sustainability_plan",
    ),
    "proposal": (
        "resources",
        "delivery_mode",
        "team",
        "travel",
        "offer",
        "execution_kind",
        "guidelines",
        "alliances",
    ),
    "evidence": ("evidence", "proofs"),
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
    return gaps(STRATEGY_SECTIONS, said)


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
