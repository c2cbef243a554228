"""The fact that a session contributes to the figures, as it is announced through `core.facts` under KIND."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

KIND: Final = "session"


@dataclass(frozen=True)
class SessionFact:
    """One session that counts: where it stands in the figures, who gave it, and who attended, by key.

    Organisation and line are those of the service, the unit that of the plan; department and municipality those of the
    entity, None where it has none. `advisor_ids` are the people who gave it.
    """

    held_on: date
    organization_id: int
    unit_id: int
    line_id: int
    service_id: int
    entity_id: int
    department_id: str | None
    municipality_id: str | None
    advisor_ids: frozenset[int]
    person_keys: frozenset[int]

    @property
    def year(self) -> int:
        """Return the year of its day."""
        return self.held_on.year

    @property
    def month(self) -> int:
        """Return the month of its day: 202409."""
        return self.held_on.year * 100 + self.held_on.month
