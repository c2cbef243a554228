"""What is said of an import while it is read: counts of each target, and the rows that do not go in, kept in a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from django.core.files.storage import default_storage

from llegada.targeting.table_rules import text_of

FOLDER: Final = "imports"
#: Bad rows that are kept with their cells; more than these are only counted.
MOST_KEPT: Final = 20_000


@dataclass(frozen=True)
class Issue:
    """Why a row does not go in: the heading of its column, what the cell held and the reason, which says the way out."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class BadRow:
    """A row that does not go in: its sheet and number as the spreadsheet shows them, its issues and its cells."""

    sheet: str
    row: int
    issues: tuple[Issue, ...]
    cells: tuple[str, ...]
    headings: tuple[str, ...] = ()


def file_of(key: str, kind: str) -> Path:
    """Return where what an import says while it works lies: `key` is its identifier, `kind` «bad», «progress», «stop»…."""
    place = Path(default_storage.path(f"{FOLDER}/{key}.{kind}"))
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def read_bad_rows(key: str, *, most: int = MOST_KEPT) -> Iterator[BadRow]:
    """Yield the first bad rows of an import, as its last try or run found them."""
    place = file_of(key, "bad")
    if not place.is_file():
        return
    headings: dict[str, tuple[str, ...]] = {}
    with place.open(encoding="utf-8") as lines:
        left = most
        for line in lines:
            said = json.loads(line)
            if "headings" in said:
                headings[said["sheet"]] = tuple(said["headings"])
                continue
            if left == 0:
                return
            left -= 1
            issues = tuple(Issue(*one) for one in said["issues"])
            yield BadRow(said["sheet"], said["row"], issues, tuple(said["cells"]), headings.get(said["sheet"], ()))


#: Of a value that is shown beside the reason.
_LONGEST_VALUE: Final = 200


@dataclass
class Report:
    """Counts of one try or run, by target and outcome, and its file of bad rows."""

    key: str
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    #: Columns said to identify rows → rows that say something else than an earlier one with the same identifier.
    clashes: Counter[tuple[str, ...]] = field(default_factory=Counter)
    #: The first and the last day of the sessions that come, each with its row.
    days: list[tuple[str, str]] = field(default_factory=list)
    #: Sheets of a workbook that are not of ours: nobody reads them.
    others: list[str] = field(default_factory=list)
    #: (kind, text) that nobody has said what they are.
    unknown: list[list[str]] = field(default_factory=list)
    _sink: IO[str] | None = None
    _half: Path = Path()
    _kept: int = 0
    _headings: Sequence[str] = ()

    def __enter__(self) -> Report:
        """Open a file of bad rows: whoever looks meanwhile reads that of the last time, whole."""
        self._half = file_of(self.key, "finding")
        self._sink = self._half.open("w", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        """Put it in the place of the last one, unless something went wrong."""
        if self._sink is not None:
            self._sink.close()
            if kind is None and self._half.is_file():
                self._half.replace(file_of(self.key, "bad"))
            self._half.unlink(missing_ok=True)

    def begin(self, sheet: str, headings: Sequence[str]) -> None:
        """Say which headings the rows that follow have."""
        self._headings = headings
        self._write({"sheet": sheet, "headings": list(headings)})

    def count(self, target: str, outcome: str, times: int = 1) -> None:
        """Count rows of a target."""
        self.counts.setdefault(target, Counter())[outcome] += times

    def refuse(self, target: str, sheet: str, row: int, issues: Sequence[Issue], cells: Sequence[Any]) -> None:
        """Count a row that does not go in and keep it with its reasons."""
        self.count(target, "refused")
        self.reasons.update({(one.column, one.reason) for one in issues})
        if self._kept < MOST_KEPT:
            self._kept += 1
            said = [[one.column, one.value or self._value_of(one.column, cells), one.reason] for one in issues]
            self._write({"sheet": sheet, "row": row, "issues": said, "cells": [text_of(cell) for cell in cells]})

    def _value_of(self, column: str, cells: Sequence[Any]) -> str:
        """Return what a row says in a column, or in those that are joined with « + »; nothing where it has no such column."""
        named = {heading: text_of(cell) for heading, cell in zip(self._headings, cells, strict=False)}
        texts = [named[column]] if column in named else [named.get(one, "") for one in column.split(" + ")]
        return " ".join(text for text in texts if text)[:_LONGEST_VALUE]

    @property
    def made_for_sessions(self) -> int:
        """Return how many plans were made for sessions that named none: no row of the file speaks of them."""
        return self.counts["plans_of_sessions"]["created"] if "plans_of_sessions" in self.counts else 0

    def total(self, outcome: str) -> int:
        """Return how many rows of all targets had an outcome."""
        return sum(counter[outcome] for counter in self.counts.values())

    def _write(self, said: dict[str, Any]) -> None:
        if self._sink is not None:
            self._sink.write(json.dumps(said, ensure_ascii=False) + "\n")
