"""The fact that the seat of an entity moved, as it is announced through `core.facts` under KIND."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIND: Final = "entity.seat"


@dataclass(frozen=True)
class SeatFact:
    """Where an entity is: its department and its municipality, None where the catalogue does not say."""

    entity_id: int
    department_id: str | None
    municipality_id: str | None
