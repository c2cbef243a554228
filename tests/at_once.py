"""Several acts at the same instant, each in a thread with a connection of its own."""

from __future__ import annotations

import threading

from django.db import connections

from llegada.core.errors import LlegadaError


def at_once(*works):
    """Run `works` in threads that start together; return what each gave, or its refusal. Raises what else went wrong in one."""
    start, outcomes = threading.Barrier(len(works)), [None] * len(works)
    failures: list[Exception] = []

    def run(index, work):
        try:
            start.wait()
            outcomes[index] = work()
        except LlegadaError as refusal:
            outcomes[index] = refusal
        except Exception as failure:  # noqa: BLE001  # a thread would only print it; it is raised below
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return outcomes
