"""Tables of imports to download: the rows that do not go in, with their reasons, and the workbook to fill in."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE, Table
from llegada.imports.fields import FIELDS, WORKBOOK, Kind
from llegada.imports.layout import ADDED_HEADINGS
from llegada.imports.services.report import BadRow

#: Fields whose cells are words, though they are written with figures.
_CODES: Final = frozenset(
    {"external_id", "source_code", "code", "municipality", "department", "nit", "document", "phone", "plan", "session"}
)


def bad_rows_table(rows: Iterable[BadRow], *, name: str) -> Table:
    """Return the bad rows of one sheet with their own columns, ready to be corrected and uploaded again, and their reasons last."""
    found = list(rows)
    headings = list(found[0].headings) if found else []
    sheet = found[0].sheet if found else ""
    lines = [
        [*(one.cells[: len(headings)]), *([""] * (len(headings) - len(one.cells))), one.row, _reasons(one)]
        for one in found
        if one.sheet == sheet
    ]
    return Table(name=name, columns=[*headings, *ADDED_HEADINGS], rows=lines)


def bad_rows_book(rows: Iterable[BadRow]) -> bytes:
    """Return the bad rows of a workbook, each in a sheet of the name that it had, ready to be corrected and uploaded as one."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1})
    found = list(rows)
    for name in dict.fromkeys(one.sheet for one in found):
        table = bad_rows_table([one for one in found if one.sheet == name], name=name)
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, table.columns, bold)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, 24)
        for number, cells in enumerate(table.rows, start=1):
            sheet.write_row(number, 0, cells)
    book.close()
    return buffer.getvalue()


def _reasons(one: BadRow) -> str:
    return " ".join(f"{issue.column}: {issue.reason}" if issue.column else issue.reason for issue in one.issues)


def workbook_bytes(*, hidden: Collection[str] = ()) -> bytes:
    """Return the workbook with a sheet for each kind of thing, with its headings and, for each, a note of what goes below.

    `hidden` are the kinds that whoever fills it in may not bring.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1})
    needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE9F5"})
    as_text = book.add_format(
        {"num_format": "@"}
    )  # a spreadsheet takes the first zero away from a code that it reads as a figure
    with override(TABLE_LANGUAGE):
        for target, label in (one for one in WORKBOOK if one[0] not in hidden):
            sheet = book.add_worksheet(str(label))
            for place, one in enumerate(FIELDS[target]):
                sheet.set_column(place, place, 24, as_text if one.name in _CODES else None)
                sheet.write_string(0, place, str(one.label), needed if one.is_required or one.group else bold)
                sheet.write_comment(0, place, _note(one))
            sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _note(one: Any) -> str:
    if one.unless:
        return _("Hace falta en cada fila, salvo que su plan lleve uno solo.")
    if one.is_required:
        return _("Hace falta en cada fila.")
    if one.group:
        return _("Hace falta esta columna u otra de las sombreadas que digan lo mismo.")
    return _("Una fecha: 2024-03-05.") if one.kind is Kind.DATE else _("Opcional.")
