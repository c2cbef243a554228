"""Writes plain tables as XLSX by chunks of rows, so that memory does not grow with them (docs/adr/0035-exports.md).

A sheet's XML is written straight into the zip: text is never a formula, dates have a date's style. Reports with formats of
their own stay with XlsxWriter.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from llegada.core.table_blocks import Block, Strand, Written, blocks_of
from llegada.core.xlsx_frame import about_sheet, before_rows, parts_around, text_element

#: Rows written at a time.
CHUNK: Final = 500
#: Rows that a sheet of a spreadsheet holds, its titles among them; what goes beyond continues in another sheet.
SHEET_ROWS: Final = 1_048_576
#: Whole numbers beyond it lose digits in a spreadsheet, so they go as text.
_EXACT: Final = 10**15
#: In texts joined by «|»: whatever may not stand as it is, or is blank, or might be too long. It takes some that could.
_NEEDS_CARE: Final = re.compile(r"[^!#-%'-;=?-^`-{}\xa1-\u024f|]|\|\||^\||\|$|^$|[^|]{1000}")
#: Texts kept once for a whole workbook, at most: memory must not grow with the rows.
_SHARED: Final = 20_000
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = date(1900, 3, 1)
_BOLD, _DAY, _MOMENT = 1, 2, 3


class _Pieces:
    """A file that keeps what is written to it until somebody takes it away; it cannot be rewound."""

    def __init__(self) -> None:
        self._pieces: list[Any] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece) if isinstance(piece, memoryview | bytearray) else piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> list[Any]:
        taken, self._pieces = self._pieces, []
        return taken


# A cell is `<c r="B`, its row, and a tail that depends on its value alone. It is made with _ROW in place of the row, which no XML
# holds, once for each distinct value of a block or for each key of a strand; then the row is put in everywhere at once.
_ROW: Final = "\0"


class _Texts:
    """The texts of a workbook: those that repeat are kept once, as far as memory allows; others stand in their cells."""

    def __init__(self) -> None:
        self.shared: dict[str, int] = {}

    def tails(self, values: Sequence[str]) -> Iterable[str]:
        distinct = dict.fromkeys(values)
        repeats = len(distinct) * 2 <= len(values)
        if not repeats and not _NEEDS_CARE.search("|".join(values)):  # codes, as a rule: each stands as it is
            return [f'" t="inlineStr"><is><t>{value}</t></is></c>' for value in values]
        tails = {value: self.tail(value, repeats=repeats) for value in distinct}
        return [tails[value] for value in values]

    def tail(self, value: str, *, repeats: bool = False, style: str = "") -> str:
        if not value:
            return _BLANK
        number = self.shared.get(value)
        if number is None and repeats and len(self.shared) < _SHARED and len(value) < _LONG:
            number = self.shared.setdefault(value, len(self.shared))
        if number is not None:
            return f'"{style} t="s"><v>{number}</v></c>'
        return f'"{style} t="inlineStr"><is>{text_element(value)}</is></c>'


_BLANK: Final = '"/>'
_LONG: Final = 500


def _number(value: float | Decimal) -> str:
    return f'"><v>{value}</v></c>' if math.isfinite(value) else _BLANK


def _integer(value: int) -> str:
    if -_EXACT < value < _EXACT:
        return f'"><v>{value}</v></c>'
    return f'" t="inlineStr"><is><t>{value}</t></is></c>'


def _day(value: date) -> str:
    if value < _FIRST_DAY:
        return f'" t="inlineStr"><is><t>{value.isoformat()}</t></is></c>'
    return f'" s="{_DAY}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'


def _moment(value: datetime) -> str:
    if value.tzinfo is not None:
        value = timezone.make_naive(value)  # a spreadsheet knows no zones: the hour of the country
    if value.date() < _FIRST_DAY:
        return f'" t="inlineStr"><is><t>{value.isoformat(sep=" ")}</t></is></c>'
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return f'" s="{_MOMENT}"><v>{value.toordinal() - _DAY_ZERO + seconds / 86_400:.9f}</v></c>'


_TAILS: Final[dict[type, Callable[[Any], str]]] = {
    datetime: _moment,
    date: _day,
    int: _integer,
    float: _number,
    Decimal: _number,
    type(None): lambda value: _BLANK,
}


def _tails(texts: _Texts, values: Sequence[Any]) -> Iterable[str]:
    """Return what follows the number of the row in each cell of one column of a chunk."""
    kinds = set(map(type, values))
    if kinds == {str}:
        return texts.tails(values)
    if len(kinds) == 1:
        write = _TAILS.get(next(iter(kinds)))
        if write is not None:
            tails = {value: write(value) for value in set(values)}
            return [tails[value] for value in values]
    return [_tail(texts, value) for value in values]


def _tail(texts: _Texts, value: Any, *, repeats: bool = False) -> str:
    """Return the tail of one value: by its type, by its parent's, or as its words (True is «True»)."""
    if not isinstance(value, str | bool):
        for kind, write in _TAILS.items():
            if isinstance(value, kind):
                return write(value)
    return texts.tail(str(value), repeats=repeats)


@cache
def column_letters(number: int) -> str:
    """Return the letters of a column of a spreadsheet, of which the first is 0: A, Z, AA."""
    letters = ""
    number += 1
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def stream_xlsx(
    name: str, titles: Sequence[Sequence[Any]], rows: Iterable[Sequence[Any]], *, about: Sequence[tuple[str, str]] = ()
) -> Iterator[bytes]:
    """Yield a table as an XLSX: bold frozen `titles`, filters, text never as a formula; beyond a sheet's rows, in another sheet.

    `about`, names and their words, is a last sheet that says what the table is of.
    """
    return stream_xlsx_blocks(name, titles, blocks_of(rows, CHUNK), about=about)


def stream_xlsx_blocks(
    name: str, titles: Sequence[Sequence[Any]], blocks: Iterable[Block], *, about: Sequence[tuple[str, str]] = ()
) -> Iterator[bytes]:
    """Yield the same of rows that come by blocks. Compressed in a thread of its own while the next block is written."""
    pieces, texts = _Pieces(), _Texts()
    waiting = _Waiting(iter(blocks))
    sheets = 0
    with (
        ThreadPoolExecutor(1, "xlsx") as compressor,
        ZipFile(pieces, "w", ZIP_DEFLATED, compresslevel=1) as book,  # type: ignore[call-overload]  # written, never read
    ):
        while waiting or not sheets:
            sheets += 1
            path = f"xl/worksheets/sheet{sheets}.xml"
            with book.open(_part(path), "w", force_zip64=True) as sheet:
                written: Future[int] | None = None
                for piece in _sheet_pieces(texts, titles, waiting):
                    if written is not None:
                        written.result()
                        yield b"".join(pieces.take())
                    written = compressor.submit(sheet.write, piece)
                if written is not None:
                    written.result()
        if about:
            book.writestr(_part(f"xl/worksheets/sheet{sheets + 1}.xml"), about_sheet(about))
        for path, content in parts_around(name, sheets, texts.shared, has_about=bool(about)):
            book.writestr(_part(path), content)
    yield b"".join(pieces.take())


def write_xlsx(
    target: IO[bytes],
    name: str,
    titles: Sequence[Sequence[Any]],
    rows: Iterable[Sequence[Any]],
    *,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """Write to a file what `stream_xlsx` yields."""
    for piece in stream_xlsx(name, titles, rows, about=about):
        target.write(piece)


class _Waiting:
    """Blocks that have not been written: true while there are any. One may be cut where a sheet ends."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self._blocks = blocks
        self._next: Block = next(blocks, [])

    def __bool__(self) -> bool:
        return bool(self._next)

    def take(self, most: int) -> Block:
        """Return the next rows, at most so many."""
        block = self._next
        if len(block[0].keys) <= most:
            self._next = next(self._blocks, [])
            return block
        self._next = [Strand(strand.keys[most:], strand.cells, strand.width) for strand in block]
        return [Strand(strand.keys[:most], strand.cells, strand.width) for strand in block]


def _sheet_pieces(texts: _Texts, titles: Sequence[Sequence[Any]], waiting: _Waiting) -> Iterator[bytes]:
    """Yield the XML of one sheet, as far as its rows reach."""
    width = max((len(row) for row in titles), default=0)
    written = Written(lambda first, cells: _cells(texts, first, cells))
    yield before_rows(len(titles), width).encode()
    for n, row in enumerate(titles, start=1):
        bold = [(_begin(at) + texts.tail(str(cell), style=f' s="{_BOLD}"'),) for at, cell in enumerate(row)]
        yield _sheet_rows(n, 1, bold).encode()
    at = len(titles)
    while waiting and at < SHEET_ROWS:
        block = waiting.take(SHEET_ROWS - at)
        columns: list[Iterable[str]] = []
        first = 0
        for strand in block:
            columns.append(_column(texts, first, strand.keys) if strand.cells is None else written.of(first, strand))
            first += strand.width
        count = len(block[0].keys)
        yield _sheet_rows(at + 1, count, columns).encode()
        at += count
    area = f'<autoFilter ref="A{len(titles)}:{column_letters(width - 1)}{at}"/>' if width else ""
    yield f"</sheetData>{area}</worksheet>".encode()


def _begin(column: int) -> str:
    return f'<c r="{column_letters(column)}{_ROW}'


def _column(texts: _Texts, number: int, values: Sequence[Any]) -> Iterable[str]:
    return map(_begin(number).__add__, _tails(texts, values))


def _cells(texts: _Texts, first: int, values: Sequence[Any]) -> str:
    """Return some cells of a row that go together wherever their key is; one that is blank need not be written."""
    tails = ((at, _tail(texts, value, repeats=True)) for at, value in enumerate(values, start=first))
    return "".join(_begin(at) + tail for at, tail in tails if tail != _BLANK)


def _sheet_rows(first: int, count: int, columns: Iterable[Iterable[str]]) -> str:
    """Return rows as XML from their cells, of which each column has one a row."""
    rows = zip(repeat(f'<row r="{_ROW}">', count), *columns, repeat("</row>"), strict=False)
    return "".join([row.replace(_ROW, str(n)) for n, row in enumerate(map("".join, rows), start=first)])


def _part(path: str) -> ZipInfo:
    """Return a part of the workbook; dated always alike, so that the same table is the same file."""
    part = ZipInfo(path, (1980, 1, 1, 0, 0, 0))
    part.compress_type = ZIP_DEFLATED
    return part
