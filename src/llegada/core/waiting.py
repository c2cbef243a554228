"""The shape of what awaits a person, so that «Mi trabajo» can put in one list what each app finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet
from django.utils.functional import Promise

from llegada.core.actors import Actor


class Severity(StrEnum):
    """How pressing it is; the values are the kinds of the `pill` tag."""

    LATE = "bad"
    SOON = "warn"
    READY = "info"


@dataclass(frozen=True)
class WaitingItem:
    """One thing that awaits a person. `due` is None where there is no date; `url` is where `action` is done."""

    severity: Severity
    due: date | None
    title: str | Promise
    detail: str | Promise
    url: str
    action: str | Promise

    @property
    def sort_key(self) -> tuple[date, str]:
        """Return the key that puts the oldest deadline first, and what has none at the end."""
        return (self.due or date.max, str(self.title))


@dataclass(frozen=True)
class WaitingKind:
    """What may await a person of one kind: `rows` says whether there is any, and `items` reads them."""

    rows: QuerySet[Any]
    items: Callable[[], list[WaitingItem]]


def read_waiting(kinds: Iterable[WaitingKind | None], *, actor: Actor) -> list[WaitingItem]:
    """Return what awaits the actor of all `kinds`: one query asks which have something, and only those are read.

    There are twenty kinds, and of most of them nothing awaits anybody on any day. None stands for a kind that is not of the actor's
    role.
    """
    asked = [kind for kind in kinds if kind is not None]
    if not asked:
        return []
    probes = {f"kind_{number}": Exists(kind.rows.order_by()) for number, kind in enumerate(asked)}
    person = get_user_model()._default_manager.filter(pk=actor.person_id or 0)
    there_are = person.annotate(**probes).values_list(*probes).first() or ()
    return [item for kind, is_there in zip(asked, there_are, strict=False) if is_there for item in kind.items()]
