"""Writes plain tables as CSV by chunks of rows, so that memory does not grow with them (docs/adr/0035-exports.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Any, Final

#: Rows written at a time.
CHUNK: Final = 500
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_NEEDS_QUOTES: Final = (",", '"', "\r", "\n")
#: In texts joined by NUL: what needs quotes, or could be taken for a formula.
_NEEDS_CARE: Final = (*_NEEDS_QUOTES, *(f"\0{start}" for start in _FORMULA_STARTS))


def safe_cell(value: Any) -> Any:
    """Return a value for a CSV cell; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, date | datetime):
        return value.isoformat()
    return "" if value is None else value


def stream_csv(titles: Iterable[Sequence[Any]], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield rows of `titles` and then `rows` as UTF-8 CSV with a byte-order mark, which spreadsheets need to show accents."""
    yield ("\ufeff" + _csv_lines([[_csv_cell(str(cell)) for cell in row] for row in titles])).encode()
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        columns = [_csv_column(values) for values in zip_longest(*chunk)]
        # Half of a pair of surrogates is no letter of any alphabet: it is not worth stopping the file.
        yield _csv_lines(zip(*columns, strict=True)).encode("utf-8", "replace")


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    # A line of one empty cell would be no line.
    lines = [",".join(row) or '""' for row in rows]
    return "\r\n".join([*lines, ""])


def _csv_column(values: Sequence[Any]) -> Iterable[str]:
    """Return one column of a chunk as written: what a whole column is costs one look, and almost none needs quotes."""
    kinds = set(map(type, values))
    if kinds == {str}:
        together = "\0" + "\0".join(values)
        is_plain = not any(mark in together for mark in _NEEDS_CARE)
        return values if is_plain else [_csv_cell(value) for value in values]
    if kinds == {date}:
        written = {value: value.isoformat() for value in set(values)}
        return [written[value] for value in values]
    if kinds <= {int, float, Decimal}:
        return map(str, values)
    return [_csv_cell(value) for value in values]


def _csv_cell(value: Any) -> str:
    safe = str(safe_cell(value))
    return f'"{safe.replace(chr(34), chr(34) * 2)}"' if any(mark in safe for mark in _NEEDS_QUOTES) else safe
