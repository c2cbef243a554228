"""Rules of invitations and shared agendas: who is written to, and where two units could travel together. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol, TypeVar

#: Most addresses that one convening adds to those suggested.
MOST_INVITED: Final = 100
#: Days behind and ahead of today that a private calendar carries.
FEED_BEHIND_DAYS: Final = 60
FEED_AHEAD_DAYS: Final = 365
#: Most sessions in a private calendar, the nearest to come first kept.
MOST_IN_FEED: Final = 1000
#: Days between two visits to one place that are worth one trip, unless told, and the most that may be asked (OPE-16).
TRIP_DAYS: Final = 7
MOST_TRIP_DAYS: Final = 60
#: What a calendar shows of a session: what of it, if moved or renamed, must be told to whoever was called.
TOLD_FIELDS: Final = frozenset({"title", "held_on", "starts_at", "ends_at", "place", "modality"})
_LONGEST_ADDRESS: Final = 254
_LONGEST_NAME: Final = 150
_NAMED = re.compile(r"^\s*\"?(?P<name>[^<\"]*)\"?\s*<(?P<address>[^>]*)>\s*$")


@dataclass(frozen=True)
class Invitee:
    """Somebody to write to; the address is as it was given, which may be wrong."""

    address: str
    name: str = ""


def read_invitees(text: str) -> list[Invitee]:
    """Return who is named in `text`: one a line, or parted by commas or semicolons, as «correo» or «Nombre <correo>»."""
    found = []
    for part in re.split(r"[\n;,]", text):
        named = _NAMED.match(part)
        address = (named["address"] if named else part).strip()
        if address:
            found.append(Invitee(address[:_LONGEST_ADDRESS], (named["name"] if named else "").strip()[:_LONGEST_NAME]))
    return each_once(found)


def each_once(people: Iterable[Invitee]) -> list[Invitee]:
    """Return people without those whose address came before, whatever its case; the first name that is said stays."""
    found: dict[str, Invitee] = {}
    for one in people:
        key = one.address.strip().casefold()
        if key and (key not in found or (one.name and not found[key].name)):
            found[key] = Invitee(found[key].address if key in found else one.address.strip(), one.name)
    return list(found.values())


def next_sequence(used: Sequence[int]) -> int:
    """Return the SEQUENCE of the next version of an invitation: it rises with each one that is sent (RFC 5545)."""
    return max(used, default=-1) + 1


class Visit(Protocol):
    """What is asked of a planned visit to know whether two could be one."""

    @property
    def held_on(self) -> date:
        """Return its day."""
        ...

    @property
    def unit_id(self) -> int:
        """Return the key of the unit that goes."""
        ...

    @property
    def place_key(self) -> str:
        """Return what tells its place from others."""
        ...

    @property
    def is_firm(self) -> bool:
        """Return whether people were called already, so that moving it costs more."""
        ...


V = TypeVar("V", bound=Visit)


def find_joint_trips(visits: Iterable[V], *, days: int = TRIP_DAYS) -> list[list[V]]:
    """Return the groups of visits of two units or more to one place within `days` days of the first, in order of day.

    Each visit is in one group at most: a group takes all that fit from its first visit on.
    """
    by_place: dict[str, list[V]] = {}
    for visit in visits:
        by_place.setdefault(visit.place_key, []).append(visit)
    found = [group for those in by_place.values() for group in _groups(those, days)]
    return sorted(found, key=lambda group: (group[0].held_on, group[0].place_key))


def _groups(visits: Sequence[V], days: int) -> Iterator[list[V]]:
    left = sorted(visits, key=lambda visit: visit.held_on)
    while left:
        group = [one for one in left if one.held_on - left[0].held_on <= timedelta(days=days)]
        if len({one.unit_id for one in group}) > 1:
            yield group
            left = left[len(group) :]
        else:
            left = left[1:]


def trip_day(group: Sequence[Visit]) -> date:
    """Return the day proposed for a joint trip: the first to which people were called or, lacking it, the first of all."""
    return min((one.held_on for one in group if one.is_firm), default=min(one.held_on for one in group))


def month_weeks(month: date) -> list[list[date]]:
    """Return the weeks that cover the month of a day, each from Monday to Sunday."""
    first = month.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        weeks.append([monday + timedelta(days=day) for day in range(7)])
        monday += timedelta(days=7)
    return weeks


def moved_month(month: date, by: int) -> date:
    """Return the first day of the month that is `by` months away."""
    count = month.year * 12 + month.month - 1 + by
    return date(count // 12, count % 12 + 1, 1)
