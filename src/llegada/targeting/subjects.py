"""How notices name the entities of lists: by both; their page is the list's."""

from __future__ import annotations

from typing import Any

from llegada.core.subjects import Subject, SubjectKind
from llegada.targeting.models import PrioritizedList


def _prioritized(row: Any) -> Subject:
    return Subject(f"{row.entity} · {row.list}", PrioritizedList(public_id=row.list_id).get_absolute_url())


PRIORITIZED = SubjectKind({"entity": "entity__name", "list": "list__name", "list_id": "list__public_id"}, _prioritized)
