"""The fact that a version of a service moved to another line, as it is announced through `core.facts` under KIND."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

KIND: Final = "service.line"


@dataclass(frozen=True)
class LineFact:
    """On which line a version of a service is."""

    version_id: int
    line_id: int
