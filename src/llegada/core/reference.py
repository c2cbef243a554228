"""The reference data that the product ships: each app registers its own when Django starts; `load_reference` loads all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from llegada.core.actors import Actor


@dataclass(frozen=True)
class ReferenceReport:
    """How many rows a load of the reference data wrote; what was already as it should be is `unchanged`."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: ReferenceReport) -> ReferenceReport:
        """Add up the counts of two tables."""
        return ReferenceReport(
            self.created + other.created, self.updated + other.updated, self.unchanged + other.unchanged
        )


@dataclass(frozen=True)
class ReferenceData:
    """What one app ships: `load` writes what is missing or differs, deletes nothing, and run again writes nothing.

    `name` is for the console; `order` puts first what others point to.
    """

    name: str
    order: int
    load: Callable[[Actor, datetime], ReferenceReport]


_shipped: dict[str, ReferenceData] = {}


def register_reference(data: ReferenceData) -> None:
    """Add what an app ships, or put it in the place of the one with the same name."""
    _shipped[data.name] = data


def load_all(*, actor: Actor, now: datetime) -> dict[str, ReferenceReport]:
    """Load what every app ships, in order; return the report of each by its name. Raises NotAllowed."""
    return {data.name: data.load(actor, now) for data in sorted(_shipped.values(), key=lambda data: data.order)}
