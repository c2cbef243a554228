"""Reads each row of the workbook of lines by itself; nothing is looked up here. A row gathers all its faults, not the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from llegada.core.tabular import NO_ROWS, MissingColumns, Row, Unreadable
from llegada.core.text import fold
from llegada.planning.sheets import columns
from llegada.planning.sheets.cells import BadValue, Words, plain, read_date, read_days, read_money

T = TypeVar("T")

#: The same few words come in every row.
_folded = lru_cache(1000)(fold)
#: Column → the most characters that it keeps.
LENGTHS: Final = {
    columns.OWN_IDENTIFIER: 60,
    columns.ACTION_PLAN_CODE: 60,
    columns.PROCUREMENT_CODE: 60,
    columns.DESCRIPTION: 4000,
}


@dataclass(frozen=True)
class Fault:
    """Why a row does not go in: one of its cells, and the way out."""

    column: str
    value: str
    reason: Words


@dataclass
class SheetRow:
    """One line as the workbook says it. `values` are the cells that need no look-up; `faults` keep it from going in."""

    number: int
    cells: dict[str, str]
    identifier: UUID | None = None
    revision: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def text(self, column: str) -> str:
        """Return a cell as it was written."""
        return self.cells.get(column, "")

    def refuse(self, column: str, reason: Words) -> None:
        """Say why the row does not go in."""
        self.faults.append(Fault(column, self.text(column), reason))


def read_rows(rows: Sequence[Row]) -> list[SheetRow]:
    """Return the rows of a workbook but that of the example. Raises Unreadable without rows and MissingColumns."""
    if not rows:
        raise Unreadable({"file": NO_ROWS})
    given = columns_of(rows)
    if missing := [column for column in columns.REQUIRED if column not in given]:
        raise MissingColumns(columns=", ".join(missing))
    found = [_read(row) for row in rows if row.get(columns.IDENTIFIER).upper() != columns.EXAMPLE]
    if not found:
        raise Unreadable({"file": NO_ROWS})
    return found


def columns_of(rows: Sequence[Row]) -> set[str]:
    """Return the columns that the table brings: what it lacks is not what it leaves blank."""
    return {column for row in rows for column in row.cells}


def _read(row: Row) -> SheetRow:
    found = SheetRow(
        row.number, {column: plain(text) if text[:1] == "'" else text for column, text in row.cells.items()}
    )
    _read_identity(found)
    values = found.values
    values["starts_on"] = _value(found, columns.STARTS_ON, _needed(read_date))
    values["ends_on"] = _value(found, columns.ENDS_ON, _needed(read_date))
    values["person_days"] = _value(found, columns.PERSON_DAYS, read_days)
    for name in ("modality", "origin", "obligation"):
        values[name] = _choice(found, columns.COLUMN_OF[name])
    for name in ("external_id", "description", "action_plan_code", "procurement_code"):
        values[name] = _text(found, columns.COLUMN_OF[name])
    amounts = {source: _value(found, column, read_money) for source, column in columns.BUDGET.items()}
    values["budget"] = {source: amount for source, amount in amounts.items() if amount is not None}
    return found


def _read_identity(row: SheetRow) -> None:
    if identifier := row.text(columns.IDENTIFIER):
        try:
            row.identifier = UUID(identifier)
        except ValueError:
            row.refuse(
                columns.IDENTIFIER, _("No es un identificador de Llegada. Para una línea nueva, deje la celda vacía.")
            )
    if revision := row.text(columns.REVISION):
        if revision.isdecimal():
            row.revision = int(revision[:9])
        else:
            row.refuse(
                columns.REVISION, _("No la cambie: dice en qué estado salió la línea. Descargue el plan otra vez.")
            )


def _needed(read: Callable[[str], T]) -> Callable[[str], T]:
    def _read_needed(text: str) -> T:
        if not text:
            raise BadValue(_("Falta este dato."))
        return read(text)

    return _read_needed


def _value(row: SheetRow, column: str, read: Callable[[str], T]) -> T | None:
    try:
        return read(row.text(column))
    except BadValue as refused:
        row.refuse(column, refused.reason)
        return None


def _choice(row: SheetRow, column: str) -> str:
    text = row.text(column)
    value = columns.VALUES[column].get(_folded(text), "") if text else ""
    if text and not value:
        row.refuse(column, str(_("Escriba uno de estos: %(labels)s.")) % {"labels": ", ".join(columns.WORDS[column])})
    return value


def _text(row: SheetRow, column: str) -> str:
    text = "\n".join(row.text(column).splitlines()).strip()
    most = LENGTHS.get(column)
    if most is not None and len(text) > most:
        row.refuse(
            column,
            str(_("Tiene %(length)s caracteres y el máximo es %(limit)s.")) % {"length": len(text), "limit": most},
        )
    return text
