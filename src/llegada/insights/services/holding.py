"""One writer of the figures at a time, and a reading of facts and figures as of one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection, transaction

from llegada.insights.cube_upserts import send

#: The number of PostgreSQL's advisory lock: any that nothing else in this database uses.
_LOCK: Final = 7_310_045
#: What PostgreSQL takes by default for one question; pages take none (`config.settings`).
_WORKERS: Final = 2


def hold_figures() -> None:
    """Wait until nobody else writes figures, and be the one until the transaction ends.

    A session touches the cell of the country, so that its writers wait for each other in any case: one lock, taken first,
    says so in one place, and no two can wait for each other in a circle. SQLite has one writer by itself.
    """
    if connection.vendor == "postgresql":
        send("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@contextmanager
def one_moment() -> Iterator[None]:
    """Read facts and figures as they were at one moment, while others write.

    Both move in one transaction, so that a snapshot holds both. Inside another transaction it is that one's.
    """
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ")
        try:
            _take_workers()
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def alone() -> Iterator[None]:
    """Open a transaction in which nobody else writes figures, and whose questions may have parallel workers."""
    with transaction.atomic():
        hold_figures()
        _take_workers()
        yield


def _take_workers() -> None:
    """Let PostgreSQL answer what follows in this transaction with parallel workers: whole tables are read."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL max_parallel_workers_per_gather = {_WORKERS}")
