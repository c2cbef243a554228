"""What awaits a person: each app says which rows do, and one query of the database reads them all for «Mi trabajo»."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, F, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject
from django.utils.functional import Promise

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
    arms = [arm for number, kind in enumerate(kinds) if (arm := _arm_of(number, kind)) is not None]
    if not arms:
        return [], 0
    everything = " UNION ALL ".join(arm.sql for arm in arms)
    asked = (
        "SELECT kind, due, packed, total FROM (SELECT kind, due, packed, COUNT(*) OVER () AS total,"  # noqa: S608 - of Django's
        f" RANK() OVER (ORDER BY due IS NULL, due) AS place FROM ({everything}) AS everything) AS placed WHERE place <= %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [*(one for arm in arms for one in arm.parameters), shown])
        answer = cursor.fetchall()
    readers = {arm.number: arm.readers for arm in arms}
    rows: dict[int, list[Any]] = {}
    for number, due, packed, _total in answer:
        rows.setdefault(number, []).append(_row(readers[number], due, packed))
    items = [item for number, those in rows.items() for item in kinds[number].tell(those)]
    return items, answer[0][3] if answer else 0


@dataclass(frozen=True)
class _Arm:
    """One kind as a part of the query, and how each value that is packed is read back."""

    number: int
    sql: str
    parameters: tuple[Any, ...]
    readers: Mapping[str, Callable[[Any], Any] | None]


def _arm_of(number: int, kind: WaitingKind) -> _Arm | None:
    """Return the part of the query that reads `kind`; None where the database need not be asked, as of an empty scope.

    Kinds differ in what they read, and the parts of a union may not: what they read travels packed as the text of an object.
    """
    due = F(kind.due) if isinstance(kind.due, str) else kind.due or Value(None)
    reads = {name: F(what) if isinstance(what, str) else what for name, what in kind.reads.items()}
    rows = kind.rows.annotate(waiting_due=Cast(due, DateField()), waiting_row=Cast(JSONObject(**reads), TextField()))
    query = rows.values_list("waiting_due", "waiting_row")[: kind.most].query
    try:
        sql, parameters = query.sql_with_params()
    except EmptyResultSet:
        return None
    packed = query.annotations["waiting_row"].get_source_expressions()[0].get_source_expressions()
    fields = {
        key.value: what.output_field.get_internal_type() for key, what in zip(packed[::2], packed[1::2], strict=True)
    }
    part = f"SELECT {number} AS kind, waiting_due AS due, waiting_row AS packed FROM ({sql}) AS kind_{number}"  # noqa: S608
    return _Arm(number, part, parameters, {name: _READERS.get(kind) for name, kind in fields.items()})


def _row(readers: Mapping[str, Callable[[Any], Any] | None], due: Any, packed: str) -> SimpleNamespace:
    """Return one row as its kind reads it: the packed values, of their types again, and `due`."""
    values = {
        name: reader(value) if (reader := readers[name]) is not None and value is not None else value
        for name, value in json.loads(packed).items()
    }
    return SimpleNamespace(**values, due=date.fromisoformat(due) if isinstance(due, str) else due)


def _instant(written: str) -> datetime:
    """Return an instant as each database writes it: SQLite says nothing of the zone, which is UTC."""
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


#: Type of a field → how its packed value is read. Texts and numbers are themselves.
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "BooleanField": bool,
    "DateField": date.fromisoformat,
    "DateTimeField": _instant,
    "TimeField": time.fromisoformat,
    "UUIDField": UUID,
}
