"""The sheets of a book that have the same headings as the one that is read: one for each month, or for each office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from llegada.core.table_streams import TableFile
from llegada.imports.choices import TargetKind
from llegada.imports.heading_rows import titles_at
from llegada.imports.layout import Layout
from llegada.targeting.table_rules import headings_of, text_of

#: Rows of a sheet among which its headings are looked for.
_GLANCE: Final = 60
_SHEETS: Final = 60
#: Of what the rows of several sheets are told apart together.
_TARGETS: Final = frozenset({TargetKind.PLANS, TargetKind.SESSIONS, TargetKind.ATTENDANCES, TargetKind.COMMITMENTS})


def sheets_alike(file: TableFile, layout: Layout, headings: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return the other sheets with all of these headings and something below, each with the first row of them."""
    if layout.target not in _TARGETS:
        return ()
    others = [name for name in file.sheet_names if name != layout.sheet][:_SHEETS]
    found = ((name, _row_of(file, name, layout.header_rows, {*headings})) for name in others)
    return tuple((name, row) for name, row in found if row)


def layouts_of_alike(layout: Layout, alike: Sequence[tuple[str, int]]) -> list[Layout]:
    """Return how a sheet and those like it are read."""
    return [layout, *(replace(layout, sheet=name, header_row=row) for name, row in alike)]


def _row_of(file: TableFile, sheet: str, count: int, wanted: set[str]) -> int:
    """Return where the headings of a sheet begin, counting from 1; 0 if they are others, or nothing is below."""
    rows: list[list[Any]] = [list(row) for row in islice(file.rows(sheet), _GLANCE)]
    for place in range(len(rows) - count):
        if wanted <= {*headings_of(titles_at(rows[place : place + count]))}:
            has_rows = any(text_of(cell) for row in rows[place + count :] for cell in row)
            return place + 1 if has_rows else 0
    return 0
