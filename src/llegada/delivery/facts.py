"""The fact that a session contributes to the figures, as it is announced through `core.facts` under KIND."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIND: Final = "session"


@dataclass(frozen=True)
class SessionFact:
    """One session that counts: where it stands in the figures and who attended, by key.

    Organisation and line are those of the service; department and municipality those of the entity, None where it has none.
    """

    year: int
    organization_id: int
    line_id: int
    service_id: int
    entity_id: int
    department_id: str | None
    municipality_id: str | None
    person_keys: frozenset[int]
