"""Countries made once and measured many times: ten million sessions take minutes to make and are the same each time.

With LLEGADA_BENCH_KEEP, each size has a database of its own, which stays: a file of that folder in SQLite, or a database of that
name and its size beside the one of LLEGADA_BENCH_DATABASE_URL. Without it one country grows from size to size in the throw-away
installation.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from benchmarks.country import Builder, Country
from llegada.insights.grains import GRAINS
from llegada.insights.models import CoverCell
from llegada.insights.services import needs_rebuild, rebuild_figures
from llegada.insights.services.sharing import needs_shared, rebuild_shared

#: The table of one row that says that the country is whole.
_MADE = "bench_country"


def countries(*sizes: int, counted: bool = True) -> Iterator[Country]:
    """Yield a country of each size, in order: use each before asking for the next. Its figures are counted, if `counted`."""
    place = os.environ.get("LLEGADA_BENCH_KEEP")
    builder = None
    for size in sizes:
        if place:
            yield _kept(place, size, counted=counted)
            continue
        builder = builder or Builder()
        yield _made(builder, size, counted=counted)


def _made(builder: Builder, size: int, *, counted: bool) -> Country:
    """Let a country grow and count its figures; say how long each took."""
    started = time.perf_counter()
    country = builder.grow_to(size)
    print(f"{size} sessions made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    if counted:
        _count(size)
    return country


def _count(size: int) -> None:
    started = time.perf_counter()
    done = rebuild_figures()
    rebuild_shared()
    print(
        f"{size} sessions counted in {time.perf_counter() - started:.0f} s: {done.cells} cells of the detail, {done.covers} of the "
        f"coverings, {done.people} people",
        file=sys.stderr,
    )


def _kept(place: str, size: int, *, counted: bool) -> Country:
    """Go to the database of one size; make the country if it is not there whole, and its figures if it has none."""
    _go_to(place, size)
    tables = connection.introspection.table_names()
    if _MADE in tables:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT told FROM {_MADE}")  # noqa: S608
            country = Country(**json.loads(cursor.fetchone()[0]))
        call_command("migrate", interactive=False, verbosity=0)
    else:
        if tables:
            raise RuntimeError(f"the country of {size} in LLEGADA_BENCH_KEEP is half made: remove its database")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference", verbosity=0)
        country = _made(Builder(), size, counted=False)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {_MADE} (told text)")
            cursor.execute(f"INSERT INTO {_MADE} VALUES (%s)", [json.dumps(asdict(country))])  # noqa: S608
    if counted and needs_rebuild():
        _count(size)
    elif counted and needs_shared():
        rebuild_shared()
    return country


def spoil_figures() -> None:
    """Have the figures of a kept country counted again when it is next used: not all that was written moved them."""
    if os.environ.get("LLEGADA_BENCH_KEEP"):
        CoverCell.objects.filter(grain=GRAINS[0].code).delete()


def _go_to(place: str, size: int) -> None:
    """Leave the database of the installation for that of one size, made if there is none."""
    if connection.vendor == "postgresql":
        name = f"{place}_{size}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchall():
                cursor.execute(f"CREATE DATABASE {connection.ops.quote_name(name)}")
    else:
        Path(place).mkdir(parents=True, exist_ok=True)
        name = str(Path(place) / f"{size}.sqlite3")
    connection.close()
    connection.settings_dict["NAME"] = name
