"""Room for calls: a call that goes deep does not ask the system for memory at each turn of a loop."""

from __future__ import annotations

import resource
from collections.abc import Callable

import pytest
from django.conf import settings

from llegada.core.call_room import with_room

TURNS = 300
#: As deep as pages go, by far.
DEPTHS = range(1, 250)


def add(one: int, other: int) -> int:
    return one + other


def turn(depth: int) -> int:
    """Return how many pages of memory a loop of calls was given, `depth` calls below whoever asks."""
    if depth:
        return turn(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for one in range(TURNS):
        add(one, one)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def worst(ask: Callable[[int], int]) -> int:
    return max(ask(depth) for depth in DEPTHS)


class TestWithRoom:
    def test_gives_what_the_call_gives(self) -> None:
        def told(one: int, *, other: int) -> tuple[int, int]:
            return one, other

        assert with_room(told)(1, other=2) == (1, 2)
        with pytest.raises(ZeroDivisionError):
            with_room(lambda: 1 // 0)()

    def test_asks_for_no_memory_at_each_turn_at_any_depth(self) -> None:
        assert worst(with_room(turn)) < TURNS / 10

    def test_is_around_each_request(self) -> None:
        assert settings.MIDDLEWARE[0] == "llegada.core.call_room.with_room"
