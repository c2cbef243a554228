"""Where objects came from, for pages of apps below the one that brings data in: it tells them, and they do not know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from llegada.core.actors import Actor


@dataclass(frozen=True)
class Origin:
    """The row of a file that brought an object or changed it, and what the reader may know of its import.

    `who`, `at` and `sha256` are for the organisation that brought it, and `url` for who may open the import: empty to others.
    """

    file_name: str
    row: int
    url: str = ""
    who: str = ""
    at: datetime | None = None
    sha256: str = ""
    #: It was here before, and the file changed it.
    is_change: bool = False
    #: It is of before Llegada: nobody follows it here.
    is_past: bool = False


#: What it finds of each object that it knows; asked once for all the rows of a list.
Finder = Callable[[Actor, Sequence[Model]], Mapping[Model, Origin]]
_finders: list[Finder] = []


def register_origins(finder: Finder) -> None:
    """Add whoever knows where some objects came from; asked twice, it is added once."""
    if finder not in _finders:
        _finders.append(finder)


def find_origins(*, actor: Actor, of: Sequence[Model]) -> dict[Model, Origin]:
    """Return where objects came from, to who was let see them; those that were made here are not in it."""
    found: dict[Model, Origin] = {}
    for finder in _finders if of else ():
        found |= finder(actor, of)
    return found


def find_origin(*, actor: Actor, of: Model) -> Origin | None:
    """Return where an object came from, None if it was made here."""
    return find_origins(actor=actor, of=[of]).get(of)
