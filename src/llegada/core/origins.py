"""Where an object came from, for pages of apps below the one that brings data in: it tells them, and they do not know it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from llegada.core.actors import Actor


@dataclass(frozen=True)
class Origin:
    """The row of a file that brought an object, and the page of its import where the reader may open it."""

    file_name: str
    row: int
    url: str = ""


Finder = Callable[[Actor, Model], Origin | None]
_finders: list[Finder] = []


def register_origin(finder: Finder) -> None:
    """Add whoever knows where some objects came from; asked twice, it is added once."""
    if finder not in _finders:
        _finders.append(finder)


def find_origin(*, actor: Actor, of: Model) -> Origin | None:
    """Return where an object came from, None if it was made here."""
    return next((found for finder in _finders if (found := finder(actor, of)) is not None), None)
