"""200,000 rows of real mixed columns out as CSV and XLSX: rows a second of processor, and memory that does not grow with them.

The processor is what these writers spend; the clock of the wall would say how busy the machine is.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.measure import Measure
from llegada.core.csv_streams import stream_csv
from llegada.core.xlsx_streams import stream_xlsx

TITLES: Final = (
    "codigo_sesion", "vigencia", "fecha", "codigo_municipio", "municipio", "departamento", "servicio", "dependencia",
    "personas", "costo", "modalidad", "estado",
)  # fmt: skip
ROWS, FEWER = 200_000, 50_000
RUNS = 3


def make_rows(number: int) -> Iterator[tuple[Any, ...]]:
    """Yield sessions as a dataset gives them: codes, names that repeat, dates, whole numbers, money and blanks."""
    chance = random.Random(1)
    start = date(2012, 1, 1)
    for n in range(number):
        place = chance.randrange(1122)
        yield (
            f"0d9f3c1e-{n:012d}", 2012 + n % 14, start + timedelta(days=n % 5000), f"{place:05d}", f"Municipio {place}",
            f"Departamento {place % 33}", f"Servicio de asistencia y apoyo {n % 60}", f"Dirección {n % 20}",
            None if n % 5 == 0 else n % 40, Decimal(n % 9000), "Presencial" if n % 3 else "Virtual", "Realizada",
        )  # fmt: skip


def run(*, full: bool) -> Iterator[Measure]:
    """Write each format some times and keep the best. `full` changes nothing."""
    rows = list(make_rows(ROWS))
    for name, stream, least in (
        ("csv", lambda given: stream_csv([TITLES], given), 200_000),
        ("xlsx", lambda given: stream_xlsx("sesiones", [TITLES], given), 50_000),
    ):
        best = min(_seconds(stream, rows) for _ in range(RUNS))
        yield Measure(name=f"export-{name}", value=len(rows) / best, unit="rows/s", at_least=least)
        growth = _peak(stream, ROWS) / _peak(stream, FEWER)
        yield Measure(name=f"export-{name}-memory", value=growth, unit="times-of-50k", at_most=1.5)


def _seconds(stream: Any, rows: list[Any]) -> float:
    with TemporaryDirectory() as folder, (Path(folder) / "tabla").open("wb") as target:
        began = time.process_time()
        for piece in stream(rows):
            target.write(piece)
        return time.process_time() - began


def _peak(stream: Any, number: int) -> int:
    """Return the most bytes that writing so many rows held at once, its rows made as they are asked for."""
    tracemalloc.start()
    for _piece in stream(make_rows(number)):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
