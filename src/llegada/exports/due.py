"""What this app does once a day: forget files made too long ago."""

from __future__ import annotations

from typing import Final

from llegada.core.due import DueJob
from llegada.exports.services import drop_old_files

OLD_FILES: Final = DueJob(name="exports.old_files", hour=3, run=lambda now: drop_old_files(now=now))
