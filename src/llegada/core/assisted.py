"""Which entities were assisted, and until when, for pages of apps that stand below the one that records it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True)
class Assisted:
    """How many sessions were held with an entity, and the day of the last one."""

    sessions: int
    last_on: date


#: first day, or None for ever → key of the entity → what was held with it since then; absent who had nothing.
Reader = Callable[[date | None], Mapping[int, Assisted]]

_registered: Final[list[Reader]] = []


def register_assisted(reader: Reader) -> None:
    """Let the app that records sessions say with whom they were."""
    _registered[:] = [reader]


def assisted_since(day: date | None) -> Mapping[int, Assisted]:
    """Return what was held with each entity since `day`, or ever, by key of the entity; nothing where no app records it."""
    return _registered[0](day) if _registered else {}
