"""Where the documents of an object are, for pages of apps that stand below the one that makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

#: kind, object, number of its version or round → address of the page of its documents, or "" where the kind is unknown.
Address = Callable[[str, UUID, int], str]

_registered: Final[list[Address]] = []


def register_documents(address: Address) -> None:
    """Let the face that issues documents say where they are."""
    _registered[:] = [address]


def document_address(kind: str, target_id: UUID, number: int) -> str:
    """Return where the documents of a kind on an object are, or "" in an installation that issues none."""
    return _registered[0](kind, target_id, number) if _registered else ""
