"""What awaits a person: each app says which rows do, and one query of the database reads them all for «Mi trabajo»."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from django.db import connection
from django.db.models import DateField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

from llegada.core.packing import Part, pack

#: At most so many of a kind: a person does not read more, and the rest is one click away.
MOST: Final = 50


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
    def sort_key(self) -> tuple[date, str, str]:
        """Return the key that puts the oldest deadline first, and what has none at the end."""
        return (self.due or date.max, str(self.title), str(self.detail))


@dataclass(frozen=True)
class WaitingKind:
    """What may await a person of one kind, told to the database: one row for each thing, and what its words need.

    `rows` says which, in the order in which the first `most` are taken; `due` is the path or the expression of the day of the item;
    `reads` names what `tell` finds in each row besides `due` (name → path or expression); `tell` gets all rows of the kind at once.
    """

    rows: QuerySet[Any]
    due: str | Combinable | None
    reads: Mapping[str, str | Combinable]
    tell: Callable[[Sequence[Any]], Iterable[WaitingItem]]
    most: int = MOST


@dataclass(frozen=True)
class Waiting:
    """What awaits a person: the items that are shown, in their order, and how many there are in all."""

    items: list[WaitingItem]
    count: int


def read_waiting(
    kinds: Iterable[WaitingKind | None], *, shown: int = 10**6, computed: Iterable[WaitingItem] = ()
) -> Waiting:
    """Return the first `shown` of what awaits, the oldest deadline first and what has none at the end, in one query.

    None stands for a kind that is not of the actor's role. `computed` are items that no query can say; they are put in their place.
    """
    found, count = _read([kind for kind in kinds if kind is not None], shown)
    others = list(computed)
    items = sorted([*found, *others], key=lambda item: item.sort_key)
    return Waiting(items[:shown], count + len(others))


def _read(kinds: Sequence[WaitingKind], shown: int) -> tuple[list[WaitingItem], int]:
    """Return the items whose day is among the first `shown`, in no order, and how many there are of all days.

    All that share the last day come, because only their titles, which are made here, tell which goes before.
    """
    parts = {number: part for number, kind in enumerate(kinds) if (part := _part_of(number, kind)) is not None}
    if not parts:
        return [], 0
    everything = " UNION ALL ".join(part.sql for part in parts.values())
    asked = (
        "SELECT part, due, packed, total FROM (SELECT part, due, packed, COUNT(*) OVER () AS total,"  # noqa: S608 - of Django's
        f" RANK() OVER (ORDER BY due IS NULL, due) AS place FROM ({everything}) AS everything) AS placed WHERE place <= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [*(one for part in parts.values() for one in part.parameters), shown])
        answer = cursor.fetchall()
    rows: dict[int, list[Any]] = {}
    for number, due, packed, _total in answer:
        day = date.fromisoformat(due) if isinstance(due, str) else due  # SQLite has no dates: it gives their text
        rows.setdefault(number, []).append(parts[number].unpack(packed, due=day))
    items = [item for number, those in rows.items() for item in kinds[number].tell(those)]
    return items, answer[0][3] if answer else 0


def _part_of(number: int, kind: WaitingKind) -> Part | None:
    due = F(kind.due) if isinstance(kind.due, str) else kind.due or Value(None)
    return pack(number, kind.rows, kind.reads, most=kind.most, due=Cast(due, DateField()))
