"""Names the objects that decisions are about, whatever app keeps them: for notices, which stand below those apps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.apps import apps

from llegada.core.history import EVERY_ROW
from llegada.core.models import Event


@dataclass(frozen=True)
class Subject:
    """What a decision was about: its name, and its page where it has one."""

    name: str
    url: str = ""


#: Identifiers → what each names; those that are gone are left out.
Reader = Callable[[Collection[str]], Mapping[str, Subject]]
_readers: dict[str, Reader] = {}


def register_subjects(kind: str, reader: Reader) -> None:
    """Say how the objects of `kind` (`app.model`) are named, where their own words and address do not do in one query."""
    _readers[kind] = reader


def find_subjects(events: Iterable[Event]) -> dict[tuple[str, str], Subject]:
    """Return what decisions are about, by kind and identifier, in one query a kind. Whole tables have no subject."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        if event.target_id != EVERY_ROW:
            wanted.setdefault(event.target_kind, set()).add(event.target_id)
    return {
        (kind, identifier): subject
        for kind, identifiers in wanted.items()
        for identifier, subject in _readers.get(kind, _reader_of(kind))(identifiers).items()
    }


def _reader_of(kind: str) -> Reader:
    model = apps.get_model(kind)

    def read(identifiers: Collection[str]) -> dict[str, Subject]:
        return {
            str(one.public_id): Subject(str(one), one.get_absolute_url() if hasattr(one, "get_absolute_url") else "")
            for one in model._default_manager.filter(public_id__in=identifiers)
        }

    return read
