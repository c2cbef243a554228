"""Leaves SQLite, which has one writer, to others between the transactions of a long work."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

#: Seconds that it is left to others, once it has been held for as long as `HELD`: who waits for it asks again every tenth of a
#: second at the latest.
_BREATH: Final = 0.1
HELD: Final = 4.0


@dataclass
class Turns:
    """When the last transaction of a work ended, and for how long they have held the base with no breath between them."""

    _left_at: float = field(default=0.0)
    _held: float = field(default=0.0)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait first if others have been kept waiting for too long; inside, open and close one transaction."""
        began = time.monotonic()
        if connection.vendor == "sqlite" and self._held >= HELD:
            time.sleep(max(0.0, self._left_at + _BREATH - began))
            began = time.monotonic()
        if began - self._left_at >= _BREATH:
            self._held = 0.0
        yield
        self._left_at = time.monotonic()
        self._held += self._left_at - began
