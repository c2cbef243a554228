"""Rules of the annual plan: the lives of plans, lines and amendments, months, balances, overlaps. No Django here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

#: A line's budget may move so much, as a share of what it was, before the committee decides again.
AMENDMENT_COMMITTEE_SHARE: Final = Decimal("0.20")

#: (state, action) → state of a unit's plan. `approve` and `return` are the committee's.
PLAN_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("in_preparation", "send"): "sent",
    ("returned", "send"): "sent",
    ("sent", "consolidate"): "consolidated",
    ("sent", "send_back"): "returned",
    ("consolidated", "send_back"): "returned",
    ("consolidated", "present"): "in_committee",
    ("in_committee", "approve"): "approved",
    ("in_committee", "return"): "returned",
    ("approved", "register"): "registered",
    ("registered", "start"): "in_execution",
    ("in_execution", "close"): "closed",
}
#: The states of a plan that goes well, in order.
PLAN_PATH: Final = (
    "in_preparation", "sent", "consolidated", "in_committee", "approved", "registered", "in_execution", "closed",
)  # fmt: skip
#: What only the closing of a round of the committee does to plans.
PLAN_COMMITTEE_ACTIONS: Final = frozenset({"approve", "return"})
#: What only presenting the consolidated plan of the year does.
CYCLE_ACTIONS: Final = frozenset({"present"})
#: Actions that nobody carries out without saying why.
PLAN_NEEDS_REASON: Final = frozenset({"send_back"})
#: Actions by which somebody other than who wrote and sent the plan answers for it (designer ≠ approver).
PLAN_NEEDS_OTHER_PERSON: Final = frozenset({"consolidate"})
#: States in which the unit still writes the plan.
PLAN_EDITABLE: Final = frozenset({"in_preparation", "returned"})
#: States that only the committee opens.
PLAN_DECIDED: Final = ("approved", "registered", "in_execution", "closed")
#: States in which the plan changes only by amendments.
PLAN_AMENDABLE: Final = frozenset({"in_execution"})

#: (state, action) → state of a line. `approve` goes with its plan; `reschedule` and `cancel` come from amendments.
LINE_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("proposed", "approve"): "approved",
    ("approved", "schedule"): "scheduled",
    ("rescheduled", "schedule"): "scheduled",
    ("approved", "start"): "in_execution",
    ("scheduled", "start"): "in_execution",
    ("rescheduled", "start"): "in_execution",
    ("in_execution", "fulfill"): "fulfilled",
    ("approved", "reschedule"): "rescheduled",
    ("scheduled", "reschedule"): "rescheduled",
    ("in_execution", "reschedule"): "rescheduled",
    ("rescheduled", "reschedule"): "rescheduled",
    ("approved", "cancel"): "cancelled",
    ("scheduled", "cancel"): "cancelled",
    ("in_execution", "cancel"): "cancelled",
    ("rescheduled", "cancel"): "cancelled",
}
#: Actions on a line that its unit carries out; the others come with the plan or with an amendment.
LINE_OWN_ACTIONS: Final = frozenset({"schedule", "start", "fulfill"})
#: States of a plan in which its months are programmed, or were.
PLAN_PROGRAMMED: Final = frozenset({"in_execution", "closed"})
#: States in which a line of a plan in execution is programmed month by month (PLA-06).
LINE_PROGRAMMABLE: Final = ("approved", "scheduled", "in_execution", "rescheduled")
#: Nothing happens to a line after these.
LINE_ENDED: Final = ("fulfilled", "cancelled")

#: (state, action) → state of an amendment.
AMENDMENT_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("requested", "approve"): "approved",
    ("requested", "deny"): "denied",
}

#: What a line must say before its plan leaves the unit (PLA-01, PLA-07). The manager is asked of territorial entities only.
LINE_MUST_SAY: Final = ("budget", "modality", "origin", "obligation", "person_days", "territorial_manager")
#: What a plan must say besides its lines (PLA-04: the value chain; its products are the services of the lines).
PLAN_MUST_SAY: Final = ("impacts", "outcomes")


def next_plan_status(current: str, action: str) -> str | None:
    """Return where `action` leads a plan from `current`, or None if nowhere."""
    return PLAN_TRANSITIONS.get((current, action))


def available_plan_actions(current: str) -> list[str]:
    """Return the actions that a plan's state admits, in the table's order."""
    return [action for (status, action) in PLAN_TRANSITIONS if status == current]


def next_line_status(current: str, action: str) -> str | None:
    """Return where `action` leads a line from `current`, or None if nowhere."""
    return LINE_TRANSITIONS.get((current, action))


def available_line_actions(current: str) -> list[str]:
    """Return the actions that its unit may carry out on a line in `current`, in the table's order."""
    return [action for (status, action) in LINE_TRANSITIONS if status == current and action in LINE_OWN_ACTIONS]


def next_amendment_status(current: str, action: str) -> str | None:
    """Return where `action` leads an amendment from `current`, or None if nowhere."""
    return AMENDMENT_TRANSITIONS.get((current, action))


def stands_at(status: str) -> str:
    """Return the state of PLAN_PATH at which a plan in `status` stands: what was returned is at the start."""
    return PLAN_PATH[0] if status == "returned" else status


def steps_of(status: str) -> list[tuple[str, str]]:
    """Return each state of PLAN_PATH with how it stands for a plan: «done», «current» or «pending»; closed, all is done."""
    stands = stands_at(status)
    place = len(PLAN_PATH) if stands == PLAN_PATH[-1] else PLAN_PATH.index(stands)
    return [
        (state, "done" if index < place else "current" if index == place else "pending")
        for index, state in enumerate(PLAN_PATH)
    ]


def is_own_work(*, authors: Iterable[int | None], person_id: int | None) -> bool:
    """Return whether the person is among those who wrote what is decided on (designer ≠ approver)."""
    return person_id is not None and person_id in set(authors)


def is_inside_year(starts_on: date, ends_on: date, year: int) -> bool:
    """Return whether a line happens within its year."""
    return starts_on.year == year == ends_on.year


def misplaced_dates(year: int, *, plans_due_on: date, registers_on: date) -> dict[str, tuple[int, ...]]:
    """Return the dates of a cycle that belong to another year, with the years in which each may fall (PLA-01, PLA-03)."""
    allowed = {"plans_due_on": (plans_due_on, (year - 1, year)), "registers_on": (registers_on, (year,))}
    return {name: years for name, (day, years) in allowed.items() if day.year not in years}


def months_of(starts_on: date, ends_on: date) -> list[int]:
    """Return the months that a line of one year touches, 1 to 12, in order."""
    return list(range(starts_on.month, ends_on.month + 1))


def months_overlap(starts_on: date, ends_on: date, other_starts_on: date, other_ends_on: date) -> bool:
    """Return whether two lines touch a month in common, in whatever days of it."""
    return (starts_on.year, starts_on.month) <= (other_ends_on.year, other_ends_on.month) and (
        other_starts_on.year,
        other_starts_on.month,
    ) <= (ends_on.year, ends_on.month)


def spread_days(starts_on: date, ends_on: date, person_days: Decimal) -> dict[int, Decimal]:
    """Return the days of people of a line by month, in proportion to the calendar days that it has in each."""
    last = {month: monthrange(starts_on.year, month)[1] for month in months_of(starts_on, ends_on)}
    days = {
        month: (ends_on.day if month == ends_on.month else last[month])
        - (starts_on.day - 1 if month == starts_on.month else 0)
        for month in last
    }
    total = sum(days.values())
    return {month: person_days * count / total for month, count in days.items()}


def round_days(amount: Decimal) -> Decimal:
    """Return days of people rounded half up to one decimal."""
    return amount.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Balance:
    """What is planned against what is available; `available` None is «sin dato», which is neither enough nor too little."""

    planned: Decimal
    available: Decimal | None

    @property
    def is_over(self) -> bool:
        """Return whether more is planned than there is."""
        return self.available is not None and self.planned > self.available

    @property
    def is_unknown(self) -> bool:
        """Return whether something is planned with nobody having said what is available."""
        return self.available is None and self.planned > 0

    @property
    def left(self) -> Decimal | None:
        """Return what remains, negative where it is exceeded, or None without data."""
        return None if self.available is None else self.available - self.planned


def balances(
    planned: Mapping[str, Decimal], available: Mapping[str, Decimal], *, order: Iterable[str] = ()
) -> dict[str, Balance]:
    """Return the balance of every key that is planned or available: those of `order` first, in it."""
    keys = dict.fromkeys([*order, *planned, *available])
    return {
        key: Balance(planned.get(key, Decimal(0)), available.get(key))
        for key in keys
        if key in planned or key in available
    }


def line_gaps(said: Iterable[str], *, is_territorial: bool) -> list[str]:
    """Return what a line does not say yet, in the order of LINE_MUST_SAY."""
    known = set(said)
    asked = (name for name in LINE_MUST_SAY if name != "territorial_manager" or is_territorial)
    return [name for name in asked if name not in known]


@dataclass(frozen=True)
class Findings:
    """What the checks of a plan found; keys of sources and months are those of the balances."""

    lines: int = 0
    missing_texts: tuple[str, ...] = ()
    incomplete_lines: int = 0
    sources_over: tuple[str, ...] = ()
    sources_unknown: tuple[str, ...] = ()
    months_over: tuple[str, ...] = ()
    months_unknown: tuple[str, ...] = ()
    overlaps: int = 0
    duplicates: int = 0

    @property
    def blocking(self) -> list[str]:
        """Return what keeps the plan in its unit, in the order in which it is mended."""
        found = {
            "no_lines": self.lines == 0,
            "missing_texts": bool(self.missing_texts),
            "incomplete_lines": self.incomplete_lines > 0,
            "sources_over": bool(self.sources_over),
        }
        return [key for key, is_so in found.items() if is_so]

    @property
    def warnings(self) -> list[str]:
        """Return what the unit must answer with a note to go on."""
        found = {
            "sources_unknown": bool(self.sources_unknown),
            "months_over": bool(self.months_over),
            "months_unknown": bool(self.months_unknown),
            "overlaps": self.overlaps > 0,
            "duplicates": self.duplicates > 0,
        }
        return [key for key, is_so in found.items() if is_so]


#: Kind of amendment → the fields of a line that it may change.
AMENDMENT_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "dates": ("starts_on", "ends_on"),
    "budget": ("budget",),
    "service": ("service", "topic"),
    "entity": ("entity", "territorial_manager"),
}
#: Kind of amendment → what happens to the state of its line when it is approved.
AMENDMENT_LINE_ACTION: Final[Mapping[str, str]] = {"dates": "reschedule", "cancellation": "cancel"}


def needs_committee(*, kind: str, before: Decimal, after: Decimal) -> bool:
    """Return whether an amendment goes to the committee: its line's budget moves by more than the share; a new line is all new.

    `before` is the budget that the committee decided last, in COP.
    """
    if kind == "new_line":
        return True
    if kind not in {"budget", "cancellation"}:
        return False
    return abs(after - before) > before * AMENDMENT_COMMITTEE_SHARE


def sources_raised_over(
    *,
    before: Mapping[str, Decimal],
    after: Mapping[str, Decimal],
    planned: Mapping[str, Decimal],
    available: Mapping[str, Decimal],
) -> list[str]:
    """Return the sources of which a line that goes from `before` to `after` would make its plan spend more than there is.

    `planned` is what the plan has with the line as before. A source with no data of what is available, or whose money does
    not grow, is never among them.
    """
    grown = {source: amount - before.get(source, Decimal(0)) for source, amount in after.items()}
    return [
        source
        for source, more in grown.items()
        if more > 0 and source in available and planned.get(source, Decimal(0)) + more > available[source]
    ]


def days_late(*, due_on: date | None, today: date, is_delivered: bool) -> int:
    """Return by how many days something not delivered is late: 0 while there is time, or with no date."""
    return 0 if is_delivered or due_on is None else max(0, (today - due_on).days)
