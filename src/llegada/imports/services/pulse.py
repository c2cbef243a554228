"""What an import says while it works, beside the database: it may be in the middle of a transaction that nobody else can see.

Its progress is a small file in the installation's storage, and so is the wish of somebody that it stops.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from llegada.imports.models import ImportRun
from llegada.imports.services.report import file_of

#: Seconds between two signs.
_EVERY: Final = 1.0


class Stopped(Exception):
    """Somebody cancelled the import."""


@dataclass
class Pulse:
    """Gives a sign of life with each batch, and finds out whether somebody wants it to stop."""

    key: str
    rows: int = 0
    _said_at: float = field(default=0.0)

    def beat(self, rows: int) -> None:
        """Say how many rows have been read. Raises Stopped."""
        self.rows += rows
        now = time.monotonic()
        if now - self._said_at < _EVERY:
            return
        self._said_at = now
        file_of(self.key, "progress").write_text(str(self.rows), encoding="ascii")
        if file_of(self.key, "stop").exists():
            raise Stopped


def begin(run: ImportRun) -> None:
    """Say that an import is being carried out, before its first rows are read: to open a large file takes a while."""
    file_of(str(run.public_id), "progress").write_text("0", encoding="ascii")


def ask_to_stop(run: ImportRun) -> None:
    """Leave word that an import should stop."""
    file_of(str(run.public_id), "stop").touch()


def clear(run: ImportRun) -> None:
    """Forget what an earlier attempt said."""
    for kind in ("stop", "progress"):
        file_of(str(run.public_id), kind).unlink(missing_ok=True)


def read_progress(run: ImportRun) -> tuple[int, datetime | None]:
    """Return how many rows an import has read and when it last said so; 0 and None if it has not yet."""
    place = file_of(str(run.public_id), "progress")
    with suppress(OSError, ValueError):
        return int(place.read_text(encoding="ascii") or 0), datetime.fromtimestamp(place.stat().st_mtime, UTC)
    return 0, None
