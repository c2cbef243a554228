"""Rules of requests: legal terms, the transition table, the clock and what must not rest. No Django here.

Days of a term are working days, counted from the day after (Ley 1755 de 2015, arts. 14, 17, 21 and 30; Ley 5 de 1992).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from llegada.core.working_days import add_working_days, count_working_days, is_working_day

#: Kind → working days to answer.
TERMS: Final[Mapping[str, int]] = {
    "general": 15,
    "information": 10,
    "consultation": 30,
    "authorities": 10,
    "congress": 5,
}
#: Working days from receipt within which what is not ours is sent on (art. 21), and what is missing is asked for (art. 17).
TRANSFER_DAYS: Final = 5
COMPLETION_DAYS: Final = 10
#: (state, action) → state of a request. What is not here is refused.
TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("received", "classify"): "classified",
    ("received", "transfer"): "transferred",
    ("received", "withdraw"): "withdrawn",
    ("classified", "assign"): "assigned",
    ("classified", "ask_completion"): "incomplete",
    ("classified", "extend"): "classified",
    ("classified", "classify"): "classified",
    ("classified", "transfer"): "transferred",
    ("classified", "withdraw"): "withdrawn",
    ("incomplete", "complete"): "completed",
    ("incomplete", "extend_completion"): "incomplete",
    ("incomplete", "desist"): "withdrawn",
    ("incomplete", "withdraw"): "withdrawn",
    ("completed", "assign"): "assigned",
    ("completed", "extend"): "completed",
    ("completed", "transfer"): "transferred",
    ("completed", "withdraw"): "withdrawn",
    ("assigned", "start"): "in_progress",
    ("assigned", "answer"): "answered",
    ("assigned", "assign"): "assigned",
    ("assigned", "ask_completion"): "incomplete",
    ("assigned", "extend"): "assigned",
    ("assigned", "classify"): "assigned",
    ("assigned", "transfer"): "transferred",
    ("assigned", "withdraw"): "withdrawn",
    ("in_progress", "answer"): "answered",
    ("in_progress", "assign"): "assigned",
    ("in_progress", "ask_completion"): "incomplete",
    ("in_progress", "extend"): "in_progress",
    ("in_progress", "transfer"): "transferred",
    ("in_progress", "withdraw"): "withdrawn",
    ("answered", "notify"): "notified",
    ("notified", "close"): "closed",
    ("notified", "reopen"): "assigned",
    ("closed", "reopen"): "assigned",
}
#: The clock runs in these states; in `incomplete` the law stops it (art. 17), and in the others there is nothing to count.
RUNNING: Final = frozenset({"received", "classified", "completed", "assigned", "in_progress"})
STOPPED: Final = frozenset({"incomplete"})
#: Somebody must still do something.
OPEN: Final = RUNNING | STOPPED | {"answered", "notified"}
#: States in which an answer exists.
ANSWERED: Final = frozenset({"answered", "notified", "closed"})
#: Actions that are refused without a written reason.
NEEDS_REASON: Final = frozenset({"withdraw", "desist", "transfer", "extend", "extend_completion", "reopen"})
#: A request due within so many working days is told as such.
SOON_DAYS: Final = 3
#: State → working days that it may rest there before somebody is told.
REST_DAYS: Final[Mapping[str, int]] = {
    "received": 1,
    "classified": 2,
    "completed": 1,
    "assigned": 3,
    "answered": 1,
    "notified": 10,
}
#: Working days after which the same alert is told again.
REPEAT_DAYS: Final = 5


class Level(StrEnum):
    """How the clock of a request stands."""

    ON_TIME = "on_time"
    SOON = "soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"
    DONE_IN_TIME = "done_in_time"
    DONE_LATE = "done_late"
    NONE = "none"


class Alert(StrEnum):
    """Why somebody is told of a request by the daily sweep, the most pressing first."""

    OVERDUE = "overdue"
    COMPLETION_EXPIRED = "completion_expired"
    DUE_SOON = "due_soon"
    RESTING = "resting"


@dataclass(frozen=True)
class Clock:
    """Where a request stands against its term; `days` are working days: left if positive, gone by if negative."""

    level: Level
    days: int | None = None


def next_status(current: str, action: str) -> str | None:
    """Return where `action` leads a request from `current`, or None if nowhere."""
    return TRANSITIONS.get((current, action))


def available_actions(current: str) -> list[str]:
    """Return the actions that a state admits, in the table's order."""
    return [action for (status, action) in TRANSITIONS if status == current]


def may_rate(current: str, *, is_rated: bool) -> bool:
    """Return whether whoever asked may say if the answer helped: once it has arrived, and once."""
    return current in {"notified", "closed"} and not is_rated


def kind_for(asker: str, wanted: str) -> str:
    """Return the kind by law of what somebody wants: Congress and authorities that ask for information have their own terms."""
    if asker == "congress":
        return "congress"
    if wanted == "information" and asker in {"entity", "authority"}:
        return "authorities"
    return wanted


def clock_of(
    *, status: str, due_on: date, answered_on: date | None, today: date, days_off: Collection[date] = ()
) -> Clock:
    """Return the clock of a request on `today`; `answered_on` is the day of its last answer."""
    if status in STOPPED:
        return Clock(Level.STOPPED)
    if status in RUNNING:
        days = days_to(due_on, today=today, days_off=days_off)
        level = Level.OVERDUE if today > due_on else Level.SOON if days <= SOON_DAYS else Level.ON_TIME
        return Clock(level, days)
    if status in ANSWERED and answered_on is not None:
        return Clock(Level.DONE_LATE if answered_on > due_on else Level.DONE_IN_TIME)
    return Clock(Level.NONE)


def days_to(due_on: date, *, today: date, days_off: Collection[date] = ()) -> int:
    """Return the working days from the day after `today` to `due_on`; negative, those since it passed."""
    if today <= due_on:
        return count_working_days(today, due_on, days_off) - is_working_day(today, days_off)
    return is_working_day(due_on, days_off) - count_working_days(due_on, today, days_off)


def days_left_of_term(*, clock_from: date, clock_days: int, today: date, days_off: Collection[date] = ()) -> int:
    """Return how many of `clock_days`, running since the day after `clock_from`, are left at the end of `today`; at least 0."""
    gone = count_working_days(clock_from, today, days_off) - is_working_day(clock_from, days_off)
    return max(0, clock_days - gone)


def month_after(day: date, months: int = 1) -> date:
    """Return the same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_within(received_on: date, days: int, *, today: date, days_off: Collection[date] = ()) -> bool:
    """Return whether `today` is not later than `days` working days after receipt."""
    return today <= add_working_days(received_on, days, days_off)


def extension_problem(
    *, new_due_on: date, due_on: date, term_days: int, was_extended: bool, today: date, days_off: Collection[date] = ()
) -> str | None:
    """Return why a term cannot be extended to `new_due_on`, or None: once, before it expires, to the double at most (art. 14)."""
    if was_extended:
        return "already"
    if today > due_on:
        return "expired"
    if new_due_on <= due_on:
        return "not_later"
    if new_due_on > last_extension(due_on, term_days, days_off):
        return "too_long"
    return None if is_working_day(new_due_on, days_off) else "not_working_day"


def last_extension(due_on: date, term_days: int, days_off: Collection[date] = ()) -> date:
    """Return the last day to which a term may be extended: as many working days again as the term has."""
    return add_working_days(due_on, term_days, days_off)


def alert_of(
    *,
    status: str,
    since: date,
    due_on: date,
    completion_due_on: date | None,
    today: date,
    days_off: Collection[date] = (),
) -> Alert | None:
    """Return what must be told today of a request in `status` since a day, or None: nothing rests unnoticed in an open state."""
    if status in RUNNING:
        if today > due_on:
            return Alert.OVERDUE
        if days_to(due_on, today=today, days_off=days_off) <= SOON_DAYS:
            return Alert.DUE_SOON
    if status in STOPPED:
        has_expired = completion_due_on is not None and today > completion_due_on
        return Alert.COMPLETION_EXPIRED if has_expired else None
    if status in REST_DAYS and today > add_working_days(since, REST_DAYS[status], days_off):
        return Alert.RESTING
    return None


def is_told_again(
    *, alert: str, last_alert: str, last_on: date | None, today: date, days_off: Collection[date] = ()
) -> bool:
    """Return whether an alert is told today: when it is another than the last one, and again every REPEAT_DAYS working days."""
    if last_on is None or alert != last_alert:
        return True
    return today >= add_working_days(last_on, REPEAT_DAYS, days_off)
