"""Large tables, read row by row: a million rows of a CSV, or two hundred thousand of an XLSX, never all held at once.

What `core.tabular` reads whole is bounded far below; who reads here asks for the bounds of an import.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import python_calamine
from django.utils.translation import gettext_lazy as _

from llegada.core import workbooks
from llegada.core.csv_lines import read_rows, text_of_line
from llegada.core.tabular import (
    BROKEN_XLSX,
    EMPTY_FILE,
    LINES_SEEN,
    NOT_A_TABLE,
    TOO_MANY_CELLS,
    Unreadable,
    broken_csv,
    delimiter_of,
    is_no_csv,
    is_utf16,
)
from llegada.core.workbook_heads import head_of
from llegada.core.workbooks import Bounds, TooManyCells, unpacked

#: 200,000 rows of some thirty columns; unpacked, about as many bytes as memory that reading them takes.
BOUNDS: Final = Bounds(unpacked_bytes=400 * 1024**2, cells=6_000_000)
#: Cells of one CSV: it is never held whole, but somebody waits for it.
MAX_CSV_CELLS: Final = 60_000_000
_HEAD: Final = 65536
#: A zero as a spreadsheet writes it within a text.
_NOTHING: Final = b"_x0000_"
GONE: Final = _("El archivo ya no está guardado. Súbalo otra vez.")
UNCOMPUTED: Final = _(
    "El libro tiene fórmulas sin su resultado. Ábralo en su hoja de cálculo, guárdelo y suba el que guardó."
)


@dataclass
class TableFile:
    """A file of tables on disk: the names of its sheets (one, empty, for a CSV), each read as often as it is asked for."""

    path: Path
    sheet_names: list[str] = field(default_factory=lambda: [""])
    _book: python_calamine.CalamineWorkbook | None = None
    #: Whether some text of the workbook has zeros, which no database takes in a text.
    _has_nothing: bool = False

    def rows(self, sheet: str) -> Iterator[Sequence[Any]]:
        """Yield the rows of a sheet from its first, each a sequence of cells. Raises Unreadable.

        What was merged says the same in each of the cells that it took up.
        """
        if self._book is None:
            return _csv_rows(self.path)
        rows = _sheet_rows(self._book, sheet)
        return map(_without_nothing, rows) if self._has_nothing else rows


def open_table_file(path: Path, *, rows: int | None = None) -> TableFile:
    """Open a CSV (UTF-8, UTF-16, Windows-1252; by comma, semicolon or tab) or an XLSX, or some of its rows. Raises Unreadable."""
    try:
        with path.open("rb") as source:
            head = source.read(_HEAD)
    except FileNotFoundError as error:
        raise Unreadable({"file": GONE}) from error
    if not head.strip():
        raise Unreadable({"file": EMPTY_FILE})
    if head[:4] != b"PK\x03\x04":
        if is_no_csv(head):
            raise Unreadable({"file": NOT_A_TABLE})
        return TableFile(path)
    try:
        content, lacks_result = (
            (unpacked(path.read_bytes(), BOUNDS), False) if rows is None else head_of(path, rows, BOUNDS)
        )
        has_uncomputed, has_nothing = _look_into(content)
        if has_uncomputed or lacks_result:
            raise Unreadable({"file": UNCOMPUTED})
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return TableFile(path, list(book.sheet_names), book, has_nothing)
    except TooManyCells as error:
        raise Unreadable({"file": TOO_MANY_CELLS}) from error
    except Unreadable:
        raise
    except Exception as error:  # calamine raises several unrelated types for a damaged file
        raise Unreadable({"file": BROKEN_XLSX}) from error


def _look_into(content: bytes) -> tuple[bool, bool]:
    """Return whether a workbook has formulas never computed, and whether a text of it has zeros."""
    has_uncomputed = has_nothing = False
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/"):
                part = parts.read(name)
                has_uncomputed = has_uncomputed or workbooks.UNCOMPUTED.search(part) is not None
            elif name.startswith("xl/sharedStrings"):
                part = parts.read(name)
            else:
                continue
            has_nothing = has_nothing or _NOTHING in part
    return has_uncomputed, has_nothing


def _without_nothing(row: Sequence[Any]) -> Sequence[Any]:
    return [cell.replace("\x00", "") if isinstance(cell, str) else cell for cell in row]


def _sheet_rows(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[Sequence[Any]]:
    sheet = book.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    blank = [None] * left
    merged = sheet.merged_cell_ranges or []
    if not merged:
        for row in sheet.iter_rows():
            yield blank + row if left else row
        return
    yield from _filled(sheet, merged, blank)


def _filled(sheet: python_calamine.CalamineSheet, merged: Sequence[Any], blank: list[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows with what each merged range says in all of its cells."""
    opened: dict[int, list[tuple[int, int, int]]] = {}
    for (top, first), (bottom, last) in merged:
        opened.setdefault(top, []).append((first, last, bottom))
    held: list[tuple[int, int, int, Any]] = []
    for number, row in enumerate(sheet.iter_rows()):
        cells = [*blank, *row]
        for first, last, bottom in opened.get(number, ()):
            if first < len(cells):
                held.append((first, last, bottom, cells[first]))
        held = [one for one in held if one[2] >= number]
        for first, last, _bottom, value in held:
            for place in range(first, min(last + 1, len(cells))):
                cells[place] = value
        yield cells


def _csv_rows(path: Path) -> Iterator[Sequence[str]]:
    is_utf8, has_nothing = _look_through(path)
    with _opened(path, is_utf8=is_utf8) as source:
        delimiter = delimiter_of(list(islice(source, LINES_SEEN)))
    with _opened(path, is_utf8=is_utf8) as source:
        cells = 0
        try:
            lines = (line.replace("\x00", "") for line in source) if has_nothing else source
            for row in read_rows(lines, delimiter):
                cells += len(row)
                if cells > MAX_CSV_CELLS:
                    raise Unreadable({"file": TOO_MANY_CELLS})
                yield row
        except csv.Error as error:
            raise broken_csv(error) from error


@contextmanager
def _opened(path: Path, *, is_utf8: bool) -> Iterator[Iterable[str]]:
    """Open a CSV by its lines, each as long as it is; of one that is not all UTF-8, each line is read as what it is."""
    if is_utf8 or _is_utf16(path):
        with path.open(encoding="utf-8-sig" if is_utf8 else "utf-16", errors="replace", newline="") as source:
            yield source
        return
    with path.open("rb") as raw:
        yield (text_of_line(line) for lines in raw for line in lines.splitlines(keepends=True))


def _is_utf16(path: Path) -> bool:
    with path.open("rb") as source:
        return is_utf16(source.read(2))


def _look_through(path: Path) -> tuple[bool, bool]:
    """Return whether a file is UTF-8, and whether it has zeros, which no database takes in a text."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, has_nothing = True, False
    with path.open("rb") as source:
        while piece := source.read(1024 * 1024):
            has_nothing = has_nothing or b"\x00" in piece
            if is_utf8:
                is_utf8 = _goes_on(decoder, piece)
    return is_utf8 and _goes_on(decoder, b"", final=True), has_nothing


def _goes_on(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final=final)
    except UnicodeDecodeError:
        return False
    return True
