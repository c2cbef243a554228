"""Codes, the door of a session, and what may be told of few."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from llegada.delivery.checkin_rules import (
    ALPHABET,
    CODE_LENGTH,
    SMALLEST_CELL,
    door_state,
    make_code,
    read_code,
    tellable,
)

DAY = date(2026, 11, 21)
BEFORE, AFTER = date(2026, 11, 20), date(2026, 11, 22)


class TestCodes:
    def test_are_of_letters_that_nobody_confuses(self):
        assert not set("01OIL") & set(ALPHABET)
        assert make_code(lambda letters: letters[0]) == ALPHABET[0] * CODE_LENGTH

    @pytest.mark.parametrize("typed", ["abc2345", " ABC-2345 ", "abc 23 45"])
    def test_are_read_however_they_are_typed(self, typed):
        assert read_code(typed) == "ABC2345"


class TestDoorState:
    @pytest.mark.parametrize(
        ("status", "today", "state"),
        [
            ("planned", BEFORE, "pre"),
            ("planned", DAY, "open"),
            ("planned", AFTER, "closed"),
            ("held", BEFORE, "closed"),
            ("held", DAY, "open"),
            ("held", AFTER, "closed"),
            ("minutes_approved", DAY, "closed"),
            ("cancelled", BEFORE, "closed"),
            ("cancelled", DAY, "closed"),
        ],
    )
    def test_depends_on_the_day_and_on_the_session(self, status, today, state):
        assert door_state(status=status, held_on=DAY, today=today, is_shut=False) == state

    @pytest.mark.parametrize("today", [BEFORE, DAY, AFTER])
    def test_is_closed_when_somebody_shut_it(self, today):
        assert door_state(status="planned", held_on=DAY, today=today, is_shut=True) == "closed"


class TestTellable:
    @pytest.mark.parametrize(
        ("counts", "told"),
        [
            ({"a": 10, "b": 7}, {"a": 10, "b": 7}),
            ({"a": 10, "b": 4}, {"a": None, "b": None}),  # with the total, b would be known from a
            ({"a": 10, "b": 8, "c": 4}, {"a": 10, "b": None, "c": None}),
            ({"a": 10, "b": 3, "c": 4}, {"a": 10, "b": None, "c": None}),
            ({"a": 10, "b": 0, "c": 4}, {"a": None, "b": None, "c": None}),  # the two hidden would be four
            ({"a": 4}, {"a": None}),
            ({}, {}),
        ],
    )
    def test_hides_what_is_of_few_and_what_would_give_it_away(self, counts, told):
        assert tellable(counts) == told

    @given(some.dictionaries(some.sampled_from("abcdefg"), some.integers(0, 40), max_size=7))
    def test_never_lets_fewer_than_five_be_worked_out(self, counts):
        told = tellable(counts)
        hidden = [counts[name] for name, count in told.items() if count is None]
        assert all(count is None or count == counts[name] >= SMALLEST_CELL for name, count in told.items())
        if hidden and len(hidden) < len(counts):
            assert len(hidden) > 1
            assert sum(hidden) >= SMALLEST_CELL
