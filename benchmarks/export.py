"""200,000 sessions out of the database into a file, as the task of an export makes it: rows a second by the clock, and memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from typing import Final

from django.db import connection
from django.utils import timezone

from benchmarks.country import Builder
from benchmarks.measure import Measure
from llegada.core.actors import ANONYMOUS
from llegada.exports.choices import FileFormat, FileStatus
from llegada.exports.models import ExportFile
from llegada.exports.services import make_file, obtain_file

FEWER, ROWS = 50_000, 200_000
#: Rows a second, at least.
LEAST: Final = {FileFormat.CSV: 200_000, FileFormat.XLSX: 50_000}
RUNS: Final = 5
#: Four times the rows may hold so many times the memory.
GROWTH: Final = 1.5


def run(*, full: bool) -> Iterator[Measure]:
    """Make each file some times and keep the best; its memory, against that of a fourth of the rows. `full` changes nothing."""
    builder = Builder()
    builder.grow_to(FEWER)
    few = {file_format: _peak(file_format) for file_format in LEAST}
    builder.grow_to(ROWS)
    _settle()
    for file_format, least in LEAST.items():
        rate = max(_rate(file_format) for _ in range(RUNS))
        yield Measure(name=f"export.{file_format}", value=rate, unit="rows/s", at_least=least)
        peak = _peak(file_format)
        yield Measure(name=f"export.{file_format}.memory", value=peak / 1024**2, unit="MiB", at_most=64)
        yield Measure(
            name=f"export.{file_format}.memory-growth", value=peak / few[file_format], unit="times", at_most=GROWTH
        )


def _settle() -> None:
    """Have the database know its rows, as it would by itself some minutes after so many came."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _rate(file_format: str) -> float:
    file = _asked(file_format)
    began = time.perf_counter()
    make_file(file_id=file.pk, now=timezone.now())
    seconds = time.perf_counter() - began
    return _rows(file) / seconds


def _peak(file_format: str) -> int:
    """Return the most bytes that making the file held at once."""
    file = _asked(file_format)
    tracemalloc.start()
    make_file(file_id=file.pk, now=timezone.now())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    _rows(file)
    return peak


def _asked(file_format: str) -> ExportFile:
    """Ask for the public table of sessions as anybody does, with none made before: it is too large to be made at once."""
    ExportFile.objects.all().delete()
    return obtain_file(
        dataset="sesiones", file_format=file_format, year=None, actor=None, asker=ANONYMOUS, now=timezone.now()
    )


def _rows(file: ExportFile) -> int:
    file.refresh_from_db()
    if file.status != FileStatus.READY or not file.rows:
        raise RuntimeError(f"the file is {file.status}")
    return file.rows
