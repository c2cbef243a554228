"""Moves a stored state, only if nobody else moved it in between."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model

from llegada.core.errors import Conflict

M = TypeVar("M", bound=Model)


def move(obj: M, *, before: Any, after: Any, field: str = "status", **values: Any) -> M:
    """Set `field` from `before` to `after`, with other `values`, by one conditional UPDATE that works alike on both databases.

    `values` are plain values, not expressions: `obj` gets them too, so that it need not be read again. Keeps a version of
    the row where the model has history. Raises Conflict if the row is no longer as the actor saw it.
    """
    changes = {field: after, **values}
    if type(obj)._default_manager.filter(pk=obj.pk, **{field: before}).update(**changes) != 1:
        raise Conflict()
    for name, value in changes.items():
        setattr(obj, name, value)
    history = getattr(type(obj), "history", None)
    if history is not None:
        history.bulk_history_create([obj], update=True)
    return obj
