"""Rules of the annual analysis: its life, and what it must say before it leaves its unit. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: (state, action) → state of the analysis of a unit. A returned one is mended where it is, and sent again.
ANALYSIS_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "send"): "sent",
    ("returned", "send"): "sent",
    ("sent", "send_back"): "returned",
    ("sent", "accept"): "accepted",
}
#: The states of an analysis that goes well, in order.
ANALYSIS_PATH: Final = ("draft", "sent", "accepted")
#: States in which the unit still writes it.
ANALYSIS_EDITABLE: Final = ("draft", "returned")
#: States in which what it says is the unit's word, and not a draft: what the consolidated page gathers.
ANALYSIS_DELIVERED: Final = ("sent", "accepted")
#: Actions that nobody carries out without saying why.
ANALYSIS_NEEDS_REASON: Final = frozenset({"send_back"})
#: Actions of somebody other than who wrote and sent it (designer ≠ approver).
ANALYSIS_NEEDS_OTHER_PERSON: Final = frozenset({"accept"})

#: The lists that an analysis ends in, after its sections.
SCENARIOS: Final = "scenarios"
PRIORITIES: Final = "priorities"


def next_analysis_status(current: str, action: str) -> str | None:
    """Return where `action` leads an analysis from `current`, or None if nowhere."""
    return ANALYSIS_TRANSITIONS.get((current, action))


def available_analysis_actions(current: str) -> list[str]:
    """Return the actions that the state of an analysis admits, in the table's order."""
    return [action for (status, action) in ANALYSIS_TRANSITIONS if status == current]


def analysis_steps(status: str) -> list[tuple[str, str]]:
    """Return each state of ANALYSIS_PATH with how it stands: «done», «current» or «pending». Returned is at the start."""
    stands = ANALYSIS_PATH[0] if status == "returned" else status
    place = len(ANALYSIS_PATH) if stands == ANALYSIS_PATH[-1] else ANALYSIS_PATH.index(stands)
    return [
        (state, "done" if index < place else "current" if index == place else "pending")
        for index, state in enumerate(ANALYSIS_PATH)
    ]


@dataclass(frozen=True)
class Said:
    """Whether something was written of a section; where it does not apply, what is written is why."""

    applies: bool
    has_text: bool


def section_state(said: Said | None) -> str:
    """Return how a section stands: «missing», «reason» (it does not apply and nobody says why), «not_applicable» or «found»."""
    if said is None or (said.applies and not said.has_text):
        return "missing"
    if said.applies:
        return "found"
    return "not_applicable" if said.has_text else "reason"


def analysis_gaps(sections: Mapping[str, Said | None], *, scenarios: int, priorities: int) -> list[tuple[str, str]]:
    """Return what an analysis lacks to be sent, as (part, what), in the order in which it is written (EST-10).

    `sections` holds every section. What is lacking is «missing» or «reason» of a section, or «missing» of a list.
    """
    found = [(key, section_state(said)) for key, said in sections.items()]
    gaps = [(key, state) for key, state in found if state in {"missing", "reason"}]
    lists = ((SCENARIOS, scenarios), (PRIORITIES, priorities))
    return gaps + [(key, "missing") for key, count in lists if not count]
