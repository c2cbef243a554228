"""The one port by which a lower app tells a higher one that a fact changed, inside the same transaction.

A service announces `(kind, before, after)`; `insights` listens and moves its figures. There are no model signals.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Listener = Callable[[Any, Any], None]
#: A fact before (None: it is new) and after (None: it is gone).
Change = tuple[Any, Any]
BatchListener = Callable[[Sequence[Change]], None]
_listeners: dict[str, list[Listener]] = {}
_batch_forms: dict[Listener, BatchListener] = {}


def listen(kind: str, listener: Listener, *, many: BatchListener | None = None) -> None:
    """Register `listener(before, after)` for facts of `kind`; asked twice, it is registered once.

    `many` does for several changes together what `listener` does for one after another.
    """
    known = _listeners.setdefault(kind, [])
    if listener not in known:
        known.append(listener)
    if many is not None:
        _batch_forms[listener] = many


def announce(kind: str, *, before: Any = None, after: Any = None) -> None:
    """Tell every listener that a fact went from `before` (None: it is new) to `after` (None: it is gone)."""
    announce_many(kind, [(before, after)])


def announce_many(kind: str, changes: Sequence[Change]) -> None:
    """Tell every listener that several facts changed: together to those that can take them so."""
    for listener in _listeners.get(kind, []):
        many = _batch_forms.get(listener)
        if many is not None:
            many(changes)
            continue
        for before, after in changes:
            listener(before, after)
