"""Pure rule of who shares an entity: from which day on, and until when, plans of two units have a line of it in common."""

from __future__ import annotations

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
    shared = of_two_units(plans.entity, plans.line, plans.unit)
    columns = [one[shared] for one in (plans.entity, plans.line, plans.first, plans.last, plans.unit)]
    order = np.lexsort(columns[::-1])
    rows = zip(*(one[order].tolist() for one in columns), strict=True)
    for entity, mine in groupby(rows, key=itemgetter(0)):
        steps = sorted(_steps(mine), key=lambda step: (step[0], -step[1]))
        reached = None
        for since, until in steps:
            if reached is None or until > reached:
                reached = until
                yield entity, since, until


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
