"""Pure rule of who shares an entity: from which day on, and until when, plans of two units have a line of it in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from llegada.insights.overlap_rules import of_two_units

Numbers = npt.NDArray[np.int64]
#: An entity, the latest of the beginnings of two plans, and the earliest of their ends, which may be before it.
Spell = tuple[int, int, int]
#: An entity, a line, a unit, and the same two days of its plans and of those of others.
UnitSpell = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class Plans:
    """What plans bring, as columns in any order: with whom, on what, who, and the numbers of their first and last days."""

    entity: Numbers
    line: Numbers
    unit: Numbers
    first: Numbers
    last: Numbers


def find_spells(plans: Plans) -> Iterator[Spell]:
    """Yield, by entity and day, the pairs of plans of two units on one line that no other pair of the entity outdoes.

    A pair is in some days where both plans are, which the later beginning and the earlier end tell; one that begins no
    later and ends no earlier than another is in all the days of the other, which then tells nothing.
    """
    for entity, mine in groupby(_shared_rows(plans), key=itemgetter(0)):
        steps = sorted(_steps(mine), key=lambda step: (step[0], -step[1]))
        reached = None
        for since, until in steps:
            if reached is None or until > reached:
                reached = until
                yield entity, since, until


def find_unit_spells(plans: Plans) -> Iterator[UnitSpell]:
    """Yield the same of each unit on each line: the pairs of a plan of it and one of another that no other such pair outdoes."""
    for (entity, line), mine in groupby(_shared_rows(plans), key=itemgetter(0, 1)):
        for unit, stair in _stairs(mine):
            for since, until in stair:
                yield entity, line, unit, since, until


def _shared_rows(plans: Plans) -> Iterator[tuple[int, ...]]:
    """Yield entity, line, first day, last day and unit of the plans that another unit has beside them, in that order."""
    shared = of_two_units(plans.entity, plans.line, plans.unit)
    columns = [one[shared] for one in (plans.entity, plans.line, plans.first, plans.last, plans.unit)]
    order = np.lexsort(columns[::-1])
    return zip(*(one[order].tolist() for one in columns), strict=True)


def _stairs(rows: Iterable[tuple[int, ...]]) -> list[tuple[int, list[tuple[int, int]]]]:
    """Return, of the plans of one entity and line by first day, each unit with the days from which it reaches further with another.

    A unit reaches, with another, until the earlier of its own latest end and of the latest of the others.
    """
    ends: dict[int, int] = {}
    stairs: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    leader = further = nearer = 0  # who has the latest end, which, and the latest of another
    for _entity, _line, first, last, unit in rows:
        if last <= ends.get(unit, 0):
            continue
        ends[unit] = last
        before = leader, further, nearer
        if unit == leader:
            further = last
        elif last > further:
            leader, further, nearer = unit, last, further
        elif last > nearer:
            nearer = last
        for one in ends if (leader, further, nearer) != before else (unit,):
            until = min(ends[one], nearer if one == leader else further)
            stair = stairs[one]
            if until and (not stair or until > stair[-1][1]):
                if stair and stair[-1][0] == first:
                    stair.pop()
                stair.append((first, until))
    return sorted(stairs.items())


def _steps(rows: Iterable[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Yield, of the plans of one entity by line and first day, each day from which two units reach further, and how far.

    How far two units reach is the latest end of the second: of each unit only its latest end so far counts.
    """
    for _line, mine in groupby(rows, key=itemgetter(1)):
        leader: int | None = None
        further: int | None = None
        nearer: int | None = None
        for _entity, _line, first, last, unit in mine:
            before = nearer
            if unit == leader:
                further = max(further or last, last)
            elif further is None or last > further:
                leader, further, nearer = unit, last, further
            elif nearer is None or last > nearer:
                nearer = last
            if nearer is not None and nearer != before:
                yield first, nearer
