"""Keeps what a trial understood of each row, so that the run that follows does not read and understand the same file again.

It holds while nothing that it was understood by has changed: the bytes of the file, how they are read, the names and matches of
the organisation, and how this program reads. What depends on the base besides those is looked at by the run, row by row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import IO, Any, Final, Protocol

from llegada.core import table_streams, text
from llegada.core.table_streams import open_table_file
from llegada.imports import cell_rules, fields, guessing, heading_rows, several
from llegada.imports.choices import TargetKind
from llegada.imports.layout import Layout
from llegada.imports.models import ImportRun
from llegada.imports.services import batches, code_words, columns, directory
from llegada.imports.services.batches import Batch, SheetReader
from llegada.imports.services.columns import Bad
from llegada.imports.services.directory import Directory
from llegada.imports.services.official_book import sheets_besides, sheets_of_others
from llegada.imports.services.report import MOST_KEPT, Issue, file_of
from llegada.targeting import table_rules
from llegada.targeting.table_rules import text_of
from llegada.territory import rules as territory_rules

#: Services and entities change what the sheets after them are understood by; people of entities leave no copy.
_KEPT: Final = frozenset({TargetKind.PLANS, TargetKind.MILESTONES, TargetKind.SESSIONS, TargetKind.COMMITMENTS})
_READ_BY: Final = (
    batches,
    cell_rules,
    code_words,
    columns,
    directory,
    fields,
    guessing,
    heading_rows,
    several,
    table_rules,
    table_streams,
    territory_rules,
    text,
)


class Sheet(Protocol):
    """One sheet on its way in, read now or as its trial understood it."""

    headings: list[str]
    absent: list[str]
    ignored: list[int]
    wide: list[int]

    def batches(self) -> Iterator[Batch]:
        """Yield its rows."""


class Reading:
    """The sheets of a file, read and understood now; `sink` is where they are kept for the run."""

    def __init__(self, path: Path, known: Directory, sink: IO[str] | None = None) -> None:
        self._file, self._known, self._sink = open_table_file(path), known, sink

    def others(self, layouts: Sequence[Layout], *, is_workbook: bool) -> list[str]:
        """Return the sheets of the file that nobody reads: those that are not of the workbook, or not of the layouts."""
        if is_workbook:
            return sheets_of_others(self._file)
        return sheets_besides(self._file, [one.sheet for one in layouts]) if layouts[0].sheet else []

    def sheet(self, layout: Layout) -> Sheet:
        """Return one of them."""
        reader = SheetReader(self._file, layout, self._known)
        return reader if self._sink is None else _KeptWhileRead(reader, self._sink, self._known)


class _KeptWhileRead:
    """A sheet that is read now, each batch kept as it is handed on."""

    def __init__(self, reader: SheetReader, sink: IO[str], known: Directory) -> None:
        self._reader, self._sink, self._known = reader, sink, known
        self.headings, self.absent = reader.headings, reader.absent
        self.ignored, self.wide = reader.ignored, reader.wide

    def batches(self) -> Iterator[Batch]:
        """Yield its rows."""
        self._write([self.headings, self.absent])
        kept = 0
        for batch in self._reader.batches():
            understood = [batch.numbers, batch.values, batch.issues, batch.pieces]
            said = json.dumps(understood, default=_plain)  # before anybody checks it: a check may add to it
            yield batch
            cells = {}
            for place in batch.issues:
                if kept < MOST_KEPT:
                    kept += 1
                    cells[place] = [text_of(cell) for cell in batch.raw[place]]
            self._sink.write(f"{said}\n")
            self._write([batch.sums, cells])
        self._write(
            {
                "ignored": self.ignored,
                "wide": self.wide,
                "unknown": {kind: list(said) for kind, said in self._known.unknown.items()},
            }
        )

    def _write(self, said: Any) -> None:
        self._sink.write(json.dumps(said) + "\n")


class Kept:
    """The sheets of a file as its trial understood them."""

    def __init__(self, lines: IO[str], path: Path, known: Directory) -> None:
        self._lines, self._path, self._known = lines, path, known

    def sheet(self, layout: Layout) -> Sheet:
        """Return the next of them: they come in the order of the trial."""
        return _KeptSheet(self._lines, layout, self._path, self._known)


class _KeptSheet:
    """A sheet as its trial understood it."""

    def __init__(self, lines: IO[str], layout: Layout, path: Path, known: Directory) -> None:
        self._lines, self._layout, self._path, self._known = lines, layout, path, known
        self.headings, self.absent = json.loads(next(lines))
        self.ignored: list[int] = []
        self.wide: list[int] = []
        self._again: Iterator[Batch] | None = None
        self._last: tuple[int, Sequence[Sequence[Any]]] = (-1, ())

    def batches(self) -> Iterator[Batch]:
        """Yield its rows."""
        for number, line in enumerate(self._lines):
            said = json.loads(line, object_hook=_as_it_was)
            if said.__class__ is dict:
                self.ignored += said["ignored"]
                self.wide += said["wide"]
                for kind, texts in said["unknown"].items():
                    self._known.unknown[kind].update(dict.fromkeys(texts))
                return
            numbers, values, issues, pieces = said
            sums, cells = json.loads(next(self._lines))
            raw = _Cells(len(numbers), cells, partial(self._cells_of, number))
            faults = {int(place): [Issue(*one) for one in said] for place, said in issues.items()}
            yield Batch(self._layout, numbers, raw, values, faults, pieces, sums)

    def _cells_of(self, number: int) -> Sequence[Sequence[Any]]:
        """Read the file again up to a batch: the run refuses a row that its trial let in, and gives back its cells."""
        if self._again is None:
            self._again = SheetReader(open_table_file(self._path), self._layout, self._known).batches()
        while self._last[0] < number:
            self._last = self._last[0] + 1, next(self._again).raw
        return self._last[1]


class _Cells(Sequence[Sequence[Any]]):
    """The rows of a batch as they came: kept for those that its trial refused, read from the file for any other."""

    def __init__(self, size: int, kept: dict[str, list[str]], read: Callable[[], Sequence[Sequence[Any]]]) -> None:
        self._size, self._kept, self._read = size, kept, read

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: Any) -> Any:
        found = self._kept.get(str(place))
        return self._read()[place] if found is None else found


def _plain(value: Any) -> Any:
    """Return what JSON can say of what a cell was read as."""
    if isinstance(value, Issue):
        return [value.column, value.value, value.reason]
    if isinstance(value, Bad):
        return {"bad": str(value.reason)}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    raise TypeError(f"{type(value).__name__} is nothing that a cell is read as")


def _as_it_was(said: dict[str, Any]) -> Any:
    """Return what `_plain` was given; no field and no row has these names."""
    if "bad" in said:
        return Bad(said["bad"])
    return Decimal(said["decimal"]) if "decimal" in said else said


# --- the file ---------------------------------------------------------------------------------------------------------
@contextmanager
def read_now(run: ImportRun, layouts: Sequence[Layout], path: Path, known: Directory) -> Iterator[Reading]:
    """Read the sheets of an import from its file and, if nothing goes wrong, keep for its run what was understood."""
    forget(run)
    if not _KEPT.issuperset(one.target for one in layouts):
        yield Reading(path, known)
        return
    half = file_of(str(run.public_id), "understanding")
    try:
        with half.open("w", encoding="ascii") as sink:
            sink.write(f"{_print_of(run, layouts, known)}\n")
            yield Reading(path, known, sink)
        half.replace(_file(run))
    finally:
        half.unlink(missing_ok=True)


@contextmanager
def read_kept(run: ImportRun, layouts: Sequence[Layout], path: Path, known: Directory) -> Iterator[Reading | Kept]:
    """Read the sheets of an import as its trial understood them, or from its file if that does not hold any more."""
    kept = _file(run)
    if not kept.is_file():
        yield Reading(path, known)
        return
    with kept.open(encoding="ascii") as lines:
        holds = next(lines, "").strip() == _print_of(run, layouts, known)
        yield Kept(lines, path, known) if holds else Reading(path, known)


def forget(run: ImportRun) -> None:
    """Leave nothing of what a trial understood."""
    _file(run).unlink(missing_ok=True)


def _file(run: ImportRun) -> Path:
    return file_of(str(run.public_id), "understood")


def _print_of(run: ImportRun, layouts: Sequence[Layout], known: Directory) -> str:
    """Return what is the same as long as the same file would be understood in the same way."""
    asked = [one for layout in layouts for one in fields.FIELDS[layout.target] if one.name in layout.fields]
    said = [run.sha256, [one.as_json() for one in layouts], known.said_of(asked), _way_of_reading()]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@cache
def _way_of_reading() -> str:
    return hashlib.sha256(b"".join(Path(str(one.__file__)).read_bytes() for one in _READ_BY)).hexdigest()
