"""Asks for background work once the transaction has been committed, and never if it is undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks.base import Task

#: So long what became of a task is kept: its error may hold what somebody wrote.
KEPT: Final = timedelta(days=30)
_is_muted: ContextVar[bool] = ContextVar("llegada_queue_is_muted", default=False)


@contextmanager
def muted() -> Iterator[None]:
    """Ask for nothing while inside: a year of demonstration must not send a year of mail."""
    token = _is_muted.set(True)
    try:
        yield
    finally:
        _is_muted.reset(token)


def is_muted() -> bool:
    """Return whether nothing is asked for now."""
    return _is_muted.get()


def enqueue_on_commit(task: Task[..., Any] | str, **ids: Any) -> None:
    """Queue `task` with `ids` (keys only, never objects) after commit. Tasks must be safe to run twice.

    A service names the task, `"accounts.send_invitation"`, because tasks stand on services and not the other way round;
    `tests/architecture` checks that every name leads to a task.
    """
    if not is_muted():
        transaction.on_commit(partial(_enqueue, task, ids))


def enqueue_later(task: str, at: datetime, **ids: Any) -> None:
    """Queue a task, by its name, for `at` or later; nothing where the backend carries tasks out at once and keeps none."""
    found = task_named(task)
    if not is_muted() and found.get_backend().supports_defer:
        found.using(run_after=at).enqueue(**ids)


def _enqueue(task: Task[..., Any] | str, ids: dict[str, Any]) -> None:
    found: Task[..., Any] = task_named(task) if isinstance(task, str) else task
    found.enqueue(**ids)


def task_named(name: str) -> Task[..., Any]:
    """Return the task that an app keeps under `app.task`. Raises ImportError if there is none."""
    found: Task[..., Any] = import_string(path_of(name))
    return found


def path_of(name: str) -> str:
    """Return where the task `app.task` is kept."""
    app, _, task = name.partition(".")
    return f"llegada.{app}.tasks.{task}"


def drop_old_results(*, now: datetime) -> int:
    """Forget what became of tasks long ago, those that a process left when it was killed among them; return how many."""
    from django_tasks_db.models import DBTaskResult  # a model: apps are loaded after this module

    old = Q(finished_at__lt=now - KEPT) | Q(finished_at=None, started_at__lt=now - KEPT)
    return DBTaskResult.objects.filter(old).delete()[0]
