"""Asks for background work once the transaction has been committed, and never if it is undone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import Task


def enqueue_on_commit(task: Task[..., Any], **ids: Any) -> None:
    """Queue `task` with `ids` (keys only, never objects) after commit. Tasks must be safe to run twice."""
    transaction.on_commit(partial(task.enqueue, **ids))
