"""Puts how plans and their milestones stood together: the spans of days in which both stood in one way. No query here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from llegada.insights.counting.plan_reading import Numbers
from llegada.insights.counting.plan_telling import Stood
from llegada.insights.numbering import begins, ends

#: The day after every other: what lasts has it as its end.
NEVER: Final = (1 << 22) - 1
_DAY_BITS: Final = 22


class Spans(NamedTuple):
    """Days from `since` until `until` (not included) in which some thing, and its plan, stood as rows of what is told say.

    `whose` is the thing; `plan_row` and `own_row` are places in what is told of plans and of things. In the order of thing and day.
    """

    whose: Numbers
    plan_row: Numbers
    own_row: Numbers
    since: Numbers
    until: Numbers

    def where(self, some: npt.NDArray[np.bool_]) -> Spans:
        """Return some of them."""
        return Spans(*(column[some] for column in self))


def spans_of(plans: Stood, own: Stood, of_plan: Numbers) -> Spans:
    """Return the spans of each thing, given how plans and things stood and the plan of each thing.

    What is told of a thing before its plan is told counts since then.
    """
    last = int(max(of_plan.max(initial=-1), plans.whose.max(initial=-1))) + 1
    rows = np.bincount(plans.whose, minlength=last)
    first = np.append(0, np.cumsum(rows))[:-1]
    own_row = np.flatnonzero(rows[of_plan[own.whose]] > 0)
    plan = of_plan[own.whose[own_row]]
    own_codes = _codes(own.whose[own_row], np.maximum(own.day[own_row], plans.day[first[plan]]))
    # Each thing is told since each day on which something is told of it or of its plan.
    things = np.flatnonzero(rows[of_plan] > 0)
    times = rows[of_plan[things]]
    opens = np.repeat(first[of_plan[things]], times)
    within = np.arange(len(opens)) - np.repeat(np.append(0, np.cumsum(times))[:-1], times)
    # Two that are in order: to sort them is to merge them.
    codes = np.concatenate([own_codes, _codes(np.repeat(things, times), plans.day[opens + within])])
    codes.sort(kind="stable")
    codes = codes[begins(codes)]
    whose, since = codes >> _DAY_BITS, codes & NEVER
    at = np.searchsorted(own_codes, codes, side="right") - 1
    is_known = at >= 0
    is_known[is_known] = own.whose[own_row[at[is_known]]] == whose[is_known]
    plan_row = np.searchsorted(_codes(plans.whose, plans.day), _codes(of_plan[whose], since), side="right") - 1
    until = np.full(len(since), NEVER, dtype=np.int64)
    until[:-1] = np.where(whose[1:] == whose[:-1], since[1:], NEVER)
    found = Spans(whose, plan_row, np.where(is_known, at, 0), since, until).where(is_known)
    return found._replace(own_row=own_row[found.own_row])


def runs(spans: Spans, is_so: npt.NDArray[np.bool_], same: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Return where each run of spans begins and ends: those of one thing, one after another, that are so and alike in `same`."""
    columns = (spans.whose, is_so, *same)
    is_gap = spans.since[1:] != spans.until[:-1]
    first, last = begins(*columns), ends(*columns)
    first[1:] |= is_gap
    last[:-1] |= is_gap
    return np.flatnonzero(is_so & first), np.flatnonzero(is_so & last)


def changes_only(stood: Stood, same: Sequence[Numbers]) -> Numbers:
    """Return the rows of what is told that say something else than the one before, of the same thing, in `same`."""
    return np.flatnonzero(begins(stood.whose, *same))


def _codes(whose: Numbers, day: Numbers) -> Numbers:
    return (whose << _DAY_BITS) + day
