"""Imports at work in another process, as the worker's is."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from llegada.imports.models import ImportRun
from llegada.imports.services.report import file_of


@contextmanager
def process_of(work: Callable[[], None]) -> Iterator[multiprocessing.Process]:
    """Do something in another process, which is gone at the end."""
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_do, args=(work,))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _do(work: Callable[[], None]) -> None:
    connections.close_all()
    work()
    connections.close_all()


def wait_for(happens: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def grow_old(run: ImportRun) -> None:
    """Let ten minutes pass since the last sign of a run."""
    then = timezone.now() - timedelta(minutes=10)
    ImportRun.objects.filter(pk=run.pk).update(last_sign_at=then)
    os.utime(file_of(str(run.public_id), "progress"), (then.timestamp(), then.timestamp()))
