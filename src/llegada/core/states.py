"""Moves a stored state, only if nobody else moved it in between, and keeps versions of the rows that have history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import F, Model

from llegada.core.errors import Conflict

M = TypeVar("M", bound=Model)


def move(obj: M, *, before: Any, after: Any, field: str = "status", at: datetime | None = None, **values: Any) -> M:
    """Set `field` from `before` to `after`, with other `values`, by one conditional UPDATE that works alike on both databases.

    `values` are plain values, not expressions: `obj` gets them too, so that it need not be read again. Keeps a version of
    the row where the model has history, dated `at`. Raises Conflict if the row is no longer as the actor saw it.
    """
    move_many([obj], before=before, after=after, field=field, at=at, **values)
    return obj


def move_many(
    objs: Sequence[Model],
    *,
    before: Any,
    after: Any,
    field: str = "status",
    counters: Collection[str] = (),
    at: datetime | None = None,
    **values: Any,
) -> None:
    """Move several rows of one model as `move` does, all or none; each of `counters` grows by one. Raises Conflict."""
    if not objs:
        return
    changes = {field: after, **values}
    which: dict[str, Any] = {"pk": objs[0].pk} if len(objs) == 1 else {"pk__in": [obj.pk for obj in objs]}
    rows = type(objs[0])._default_manager.filter(**which, **{field: before})
    if rows.update(**changes, **{counter: F(counter) + 1 for counter in counters}) != len(objs):
        raise Conflict()
    for obj in objs:
        for name, value in changes.items():
            setattr(obj, name, value)
        for counter in counters:
            setattr(obj, counter, getattr(obj, counter) + 1)
    keep_versions(objs, is_update=True, at=at)


@cache
def _history_of(model: type[Model]) -> Any:
    """Return the manager of a model's versions, or None; simple_history makes a new class whenever it is asked for it."""
    return getattr(model, "history", None)


def keep_versions(objs: Sequence[Model], *, is_update: bool, at: datetime | None = None) -> None:
    """Keep a version of rows of one model as they are now, where it has history; `is_update` is false for new rows.

    `at` is the instant of the change, where figures are told by the versions; the clock's by default.
    """
    history = _history_of(type(objs[0])) if objs else None
    if history is not None:
        history.bulk_history_create(objs, update=is_update, default_date=at)
