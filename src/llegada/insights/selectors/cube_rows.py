"""What a question to the cube gives back."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple


class CubeRow(NamedTuple):
    """The figures of one part: sessions and attendances added up; the rest distinct, exact, None where it was not asked.

    `key` has one value for each dimension asked by, in its order; None where the entity has no such place. `under` are the
    values of one dimension more that the part has, where they were asked.
    """

    key: tuple[Any, ...]
    sessions: int
    attendances: int
    entities: int | None
    municipalities: int | None
    people: int | None
    under: frozenset[Any] = frozenset()


def in_order(rows: Iterable[CubeRow]) -> list[CubeRow]:
    """Return the rows by key, what has no place last."""
    found = list(rows)
    if any(None in row.key for row in found):
        return sorted(found, key=lambda row: [(value is None, value) for value in row.key])
    return sorted(found, key=attrgetter("key"))
