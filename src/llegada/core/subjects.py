"""Names the objects that decisions are about, whatever app keeps them: for notices, which stand below those apps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.db.models.expressions import Combinable

from llegada.core.history import EVERY_ROW
from llegada.core.models import Event
from llegada.core.packing import pack


@dataclass(frozen=True)
class Subject:
    """What a decision was about: its name, and its page where it has one."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class SubjectKind:
    """How the objects of one kind are named: what is read of each (name → path or expression), and what is made of it."""

    reads: Mapping[str, str | Combinable]
    tell: Callable[[Any], Subject]


_kinds: dict[str, SubjectKind] = {}
#: Types of fields that the name of an object is not made of; one that is asked for all the same is read by itself.
_LEFT_OUT: Final = frozenset({"BinaryField", "DecimalField", "JSONField", "TextField"})


def register_subjects(kind: str, subject_kind: SubjectKind) -> None:
    """Say how the objects of `kind` (`app.model`) are named, where their own words and address do not do without more queries."""
    _kinds[kind] = subject_kind


def find_subjects(events: Iterable[Event]) -> dict[tuple[str, str], Subject]:
    """Return what decisions are about, by kind and identifier, in one query for all kinds. Whole tables have no subject."""
    wanted: dict[str, set[str]] = {}
    for event in events:
        if event.target_id != EVERY_ROW:
            wanted.setdefault(event.target_kind, set()).add(event.target_id)
    names, found = list(wanted), {}
    parts = {}
    for number, name in enumerate(names):
        rows = apps.get_model(name)._default_manager.filter(public_id__in=wanted[name]).order_by()
        part = pack(number, rows, {**kind_of(name).reads, "public_id": "public_id"})
        if part is not None:
            parts[number] = part
    if not parts:
        return {}
    with connection.cursor() as cursor:
        everything = " UNION ALL ".join(part.sql for part in parts.values())
        cursor.execute(everything, [one for part in parts.values() for one in part.parameters])
        for number, packed in cursor.fetchall():
            row = parts[number].unpack(packed)
            found[names[number], str(row.public_id)] = kind_of(names[number]).tell(row)
    return found


def kind_of(name: str) -> SubjectKind:
    """Return how the objects of a kind are named: as was registered, or by their own words and address."""
    return _kinds.get(name) or _own_words(apps.get_model(name))


def _own_words(model: type[Model]) -> SubjectKind:
    fields = [field for field in model._meta.concrete_fields if field.get_internal_type() not in _LEFT_OUT]

    def tell(row: Any) -> Subject:
        values = [getattr(row, field.attname) for field in fields]
        one: Any = model.from_db(connection.alias, [field.attname for field in fields], values)
        return Subject(str(one), one.get_absolute_url() if hasattr(one, "get_absolute_url") else "")

    return SubjectKind({field.attname: field.attname for field in fields}, tell)
