"""Seconds that the demonstration year takes to load, and queries per session recorded."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from benchmarks.measure import Measure
from llegada.demo.services import load_demo

SECONDS = 30
QUERIES_PER_SESSION = 25


def run(*, full: bool) -> Iterable[Measure]:
    """Load the year into the empty installation and yield processor seconds: other programs of the machine do not count.

    `full` changes nothing: the year has one size.
    """
    queries = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    start = time.process_time()
    with connection.execute_wrapper(count):
        year = load_demo(now=timezone.now(), today=timezone.localdate(), say=_tell)
    seconds = time.process_time() - start
    _tell(f"{year.people} personas, {year.plans} planes, {year.sessions} sesiones, {queries} consultas")
    yield Measure(name="demo.load", value=round(seconds, 1), unit="s", at_most=SECONDS)
    yield Measure(
        name="demo.queries_per_session",
        value=round(queries / year.sessions, 1),
        unit="queries",
        at_most=QUERIES_PER_SESSION,
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
