"""When milestones are late, and for how long. No query here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from llegada.workplans.facts import PlanChange, PlanFact

#: Days after its date on which a milestone is late, if nobody reports it before.
LATE_AFTER: Final = 1


def late_from(due_on: date) -> date:
    """Return the first day on which a milestone is late."""
    return due_on + timedelta(days=LATE_AFTER)


class Wait(NamedTuple):
    """A milestone that waits to be reported: whose it is, and when it is late if nobody does."""

    plan_id: int
    organization_id: int
    unit_id: int
    entity_id: int
    advisor_id: int
    version_id: int
    year: int
    due_on: date


def waits_of(fact: PlanFact | None) -> dict[int, Wait]:
    """Return the milestones of a plan in course that wait to be reported, by key."""
    if fact is None or not fact.is_followed:
        return {}
    return {
        one.milestone_id: Wait(
            fact.plan_id, fact.organization_id, fact.unit_id, fact.entity_id, fact.advisor_id, one.version_id,
            fact.starts_on.year, one.due_on,
        )
        for one in fact.milestones
        if fact.can_be_late(one)
    }  # fmt: skip


#: The length of a spell that still lasts.
OPEN_LENGTH: Final = 99
#: The lengths that a closed spell may have: it is under 2^length days, but for the last, which has no limit.
LENGTHS: Final = range(1, 15)


def length_of(days: int) -> int:
    """Return the class of a closed spell of `days` (at least 1): the smallest length of which it is under 2^length, or the last."""
    return min(days.bit_length(), LENGTHS[-1])


class Age(NamedTuple):
    """For how many days milestones have been late, both ends included; the last has no end."""

    least: int
    most: int | None


#: The last day of each age but the last one: a month, a quarter, half a year, a year.
_AGES: Final = (30, 90, 180, 365)


def ages() -> list[Age]:
    """Return the ages, from the youngest: between them every late milestone is in one."""
    starts = [LATE_AFTER, *(last + 1 for last in _AGES)]
    return [Age(least, most) for least, most in zip(starts, [*_AGES, None], strict=True)]


@dataclass(frozen=True)
class Lag:
    """How long the late milestones of a group have been so on a day, in days."""

    count: int
    median: float
    most: int


def lag_of(late_days: Sequence[int]) -> Lag | None:
    """Return the lag of late milestones, given for how many days each has been so, in order; None without any."""
    count = len(late_days)
    if not count:
        return None
    return Lag(count, (late_days[(count - 1) // 2] + late_days[count // 2]) / 2, late_days[-1])


@dataclass(frozen=True)
class Spell:
    """One time that a milestone was late, from a day until another (not included), or open."""

    milestone_id: int
    wait: Wait
    from_on: date
    until_on: date | None

    @property
    def length(self) -> int:
        """Return the class of its length."""
        return OPEN_LENGTH if self.until_on is None else length_of((self.until_on - self.from_on).days)


def open_spell(milestone_id: int, wait: Wait, since: date) -> Spell:
    """Return the spell that opens when a milestone waits since a day."""
    return Spell(milestone_id, wait, max(late_from(wait.due_on), since), None)


def spells_of(changes: Iterable[PlanChange]) -> list[Spell]:
    """Return every spell that the whole history of some plans makes; one that would have no days is not there."""
    closed: list[Spell] = []
    opened: dict[int, Spell] = {}
    for before, after in changes:
        since = after.known_on
        was, now = waits_of(before), waits_of(after)
        for key in was.keys() | now.keys():
            if was.get(key) == now.get(key):
                continue
            if key in was and (spell := opened.pop(key, None)) is not None and spell.from_on < since:
                closed.append(Spell(key, spell.wait, spell.from_on, since))
            if key in now:
                opened[key] = open_spell(key, now[key], since)
    return [*closed, *opened.values()]
