"""Takes an XLSX apart within bounds before it is read: a few kilobytes can unfold into more than a machine holds.

An XLSX is a zip of XML. Its parts may say that they are smaller than they are, and one cell in the last row and column makes a
grid of 17,000 million. What is measured here is what is read afterwards: the parts go on in a new archive, unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

#: Unpacked, the parts that are read: 100,000 rows of twenty columns take some 80 MB.
MAX_UNPACKED_BYTES: Final = 100 * 1024**2
#: Cells of a table, blank ones among them: 100,000 rows of twenty columns.
MAX_CELLS: Final = 2_000_000
#: What Python raises of a part that is damaged, encrypted, or packed in a way that it does not know.
UNREADABLE: Final = (zlib.error, RuntimeError, NotImplementedError, EOFError)
#: Pictures and the like are left out, and so is what makes a zip another kind of document: nothing in them is read.
_FOLDERS: Final = ("xl/", "_rels/", "[Content_Types].xml")
_ENDINGS: Final = (".xml", ".rels")
#: Where a row or a cell is: r="7", r="AB7".
_PLACE: Final = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
#: The rest of a tag with nothing inside: a format that reaches the last column is no data.
_BLANK: Final = re.compile(rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/>")


#: A cell with a formula whose result was never kept: whoever wrote the file did not compute it.
UNCOMPUTED: Final = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>")
#: A cell whose formula failed: t="e".
_ERROR: Final = re.compile(rb"(<(?:\w+:)?c\b[^<>]*?\bt\s*=\s*)(?:\"e\"|'e')")


class TooManyCells(Exception):
    """The workbook unfolds into more than is read."""


@dataclass(frozen=True)
class Bounds:
    """How much is read at most: bytes unpacked, and cells with the blank ones among them."""

    unpacked_bytes: int = MAX_UNPACKED_BYTES
    cells: int = MAX_CELLS


def unpacked(content: bytes, bounds: Bounds = Bounds()) -> bytes:
    """Return an XLSX with its parts unpacked, as large as they really are. Raises TooManyCells, and BadZipFile if it is none."""
    bounded = io.BytesIO()
    left = bounds.unpacked_bytes
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(bounded, "w") as plain:
        for part in wanted_parts(packed):
            left -= part.file_size
            if left < 0:
                raise TooManyCells
            plain.writestr(part.filename, ready_part(read_part(packed, part), bounds))
    return bounded.getvalue()


def wanted_parts(packed: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the parts of which something is read."""
    return [one for one in packed.infolist() if one.filename.startswith(_FOLDERS) and one.filename.endswith(_ENDINGS)]


def ready_part(data: bytes, bounds: Bounds) -> bytes:
    """Return a part as it is read. Raises TooManyCells."""
    _refuse_large_grid(data, bounds.cells)  # a sheet may be in a part of any name
    return _ERROR.sub(rb'\1"str"', data)  # else read as blank, which is no data


def read_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return a part. Python stops at the size that it declares and then compares the checksum, so that one that lies is refused."""
    try:
        return packed.read(part)
    except UNREADABLE as error:
        raise zipfile.BadZipFile(str(error)) from error


def _refuse_large_grid(sheet: bytes, most: int) -> None:
    rows = columns = cells = 0
    for place in _PLACE.finditer(sheet):
        if _BLANK.match(sheet, place.end()):
            continue
        letters, digits = place.groups()
        rows, columns, cells = max(rows, int(digits[:9])), max(columns, _column(letters[:6])), cells + 1
        if rows * columns > most or cells > most:
            raise TooManyCells


@lru_cache(1000)  # the same few columns come in every row
def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AB is 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
