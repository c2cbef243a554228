"""What this app does once a day: tell of the consultations that nobody answered in time (PTR-08)."""

from __future__ import annotations

from typing import Final

from llegada.core.due import DueJob
from llegada.workplans.services.consultations import watch_consultations

#: Before the mail of the day, which takes the notices along.
CONSULTATIONS: Final = DueJob(name="workplans.consultations", hour=5, run=watch_consultations)
