"""The shape of what awaits a person, so that «Mi trabajo» can put in one list what each app finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise


class Severity(StrEnum):
    """How pressing it is; the values are the kinds of the `pill` tag."""

    LATE = "bad"
    SOON = "warn"
    READY = "info"


@dataclass(frozen=True)
class WaitingItem:
    """One thing that awaits a person. `due` is None where there is no date; `url` is where `action` is done."""

    severity: Severity
    due: date | None
    title: str | Promise
    detail: str | Promise
    url: str
    action: str | Promise

    @property
    def sort_key(self) -> tuple[date, str]:
        """Return the key that puts the oldest deadline first, and what has none at the end."""
        return (self.due or date.max, str(self.title))
