"""Tells whether the process that took something is still there: each keeps a file locked, which whatever ends it lets go of.

Neither clocks nor signs of life: a process that is slow, or stopped by a debugger, is not taken for dead.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import uuid
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

#: Begins the names that are given here. Of any other one knows nothing, and nobody is taken for dead.
PREFIX: Final = "llegada-"
_PR_SET_PDEATHSIG: Final = 1
#: Open while this process lives.
_locks: list[int] = []


@cache
def my_name() -> str:
    """Return the name by which others know whether this process lives; it serves no other process."""
    name = PREFIX + uuid.uuid4().hex
    while not hold(name):
        pass  # who sweeps found the file before it was locked
    return name


def hold(name: str) -> bool:
    """Lock the file of `name` while this process lives; false where it was removed meanwhile."""
    place = _place(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(place, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not _is_there(place, lock):
        os.close(lock)
        return False
    _locks.append(lock)
    return True


def is_gone(name: str) -> bool:
    """Return whether the process of that name has ended; its file goes with it."""
    if not name.startswith(PREFIX):
        return False
    place = _place(name)
    try:
        lock = os.open(place, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_there(place, lock):
            place.unlink()
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True


def end_with(parent: int) -> None:
    """Have this process killed when the one that began it ends, by whatever; begun by it first of all (Linux)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it was asked
        os._exit(1)


def sweep() -> None:
    """Remove the files of processes that have ended."""
    for place in _place(PREFIX).parent.glob(f"{PREFIX}*"):
        is_gone(place.name)


def _place(name: str) -> Path:
    return Path(settings.DATA_DIR) / "processes" / name


def _is_there(place: Path, lock: int) -> bool:
    try:
        return place.stat().st_ino == os.fstat(lock).st_ino
    except FileNotFoundError:
        return False
