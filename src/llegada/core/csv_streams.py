"""Writes plain tables as CSV by chunks of rows, so that memory does not grow with them (docs/adr/0035-exports.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from llegada.core.table_blocks import Block, Written, blocks_of

#: Rows written at a time.
CHUNK: Final = 500
#: With the wide ones of eastern keyboards, which some spreadsheets take for the same.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


class Separator(TextChoices):
    """What divides the cells of a CSV; the value is what an address calls it."""

    COMMA = "coma", _("coma")
    SEMICOLON = "punto-y-coma", _("punto y coma")


def safe_cell(value: Any) -> Any:
    """Return a value for a CSV cell; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else value


def stream_csv(
    titles: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]], separator: Separator = Separator.COMMA
) -> Iterator[bytes]:
    """Yield rows of `titles` and then `rows` as UTF-8 CSV with a byte-order mark, which spreadsheets need to show accents."""
    return stream_csv_blocks(titles, blocks_of(rows, CHUNK), separator)


def stream_csv_blocks(
    titles: Iterable[Sequence[Any]], blocks: Iterable[Block], separator: Separator = Separator.COMMA
) -> Iterator[bytes]:
    """Yield the same of rows that come by blocks."""
    return _WRITERS[separator].stream(titles, blocks)


class _Writer:
    """How cells are written where one mark divides them and another stands before decimals."""

    def __init__(self, mark: str, decimal: str) -> None:
        self._mark = mark.encode()
        self._decimal = decimal.encode()
        self._quoting = (mark, '"', "\r", "\n")
        self._quoted = re.compile(rf'[{mark}"\r\n]')
        #: What needs quotes, or could be taken for a formula.
        self._needs_care = re.compile(rf'[{mark}"\r\n]|\A[{re.escape("".join(_FORMULA_STARTS))}]')

    def stream(self, titles: Iterable[Sequence[Any]], blocks: Iterable[Block]) -> Iterator[bytes]:
        yield "\ufeff".encode()
        for row in titles:
            yield self._block([[_encoded(self._cell(str(cell)))] for cell in row])
        written = Written(lambda _first, cells: self._mark.join(self._column(cells)))
        for block in blocks:
            columns = [
                self._column(strand.keys) if strand.cells is None else written.of(number, strand)
                for number, strand in enumerate(block)
            ]
            yield self._block(columns)

    def _block(self, columns: Sequence[Iterable[bytes]]) -> bytes:
        """Return rows from their columns."""
        if len(columns) == 1:  # a line of one empty cell would be no line
            columns = [[cell or b'""' for cell in columns[0]]]
        return b"\r\n".join([*map(self._mark.join, zip(*columns, strict=True)), b""])

    def _column(self, values: Sequence[Any]) -> Iterable[bytes]:
        """Return one column of a block as written: what a whole column is costs one look, and almost none needs quotes."""
        kinds = set(map(type, values))
        if kinds == {str}:
            together = "\0" + "\0".join(values)
            is_plain = together.count("\0") == len(values) and not self._any_needs_care(together)
            return (
                _encoded(together[1:]).split(b"\0") if is_plain else [_encoded(self._cell(value)) for value in values]
            )
        if kinds == {date}:
            written = {value: value.isoformat().encode() for value in set(values)}
            return [written[value] for value in values]
        if kinds <= {int, float, Decimal}:
            return "\0".join(map(str, values)).encode().replace(b".", self._decimal).split(b"\0")
        return [_encoded(self._cell(value)) for value in values]

    def _any_needs_care(self, together: str) -> bool:
        """Return whether one of some texts does, of which each comes after a NUL. One letter is found much sooner than two."""
        return any(mark in together for mark in self._quoting) or any(
            start in together and f"\0{start}" in together for start in _FORMULA_STARTS
        )

    def _cell(self, value: Any) -> str:
        if type(value) is str and not self._needs_care.search(value):
            return value
        if isinstance(value, float | Decimal):
            return str(value).replace(".", self._decimal.decode())
        safe = str(safe_cell(value))
        return f'"{safe.replace(chr(34), chr(34) * 2)}"' if self._quoted.search(safe) else safe


#: Where a comma stands before decimals, as in Spanish, spreadsheets divide cells by semicolons.
_WRITERS: Final = {Separator.COMMA: _Writer(",", "."), Separator.SEMICOLON: _Writer(";", ",")}


def _encoded(text: str) -> bytes:
    # Half of a pair of surrogates is no letter of any alphabet: it is not worth stopping the file.
    return text.encode("utf-8", "replace")
