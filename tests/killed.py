"""Tasks whose process was killed in the middle, and what the worker that comes after it does with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from llegada.core.alive import PREFIX
from llegada.core.left import MOST_TIMES, take_up_left
from llegada.core.queue import path_of, task_named


class Killed(BaseException):
    """Ends a process as no handler of exceptions sees it."""


def die(*_some: Any, **_more: Any) -> None:
    """Stand for the step in which the process is killed."""
    raise Killed


@contextmanager
def killed() -> Iterator[None]:
    """Do something until its process is killed."""
    with pytest.raises(Killed):
        yield


def left_by(name: str, *, times: int = 1, **ids: Any) -> DBTaskResult:
    """Leave a task as processes that were killed, one after another, leave it."""
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": ids}, task_path=path_of(name), backend_name="default", status="RUNNING",
        run_after=timezone.now(), started_at=timezone.now(), worker_ids=[f"{PREFIX}{one}" for one in range(times)],
    )  # fmt: skip


def run_again(name: str, **ids: Any) -> None:
    """Have the next worker take up what a killed one had in hand, and run it."""
    left = left_by(name, **ids)
    assert take_up_left(now=timezone.now()) == 1
    left.refresh_from_db()
    assert left.status == "READY"
    task_named(name).call(**ids)


def give_up(name: str, **ids: Any) -> None:
    """Have the next worker give up what killed its process each time."""
    left = left_by(name, times=MOST_TIMES, **ids)
    assert take_up_left(now=timezone.now()) == 1
    left.refresh_from_db()
    assert left.status == "FAILED"
