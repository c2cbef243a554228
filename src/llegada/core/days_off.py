"""Which days each organisation does not work, besides weekends and holidays, for apps that stand below the one that keeps them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

#: Keys of organisations → the days off of each.
Reader = Callable[[Collection[int]], Mapping[int, frozenset[date]]]

_registered: Final[list[Reader]] = []


def register_days_off(reader: Reader) -> None:
    """Let the app that keeps the days off say which they are."""
    _registered[:] = [reader]


def days_off_of(organization_ids: Collection[int]) -> Mapping[int, frozenset[date]]:
    """Return the days off of each of some organisations; none where no app keeps them."""
    return _registered[0](organization_ids) if _registered else dict.fromkeys(organization_ids, frozenset())
