"""Rules of work plans and their milestones: transitions, progress, what is overdue. No Django here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

#: (state, action) → state of a work plan. Anything else is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "socialize"): "socialized",
    ("changes_requested", "socialize"): "socialized",
    ("socialized", "request_changes"): "changes_requested",
    ("socialized", "agree"): "agreed",
    ("agreed", "request_changes"): "changes_requested",
    ("agreed", "sign"): "signed",
    ("signed", "start"): "in_execution",
    ("in_execution", "suspend"): "suspended",
    ("suspended", "resume"): "in_execution",
    ("in_execution", "finish"): "finished",
    ("finished", "close"): "closed",
    ("draft", "terminate"): "terminated",
    ("socialized", "terminate"): "terminated",
    ("changes_requested", "terminate"): "terminated",
    ("agreed", "terminate"): "terminated",
    ("signed", "terminate"): "terminated",
    ("in_execution", "terminate"): "terminated",
    ("suspended", "terminate"): "terminated",
}
#: (state, action) → state of a milestone in a plan.
MILESTONE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("pending", "report"): "reported",
    ("returned", "report"): "reported",
    ("reported", "validate"): "validated",
    ("reported", "return"): "returned",
}
#: Actions that are refused without a written reason.
NEEDS_REASON: Final = frozenset({"request_changes", "suspend", "terminate", "return"})
#: The text of a plan may be edited only in these states.
EDITABLE: Final = frozenset({"draft", "changes_requested"})
#: Sessions may be held and milestones reported only while the plan is in execution.
IN_COURSE: Final = frozenset({"in_execution"})
#: Nothing happens to a plan after these.
ENDED: Final = frozenset({"closed", "terminated"})


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a plan from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a plan's state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def next_milestone_status(current: str, action: str) -> str | None:
    """Return where `action` leads a milestone from `current`, or None if nowhere."""
    return MILESTONE_TRANSITIONS.get((current, action))


@dataclass(frozen=True)
class Progress:
    """A share with its two parts: validated weight of total weight. `total` 0 means there is no data, which is not zero."""

    done: Decimal
    total: Decimal

    @property
    def percent(self) -> Decimal | None:
        """Return the share in percent, rounded half up to two decimals, or None without data."""
        return None if self.total == 0 else (self.done * 100 / self.total).quantize(Decimal("0.01"))

    @property
    def is_complete(self) -> bool:
        """Return whether everything is validated; a service is delivered only then (PRD-17)."""
        return self.total > 0 and self.done == self.total


def progress(milestones: Iterable[tuple[Decimal, str]]) -> Progress:
    """Return the progress of (weight, status) pairs: Σ weights of the validated over Σ weights (facts B.1)."""
    pairs = list(milestones)
    return Progress(
        done=sum((weight for weight, status in pairs if status == "validated"), Decimal(0)),
        total=sum((weight for weight, _ in pairs), Decimal(0)),
    )


def is_overdue(*, due_on: date | None, status: str, today: date) -> bool:
    """Return whether a milestone is late: its date has passed and nobody has reported it."""
    return due_on is not None and due_on < today and status in {"pending", "returned"}
