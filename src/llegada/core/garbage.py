"""Python's search for garbage, put off while something makes many things that are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

#: Things made, less those thrown away, after which it is looked for all the same: memory must not grow without end.
_THINGS: Final = 100_000
_turn: Final = Lock()
#: How often it was looked for before each of those that are at it put it off.
_before: Final[list[tuple[int, int, int]]] = []


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Have garbage looked for seldom: many rows leave none that is not thrown away by itself, and to look among them takes long.

    Several threads may be at it: the last one leaves it as it was before the first.
    """
    with _turn:
        usual = gc.get_threshold()
        _before.append(usual)
        gc.set_threshold(_THINGS, *usual[1:])
    try:
        yield
    finally:
        with _turn:
            # All but the first found it put off already: theirs are thrown away before it.
            usual = _before.pop()
            if not _before:
                gc.set_threshold(*usual)
