"""The doors of «Administración»: each app adds its own at start-up, with who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from llegada.core.actors import Actor


@dataclass(frozen=True)
class Door:
    """One card of the administration page. `url_name` is also its key; `order` places it among the others."""

    url_name: str
    title: str | Promise
    text: str | Promise
    may_open: Callable[[Actor], bool]
    order: int = 100


_doors: dict[str, Door] = {}


def register_door(door: Door) -> None:
    """Add a door, or put it in the place of the one with the same address."""
    _doors[door.url_name] = door


def doors_for(actor: Actor) -> list[Door]:
    """Return the doors that the actor may open, in their order."""
    return [door for door in sorted(_doors.values(), key=lambda door: door.order) if door.may_open(actor)]
