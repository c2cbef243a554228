"""Pure rules of the views of «quién hace qué y dónde»: months, and what small groups may tell."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from llegada.insights.cube_rules import shown_people

#: Days between two visits that make them an overlap: what may be chosen, and what is taken unless told (XCT-04).
OVERLAP_DAYS: Final = (7, 15, 30, 90)
USUAL_OVERLAP_DAYS: Final = 30
#: Beyond so many months a series is told by years unless asked otherwise.
MOST_MONTHS: Final = 36
#: Years of which there can be records: others are a slip of the keyboard, and some have no next month.
YEARS: Final = range(1990, 2101)
_MONTH: Final = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def is_small_group(people: int | None) -> bool:
    """Return whether a count of people is too small to be told; none at all tells nobody's secret."""
    return shown_people(people).fewer_than is not None


def parse_month(text: str) -> int | None:
    """Return «2026-03» as 202603; None where it is no month, or of a year out of YEARS."""
    found = _MONTH.match(text.strip())
    return int(found[1]) * 100 + int(found[2]) if found and int(found[1]) in YEARS else None


def parse_year(text: str) -> int | None:
    """Return «2026» as 2026; None where it is no year, or one out of YEARS."""
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and int(text) in YEARS else None


def written_month(month: int) -> str:
    """Return 202603 as the address writes it: «2026-03»."""
    return f"{month // 100:04d}-{month % 100:02d}"


def month_of(day: date) -> int:
    """Return the month of a day."""
    return day.year * 100 + day.month


def moved(month: int, by: int) -> int:
    """Return the month that is `by` months away."""
    count = month // 100 * 12 + month % 100 - 1 + by
    return count // 12 * 100 + count % 12 + 1


def months_between(first: int, last: int) -> list[int]:
    """Return every month from one to another, both included; none where they are crossed."""
    found = []
    while first <= last:
        found.append(first)
        first = moved(first, 1)
    return found
