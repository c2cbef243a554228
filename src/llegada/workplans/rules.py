"""Rules of work plans and their milestones: transitions, progress, what is overdue. No Django here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

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
#: The states of a plan that goes well, in order; the others stand at one of these.
PATH: Final = ("draft", "socialized", "agreed", "signed", "in_execution", "finished", "closed")
STANDS_AT: Final[Mapping[str, str]] = {"changes_requested": "draft", "suspended": "in_execution"}
#: (state, action) → state of a milestone in a plan.
MILESTONE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("pending", "report"): "reported",
    ("returned", "report"): "reported",
    ("reported", "validate"): "validated",
    ("reported", "return"): "returned",
}
#: States in which somebody still has to report a milestone.
OPEN_MILESTONES: Final = frozenset({"pending", "returned"})
#: States of a milestone that a finished plan admits: done, or set aside by an amendment that gave its weight to the others.
SETTLED: Final = frozenset({"validated", "not_applicable"})
#: Actions that are refused without a written reason.
NEEDS_REASON: Final = frozenset({"request_changes", "suspend", "terminate", "return"})
#: The text of a plan may be edited only in these states.
EDITABLE: Final = frozenset({"draft", "changes_requested"})
#: Sessions may be held and milestones reported only while the plan is in execution.
IN_COURSE: Final = frozenset({"in_execution"})
#: What was reported may still be reviewed while the plan rests.
REVIEWABLE: Final = frozenset({"in_execution", "suspended"})
#: Plans that the entity signed and accepted to be followed: only these count in figures of progress (PTR-10).
FOLLOWED: Final = frozenset({"signed", "in_execution", "suspended", "finished", "closed"})
#: Plans whose milestones count in figures of progress: those of a historical one as its source says them (INT-03).
MEASURED: Final = FOLLOWED | {"historical"}
#: Reasons for an assistance without line in the annual plan that say it all; of the others, somebody writes why (PLA-09).
PLAIN_REASONS: Final = ("no_annual_plan", "earlier")
#: Reasons that nobody may give any more: those of the plans made before the reason was asked.
PAST_REASONS: Final = frozenset({"earlier"})
#: Nothing happens to a plan after these. A historical one comes from before Llegada: nobody here signed or followed it.
ENDED: Final = frozenset({"closed", "terminated", "historical"})
#: States of a plan that is not on PATH: it left it, or never walked it here.
OFF_PATH: Final = frozenset({"terminated", "historical"})


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a plan from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a plan's state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def steps_of(status: str) -> list[tuple[str, str]]:
    """Return each state of PATH with how it stands for a plan in `status`: «done», «current» or «pending».

    A closed plan has everything done; a terminated one left the path and a historical one
    never walked it here, so none is returned.
    """
    if status in OFF_PATH:
        return []
    place = PATH.index(STANDS_AT.get(status, status)) if status != PATH[-1] else len(PATH)
    return [
        (state, "done" if index < place else "current" if index == place else "pending")
        for index, state in enumerate(PATH)
    ]


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
        return None if self.total == 0 else (self.done * 100 / self.total).quantize(Decimal("0.01"), ROUND_HALF_UP)

    @property
    def is_complete(self) -> bool:
        """Return whether everything is validated; a service is delivered only then (PRD-17)."""
        return self.total > 0 and self.done == self.total


def progress(milestones: Iterable[tuple[Decimal, str]]) -> Progress:
    """Return the progress of (weight, status) pairs: Σ weights of the validated over Σ weights (facts B.1).

    A milestone that does not apply weighs nothing, so that sums of weights made by the database say the same.
    """
    pairs = list(milestones)
    return Progress(
        done=sum((weight for weight, status in pairs if status == "validated"), Decimal(0)),
        total=sum((weight for weight, _ in pairs), Decimal(0)),
    )


def is_overdue(
    *, due_on: date | None, status: str, today: date, plan_status: str = "in_execution", ends_on: date | None = None
) -> bool:
    """Return whether a milestone is late: its date has passed, its plan is in course and nobody has reported it.

    A historical plan is over the day after its last, `ends_on`: what it left unreported is no longer late.
    """
    if due_on is None or due_on >= today or not can_be_overdue(status, plan_status):
        return False
    return plan_status != "historical" or (ends_on is not None and today <= ends_on)


def can_be_overdue(status: str, plan_status: str) -> bool:
    """Return whether somebody must still report a milestone: only then is it late once its date has passed."""
    return status in OPEN_MILESTONES and (plan_status in IN_COURSE or plan_status == "historical")


def spread_due_dates(starts_on: date, ends_on: date, typical_days: Sequence[int | None]) -> list[date]:
    """Return a due date for each milestone, in order, inside the plan's span.

    When every milestone has its typical days and they fit, each falls due that many days after the one before. Otherwise
    the span is shared out in proportion to them (a missing one counts as the mean of the others), the last on `ends_on`.
    """
    if not typical_days:
        return []
    span = (ends_on - starts_on).days
    known = [days for days in typical_days if days]
    mean = Decimal(sum(known)) / len(known) if known else Decimal(1)
    lengths = [Decimal(days) if days else mean for days in typical_days]
    fits = len(known) == len(typical_days) and sum(known) <= span
    return _ends_of(starts_on, lengths, Decimal(1) if fits else span / sum(lengths, Decimal(0)))


def _ends_of(starts_on: date, lengths: Iterable[Decimal], scale: Decimal) -> list[date]:
    ends, elapsed = [], Decimal(0)
    for length in lengths:
        elapsed += length
        ends.append(starts_on + timedelta(days=int((elapsed * scale).to_integral_value(ROUND_HALF_UP))))
    return ends


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one way of writing a version's content in bytes: JSON in UTF-8, keys sorted, no spaces."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a version's content, in hexadecimal; whoever has the content can compute it again."""
    return hashlib.sha256(canonical(content)).hexdigest()


def flatten(content: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the leaves of nested content by their path; items of a list go by their `id`, or else by their place."""
    if isinstance(content, Mapping):
        pairs = [(str(key), value) for key, value in content.items()]
    elif isinstance(content, list):
        pairs = [
            (str(value.get("id", place)) if isinstance(value, Mapping) else str(place), value)
            for place, value in enumerate(content)
        ]
    else:
        return {path: content}
    return {leaf: value for key, inner in pairs for leaf, value in flatten(inner, (*path, key)).items()}


def differences(older: Any, newer: Any) -> list[tuple[tuple[str, ...], Any, Any]]:
    """Return (path, before, after) for each leaf that changed between two contents; None where there was none."""
    before, after = flatten(older), flatten(newer)
    return [
        (path, before.get(path), after.get(path))
        for path in dict.fromkeys([*after, *before])
        if before.get(path) != after.get(path)
    ]
