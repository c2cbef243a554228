"""Sessions brought in from a CSV and an XLSX, tried and written, against a bare insert of the same rows, by turns.

The bare insert is as fast as this platform can write: rows that are known to be good, held in memory as the tables take them,
by COPY on PostgreSQL and by one prepared statement on SQLite, in batches of as many rows, each committed, with the indexes and
constraints of the tables. It writes the sessions and their historical plans, the services of those plans, the advisors of the
sessions, the first version of each plan and session, and where each comes from. It reads no file, checks nothing and counts no
figures. Each import, and each bare insert, is a process of its own, so that its most memory is only its own.
"""

from __future__ import annotations

import contextlib
import csv
import multiprocessing
import pickle
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import Measure, peak_memory

ROWS, FULL, XLSX_ROWS = 200_000, 1_000_000, 200_000
SHARE: Final = 0.6
MOST_SECONDS, MOST_MEMORY = 60, 1024
#: What SQLite waits for its one writer before it gives up (`settings`).
MOST_WAIT: Final = 20
BATCH: Final = 10_000
ROUNDS: Final = 2
HEADINGS: Final = (
    "Id", "Código DANE", "Servicio", "Dependencia", "Asesor", "Fecha", "Tema", "Modalidad", "Mecanismo", "Lugar", "Hora inicio",
    "Hora fin", "Desarrollo",
)  # fmt: skip
FIELDS: Final = (
    "external_id", "code", "service", "unit", "advisor", "held_on", "title", "modality", "session_kind", "place", "starts_at",
    "ends_at", "done",
)  # fmt: skip
SERVICES, UNITS, ADVISORS = 40, 6, 60


def run(*, full: bool) -> Iterator[Measure]:
    """Bring 200,000 rows of CSV, a million with --full, and 200,000 of XLSX."""
    rows = FULL if full else ROWS
    _make_country()
    with tempfile.TemporaryDirectory(prefix="llegada-bench-") as folder:
        table, book, kept = (Path(folder) / name for name in ("sesiones.csv", "sesiones.xlsx", "rows"))
        _write_csv(table, rows)
        tries, runs, bares, memories = [], [], [], []
        for turn in range(1 if full else ROUNDS):
            tried, carried, memory = _apart(_import, table)
            tries.append(tried)
            runs.append(carried)
            memories.append(memory)
            if turn == 0:
                _keep_rows(kept)
            _wipe()
            bares.append(_apart(_insert, kept))
            _wipe()
        tried, carried, bare = min(tries), min(runs), min(bares)
        for name, seconds in (("try", tried), ("run", carried), ("bare insert", bare)):
            print(f"{name}: {rows / seconds:,.0f} rows/s", file=sys.stderr)
        yield Measure(name="import.csv-run-of-bare", value=bare / carried, unit="times", at_least=SHARE)
        yield Measure(
            name="import.csv-try-and-run-of-bare", value=bare / (tried + carried), unit="times", at_least=SHARE
        )
        yield Measure(name="import.csv-memory", value=max(memories), unit="MiB", at_most=MOST_MEMORY)
        _write_xlsx(book, XLSX_ROWS)
        done = Path(folder) / "done"
        with multiprocessing.get_context("spawn").Pool(1, initializer=_set_up) as pool:
            waits = pool.apply_async(_keep_writing, (done,))
            tried, carried, memory = _apart(_import, book)
            done.touch()
            yield Measure(name="import.longest-wait-of-others", value=waits.get(), unit="s", at_most=MOST_WAIT)
        yield Measure(name="import.xlsx-try", value=tried, unit="s", at_most=MOST_SECONDS)
        yield Measure(name="import.xlsx-run", value=carried, unit="s", at_most=MOST_SECONDS)
        yield Measure(name="import.xlsx-memory", value=memory, unit="MiB", at_most=MOST_MEMORY)


# --- what is brought ------------------------------------------------------------------------------------------------------
def _make_country() -> None:
    from django.utils import timezone

    from benchmarks.volume import publish
    from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
    from llegada.core.roles import Role
    from llegada.portfolio.models import Milestone, Service, ServiceVersion, ThematicLine

    organization = Organization.objects.create(name="Instituto Catastral", acronym="IC")
    units = [
        OrgUnit.objects.create(organization=organization, name=f"Dirección {n}", path=f"/d{n}/") for n in range(UNITS)
    ]
    head = Person.objects.create(email="cabeza@ejemplo.example", full_name="Quien dirige")
    today = date(2020, 1, 1)
    RoleAssignment.objects.create(person=head, role=Role.MONITORING_ADMIN, organization=organization, starts_on=today)
    for n in range(ADVISORS):
        person = Person.objects.create(email=f"asesor{n}@ejemplo.example", full_name=f"Asesora {n}")
        RoleAssignment.objects.create(
            person=person, role=Role.ADVISOR, unit=units[n % UNITS], organization=organization, starts_on=today
        )
    line = ThematicLine.objects.get_or_create(name="Catastro")[0]
    for n in range(SERVICES):
        service = Service.objects.create(organization=organization, unit=units[n % UNITS])
        version = ServiceVersion.objects.create(
            service=service, number=1, name=f"Servicio de asistencia {n}", line=line, kind="advisory", objective="o",
            deliverable="d", search_text="servicio",
        )  # fmt: skip
        Milestone.objects.create(version=version, position=1, name="Hito", weight=Decimal(100))
        publish(version, head, timezone.now())


def _lines(rows: int) -> Iterator[tuple[str, ...]]:
    """Yield rows as a ministry keeps them: dates in two ways, texts that repeat and texts that do not, blanks.

    Each place is assisted by two of the units.
    """
    from llegada.territory.models import Entity

    mayoralties = Entity.objects.filter(kind="mayoralty", is_active=True).order_by("municipality_id")
    places = list(mayoralties.values_list("municipality_id", "municipality__name"))
    chance, first = random.Random(1), date(2012, 1, 1)
    for n in range(rows):
        code, name = places[int(len(places) * chance.random() ** 1.7)]
        unit, day = (int(code) + chance.randrange(2)) % UNITS, first + timedelta(days=chance.randrange(4700))
        service = chance.randrange(SERVICES // UNITS) * UNITS + unit
        yield (
            f"AT-{n:07d}", code, f"Servicio de asistencia {service}", f"Dirección {unit}",
            f"Asesora {chance.randrange(ADVISORS)}" if n % 4 else "", f"{day:%d/%m/%Y}" if n % 2 else day.isoformat(),
            f"Jornada {n} de avalúos en {name}", "Presencial" if n % 3 else "Virtual", "Taller" if n % 5 else "",
            f"Alcaldía de {name}", "08:00" if n % 2 else "", "12:00" if n % 2 else "",
            f"Se revisó con la alcaldía el estado del proceso {n % 977} y quedaron tareas para la semana siguiente.",
        )  # fmt: skip


def _write_csv(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow(HEADINGS)
        writer.writerows(_lines(rows))


def _write_xlsx(path: Path, rows: int) -> None:
    from llegada.core.xlsx_streams import write_xlsx

    with path.open("wb") as target:
        write_xlsx(target, "Datos", [HEADINGS], _lines(rows))


# --- a process for each ---------------------------------------------------------------------------------------------------
def _apart(work: Callable[[Path], Any], path: Path) -> Any:
    """Do `work` in a process of its own and return what it returns."""
    from django.db import connections

    connections.close_all()
    with multiprocessing.get_context("spawn").Pool(1, initializer=_set_up) as pool:
        return pool.apply(work, (path,))


def _set_up() -> None:
    import django

    django.setup()


def _import(path: Path) -> tuple[float, float, float]:
    """Bring a file; return the seconds of its trial and of its run, and the most memory that they took, in MiB."""
    from django.core.files.uploadedfile import TemporaryUploadedFile
    from django.utils import timezone

    from llegada.accounts.models import Organization, Person
    from llegada.accounts.selectors import build_actor, list_current_assignments
    from llegada.core.table_streams import open_table_file
    from llegada.imports import tasks
    from llegada.imports.layout import Layout, Source
    from llegada.imports.services.runs import ask_try, describe_columns, start_import, upload_file

    now = timezone.now()
    person = Person.objects.get(email="cabeza@ejemplo.example")
    actor = build_actor(person=person, assignments=list_current_assignments(person=person, today=now.date()))
    with path.open("rb") as content:
        upload = TemporaryUploadedFile(path.name, "", path.stat().st_size, None)
        while piece := content.read(1024 * 1024):
            upload.write(piece)
        run = upload_file(
            actor=actor, organization=Organization.objects.get(), target="sessions", upload=upload, now=now
        )
    sheet = "" if path.suffix == ".csv" else open_table_file(path).sheet_names[0]
    layout = Layout(
        "sessions", sheet, 1, {field: Source((heading,)) for field, heading in zip(FIELDS, HEADINGS, strict=True)}
    )
    describe_columns(actor=actor, public_id=run.public_id, layouts=[layout], headings=HEADINGS, now=now)
    run = ask_try(actor=actor, public_id=run.public_id, now=now)
    tried = _seconds(lambda: tasks.try_import.func(run_id=run.pk, attempt=run.attempt))
    run = start_import(actor=actor, public_id=run.public_id, now=now)
    carried = _seconds(lambda: tasks.run_import.func(run_id=run.pk, attempt=run.attempt))
    run.refresh_from_db()
    if run.status != "done" or run.refused:
        raise RuntimeError(f"{run.status}: {run.problem} {run.summary}")
    return tried, carried, peak_memory()


def _keep_writing(done: Path) -> float:
    """Write a row ten times a second until `done` is there; return the longest that one of them waited, in seconds."""
    from django.db import OperationalError

    from llegada.accounts.models import Organization

    longest = 0.0
    while not done.exists():
        began = time.perf_counter()
        with contextlib.suppress(OperationalError):  # it gave up: the wait says so
            Organization.objects.update(name=f"Instituto {began}")
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.1)
    return longest


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"{took:.1f} s", file=sys.stderr)
    return took


# --- the bare insert ------------------------------------------------------------------------------------------------------
def _tables() -> list[Any]:
    """Return what a run of sessions writes to, in the order in which one needs the other."""
    from llegada.delivery.models import Session
    from llegada.imports.models import ImportedRow
    from llegada.workplans.models import WorkPlan, WorkPlanService

    through = Session.advisors.through
    return [
        WorkPlan, WorkPlan.history.model, WorkPlanService, Session, Session.history.model, through, ImportedRow,
    ]  # fmt: skip


def _keep_rows(path: Path) -> None:
    """Keep what an import wrote, as the database keeps it, in batches."""
    from django.db import connection

    with path.open("wb") as target, connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        source: Any = sqlite3.connect(connection.settings_dict["NAME"]).cursor() if is_sqlite else cursor
        for model in _tables():
            names = [one.column for one in model._meta.concrete_fields]
            listed = ", ".join(connection.ops.quote_name(one) for one in names)
            source.execute(f"SELECT {listed} FROM {connection.ops.quote_name(model._meta.db_table)} ORDER BY 1")  # noqa: S608
            while some := source.fetchmany(BATCH):
                pickle.dump((model._meta.label, names, some), target)


def _insert(path: Path) -> float:
    """Write the rows that were kept; return the seconds, without those of taking them from where they are kept."""
    from django.apps import apps
    from django.db import connection, transaction

    from llegada.core import bulk

    connection.ensure_connection()
    took = 0.0
    with bulk.many_rows(), path.open("rb") as source:
        while True:
            try:
                label, names, rows = pickle.load(source)  # noqa: S301  # we wrote it
            except EOFError:
                break
            model = apps.get_model(label)
            took += _seconds_of_batch(lambda: bulk.insert_rows(model, names, rows), transaction)  # noqa: B023
    print(f"{took:.1f} s", file=sys.stderr)
    return took


def _seconds_of_batch(work: Callable[[], object], transaction: Any) -> float:
    began = time.perf_counter()
    with transaction.atomic():
        work()
    return time.perf_counter() - began


def _wipe() -> None:
    """Leave the tables as they were before the import, figures among them."""
    from django.db import connection, transaction

    from llegada.insights.services import rebuild_figures

    tables = [connection.ops.quote_name(model._meta.db_table) for model in reversed(_tables())]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # row by row it looks for what points to each, for minutes; nothing does
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    rebuild_figures()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
