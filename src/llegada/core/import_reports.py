"""The findings of an import as a table, to download from a page or to write from the console."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from llegada.core.imports import ImportReport, Outcome
from llegada.core.tabular import Table, safe_cell, xlsx_bytes

SEVERITY_WORDS: Final[dict[Outcome, str | Promise]] = {
    Outcome.WARNED: _("Entra, con aviso"),
    Outcome.REJECTED: _("No entra"),
}


def report_table(report: ImportReport, *, name: str) -> Table:
    """Return the findings as a table: row, column, value, whether it goes in, and why."""
    return Table(
        name=name,
        columns=[str(title) for title in (_("Fila"), _("Columna"), _("Valor"), _("Resultado"), _("Motivo"))],
        rows=[
            (one.row, one.column, one.value, str(SEVERITY_WORDS[one.severity]), str(one.reason))
            for one in report.findings
        ],
    )


def write_report(report: ImportReport, path: Path, *, name: str) -> None:
    """Write the findings to `path`, as XLSX or, with any other ending, as CSV."""
    table = report_table(report, name=name)
    if path.suffix.lower() == ".xlsx":
        path.write_bytes(xlsx_bytes(table))
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        writer.writerows([safe_cell(value) for value in row] for row in table.rows)
