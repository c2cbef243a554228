"""What is done once a day for the figures of progress: compare them with the plans, and say in the log what differs."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final

from llegada.core.due import DueJob
from llegada.insights.progress_rebuild import find_progress_differences

logger = logging.getLogger(__name__)


def check_progress(now: datetime) -> int:
    """Write in the log each table and unit whose figures of progress differ from the plans; return how many rows do."""
    found = find_progress_differences()
    for one in found:
        logger.error(
            "figures.progress_differs",
            extra={"what": one.what, "of": one.of, "rows": one.rows, "example": one.example},
        )
    return sum(one.rows for one in found)


#: In the small hours, when the machine has little else to do.
CHECK_PROGRESS: Final = DueJob(name="insights.check_progress", hour=3, run=check_progress)
