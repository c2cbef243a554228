"""A throw-away installation to measure: its own data folder, never the one of whoever runs it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def temporary_installation() -> Iterator[None]:
    """Set Django up on an empty data folder with tables, reference data and static files; remove it at the end.

    The database is SQLite, or the empty one that LLEGADA_BENCH_DATABASE_URL names. Raises RuntimeError if that one
    is not empty: a benchmark fills it with invented rows.
    """
    kept = {"LLEGADA_BENCH_DATABASE_URL", "LLEGADA_BENCH_KEEP"}
    for name in [name for name in os.environ if name.startswith("LLEGADA_") and name not in kept]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="llegada-bench-") as folder:
        os.environ["LLEGADA_DATA_DIR"] = folder
        os.environ["LLEGADA_DATABASE_URL"] = os.environ.get("LLEGADA_BENCH_DATABASE_URL", "")
        os.environ["LLEGADA_LOG_LEVEL"] = "WARNING"  # the log of each login is no measure
        os.environ["DJANGO_SETTINGS_MODULE"] = "llegada.config.settings"
        _prepare()
        yield


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    if "LLEGADA_BENCH_KEEP" in os.environ:
        return  # the countries are in databases of their own, that `kept` prepares
    if connection.introspection.table_names():
        raise RuntimeError("LLEGADA_BENCH_DATABASE_URL names a database that is not empty")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
