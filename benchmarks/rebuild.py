"""Every figure counted again, plans without milestones among them (`progress` has milestones): seconds, and the memory it takes."""

from __future__ import annotations

import time
from collections.abc import Iterable

from benchmarks.kept import countries
from benchmarks.measure import Measure, peak_memory
from llegada.insights.progress_rebuild import rebuild_progress
from llegada.insights.services import find_differences, rebuild_figures
from llegada.insights.services.sharing import rebuild_shared

SESSIONS, FULL = 300_000, 10_000_000
#: Three minutes for ten million, a third of a minute for what does not grow with them, and 3 GiB.
SECONDS, FIXED, MEBIBYTES = 180.0, 20.0, 3072.0


def run(*, full: bool) -> Iterable[Measure]:
    """Rebuild a country of 300,000 sessions, ten million with --full, and check every figure of the small one."""
    sessions = FULL if full else SESSIONS
    list(countries(sessions, counted=False))
    started = time.perf_counter()
    rebuild_figures()
    of_sessions = time.perf_counter() - started
    rebuild_progress()
    rebuild_shared()
    seconds = time.perf_counter() - started
    allowed = SECONDS if full else FIXED + SECONDS * sessions / FULL
    yield Measure(name="rebuild.sessions", value=of_sessions, unit="s", at_most=allowed)
    yield Measure(name="rebuild.seconds", value=seconds, unit="s", at_most=allowed)
    peak = peak_memory()
    yield Measure(name="rebuild.memory", value=peak, unit="MiB", at_most=MEBIBYTES)
    if not full:
        yield Measure(name="rebuild.differences", value=len(find_differences()), unit="cells", at_most=0)
