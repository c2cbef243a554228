"""What becomes of work that was captured with no signal when it arrives: pure rules of merging. No Django here (OPE-15).

Nothing that arrives is lost or counted twice, and what somebody else wrote in between is never covered in silence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from llegada.delivery import rules

#: Days before and after today whose sessions travel to the device.
WINDOW_DAYS: Final = 30
#: Most plans that travel to one device.
MOST_PLANS: Final = 200
#: Most records in one sending.
MOST_ITEMS: Final = 50
#: From how far a device's clock is told to its owner.
CLOCK_TOLERANCE: Final = timedelta(minutes=10)
#: Days after which unsent work of a device is late for who supervises.
STALE_DAYS: Final = 2
#: A record in these states will not change any more.
SETTLED: Final = frozenset({"applied", "discarded"})
#: A record in these states is tried again whenever it arrives.
TRIED_AGAIN: Final = frozenset({"held", "refused"})
#: Its author discarded it on the device: no copy of it enters any more.
WITHDRAWN: Final = "withdrawn"


class Reception(StrEnum):
    """What to do with a record that arrives."""

    TRY = "try"
    ANSWER = "answer"
    CONTRADICTS = "contradicts"


class Step(StrEnum):
    """How a captured session enters."""

    RECORD = "record"
    REWRITE = "rewrite"
    CONFLICT = "conflict"
    CLOSED = "closed"
    GONE = "gone"


def reception(known: str | None, *, is_same: bool) -> Reception:
    """Return what to do with a record whose identifier stands in state `known` (None: never seen), with the same words or not.

    Sent again as it was, it gets the same answer; with other words after it was settled, somebody must look. What its author
    discarded stays discarded.
    """
    if known is None or known in TRIED_AGAIN:
        return Reception.TRY
    if is_same or known == WITHDRAWN:
        return Reception.ANSWER
    return Reception.CONTRADICTS if known in SETTLED else Reception.TRY


def may_withdraw(outcome: str) -> bool:
    """Return whether a record in state `outcome` goes when its author discards it: not what was taken in or asks a person."""
    return outcome in TRIED_AGAIN


def route_session(*, status: str | None, base: int | None, current: int | None) -> Step:
    """Return how a captured session enters where the stored one is in `status` at revision `current` (None: there is none).

    `base` is the revision that the device had read; None says that the device made the session.
    """
    if status is None:
        return Step.RECORD if base is None else Step.GONE
    if status not in rules.OPEN_TO_RECORD:
        return Step.CLOSED
    if base is None or base != current:
        return Step.CONFLICT
    return Step.RECORD if status in rules.AWAITED else Step.REWRITE


def is_moved(*, base: int | None, current: int) -> bool:
    """Return whether somebody else changed what the device had read; what was read at no revision moved nowhere."""
    return base is not None and base != current


def fresh_people(there: Collection[int], came: Sequence[int]) -> list[int]:
    """Return the positions in `came` of the people (keys) to add: each once, none who is there already, in order of arrival."""
    seen, fresh = set(there), []
    for position, key in enumerate(came):
        if key not in seen:
            seen.add(key)
            fresh.append(position)
    return fresh


def clock_offset(*, sent_at: datetime, now: datetime) -> int:
    """Return by how many seconds the device's clock is ahead of the server's (negative: behind)."""
    return round((sent_at - now).total_seconds())


def is_clock_wrong(offset: int) -> bool:
    """Return whether a clock `offset` seconds away is worth telling."""
    return abs(offset) > CLOCK_TOLERANCE.total_seconds()


def true_moment(*, captured_at: datetime, offset: int, now: datetime) -> datetime:
    """Return when something was captured by the server's clock: never after now, whatever the device says."""
    return min(captured_at - timedelta(seconds=offset), now)


def window(today: date) -> tuple[date, date]:
    """Return the first and the last day whose sessions travel to the device."""
    return today - timedelta(days=WINDOW_DAYS), today + timedelta(days=WINDOW_DAYS)


def differences(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Return the names, in the order of `mine`, of what the two versions say differently."""
    return [name for name, value in mine.items() if name in theirs and theirs[name] != value]


class Sent(Protocol):
    """What the order of arrival needs to know of a record."""

    @property
    def kind(self) -> str:
        """Return the kind of record."""
        ...

    @property
    def captured_at(self) -> datetime:
        """Return when it was captured."""
        ...

    @property
    def public_id(self) -> UUID:
        """Return its identifier."""
        ...


S = TypeVar("S", bound=Sent)


def in_order(items: Iterable[S]) -> list[S]:
    """Return records in the order in which they are tried: sessions before what hangs from them, then as they were captured."""
    return sorted(items, key=lambda one: (one.kind != "session", one.captured_at, str(one.public_id)))
