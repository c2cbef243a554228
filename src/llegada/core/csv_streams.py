"""Writes plain tables as CSV by chunks of rows, so that memory does not grow with them (docs/adr/0035-exports.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from llegada.core.table_blocks import Block, Written, blocks_of

#: Rows written at a time.
CHUNK: Final = 500
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_QUOTES: Final = (",", '"', "\r", "\n")
_QUOTED: Final = re.compile(r'[,"\r\n]')
#: What needs quotes, or could be taken for a formula.
_NEEDS_CARE: Final = re.compile(r'[,"\r\n]|\A[-=+@\t]')


def safe_cell(value: Any) -> Any:
    """Return a value for a CSV cell; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else value


def stream_csv(titles: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield rows of `titles` and then `rows` as UTF-8 CSV with a byte-order mark, which spreadsheets need to show accents."""
    return stream_csv_blocks(titles, blocks_of(rows, CHUNK))


def stream_csv_blocks(titles: Iterable[Sequence[Any]], blocks: Iterable[Block]) -> Iterator[bytes]:
    """Yield the same of rows that come by blocks."""
    yield "\ufeff".encode()
    for row in titles:
        yield _csv_block([[_encoded(_csv_cell(str(cell)))] for cell in row])
    written = Written(lambda _first, cells: b",".join(_csv_column(cells)))
    for block in blocks:
        columns = [
            _csv_column(strand.keys) if strand.cells is None else written.of(number, strand)
            for number, strand in enumerate(block)
        ]
        yield _csv_block(columns)


def _csv_block(columns: Sequence[Iterable[bytes]]) -> bytes:
    """Return rows from their columns."""
    if len(columns) == 1:  # a line of one empty cell would be no line
        columns = [[cell or b'""' for cell in columns[0]]]
    return b"\r\n".join([*map(b",".join, zip(*columns, strict=True)), b""])


def _csv_column(values: Sequence[Any]) -> Iterable[bytes]:
    """Return one column of a block as written: what a whole column is costs one look, and almost none needs quotes."""
    kinds = set(map(type, values))
    if kinds == {str}:
        together = "\0" + "\0".join(values)
        is_plain = together.count("\0") == len(values) and not _any_needs_care(together)
        return _encoded(together[1:]).split(b"\0") if is_plain else [_encoded(_csv_cell(value)) for value in values]
    if kinds == {date}:
        written = {value: value.isoformat().encode() for value in set(values)}
        return [written[value] for value in values]
    if kinds <= {int, float, Decimal}:
        return "\0".join(map(str, values)).encode().split(b"\0")
    return [_encoded(_csv_cell(value)) for value in values]


def _any_needs_care(together: str) -> bool:
    """Return whether one of some texts does, of which each comes after a NUL. One letter is found much sooner than two."""
    return any(mark in together for mark in _NEEDS_QUOTES) or any(
        start in together and f"\0{start}" in together for start in _FORMULA_STARTS
    )


def _encoded(text: str) -> bytes:
    # Half of a pair of surrogates is no letter of any alphabet: it is not worth stopping the file.
    return text.encode("utf-8", "replace")


def _csv_cell(value: Any) -> str:
    if type(value) is str and not _NEEDS_CARE.search(value):
        return value
    safe = str(safe_cell(value))
    return f'"{safe.replace(chr(34), chr(34) * 2)}"' if _QUOTED.search(safe) else safe
