"""The late milestones of a day as a list: how many there are, for how long they have been late, and which ones a page shows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from django.db.models import Count, QuerySet

from llegada.insights.lateness_rules import Age, ages
from llegada.insights.models import LateSpell
from llegada.insights.selectors.lazy_rows import LazyRows

#: Due dates in order, and how many late milestones had each.
Dues = Sequence[tuple[date, int]]


def count_dues(late: QuerySet[LateSpell]) -> Dues:
    """Return how many of the late milestones had each due date; one query, of an index alone."""
    # Some hundreds of days: put in order here, as they are grouped in the order of none.
    return sorted(late.order_by().values_list("due_on").annotate(milestones=Count("*")))


def count_ages(dues: Dues, *, day: date) -> list[tuple[Age, int]]:
    """Return how many of those late on a day are of each age, those without any too."""
    late = [((day - due_on).days, count) for due_on, count in dues]
    return [
        (age, sum(count for days, count in late if age.least <= days and (age.most is None or days <= age.most)))
        for age in ages()
    ]


class LateKeys(LazyRows[int]):
    """The keys of late spells in their order: those of one page are looked for among the due dates that it shows."""

    def __init__(self, late: QuerySet[LateSpell], dues: Dues) -> None:
        """Keep them with how many there are of each due date."""
        self._late = late
        self._days = [due_on for due_on, _count in dues]
        self._ends = list(accumulate(count for _due_on, count in dues))

    def __len__(self) -> int:
        """Return how many there are."""
        return self._ends[-1] if self._ends else 0

    def read(self, places: range) -> list[int]:
        """Return those at some places; one query, none without places."""
        if not places:
            return []
        first, last = bisect_right(self._ends, places.start), bisect_left(self._ends, places.stop)
        before = self._ends[first - 1] if first else 0
        near = self._late.filter(due_on__range=(self._days[first], self._days[last]))
        return list(near.values_list("pk", flat=True)[places.start - before : places.stop - before])
