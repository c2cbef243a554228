"""Tables of imports to download: the rows that do not go in, with their reasons, and the workbook to fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from llegada.core.tabular import TABLE_LANGUAGE, Table
from llegada.imports.fields import FIELDS, WORKBOOK, Kind
from llegada.imports.layout import ADDED_HEADINGS
from llegada.imports.services.report import BadRow


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


def _reasons(one: BadRow) -> str:
    return " ".join(f"{issue.column}: {issue.reason}" if issue.column else issue.reason for issue in one.issues)


def workbook_bytes() -> bytes:
    """Return the workbook with a sheet for each kind of thing, with its headings and, for each, a note of what goes below."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    bold = book.add_format({"bold": True, "bottom": 1})
    needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DCE9F5"})
    with override(TABLE_LANGUAGE):
        for target, label in WORKBOOK:
            sheet = book.add_worksheet(str(label))
            for place, one in enumerate(FIELDS[target]):
                sheet.write_string(0, place, str(one.label), needed if one.is_required or one.group else bold)
                sheet.write_comment(0, place, _note(one))
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(FIELDS[target]) - 1, 24)
    book.close()
    return buffer.getvalue()


def _note(one: Any) -> str:
    if one.is_required:
        return _("Hace falta en cada fila.")
    if one.group:
        return _("Hace falta esta columna u otra de las sombreadas que digan lo mismo.")
    return _("Una fecha: 2024-03-05.") if one.kind is Kind.DATE else _("Opcional.")
