"""When a plan has the signatures that it needs to begin. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

#: Who has to sign a plan before it begins, in the order in which they are named.
PARTIES: Final = ("provider", "entity")


def missing_parties(signed: Iterable[str]) -> list[str]:
    """Return which parties have not signed, given those that have; none is missing when the plan may begin."""
    given = frozenset(signed)
    return [party for party in PARTIES if party not in given]
