"""Pure rules of the cube: what may be asked of the sessions that count, and which numbers of people are published."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

#: Groups of fewer people than this are not published (k-anonymity: docs/figures.md, «Small groups»).
SMALLEST_GROUP: Final = 5
_MONTHS: Final = 12


class Dimension(StrEnum):
    """What sessions are told apart by. ADVISOR goes alone, or with months and years."""

    YEAR = "year"
    #: An integer, year and month: 202409.
    MONTH = "month"
    ORGANIZATION = "organization"
    UNIT = "unit"
    LINE = "line"
    SERVICE = "service"
    DEPARTMENT = "department"
    MUNICIPALITY = "municipality"
    ENTITY = "entity"
    ADVISOR = "advisor"


TIMES: Final = frozenset({Dimension.YEAR, Dimension.MONTH})
#: What stands beside an advisor.
WITH_ADVISOR: Final = TIMES | {Dimension.ADVISOR}


@dataclass(frozen=True)
class Slice:
    """The part of the sessions that is asked about; None does not restrict.

    `since` and `until` are months (202401), both included. A class of places is given as its municipalities or entities.
    """

    since: int | None = None
    until: int | None = None
    organization_ids: frozenset[int] | None = None
    unit_ids: frozenset[int] | None = None
    line_ids: frozenset[int] | None = None
    service_ids: frozenset[int] | None = None
    department_ids: frozenset[str] | None = None
    municipality_ids: frozenset[str] | None = None
    entity_ids: frozenset[int] | None = None
    advisor_ids: frozenset[int] | None = None

    @property
    def restricted(self) -> dict[Dimension, frozenset[int] | frozenset[str]]:
        """Return the values to which each restricted dimension is held, time aside."""
        found = {}
        for one in fields(self):
            values = getattr(self, one.name)
            if one.name.endswith("_ids") and values is not None:
                found[Dimension(one.name.removesuffix("_ids"))] = values
        return found

    @property
    def is_whole_years(self) -> bool:
        """Return whether the slice begins with a January, if it begins, and ends with a December, if it ends."""
        return (self.since is None or self.since % 100 == 1) and (self.until is None or self.until % 100 == _MONTHS)

    @property
    def only_year(self) -> int | None:
        """Return the year outside of which the slice has nothing, if there is one."""
        if self.since is None or self.until is None or self.since // 100 != self.until // 100:
            return None
        return self.since // 100

    @property
    def is_always(self) -> bool:
        """Return whether the slice takes the whole history."""
        return self.since is None and self.until is None


def month_number(year: int, month: int) -> int:
    """Return a month as the cube writes it: 202409."""
    return year * 100 + month


def years(first: int, last: int | None = None) -> tuple[int, int]:
    """Return `since` and `until` of a year, or of several, both included."""
    return month_number(first, 1), month_number(last or first, _MONTHS)


def first_day(month: int, *, after: bool = False) -> date:
    """Return the first day of a month (202603), or of the one after it."""
    year, number = divmod(month, 100)
    if not after:
        return date(year, number, 1)
    return date(year + number // _MONTHS, number % _MONTHS + 1, 1)


def can_be_asked(asked: frozenset[Dimension]) -> bool:
    """Return whether these dimensions, cut by or restricted, go together: an advisor only stands beside time."""
    return Dimension.ADVISOR not in asked or asked <= WITH_ADVISOR


@dataclass(frozen=True)
class ShownPeople:
    """A number of people as the public sees it: `count`, or that there were fewer than `fewer_than`; None of both is no data."""

    count: int | None
    fewer_than: int | None = None


def shown_people(count: int | None, *, at_least: int = SMALLEST_GROUP) -> ShownPeople:
    """Return what is published of a count of people: from five on, the count; from one to four, only «menos de 5».

    Five is the least that is published of people (docs/figures.md). Nobody at all is no group, and is published.
    """
    if count is not None and 0 < count < at_least:
        return ShownPeople(None, at_least)
    return ShownPeople(count)
