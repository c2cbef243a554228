"""The first rows of a file, for a person to say what its columns are, and the first guess of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import islice
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from llegada.accounts.models import Organization
from llegada.core.actors import Actor
from llegada.core.table_streams import TableFile, open_table_file
from llegada.core.tabular import NO_ROWS, Unreadable
from llegada.core.text import fold
from llegada.imports import cell_rules, selectors
from llegada.imports.choices import TargetKind
from llegada.imports.fields import FIELDS
from llegada.imports.guessing import (
    fields_named,
    find_headings,
    likeliest_target,
    only_counts,
    seems_to_identify,
    suggest,
    tells_rows_apart,
)
from llegada.imports.heading_rows import find_heading_rows, goes_on, other_readings, titles_at
from llegada.imports.layout import ADDED_HEADINGS, Layout, from_json, missing_fields, signature
from llegada.imports.models import ImportMapping, ImportRun
from llegada.imports.services.alike import layouts_of_alike, sheets_alike
from llegada.imports.services.carrying import path_of
from llegada.imports.services.directory import Directory
from llegada.imports.services.official_book import layouts_of_book
from llegada.imports.services.runs import take_in_file
from llegada.targeting.table_rules import headings_of, text_of

#: Rows of which the columns are known: enough to tell whether an identifier repeats itself.
_SEEN: Final = 10_000
#: Rows that show which sheet has the table, and sheets that are looked at.
_GLANCE: Final = 60
_SHEETS: Final = 30
_SHOWN: Final = 3
#: Columns of a sheet: each is asked about, and held against each field.
MOST_COLUMNS: Final = 1_000
_LONGEST_SAMPLE: Final = 40
_NAMED_BY_PLACE: Final = re.compile(r"Columna \d+")
ONLY_HEADINGS: Final = _(
    "Encontramos los títulos, pero ninguna fila debajo. Revise si eligió el archivo que era, y que la hoja tenga los datos."
)
TOO_MANY_COLUMNS: Final = _(
    "La hoja tiene %(columns)s columnas y se leen %(most)s a lo sumo. Borre las que no va a traer y suba el archivo de nuevo."
)


@dataclass(frozen=True)
class Column:
    """A column of a file: its heading and some of what it holds."""

    heading: str
    samples: tuple[str, ...]
    #: Its heading promises to identify the rows, and several say the same.
    repeats: bool = False
    #: Its heading promises to identify the rows, and it only numbers those of this file.
    is_count: bool = False

    @property
    def sample(self) -> str:
        """Return what it holds, in a line."""
        return " · ".join(self.samples)


@dataclass(frozen=True)
class Peek:
    """The beginning of one sheet: where its headings begin (counting from 1), its columns and how they are most likely read."""

    sheets: tuple[str, ...]
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    layout: Layout
    #: The name of the saved way of reading that fits, if one does.
    mapping_name: str = ""
    #: A name for this way of reading where none was saved: that of the file.
    proposed_name: str = ""
    #: What its rows rather seem to be, where that is not what was said.
    likelier: str = ""
    #: Rows that the headings take up.
    header_rows: int = 1
    #: The other sheets with the same headings, each with the first row of them.
    alike: tuple[tuple[str, int], ...] = ()

    @property
    def last_header_row(self) -> int:
        """Return the row of the last of its headings."""
        return self.header_row + self.header_rows - 1

    @property
    def headings(self) -> list[str]:
        """Return the headings."""
        return [one.heading for one in self.columns]

    @property
    def missing(self) -> list[str]:
        """Return, in words, what no column was found for and nothing goes in without."""
        return missing_fields(self.layout)


def take_in_and_peek(
    *, actor: Actor, organization: Organization, target: str, upload: UploadedFile[Any], now: datetime
) -> tuple[ImportRun, list[Layout], list[str], str]:
    """Take a file in and say how its sheets are read, its headings and the name of the saved way that fits.

    No layouts where a person has to say what its columns are. Nothing is written: what cannot be read begins nothing.
    Raises what `take_in_file` does, and Unreadable.
    """
    run = take_in_file(actor=actor, organization=organization, target=target, upload=upload, now=now)
    if run.target == "workbook":
        return run, *workbook_layouts(run), ""
    found = peek(run)
    is_known = bool(found.mapping_name) and not found.missing
    layouts = layouts_of_alike(found.layout, found.alike) if is_known else []
    return run, layouts, found.headings, found.mapping_name


def peek(
    run: ImportRun,
    *,
    target: str = "",
    targets: Sequence[str] = (),
    sheet: str | None = None,
    header_row: int | None = None,
    header_rows: int | None = None,
    wanted: Collection[str] = (),
    directory: Directory | None = None,
) -> Peek:
    """Read the first rows of a file: as rows of `target`, or of what was said when it came. Raises Unreadable.

    `targets` are what its rows might rather be; with a `directory`, what the cells say counts beside their headings. The headings
    are where a person says, else where those are that are `wanted` or were saved, else where they most likely are.
    """
    file, target = open_table_file(path_of(run), rows=(header_row or 1) + _SEEN), target or run.target
    names = tuple(file.sheet_names)
    if sheet is None or sheet not in names:
        sheet = _likeliest_sheet(file, target)
    rows = [list(row) for row in islice(file.rows(sheet), (header_row or 1) + _SEEN)]
    if not any(text_of(cell) for row in rows for cell in row):
        raise Unreadable({"file": NO_ROWS})
    readings = _readings(target, rows, header_row, header_rows)
    columns, below = _table(rows, *readings[0])
    (place, count), saved = readings[0], _saved(run, _headings(columns))
    for one in readings[1:] if wanted or (saved is None and selectors.has_mappings(run.organization_id)) else ():
        other = _table(rows, *one)
        mapping = _saved(run, _headings(other[0]))
        if _found(wanted, other[0]) > _found(wanted, columns) or (saved is None and mapping is not None and not wanted):
            (place, count), (columns, below), saved = one, other, mapping
    if not below:
        raise Unreadable({"file": ONLY_HEADINGS})
    if len(columns) > MOST_COLUMNS:
        raise Unreadable({"file": TOO_MANY_COLUMNS % {"columns": len(columns), "most": MOST_COLUMNS}})
    headings, held = _headings(columns), list(columns)
    cells = [[row[number] if number < len(row) else None for number in held] for row in below]
    seen = (_judged(target, one, [row[place] for row in cells]) for place, one in enumerate(columns.values()))
    columns = dict(zip(held, seen, strict=True))
    kept = [from_json(one) for one in saved.layouts] if saved else []
    known = next((one for one in kept if one.target == target), None)
    knows = (lambda kind, text: bool(directory.find(kind, text))) if directory else lambda _kind, _text: False
    fields = known.fields if known else suggest(target, headings, cells, knows)
    order = known.date_order if known else cell_rules.date_order(cell for row in cells for cell in row)
    layout = Layout(target, sheet, place + 1, fields, order, count)
    return Peek(
        names,
        sheet,
        place + 1,
        tuple(columns.values()),
        layout,
        mapping_name=saved.name if saved and known else "",
        proposed_name="" if known else _free_name(run, target),
        likelier="" if known else _likelier(layout, headings, cells, targets),
        header_rows=count,
        alike=sheets_alike(file, layout, headings),
    )


def _readings(
    target: str, rows: Sequence[Sequence[Any]], header_row: int | None, header_rows: int | None
) -> list[tuple[int, int]]:
    """Return where the headings may be and how many rows they take up, the likeliest first: as a person says, if one does."""
    if header_row and header_row <= len(rows):
        place = header_row - 1
        return [(place, header_rows or (2 if goes_on(target, rows, place) else 1))]
    found = find_heading_rows(target, rows)
    others = other_readings(rows, *found)
    said = [one for one in (found, *others) if one[1] == header_rows]
    return said[:1] or [found, *others]


def _table(rows: Sequence[Sequence[Any]], place: int, count: int) -> tuple[dict[int, Column], list[Sequence[Any]]]:
    """Return the columns below some rows of headings, by their place, and the rows with something in them."""
    below = [row for row in rows[place + count :] if any(text_of(cell) for cell in row)]
    return _columns(titles_at(rows[place : place + count]), below), below


def _saved(run: ImportRun, headings: Sequence[str]) -> ImportMapping | None:
    return selectors.find_mapping(organization_id=run.organization_id, signature=signature(headings))


def _found(wanted: Collection[str], columns: Mapping[int, Column]) -> int:
    return len({*wanted}.intersection(_headings(columns)))


def _headings(columns: Mapping[int, Column]) -> list[str]:
    return [one.heading for one in columns.values()]


def _judged(target: str, column: Column, cells: Sequence[Any]) -> Column:
    """Return a column with why it is not proposed as what identifies the rows, where people would take it for that."""
    if not any(one.name == "external_id" for one in FIELDS[target]) or not seems_to_identify(column.heading):
        return column
    if only_counts(cells):
        return replace(column, is_count=not tells_rows_apart(fold(column.heading), cells))
    return replace(column, repeats=not tells_rows_apart(fold(column.heading), cells))


def _free_name(run: ImportRun, target: str) -> str:
    """Return the name of the file without its ending, with what it brings where something else was saved by it."""
    name = run.file_name.rpartition(".")[0].strip()
    longer = f"{name[:90].strip()} ({TargetKind(target).label})"
    return next(
        (
            one
            for one in (name[:120].strip(), longer)
            if selectors.find_mapping_named(organization_id=run.organization_id, name=one) is None
        ),
        "",
    )


def _likeliest_sheet(file: TableFile, target: str) -> str:
    """Return the sheet whose headings name most fields, and most beyond those that something else has as well."""
    best: str = file.sheet_names[0]
    most: tuple[bool, int] | None = None
    if len(file.sheet_names) == 1:
        return best
    for name in file.sheet_names[:_SHEETS]:
        rows = [list(row) for row in islice(file.rows(name), _GLANCE)]
        if sum(1 for row in rows if any(text_of(cell) for cell in row)) < 2:
            continue
        texts = {text_of(cell) for cell in rows[find_headings(target, rows)]}
        mine = fields_named(target, texts)
        others = max(fields_named(one, texts) for one in FIELDS if one != target)
        scored = (mine >= others, 2 * mine - others)
        if most is None or scored > most:
            best, most = name, scored
    return best


def _columns(headings: Sequence[Any], below: Sequence[Sequence[Any]]) -> dict[int, Column]:
    """Return the columns by their place, but for those of ours and those with neither a heading nor anything below."""
    found = {}
    for number, heading in enumerate(headings_of(headings)):
        samples = _samples(below, number)
        # What was named for lack of a heading comes back with that name, from the table of the rows that did not go in.
        is_named = bool(text_of(headings[number])) and not _NAMED_BY_PLACE.fullmatch(heading)
        if heading not in ADDED_HEADINGS and (samples or is_named):
            found[number] = Column(heading, samples)
    return found


def _likelier(layout: Layout, headings: Sequence[str], cells: Sequence[Sequence[Any]], targets: Sequence[str]) -> str:
    """Return what the rows rather are, where what was said lacks more than one column and something else lacks fewer."""
    lacking = len(missing_fields(layout))
    if lacking < 2:
        return ""
    other = likeliest_target(headings, cells, targets)
    if other is None or other == layout.target:
        return ""
    fields = suggest(other, headings, cells)
    return other if len(missing_fields(Layout(other, "", 1, fields))) + 1 < lacking else ""


def _samples(rows: Sequence[Sequence[Any]], place: int) -> tuple[str, ...]:
    texts = (shown(row[place]) for row in rows if place < len(row))
    return tuple(islice(dict.fromkeys(text for text in texts if text), _SHOWN))


def shown(cell: Any) -> str:
    """Return a cell as a person reads it: a day without its midnight, a long text cut with its mark."""
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    text = " ".join(text_of(cell).split())
    return text if len(text) <= _LONGEST_SAMPLE else f"{text[:_LONGEST_SAMPLE].rstrip()}…"


def workbook_layouts(run: ImportRun) -> tuple[list[Layout], list[str]]:
    """Return how the sheets of our own workbook are read, and all of their headings. Raises Unreadable."""
    return layouts_of_book(open_table_file(path_of(run), rows=_SEEN))
