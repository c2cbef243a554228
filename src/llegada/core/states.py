"""Moves a stored state, only if nobody else moved it in between."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

from llegada.core.errors import Conflict

M = TypeVar("M", bound=Model)


def move(obj: M, *, before: Any, after: Any, field: str = "status", **values: Any) -> M:
    """Set `field` from `before` to `after`, with other `values`, by one conditional UPDATE that works alike on both databases.

    Keeps a version of the row where the model has history. Raises Conflict if the row is no longer as the actor saw it.
    """
    manager = type(obj)._default_manager
    if manager.filter(pk=obj.pk, **{field: before}).update(**{field: after}, **values) != 1:
        raise Conflict()
    obj.refresh_from_db()
    history = getattr(type(obj), "history", None)
    if history is not None:
        history.bulk_history_create([obj], update=True)
    return obj
