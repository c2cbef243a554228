"""What becomes of a background task whose process was killed in the middle of it, or that found no server: it is run again.

A task is done at least once: it must be harmless twice. An app says with `register_left` what its task had taken and must let go
of before it runs again, and whom to tell where it is given up (docs/adr/0038-what-dies-in-the-middle.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import TYPE_CHECKING, Any, Final

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResult

from llegada.core import alive
from llegada.core.queue import path_of

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)
#: A task that was begun so often and never ended is what kills its process: it is not begun again.
MOST_TIMES: Final = 5
#: So long what found no server, of mail or of the base, is tried again: after a minute, then after as long as it has waited.
PATIENCE: Final = timedelta(hours=12)
_SOON: Final = timedelta(minutes=1)
#: What is said to whoever asked for it.
GIVEN_UP: Final = _("El proceso que lo hacía se detuvo varias veces. Pídalo de nuevo; si se repite, avise a TI.")


class ProcessDied(Exception):
    """What a task that was given up failed of."""


def _nothing(**ids: Any) -> None:
    return None


@dataclass(frozen=True)
class LeftTask:
    """What a task's own rows need when its process died. Both get the ids of the task and run inside a transaction."""

    let_go: Callable[..., object] = _nothing
    give_up: Callable[..., object] = _nothing


_kinds: dict[str, LeftTask] = {}


def register_left(kinds: Mapping[str, LeftTask]) -> None:
    """Say what tasks, by their name `app.task`, leave when their process dies."""
    _kinds.update((path_of(name), kind) for name, kind in kinds.items())


def take_up_left(*, now: datetime, idle: Collection[str] = ()) -> int:
    """Have the tasks of processes that have ended run again, or give them up; return how many there were.

    `idle` are workers that live and have nothing in hand: they lost the base before they could say how a task ended.
    """
    from django_tasks_db.models import DBTaskResult  # a model: apps are loaded after this module

    found = 0
    for left in DBTaskResult.objects.running():
        worker = left.worker_ids[-1] if left.worker_ids else ""
        if worker in idle or alive.is_gone(worker):
            try:
                found += _take_up(left, now)
            except (InterfaceError, OperationalError):
                raise
            except Exception:  # what is wrong with one leaves the others as they are
                logger.exception("task_not_taken_up", extra={"task": left.task_path})
    return found


@transaction.atomic
def _take_up(left: DBTaskResult[..., Any], now: datetime) -> bool:
    mine = type(left).objects.running().filter(pk=left.pk, started_at=left.started_at)
    kind, ids = _kinds.get(left.task_path, LeftTask()), left.args_kwargs["kwargs"]
    extra = {"task": left.task_path, "times": len(left.worker_ids)}
    if len(left.worker_ids) < MOST_TIMES:
        if not mine.update(status="READY"):
            return False
        kind.let_go(**ids)
        logger.warning("task_again", extra=extra)
        return True
    why = f"{ProcessDied.__module__}.{ProcessDied.__qualname__}"
    if not mine.update(status="FAILED", finished_at=now, exception_class_path=why):
        return False
    kind.give_up(**ids)
    logger.error("task_given_up", extra=extra)
    return True


def try_later(sender: object, task_result: TaskResult[Any], **_more: object) -> None:
    """Have a task that failed because a server was away run again, for some hours; hears of every task that ends."""
    row, now = getattr(task_result, "db_result", None), timezone.now()
    if row is None or row.status != "FAILED" or not _is_away(row.exception_class_path):
        return
    waited = now - row.enqueued_at
    if waited < PATIENCE:
        again = now + max(waited, _SOON)
        # It ended by itself: what killed its process before is forgotten.
        type(row).objects.failed().filter(pk=row.pk).update(
            status="READY", run_after=again, worker_ids=[], finished_at=None
        )


def _is_away(failure: str) -> bool:
    try:
        found = import_string(failure)
    except ImportError:
        return False
    is_said = issubclass(found, (OSError, InterfaceError, OperationalError))
    return is_said and not issubclass(found, (SMTPRecipientsRefused, FileNotFoundError))
