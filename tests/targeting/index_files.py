"""Small files of indices as their sources publish them, with invented figures."""

from __future__ import annotations

import io

import xlsxwriter

from llegada.core.actors import SYSTEM
from llegada.targeting.services.index_import import IndexFile, import_indices
from tests.factories import NOW


def csv_file(text: str, name: str = "mdm_2021.csv", **said) -> IndexFile:
    """Return a CSV whose rows are the lines of `text`."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return IndexFile(name, "\n".join(lines).encode(), **said)


def xlsx_file(sheets: dict[str, list[list[object]]], name: str = "tabla.xlsx", **said) -> IndexFile:
    """Return a workbook with those sheets."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return IndexFile(name, buffer.getvalue(), **said)


def load(file: IndexFile, *, dry_run: bool = False, actor=SYSTEM, reason: str = ""):
    """Import a file as the console does."""
    return import_indices(actor=actor, file=file, dry_run=dry_run, now=NOW, reason=reason)


def reasons(report) -> list[str]:
    """Return what is said of the rows and editions, in order."""
    return [str(finding.reason) for finding in report.findings]
