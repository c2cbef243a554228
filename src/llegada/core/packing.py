"""Rows of different tables in one query: each part of a union packs what it reads into one text, whatever and however much."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db.models import F, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject

#: Most values that a part may pack: PostgreSQL gives a function at most a hundred arguments, and each value takes two.
MOST_VALUES: Final = 50


@dataclass(frozen=True)
class Part:
    """Some rows as a part of a union: `sql` selects `part` (its number), the columns asked for, and `packed`."""

    sql: str
    parameters: tuple[Any, ...]
    readers: Mapping[str, Callable[[Any], Any] | None]

    def unpack(self, packed: str, **more: Any) -> SimpleNamespace:
        """Return one row with its values, of their types again, and with `more`."""
        values = {
            name: reader(value) if (reader := self.readers[name]) is not None and value is not None else value
            for name, value in json.loads(packed).items()
        }
        return SimpleNamespace(**values, **more)


def pack(
    number: int, rows: QuerySet[Any], reads: Mapping[str, str | Combinable], *, most: int | None = None, **columns: Any
) -> Part | None:
    """Return the first `most` of `rows` as a part: `reads` are packed (name → path or expression), `columns` stand beside them.

    None where the database need not be asked, as of an empty scope. The columns of all parts of a union must have one type: cast
    them. At most MOST_VALUES are packed.
    """
    named = {name: F(what) if isinstance(what, str) else what for name, what in reads.items()}
    chosen = rows.annotate(
        **{f"beside_{name}": what for name, what in columns.items()},
        packed_row=Cast(JSONObject(**named), TextField()),
    ).values_list(*(f"beside_{name}" for name in columns), "packed_row")
    query = chosen[:most].query
    try:
        sql, parameters = query.sql_with_params()
    except EmptyResultSet:
        return None
    packed = query.annotations["packed_row"].get_source_expressions()[0].get_source_expressions()
    fields = {key.value: what.output_field for key, what in zip(packed[::2], packed[1::2], strict=True)}
    beside = "".join(f"beside_{name} AS {name}, " for name in columns)
    return Part(
        sql=f"SELECT {number} AS part, {beside}packed_row AS packed FROM ({sql}) AS part_{number}",  # noqa: S608 - of Django's
        parameters=parameters,
        readers={name: _READERS.get(field.get_internal_type()) for name, field in fields.items()},
    )


def _instant(written: str) -> datetime:
    """Return an instant as each database writes it: SQLite says nothing of the zone, which is UTC."""
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


#: Type of a field → how its packed value is read. Texts and whole numbers are themselves.
_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "BooleanField": bool,
    "DateField": date.fromisoformat,
    "DateTimeField": _instant,
    "TimeField": time.fromisoformat,
    "UUIDField": UUID,
}
