"""What a source answers: the thing that a document is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.reports.content import Content


@dataclass(frozen=True)
class Subject:
    """One object of which documents are issued. `build` says the same whoever asks; `parent` is the object's own page."""

    organization: Organization
    name: str
    parent: str
    url: str
    may_issue: bool
    build: Callable[[], Content]


@dataclass(frozen=True)
class Source:
    """How the objects of a kind of document are found: as an actor who may see them (raises NotFound), or as nobody."""

    find: Callable[[Actor, UUID, int], Subject]
    find_any: Callable[[UUID, int], Subject | None]
