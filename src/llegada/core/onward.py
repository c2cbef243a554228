"""Where the work goes on from an object, for pages of apps that stand below the one that carries it on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from llegada.core.actors import Actor


@dataclass(frozen=True)
class Onward:
    """One place where the work goes on: what came from the object, with its state as a pill, or a door to make it (no state)."""

    label: str | Promise
    url: str
    state: str | Promise = ""
    #: The kind of the `pill` tag.
    kind: str = "none"


#: actor, object → what the actor may see or open.
Reader = Callable[[Actor, Model], list[Onward]]

_readers: dict[str, list[Reader]] = {}


def register_onward(kind: str, reader: Reader) -> None:
    """Let an app say where the work goes on from objects of `kind`, «planning.annualplan» for instance."""
    known = _readers.setdefault(kind, [])
    if reader not in known:
        known.append(reader)


def list_onward(actor: Actor, target: Model) -> list[Onward]:
    """Return where the work goes on from `target`, which the actor may see; nothing where no app carries it on."""
    return [one for reader in _readers.get(target._meta.label_lower, ()) for one in reader(actor, target)]
