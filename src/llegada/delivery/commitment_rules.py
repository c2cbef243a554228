"""Rules of what happens to a commitment after it is made: extensions, reports by link, reminders. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

#: (state, action) → state of what an entity reported by its link.
REPORT_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("pending", "accept"): "accepted",
    ("pending", "return"): "returned",
}
#: So many days before its date each side is reminded of a commitment.
REMIND_DAYS: Final = 3
#: A commitment that became overdue longer ago than this is no longer told of: «Mi trabajo» and the lists show it.
FORGOTTEN_DAYS: Final = 15
#: A link to report lives so many days after the last date of what it shows when it is made.
LINK_DAYS: Final = 90


def next_report_status(current: str, action: str) -> str | None:
    """Return where `action` leads a report from `current`, or None if nowhere."""
    return REPORT_TRANSITIONS.get((current, action))


def extension_problem(*, before_on: date, after_on: date, today: date) -> str | None:
    """Return why a date cannot be put in the place of another: «not_later», «past», or None if it can."""
    if after_on <= before_on:
        return "not_later"
    return "past" if after_on < today else None


def reminder_for(*, due_on: date, today: date) -> str | None:
    """Return what an open commitment is reminded of today: «due_soon», «overdue», or None."""
    days = (due_on - today).days
    if 0 <= days <= REMIND_DAYS:
        return "due_soon"
    return "overdue" if -FORGOTTEN_DAYS <= days < 0 else None


def link_expires_on(*, due_dates: list[date], today: date) -> date:
    """Return the last day of a link: LINK_DAYS after the last date that it shows, or after today where that is later."""
    return max([today, *due_dates]) + timedelta(days=LINK_DAYS)
