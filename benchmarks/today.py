"""The monthly report as it is made today, by pandas from the downloaded XLSX, against the view that answers it, in one run.

Sessions, distinct people and distinct entities by department and organisation, of a month and of the year to it. Whoever makes it
today downloads two workbooks of the year: the sessions, and who attended them. Downloading is not counted: only opening and
reckoning, with the fastest reader of XLSX that pandas has.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pandas

from benchmarks.country import Builder
from benchmarks.measure import Measure
from benchmarks.views import seconds_of
from llegada.accounts.models import Organization
from llegada.core.xlsx_streams import write_xlsx
from llegada.delivery import rules as delivery_rules
from llegada.delivery.models import AttendanceEntry
from llegada.exports.choices import FileFormat
from llegada.exports.datasets import DATASETS
from llegada.exports.writing import write_dataset
from llegada.insights.cube_rules import Dimension, Slice
from llegada.insights.selectors.cube import read_cube
from llegada.insights.services import rebuild_figures

SESSIONS, FULL = 200_000, 2_000_000
YEAR, MONTH = 2024, 6
TIMES: Final = 5
#: How many times faster the view must be than the workbook.
GAIN: Final = 30.0
#: Department and organisation → sessions, people and entities.
Report = dict[tuple[Any, Any], tuple[int, int, int]]
_BY: Final = ["codigo_departamento", "codigo_organizacion"]


def run(*, full: bool) -> Iterator[Measure]:
    """Make the report both ways by turns, check that they say the same, and tell how many times faster the view is."""
    Builder().grow_to(FULL if full else SESSIONS)
    rebuild_figures()
    with TemporaryDirectory() as folder:
        sessions, attendance = _download(Path(folder))
        theirs, ours = [], []
        for _ in range(TIMES):
            took, by_pandas = seconds_of(lambda: _by_pandas(sessions, attendance))
            theirs.append(took)
            took, by_cube = seconds_of(_by_cube)
            ours.append(took)
    rows = [len(report) for report in by_pandas]
    print(
        f"pandas {statistics.median(theirs):.2f} s, view {statistics.median(ours):.4f} s, {rows} rows", file=sys.stderr
    )
    yield Measure(name="today.equal", value=float(by_pandas == by_cube and min(rows) > 0), unit="yes", at_least=1)
    yield Measure(name="today.view", value=statistics.median(ours) * 1000, unit="ms", at_most=100)
    gain = statistics.median(theirs) / statistics.median(ours)
    yield Measure(name="today.gain", value=gain, unit="times", at_least=GAIN)


def _download(folder: Path) -> tuple[Path, Path]:
    """Write the two workbooks of the year."""
    sessions, attendance = folder / "sesiones.xlsx", folder / "asistentes.xlsx"
    with sessions.open("wb") as target:
        write_dataset(target, DATASETS["sesiones"], FileFormat.XLSX, actor=None, year=YEAR)
    entries = AttendanceEntry.objects.filter(session__year=YEAR, session__status__in=delivery_rules.COUNTED)
    found = entries.order_by("pk").values_list("session__public_id", "person_key").iterator()
    with attendance.open("wb") as target:
        rows = ((str(session), str(person)) for session, person in found)
        write_xlsx(target, "asistentes", [("codigo_sesion", "persona")], rows)
    return sessions, attendance


def _by_pandas(sessions: Path, attendance: Path) -> list[Report]:
    """Open both workbooks and reckon the month and the year to it."""
    held = pandas.read_excel(sessions, engine="calamine", dtype={"codigo_departamento": str})
    people = pandas.read_excel(attendance, engine="calamine", dtype=str)
    month = pandas.to_datetime(held["fecha"]).dt.month
    return [_reckoned(held[month == MONTH], people), _reckoned(held[month <= MONTH], people)]


def _reckoned(held: Any, people: Any) -> Report:
    found = held.groupby(_BY).agg(sessions=("codigo_sesion", "nunique"), entities=("codigo_entidad", "nunique"))
    attended = people.merge(held[["codigo_sesion", *_BY]], on="codigo_sesion")
    found["people"] = attended.groupby(_BY)["persona"].nunique()
    found["people"] = found["people"].fillna(0).astype(int)
    return {
        key: (row.sessions, row.people, row.entities) for key, row in zip(found.index, found.itertuples(), strict=True)
    }


def _by_cube() -> list[Report]:
    """Ask the view for the same, organisations by their codes too."""
    codes = {one.pk: str(one.public_id) for one in Organization.objects.only("pk", "public_id")}
    until = YEAR * 100 + MONTH
    return [
        _report(read_cube(Slice(since, until), (Dimension.DEPARTMENT, Dimension.ORGANIZATION)), codes)
        for since in (until, YEAR * 100 + 1)
    ]


def _report(rows: Iterable[Any], codes: dict[int, str]) -> Report:
    return {
        (row.key[0], codes[row.key[1]]): (row.sessions, row.people or 0, row.entities or 0)
        for row in rows
        if row.key[0] is not None
    }
