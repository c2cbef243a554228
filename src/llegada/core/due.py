"""What is done once a day by itself: each app registers its jobs when Django starts; `run_due` carries out what is due.

A job is claimed by a conditional update of its row, so that of several processes asking at once only one runs it. One whose process
was killed in the middle is run again by the next that asks, the same day.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from llegada.core import alive
from llegada.core.left import MOST_TIMES
from llegada.core.models import DueRun

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DueJob:
    """A job of every day, from `hour` (of Bogotá, 0 to 23) on; `run` gets the instant and must be safe to run twice."""

    name: str
    hour: int
    run: Callable[[datetime], object]


_jobs: dict[str, DueJob] = {}
#: Jobs that failed, until they are let go: the database may be what is not there.
_failed: set[str] = set()


def register_due(job: DueJob) -> None:
    """Add a job, or put it in the place of the one with the same name."""
    _jobs[job.name] = job


def run_due(*, now: datetime) -> dict[str, bool]:
    """Carry out what is due and nobody has done today; return what was tried, and whether it went well.

    What fails is logged and tried again the next time. Runs outside any transaction: a job opens its own.
    """
    _let_go()
    today, hour = timezone.localdate(now), timezone.localtime(now).hour
    return {
        job.name: _carry_out(job, now)
        for job in sorted(_jobs.values(), key=lambda job: (job.hour, job.name))
        if hour >= job.hour and _claim(job.name, today)
    }


def _claim(name: str, today: date) -> bool:
    """Take a job for the day; false where it is taken already."""
    run, _ = DueRun.objects.get_or_create(name=name)
    rows, me = DueRun.objects.filter(name=name), alive.my_name()
    # Of another day, and not of one before: the clock may have been ahead for a while.
    if rows.filter(Q(taken_on=None) | ~Q(taken_on=today)).update(taken_on=today, taken_by=me, times=1):
        return True
    if not run.taken_by or run.times >= MOST_TIMES or not alive.is_gone(run.taken_by):
        return False
    logger.warning("due_job_again", extra={"job": name, "times": run.times})
    return rows.filter(taken_on=today, taken_by=run.taken_by).update(taken_by=me, times=run.times + 1) == 1


def _carry_out(job: DueJob, now: datetime) -> bool:
    try:
        job.run(now)
    except Exception:
        logger.exception("due job failed", extra={"job": job.name})
        _failed.add(job.name)
        _let_go()
        return False
    DueRun.objects.filter(name=job.name).update(done_at=now, taken_by="")
    return True


def _let_go() -> None:
    """Leave what failed for the next time."""
    for name in sorted(_failed):
        DueRun.objects.filter(name=name).update(taken_on=None, taken_by="")
        _failed.discard(name)
