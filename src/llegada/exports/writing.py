"""Writes a dataset in each format, row by row, and tells how many rows went out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import IO, Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import override

from llegada.core.actors import Actor
from llegada.core.csv_streams import Separator, stream_csv_blocks
from llegada.core.garbage import seldom_looked_for
from llegada.core.table_about import About
from llegada.core.table_blocks import Block, Strand, rows_of
from llegada.core.tabular import XLSX_TYPE, as_number
from llegada.core.xlsx_streams import stream_xlsx_blocks
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import Column, Dataset
from llegada.exports.datasets.reading import BLOCK

MEDIA_TYPES: Final[dict[str, str]] = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.HXL: "text/csv; charset=utf-8",
    FileFormat.XLSX: XLSX_TYPE,
    FileFormat.JSON: "application/json",
    FileFormat.ZIP: "application/zip",
}
#: Rows of a block, where fewer are written sooner: what was read is still at hand for the processor.
_BLOCKS: Final[dict[str, int]] = {FileFormat.CSV: 1000, FileFormat.HXL: 1000}
#: Bytes written at a time, at least.
_WEIGHT: Final = 1 << 20
#: Rows of JSON written at a time.
_CHUNK: Final = 500


Rows = Iterable[Block]


class Counted:
    """Rows on their way by blocks, and how many have passed."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self._blocks = blocks
        self.number = 0

    def __iter__(self) -> Iterator[Block]:
        """Yield the blocks, counting their rows."""
        for block in self._blocks:
            self.number += len(block[0].keys)
            yield block


class Fingerprinted:
    """A file to write to, that knows how many bytes went in and their SHA-256."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        """Write a piece and take it into account."""
        self._hash.update(piece)
        self.size += len(piece)
        return self._target.write(piece)

    def flush(self) -> None:
        """Nothing is held back here."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of what was written, in hexadecimal."""
        return self._hash.hexdigest()


def write_dataset(
    target: IO[bytes] | Fingerprinted,
    dataset: Dataset,
    file_format: str,
    *,
    actor: Actor | None,
    year: int | None,
    separator: Separator = Separator.COMMA,
) -> int:
    """Write a dataset into a file and return how many rows it has; `actor` is None for what anybody reads."""
    with override(settings.LANGUAGE_CODE), seldom_looked_for():
        columns = dataset.shown(actor=actor)
        rows = Counted(dataset.read(actor=actor, year=year, block=_BLOCKS.get(file_format, BLOCK)))
        _write_aside(target, _STREAMS[file_format](dataset, columns, rows, separator))
    return rows.number


def write_rows(
    target: IO[bytes],
    dataset: Dataset,
    file_format: str,
    *,
    rows: QuerySet[Any, Any],
    about: About,
    separator: Separator = Separator.COMMA,
) -> int:
    """Write some rows of a dataset with all of its columns, and say inside of which day and filters they are; return how many.

    Who asks answers for whom the rows are.
    """
    with override(settings.LANGUAGE_CODE), seldom_looked_for():
        counted = Counted(dataset.read_rows(rows, dataset.columns, block=_BLOCKS.get(file_format, BLOCK)))
        _write_aside(target, _ABOUT_STREAMS[file_format](dataset, counted, about, separator))
    return counted.number


def _csv_of(dataset: Dataset, rows: Rows, about: About, separator: Separator) -> Iterator[bytes]:
    said = ((about.day,), (about.scope,))
    blocks = ([*block, *(Strand(one * len(block[0].keys)) for one in said)] for block in rows)
    return stream_csv_blocks([about.titles([column.code for column in dataset.columns])], blocks, separator)


def _xlsx_of(dataset: Dataset, rows: Rows, about: About, separator: Separator) -> Iterator[bytes]:
    titles = [[column.code for column in dataset.columns]]
    return stream_xlsx_blocks(str(dataset.title), titles, rows, about=list(about.lines()))


def _json_of(dataset: Dataset, rows: Rows, about: About, separator: Separator) -> Iterator[bytes]:
    """Yield what the rows are of and, in it, the list of them."""
    said = {
        "alcance": about.scope,
        "corte": about.cut.isoformat(),
        "direccion": f"{settings.SITE_URL}{about.page}",
        "definiciones": dict(about.definitions),
        "notas": list(about.notes),
    }
    yield json.dumps(said, ensure_ascii=False).removesuffix("}").encode() + b', "filas": '
    yield from _as_json(dataset, dataset.columns, rows, separator)
    yield b"}\n"


def _write_aside(target: IO[bytes] | Fingerprinted, pieces: Iterator[bytes]) -> None:
    """Write pieces in a thread of its own while the next ones are made: hashing, compressing and disks need no interpreter."""
    writing: Future[int] | None = None
    with ThreadPoolExecutor(1, "export") as writer:
        for together in _by_weight(pieces):
            if writing is not None:
                writing.result()
            writing = writer.submit(target.write, together)
        if writing is not None:
            writing.result()


def _by_weight(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield pieces put together: to hand over a small one costs more than to write it."""
    together: list[bytes] = []
    weight = 0
    for piece in pieces:
        together.append(piece)
        weight += len(piece)
        if weight >= _WEIGHT:
            yield b"".join(together)
            together, weight = [], 0
    yield b"".join(together)


def _as_csv(dataset: Dataset, columns: Sequence[Column], rows: Rows, separator: Separator) -> Iterator[bytes]:
    return stream_csv_blocks([[column.code for column in columns]], rows, separator)


def _as_hxl(dataset: Dataset, columns: Sequence[Column], rows: Rows, separator: Separator) -> Iterator[bytes]:
    """Yield it with the row of HXL tags below its titles; a column without a tag has none."""
    titles = [[column.code for column in columns], [column.hxl for column in columns]]
    return stream_csv_blocks(titles, rows, separator)


def _as_xlsx(dataset: Dataset, columns: Sequence[Column], rows: Rows, separator: Separator) -> Iterator[bytes]:
    return stream_xlsx_blocks(str(dataset.title), [[column.code for column in columns]], rows)


def _as_json(dataset: Dataset, columns: Sequence[Column], rows: Rows, separator: Separator) -> Iterator[bytes]:
    """Yield one list of objects, with null where there is no datum."""
    codes = [column.code for column in columns]
    yield b"["
    between, waiting = "\n", []
    for row in rows_of(rows):
        values = dict(zip(codes, row, strict=True))
        waiting.append(json.dumps(values, ensure_ascii=False, default=_json_value))
        if len(waiting) == _CHUNK:
            yield (between + ",\n".join(waiting)).encode()
            between, waiting = ",\n", []
    if waiting:
        yield (between + ",\n".join(waiting)).encode()
    yield b"\n]\n"


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return as_number(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_STREAMS: Final[dict[str, Callable[[Dataset, Sequence[Column], Rows, Separator], Iterator[bytes]]]] = {
    FileFormat.CSV: _as_csv,
    FileFormat.HXL: _as_hxl,
    FileFormat.XLSX: _as_xlsx,
    FileFormat.JSON: _as_json,
}
_ABOUT_STREAMS: Final[dict[str, Callable[[Dataset, Rows, About, Separator], Iterator[bytes]]]] = {
    FileFormat.CSV: _csv_of,
    FileFormat.XLSX: _xlsx_of,
    FileFormat.JSON: _json_of,
}
