"""Rules of the programming of a month: whose days are too many, and what the catalogue says against a line. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from llegada.core.working_days import count_working_days

#: State of a service → what keeps it from being programmed without a second look (seed S2, step 7: «consultar el Catálogo»).
SERVICE_WARNINGS: Final = {
    "suspended": "suspended", "in_closure": "in_closure", "retired": "retired", "in_design": "unpublished",
}  # fmt: skip


@dataclass(frozen=True)
class Booking:
    """What one programming takes of its people in a month: its days are shared among them alike."""

    people: frozenset[int]
    days: Decimal | None

    @property
    def share(self) -> Decimal:
        """Return the days of each of its people; none where nobody has said how many."""
        return Decimal(0) if self.days is None or not self.people else self.days / len(self.people)


def booked_days(bookings: Iterable[Booking]) -> dict[int, Decimal]:
    """Return the days that each person is booked for."""
    found: dict[int, Decimal] = {}
    for one in bookings:
        for person in one.people:
            found[person] = found.get(person, Decimal(0)) + one.share
    return found


def overbooked(bookings: Iterable[Booking], *, working_days: int) -> dict[int, Decimal]:
    """Return who is booked for more days than the month has of work, with how many."""
    return {person: days for person, days in booked_days(bookings).items() if days > working_days}


@dataclass(frozen=True)
class Duration:
    """What the milestones of a service typically take against what a line lasts, in days of one `kind`: «working», «calendar»."""

    typical: int
    line: int
    kind: str

    @property
    def is_short(self) -> bool:
        """Return whether the line ends before its milestones would."""
        return self.typical > self.line


def duration_of(*, typical_days: int | None, kind: str, starts_on: date, ends_on: date) -> Duration | None:
    """Return how the milestones of a service fit a line, or None where nobody has said how long they take."""
    if typical_days is None:
        return None
    calendar = (ends_on - starts_on).days + 1
    return Duration(typical_days, calendar if kind == "calendar" else count_working_days(starts_on, ends_on), kind)


def catalogue_warnings(*, service_status: str, is_published: bool, duration: Duration | None) -> list[str]:
    """Return what the catalogue says against a line. An unknown duration says nothing."""
    found = [SERVICE_WARNINGS[service_status]] if service_status in SERVICE_WARNINGS else []
    if not is_published and "unpublished" not in found:
        found.append("unpublished")
    if duration is not None and duration.is_short:
        found.append("too_short")
    return found


def is_step_day(day: date | None, *, year: int) -> bool:
    """Return whether a step of a line of `year` can be due on `day`: from the year before to the one after, or not said."""
    return day is None or abs(day.year - year) <= 1


def month_after(month: date, by: int = 1) -> date:
    """Return the first day of the month that is `by` months after that of `month`."""
    years, place = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, place + 1, 1)
