"""What is already known of what a unit did in a year, for pages of apps that stand below the one that counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise


@dataclass(frozen=True)
class KnownFigure:
    """One figure in words: what it counts, and how much, already written as people read it."""

    label: str | Promise
    text: str


#: path of a unit, which those under it begin with, and year → what is known; nothing where nothing was registered.
Reader = Callable[[str, int], list[KnownFigure]]

_registered: Final[list[Reader]] = []


def register_known_figures(reader: Reader) -> None:
    """Let the app that counts say what it knows."""
    _registered[:] = [reader]


def known_figures(unit_path: str, year: int) -> list[KnownFigure]:
    """Return what is known of a unit and those under it in a year. The caller has checked that it may be seen."""
    return _registered[0](unit_path, year) if _registered else []
