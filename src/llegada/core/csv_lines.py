"""Reads the rows of a CSV, and stops where a quote that nothing closes would join several of them in one cell, unseen."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence


class OpenQuote(csv.Error):
    """A quote opens a cell and is not closed where a cell ends. `line` is where its row begins, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"a quote opened in the row of line {line} is not closed")
        self.line = line


class LongCell(csv.Error):
    """A cell has more characters than are read. `line` is where its row is, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"a cell in the row of line {line} is too long")
        self.line = line


def text_of_line(line: bytes) -> str:
    """Return a line of a CSV that is not all UTF-8, as what it is by itself: two files may have been put together."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


def read_rows(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV, read leniently. Raises LongCell, OpenQuote where a row of several lines is badly written, csv.Error.

    A loose quote within a line harms its cell alone; one that takes up the lines below makes them disappear.
    """
    held: list[str] = []
    begun = 1

    def taken() -> Iterator[str]:
        for line in lines:
            held.append(line)
            yield line

    rows = csv.reader(taken(), delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            if max(map(len, held), default=0) > csv.field_size_limit():
                raise LongCell(begun) from error
            if len(held) > 1:
                raise OpenQuote(begun) from error
            raise
        if len(held) > 1:
            _check(held, delimiter, begun)
        begun += len(held)
        held.clear()
        yield row


def _check(lines: Sequence[str], delimiter: str, begun: int) -> None:
    try:
        next(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise OpenQuote(begun) from error
