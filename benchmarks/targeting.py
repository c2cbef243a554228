"""Focalisation: score and rank of the country, its sensitivity, a slider until the new ranking is on screen, profile and fichas."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from wsgiref.simple_server import WSGIServer

import numpy as np
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.test import Client
from django.utils import timezone

from benchmarks import profiles
from benchmarks.measure import Measure
from llegada.accounts.models import Organization, OrgUnit, Person, RoleAssignment
from llegada.core.actors import Actor, Grant
from llegada.core.roles import Role
from llegada.targeting import services
from llegada.targeting.models import ExternalIndex, TargetingRule
from llegada.targeting.rule_content import CriterionContent, RuleContent
from llegada.targeting.scoring import Criterion, Cut, Problem, Scaled, answer, draw_weights, measure_sensitivity
from llegada.targeting.scoring.problem import MethodName

PLACES, CRITERIA = 1_122, 20
SCORE_MS, SENSITIVITY_SECONDS, SCREEN_MS, FRAGMENT_MS, RUN_SECONDS = 20, 0.5, 150, 150, 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MOVES, EMAIL = 15, "focalizacion@ejemplo.example"
TESTS_PYTHON = Path(__file__).resolve().parents[1] / ".venv-test" / "bin" / "python"


def run(*, full: bool) -> Iterable[Measure]:
    """Measure the engine, then the profile and fichas of the country, then a rule of twenty indices over it."""
    yield from _engine()
    yield from profiles.run(full=full)
    lead, rule = _make_rule()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Person.objects.get(email=EMAIL), backend=BACKEND)
    yield Measure(name="targeting.fragment", value=_fragment(client, rule), unit="ms", at_most=FRAGMENT_MS)
    seconds = _best(lambda: services.run_rule(actor=lead, public_id=rule.public_id, now=timezone.now()), times=2)
    yield Measure(name="targeting.run", value=seconds, unit="s", at_most=RUN_SECONDS)
    yield from _on_screen(client, rule)


def _best(work: Callable[[], object], *, times: int) -> float:
    """Return the quickest of some times, in seconds: what the work costs, not what else the machine was doing."""
    found = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def _engine() -> Iterator[Measure]:
    random = np.random.default_rng(1)
    values, groups = random.normal(size=(PLACES, CRITERIA)), random.integers(0, 33, PLACES)
    criteria = [Criterion(weight=1 + place) for place in range(CRITERIA)]
    methods: tuple[MethodName, ...] = ("weighted_sum", "topsis")
    for method in methods:
        problem = Problem(values, criteria, method, Cut(number=100), groups, groups)
        milliseconds = 1000 * _best(partial(answer, problem), times=5)
        yield Measure(name=f"targeting.score.{method}", value=milliseconds, unit="ms", at_most=SCORE_MS)
        seconds = _best(partial(_draw, problem, answer(problem).scaled), times=3)
        yield Measure(name=f"targeting.sensitivity.{method}", value=seconds, unit="s", at_most=SENSITIVITY_SECONDS)


def _draw(problem: Problem, scaled: Scaled) -> None:
    weights = draw_weights(scaled.shares, seed=7)
    measure_sensitivity(problem.method, scaled.scaled, weights, problem.cut, problem.quotas)


def _make_rule() -> tuple[Actor, TargetingRule]:
    """Return who leads a unit, and its rule of twenty indices over all the municipalities."""
    organization = Organization.objects.create(name="Instituto de Medidas", kind="national")
    unit = OrgUnit.objects.create(organization=organization, name="Dirección de Medidas")
    OrgUnit.objects.filter(pk=unit.pk).update(path=f"/{unit.pk}/")
    unit.refresh_from_db()
    person = Person.objects.create(email=EMAIL, full_name="Focalización")
    assignment = RoleAssignment.objects.create(
        person=person,
        role=Role.TECHNICAL_LEAD,
        organization=organization,
        unit=unit,
        starts_on=timezone.localdate(),
    )
    grant = Grant(
        role=Role.TECHNICAL_LEAD,
        assignment_id=assignment.pk,
        organization_id=organization.pk,
        unit_ids=frozenset({unit.pk}),
    )
    lead = Actor(person_id=person.pk, name=person.full_name, grants=(grant,))
    chosen = ExternalIndex.objects.filter(level="municipality", kind="continuous").order_by("position")[:CRITERIA]
    content = RuleContent(
        name="Veinte índices",
        year=timezone.localdate().year,
        purpose="Medir.",
        criteria=tuple(CriterionContent(one.code, 10.0, missing="worst_case") for one in chosen),
    )
    return lead, services.create_rule(actor=lead, unit=unit, content=content, now=timezone.now())


def _fragment(client: Client, rule: TargetingRule) -> float:
    """Return how long the list takes under other weights, in milliseconds: the middle of several."""
    took = []
    for move in range(MOVES):
        weights = [str(10 + move), *["10"] * (CRITERIA - 1)]
        start = time.perf_counter()
        response = client.get(rule.get_absolute_url(), {"peso": weights}, headers={"HX-Request": "true"})
        took.append(1000 * (time.perf_counter() - start))
        assert response.status_code == 200, f"the list answered {response.status_code}"
    return statistics.median(took)


def _on_screen(client: Client, rule: TargetingRule) -> Iterator[Measure]:
    """Move a slider in a browser and wait until the list of those weights is drawn; nothing where there is no browser."""
    chromium = os.environ.get("LLEGADA_CHROMIUM") or shutil.which("chromium")
    python = next((one for one in (sys.executable, str(TESTS_PYTHON)) if _has_playwright(one)), None)
    if chromium is None or python is None:
        print("targeting.slider: falta Playwright o Chromium; `./llegada test` los instala.", file=sys.stderr)
        return
    with _server() as address:
        asked = [
            chromium,
            address,
            address + rule.get_absolute_url(),
            client.cookies["sessionid"].value,
            _MOVE,
            str(MOVES),
        ]
        done = subprocess.run([python, "-c", _BROWSER, *asked], capture_output=True, text=True, timeout=180, check=True)
    yield Measure(
        name="targeting.slider", value=statistics.median(json.loads(done.stdout)), unit="ms", at_most=SCREEN_MS
    )


def _has_playwright(python: str) -> bool:
    if not Path(python).exists():
        return False
    return subprocess.run([python, "-c", "import playwright"], capture_output=True, check=False).returncode == 0


#: Moves the first slider and gives the milliseconds until the list that answers it has been painted.
_MOVE = """value => new Promise(done => {
  const range = document.querySelector("[data-weight-range]");
  const started = performance.now();
  new MutationObserver((changes, observer) => {
    if (!document.querySelector(`#orden a[href*="?peso=${value}&"]`)) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - started)));
  }).observe(document.getElementById("orden"), {childList: true});
  range.value = value;
  range.dispatchEvent(new Event("input", {bubbles: true}));
})"""
#: Runs apart, with a Python that has Playwright: what is measured runs with that of the product.
_BROWSER = """
import json, sys
from playwright.sync_api import sync_playwright
chromium, address, url, session, move, times = sys.argv[1:]
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    page.goto(url)
    print(json.dumps([page.evaluate(move, 20 + number) for number in range(int(times))]))
    browser.close()
"""


@contextmanager
def _server() -> Iterator[str]:
    """Serve this installation on a free port of this machine, from a thread."""
    from llegada.config.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing of each request."""

    server: WSGIServer = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
