"""The first rows of each sheet of an XLSX, taken out of it without ever holding the rest: what a web process shows of a large one.

The parts are read from end to end, a piece at a time, as damage may be anywhere; of each sheet its first rows go on in a new
archive with what follows them (what is merged), and of the texts that sheets share, those that these rows name.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Final

from llegada.core.workbooks import UNCOMPUTED, UNREADABLE, Bounds, TooManyCells, read_part, ready_part, wanted_parts

_PIECE: Final = 256 * 1024
#: What is looked at of a part to tell which it is.
_ROOT: Final = 2_000
#: What follows the rows of a sheet, at most: beyond it, what was merged is not known.
_LONGEST_TAIL: Final = 8 * 1024**2
#: One text with its formats; a cell has 32,767 characters at most.
_LONGEST_TEXT: Final = 16 * 1024**2
#: Of the end of a piece, what is looked at again with the next: longer than any tag that is looked for.
_OVERLAP: Final = 200
_SHEET: Final = re.compile(rb"<(?:\w+:)?worksheet\b")
_SHARED: Final = re.compile(rb"<(?:\w+:)?sst\b")
_ROW_END: Final = re.compile(rb"</(?:\w+:)?row\s*>|<(?:\w+:)?row\b[^<>]*/>")
_ROWS_END: Final = re.compile(rb"</(?:\w+:)?sheetData\s*>")
#: A cell that names a shared text: t="s", and its number.
_NAMES: Final = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\bt\s*=\s*[\"']s[\"'][^<>]*>(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>\s*(\d+)"
)
_TEXT: Final = re.compile(rb"<(?:(\w+):)?si\b(?:[^<>]*/>|.*?</(?:\w+:)?si\s*>)", re.DOTALL)


def head_of(path: Path, rows: int, bounds: Bounds) -> tuple[bytes, bool]:
    """Return an XLSX with at most so many rows of each sheet, and whether a formula anywhere in it was never computed.

    Raises TooManyCells, and BadZipFile if it is none.
    """
    head, has_uncomputed = io.BytesIO(), False
    named: set[int] = set()
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(head, "w") as plain:
        shared: list[zipfile.ZipInfo] = []
        left = bounds.unpacked_bytes
        for part in wanted_parts(packed):
            left -= part.file_size
            if left < 0:
                raise TooManyCells
            beginning = _beginning(packed, part)
            if _SHARED.search(beginning):
                shared.append(part)  # which of its texts are wanted is known once the sheets were read
                continue
            if _SHEET.search(beginning):
                data, lacks_result = _cut(_pieces(packed, part), rows)
                has_uncomputed = has_uncomputed or lacks_result
                named.update(int(number) for number in _NAMES.findall(data))
            else:
                data = read_part(packed, part)
            plain.writestr(part.filename, ready_part(data, bounds))
        for part in shared:
            plain.writestr(part.filename, b"".join(_texts(_pieces(packed, part), named)))
    return head.getvalue(), has_uncomputed


def _beginning(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    return next(_pieces(packed, part), b"")[:_ROOT]


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part piece by piece; its checksum is looked at once it ends."""
    try:
        with packed.open(part) as source:
            while piece := source.read(_PIECE):
                yield piece
    except UNREADABLE as error:
        raise zipfile.BadZipFile(str(error)) from error


def _cut(pieces: Iterable[bytes], rows: int) -> tuple[bytes, bool]:
    """Return a sheet with its first rows and what follows the last, and whether any of its formulas was never computed."""
    kept, tail, carried = bytearray(), bytearray(), b""
    has_uncomputed, is_cut, looked, end = False, False, 0, 0
    for piece in pieces:
        window = carried + piece
        has_uncomputed = has_uncomputed or (b"f>" in window and UNCOMPUTED.search(window) is not None)
        carried = window[-_OVERLAP:]
        if tail:
            if len(tail) <= _LONGEST_TAIL:
                tail += piece
        elif is_cut:
            tail += _after_rows(window)
        else:
            kept += piece
            while rows and (found := _ROW_END.search(kept, looked)):
                rows, looked = rows - 1, found.end()
                end = looked
            looked = max(looked, len(kept) - _OVERLAP)
            if not rows:
                is_cut = True
                tail += _after_rows(bytes(kept[end:]))
                del kept[end:]
    if len(tail) > _LONGEST_TAIL:
        tail = _only_ends(tail)
    return bytes(kept + tail), has_uncomputed


def _after_rows(window: bytes) -> bytes:
    """Return what there is from the end of the rows on."""
    found = _ROWS_END.search(window)
    return window[found.start() :] if found else b""


def _only_ends(tail: bytearray) -> bytearray:
    """Return the end of the rows and of the sheet alone, with the prefix that they have."""
    found = _ROWS_END.match(tail)
    return bytearray(found[0] + found[0].replace(b"sheetData", b"worksheet")) if found else tail


def _texts(pieces: Iterable[bytes], named: Container[int]) -> Iterator[bytes]:
    """Yield the texts that sheets share, those that nobody names without what they say, each in its place."""
    pending, number = b"", 0
    for piece in pieces:
        pending += piece
        at = 0
        for text in _TEXT.finditer(pending):
            prefix = (text[1] + b":") if text[1] else b""
            yield pending[at : text.start()]
            yield text[0] if number in named else b"<%ssi><%st></%st></%ssi>" % (prefix, prefix, prefix, prefix)
            at, number = text.end(), number + 1
        pending = pending[at:]
        if len(pending) > _LONGEST_TEXT:
            raise TooManyCells
    yield pending
