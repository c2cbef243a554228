"""The numbers by which the sets know people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Numbers:
    """The number of each person by key, and those given just now: to people who have never been counted."""

    of: dict[int, int]
    made: list[int]


def number_people(answer: Iterable[tuple[int, int, bool]]) -> Numbers:
    """Return what `upserts.number_missing` answered."""
    numbers = Numbers({}, [])
    for key, number, is_new in answer:
        numbers.of[key] = number
        if is_new:
            numbers.made.append(number)
    return numbers


def in_parts(items: Collection[_Item], size: int) -> Iterator[list[_Item]]:
    """Yield `items` some at a time."""
    waiting = iter(items)
    while some := list(islice(waiting, size)):
        yield some
