"""Queries and p95 of the ten main pages, as a scoped user, at two sizes: the count must not grow with the rows."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benchmarks.measure import Measure
from benchmarks.volume import Volume, make_volume
from llegada.accounts.models import Person
from llegada.delivery.models import Session
from llegada.workplans.models import WorkPlan

BUDGET = 15
GOAL_P95_MS = 300
REPEATS = 20
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def run(*, full: bool) -> Iterable[Measure]:
    """Measure at 2,000 sessions, then at 100,000 (1,000,000 with --full) in the same database."""
    today = timezone.localdate()
    small = make_volume(2_000, today=today)
    before = {name: _queries(client, url) for name, client, url in _pages(small)}
    large = _grow(small, 1_000_000 if full else 100_000)
    for name, client, url in _pages(large):
        queries = _queries(client, url)
        yield Measure(name=f"pages.{name}.queries", value=queries, unit="queries", at_most=BUDGET)
        yield Measure(name=f"pages.{name}.growth", value=queries - before[name], unit="queries", at_most=0)
        yield Measure(name=f"pages.{name}.p95", value=_p95(client, url), unit="ms", at_most=GOAL_P95_MS)


def _grow(small: Volume, sessions: int) -> Volume:
    """Make the large volume after removing the small one, so that both are measured with the same people and places."""
    from django.core.management import call_command  # the benchmark's own database: it may be emptied

    _drop_triggers()
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    return make_volume(sessions, today=timezone.localdate())


def _drop_triggers() -> None:
    """Let SQLite's append-only tables be emptied; PostgreSQL truncates."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def _client(person: Person | None) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def _pages(volume: Volume) -> Iterator[tuple[str, Client, str]]:
    public, head, advisor = _client(None), _client(volume.head), _client(volume.advisor)
    plan = WorkPlan.objects.filter(advisor=volume.advisor).order_by("pk")[0]
    session = Session.objects.filter(plan=plan).order_by("pk")[0]
    municipality = plan.entity.municipality
    assert municipality is not None
    yield "home", public, reverse("portal:home")
    yield "portfolio", public, reverse("portal:portfolio")
    yield "territory", public, reverse("portal:territory") + "?q=medellin+alcaldia"
    yield "municipality", public, municipality.get_absolute_url()
    yield "my_work", head, reverse("insights:my_work")
    yield "work_plans", head, reverse("workplans:list")
    yield "work_plan", advisor, plan.get_absolute_url()
    yield "agenda", advisor, reverse("delivery:agenda")
    yield "session", advisor, session.get_absolute_url()
    yield "commitments", head, reverse("delivery:commitments")


def answer(client: Client, url: str) -> bytes:
    """Ask for a page whole. Raises RuntimeError if it does not answer 200: what is timed would be a refusal."""
    response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answered {response.status_code}")
    return response.content


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer(client, url)
    return len(captured)


def _p95(client: Client, url: str) -> float:
    """Return the 95th percentile of `REPEATS` requests, in milliseconds, server time only."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(url)
        times.append((time.perf_counter() - start) * 1000)
    return round(statistics.quantiles(times, n=20)[-1], 1)
