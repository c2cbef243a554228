"""Python's search for garbage, put off while something makes many things that are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

#: Things made, less those thrown away, after which it is looked for all the same: memory must not grow without end.
_THINGS: Final = 100_000


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Have garbage looked for seldom: many rows leave none that is not thrown away by itself, and to look among them takes long."""
    usual = gc.get_threshold()
    gc.set_threshold(_THINGS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
