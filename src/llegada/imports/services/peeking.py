"""The first rows of a file, for a person to say what its columns are, and the first guess of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.utils.translation import override

from llegada.core.table_streams import open_table_file
from llegada.core.tabular import NO_ROWS, TABLE_LANGUAGE, Unreadable
from llegada.core.text import fold
from llegada.imports import cell_rules, selectors
from llegada.imports.fields import FIELDS, WORKBOOK
from llegada.imports.layout import Layout, Source, from_json, signature, suggest
from llegada.imports.models import ImportRun
from llegada.imports.services.carrying import path_of
from llegada.targeting.table_rules import find_heading_row, headings_of, text_of

_SEEN: Final = 80
_SHOWN: Final = 3


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading and some of what it holds."""

    heading: str
    samples: tuple[str, ...]

    @property
    def sample(self) -> str:
        """Return what it holds, in a line."""
        return " · ".join(self.samples)


@dataclass(frozen=True)
class Peek:
    """The beginning of one sheet: where its headings are (counting from 1), its columns and how they are most likely read."""

    sheets: tuple[str, ...]
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    layout: Layout
    #: The name of the saved way of reading that fits, if one does.
    mapping_name: str = ""

    @property
    def headings(self) -> list[str]:
        """Return the headings."""
        return [one.heading for one in self.columns]


def peek(run: ImportRun, *, sheet: str | None = None, header_row: int | None = None) -> Peek:
    """Read the first rows of a file. Raises Unreadable."""
    file = open_table_file(path_of(run))
    names = tuple(file.sheet_names)
    if sheet is None or sheet not in names:
        sheet = next((name for name in names if any(True for _row in islice(file.rows(name), 2, None))), names[0])
    rows = [list(row) for row in islice(file.rows(sheet), (header_row or 1) + _SEEN)]
    if not rows:
        raise Unreadable({"file": NO_ROWS})
    place = header_row - 1 if header_row and header_row <= len(rows) else find_heading_row(rows) or 0
    headings, below = headings_of(rows[place]), rows[place + 1 :]
    columns = tuple(Column(heading, _samples(below, number)) for number, heading in enumerate(headings))
    saved = selectors.find_mapping(organization_id=run.organization_id, signature=signature(headings))
    kept = [from_json(one) for one in saved.layouts] if saved else []
    fields = next((one.fields for one in kept if one.target == run.target), None)
    order = cell_rules.date_order(cell for row in below for cell in row)
    layout = Layout(run.target, sheet, place + 1, fields or suggest(run.target, headings, below), order)
    return Peek(names, sheet, place + 1, columns, layout, saved.name if saved and fields else "")


def _samples(rows: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    texts = dict.fromkeys(text_of(row[place])[:40] for row in rows if place < len(row) and text_of(row[place]))
    return tuple(islice(texts, _SHOWN))


def workbook_layouts(run: ImportRun) -> tuple[list[Layout], list[str]]:
    """Return how the sheets of our own workbook are read, and all of their headings. Raises Unreadable."""
    file = open_table_file(path_of(run))
    names = {fold(name): name for name in file.sheet_names}
    layouts, seen = [], []
    with override(TABLE_LANGUAGE):
        for target, label in WORKBOOK:
            sheet = names.get(fold(str(label)))
            if sheet is None:
                continue
            rows = list(islice(file.rows(sheet), 2))
            if len(rows) < 2:
                continue
            headings = headings_of(rows[0])
            folded = {fold(heading): heading for heading in headings}
            found = {one.name: folded[fold(str(one.label))] for one in FIELDS[target] if fold(str(one.label)) in folded}
            fields = {name: Source((heading,)) for name, heading in found.items()}
            layouts.append(Layout(target, sheet, 1, fields))
            seen += headings
    if not layouts:
        raise Unreadable({"file": NO_ROWS})
    return layouts, seen
