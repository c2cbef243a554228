"""The one port by which a lower app tells a higher one that a fact changed, inside the same transaction.

A service announces `(kind, before, after)`; `insights` listens and moves its figures. There are no model signals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Listener = Callable[[Any, Any], None]
_listeners: dict[str, list[Listener]] = {}


def listen(kind: str, listener: Listener) -> None:
    """Register `listener(before, after)` for facts of `kind`; asked twice, it is registered once."""
    known = _listeners.setdefault(kind, [])
    if listener not in known:
        known.append(listener)


def announce(kind: str, *, before: Any = None, after: Any = None) -> None:
    """Tell every listener that a fact went from `before` (None: it is new) to `after` (None: it is gone)."""
    for listener in _listeners.get(kind, []):
        listener(before, after)
