"""Timelines: moved bit by bit, made from nothing or read on any day, they say the same."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from llegada.insights.timelines import (
    ENTRY,
    EPOCH,
    LAST_DAY,
    STARTS,
    added_up,
    booked,
    day_number,
    entries_of,
    folded,
    folded_by,
    lay,
    merged,
    packed,
    quarter_of,
    unpacked,
)

MEASURES = 4
# Some twenty quarters from the first of 2026.
DAYS = st.integers(9497, 9497 + 1800)
AMOUNTS = st.integers(-3, 3) | st.sampled_from([10**12, -(10**12)])
MOVES = st.dictionaries(st.tuples(DAYS, st.integers(0, MEASURES - 1)), AMOUNTS.filter(bool), min_size=1, max_size=6)


def true_on(moves, day):
    """Return the amounts on a day, counted one by one."""
    return tuple(
        sum(amount for (when, measure), amount in moves if when <= day and measure == one) for one in range(MEASURES)
    )


def row_for(rows, day):
    """Return the bytes that answer for a day: the row of its quarter, or the last one."""
    quarter = int(quarter_of(day))
    return rows.get(quarter, rows[max(rows)] if quarter > max(rows) else b"")


def read(data, day):
    on = date.fromordinal(EPOCH + day)
    return added_up([(1, data)], on, MEASURES).total


class TestBooked:
    @given(st.lists(MOVES, min_size=1, max_size=6), st.lists(DAYS, min_size=3, max_size=3))
    def test_one_after_another_tell_any_day(self, steps, days):
        rows, told = {}, []
        for moves in steps:
            entries = entries_of(moves)
            first = int(quarter_of(entries["day"].min()))
            held = {quarter: data for quarter, data in rows.items() if quarter >= first or quarter == max(rows)}
            rows |= booked(held, entries)
            told += moves.items()
        assert sorted(rows) == list(range(min(rows), max(rows) + 1))
        for day in days:
            assert read(row_for(rows, day), day) == true_on(told, day)

    def test_leave_as_they_were_the_quarters_before(self):
        rows = booked({}, entries_of({(9497, 0): 1, (9700, 0): 1}))
        changed = booked({max(rows): rows[max(rows)]}, entries_of({(9980, 1): 5}))
        assert min(changed) == max(rows)
        assert changed[max(rows)] == rows[max(rows)]
        assert read(changed[max(changed)], 9980) == (2, 5, 0, 0)


class TestLay:
    @given(st.lists(MOVES, min_size=1, max_size=5))
    def test_makes_the_rows_that_booking_at_once_makes(self, several):
        entries = [entries_of(moves) for moves in several]
        groups = np.repeat(np.arange(len(several)), [len(one) for one in entries])
        laid = lay(*folded_by(groups, np.concatenate(entries)), MEASURES)
        made = dict(zip(zip(laid.groups, laid.quarters, strict=True), laid.data, strict=True))
        assert made == {
            (group, quarter): data for group, moves in enumerate(entries) for quarter, data in booked({}, moves).items()
        }

    def test_makes_nothing_of_what_comes_to_nothing(self):
        entries = np.array([(9500, 0, 1), (9500, 0, -1)], dtype=ENTRY)
        assert lay(*folded_by(np.zeros(2, dtype=np.int64), entries), MEASURES).data == []


class TestAddedUp:
    def test_counts_only_the_measures_that_are_asked_of_each(self):
        data = packed(entries_of({(9500, 0): 2, (9500, 3): 7}))
        found = added_up([(5, data, 4), (5, data, 3), (8, data, 1)], date(2026, 6, 1), MEASURES)
        assert (found.keys, found.amounts.tolist()) == ([5, 8], [[4, 0, 0, 7], [2, 0, 0, 0]])
        assert found.total == (6, 0, 0, 7)

    def test_of_nothing_is_nothing(self):
        found = added_up([], date(2026, 1, 1), MEASURES)
        assert (found.keys, found.total) == ([], (0,) * MEASURES)


class TestEntries:
    def test_that_come_to_nothing_are_not_kept(self):
        data = merged(packed(entries_of({(9500, 1): 4, (9501, 1): 2})), entries_of({(9500, 1): -4}))
        assert unpacked(data).tolist() == [(9501, 1, 2)]
        assert len(folded(unpacked(b""))) == 0

    @pytest.mark.parametrize(
        ("day", "number"),
        [(date(2000, 1, 2), 1), (date(1987, 5, 1), 1), (date(2026, 1, 1), 9497), (date(2400, 1, 1), LAST_DAY)],
    )
    def test_have_days_that_fit(self, day, number):
        assert day_number(day) == number
        assert STARTS[quarter_of(number)] <= number
