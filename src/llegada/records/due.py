"""What this app does once a day: drop the bytes of files that nothing uses any more."""

from __future__ import annotations

from typing import Final

from llegada.core.due import DueJob
from llegada.records.services import drop_forgotten_files

#: At night, when nobody attaches anything.
FORGOTTEN_FILES: Final = DueJob(name="records.forgotten_files", hour=2, run=lambda now: drop_forgotten_files(now=now))
