"""When a file still stands, how long it is kept, and what is too few people to be told; plain Python."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta
from typing import Any, Final

from llegada.insights.cube_rules import shown_people
from llegada.insights.view_rules import YEARS

#: A table with at most so many rows is made while one waits for it; a larger one, in a task.
SMALL_ROWS: Final = 20_000
#: So long a large file serves although its data have changed since: whoever waited for it must be able to take it.
GRACE: Final = timedelta(minutes=15)
#: And a small one, made while one waits: enough that a busy day does not make it again for each who asks.
SMALL_GRACE: Final = timedelta(seconds=30)
#: So long a file serves at most, although nothing was written down that would change it.
OLDEST: Final = timedelta(hours=24)
#: So long a file is kept since it was made.
KEPT: Final = timedelta(days=7)
#: So long it is known that there was one: a table that a program asks for each minute makes a thousand in a day.
REMEMBERED: Final = timedelta(days=30)
#: A file that nobody has begun to write after so long was left by a process that died.
ABANDONED: Final = timedelta(hours=2)
#: And so was one that has not grown for so long.
SILENCE: Final = timedelta(minutes=3)
#: Seconds after which a program that found a file in preparation asks again.
RETRY_SECONDS: Final = 20
#: A key for programs lasts a year at most.
LAST_KEY_DAY: Final = timedelta(days=365)


def told_people(number: int | None) -> int | None:
    """Return how many people, or nothing where they are so few that they could be recognised, or where there is no list."""
    return shown_people(number or None).count


def still_serves(*, made_at: datetime, now: datetime, is_changed: bool, is_small: bool) -> bool:
    """Return whether a file may be given to whoever asks now: its data stand, or it has only just been made."""
    age = abs(now - made_at)  # the clock may have been ahead for a while
    return age <= (SMALL_GRACE if is_small else GRACE) or (age <= OLDEST and not is_changed)


def is_left(*, asked_at: datetime, written_at: datetime | None, now: datetime) -> bool:
    """Return whether a file in course was left behind; `written_at` is when it last grew, None if nobody has begun it."""
    return asked_at < now - ABANDONED if written_at is None else written_at < now - SILENCE


def is_year(year: int, *, today: date) -> bool:
    """Return whether a number can be a fiscal year of the installation."""
    return year in YEARS and year <= today.year + 5


def digest_of(*parts: Any) -> str:
    """Return the SHA-256, in hexadecimal, of what tells a thing from another; of a key for programs, of its text alone."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def file_name(dataset: str, year: int | None, file_format: str, *, variant: str = "") -> str:
    """Return what a file is called when it is downloaded; `variant` says how it differs from the usual one."""
    return f"{'-'.join(str(part) for part in ('llegada', dataset, year, variant) if part)}.{file_format}"
