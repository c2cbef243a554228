"""Working days of the Colombian calendar: Monday to Friday without the holidays of Laws 51 of 1983 and 2578 of 2026.

No Django here.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache
from typing import Final

#: Holidays that stay on their day, as (month, day).
_FIXED: Final = ((1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25))
#: Holidays that move to the next Monday, unless they fall on one.
_MOVED: Final = ((1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11))
#: Virgin of Chiquinquirá, which moves as well: a holiday since Law 2578 of 2026.
_CHIQUINQUIRA: Final = (7, 9)
_CHIQUINQUIRA_SINCE: Final = 2026
#: Days from Easter Sunday: Thursday and Friday of the Holy Week, Ascension, Corpus Christi and Sacred Heart on their Mondays.
_FROM_EASTER: Final = (-3, -2, 43, 64, 71)


def easter_of(year: int) -> date:
    """Return Easter Sunday of a year of the Gregorian calendar (the anonymous algorithm of Meeus)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays_of(year: int) -> frozenset[date]:
    """Return the holidays of a year in Colombia."""
    moving = (*_MOVED, _CHIQUINQUIRA) if year >= _CHIQUINQUIRA_SINCE else _MOVED
    moved = (date(year, month, day) for month, day in moving)
    return frozenset(
        [
            *(date(year, month, day) for month, day in _FIXED),
            *(day + timedelta(days=-day.weekday() % 7) for day in moved),
            *(easter_of(year) + timedelta(days=away) for away in _FROM_EASTER),
        ]
    )


def is_working_day(day: date, days_off: Collection[date] = ()) -> bool:
    """Return whether a day is of work; `days_off` are those on which one organisation does not work besides."""
    return day.weekday() < 5 and day not in holidays_of(day.year) and day not in days_off


def count_working_days(first: date, last: date, days_off: Collection[date] = ()) -> int:
    """Return how many working days there are from `first` to `last`, both included; none where `last` is earlier."""
    days = (first + timedelta(days=away) for away in range((last - first).days + 1))
    return sum(1 for day in days if is_working_day(day, days_off))


def add_working_days(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """Return the working day number `count` after `day`, which is not counted (Ley 1755 de 2015); `day` itself for none.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(count)
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, days_off)
    return day


def working_days_of(year: int, month: int) -> int:
    """Return how many working days a month has."""
    return count_working_days(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
