"""A real installation with the demonstration year, a real browser, and an axe scan of every page visited."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.browser.demonstration import ROOT, environment_of, make_demonstration
from tests.browser.steps import enter

SIZES = {"desk": (1280, 900), "phone": (390, 844)}
#: How long a page may take before a test gives up, in milliseconds: long, since how fast it is belongs to `benchmarks/`.
PATIENCE = 30_000
#: The pages that a test opened.
PAGES = pytest.StashKey[list[Page]]()


@dataclass(frozen=True)
class Site:
    """A running Llegada: its address and its data folder."""

    address: str
    data: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_well(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, f"the server stopped: {log.read_text()[-3000:]}"
            time.sleep(0.25)
    raise AssertionError("the server did not answer in 30 s")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("site")
    if running := os.environ.get("LLEGADA_BROWSER_SITE"):
        yield Site(running, data)  # while writing a journey: an installation with the demonstration that already runs
        return
    shared = os.environ.get("LLEGADA_TEST_DEMONSTRATION")  # where `./llegada test` is making it for the whole run
    made = make_demonstration(Path(shared) if shared else tmp_path_factory.getbasetemp())
    shutil.copytree(made, data, dirs_exist_ok=True)
    environment = environment_of(data)
    port = _free_port()
    log = data / "server.log"
    granian = str(Path(sys.executable).with_name("granian"))
    with log.open("wb") as output:
        server = subprocess.Popen(
            [granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
             "--blocking-threads", "1", "llegada.config.wsgi:application"],
            env=environment, cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_well(address, server, log)
        yield Site(address, data)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("LLEGADA_CHROMIUM") or shutil.which("chromium"),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to a failure what its pages said, since whoever reads it cannot look at them."""
    report = yield
    if report.when == "call" and report.failed:
        for page in item.stash.get(PAGES, []):
            if page.is_closed():
                continue
            said = (
                page.locator("main").first.inner_text(timeout=2_000) if page.locator("main").count() else page.content()
            )
            report.sections.append((f"page {page.url}", said[:3_000]))
    return report


@pytest.fixture
def new_page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of its own at a size; errors of its scripts and of the policy fail the test."""
    pages = request.node.stash.setdefault(PAGES, [])
    contexts = []
    problems: list[str] = []

    def _new(size: str = "desk", **options: object) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": height},
            locale="es-CO",
            timezone_id="America/Bogota",
            accept_downloads=True,
            **options,
        )  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}") if "Content Security Policy" in message.text else None
            ),
        )
        return page

    yield _new
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def login_as(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens a page logged in as one of the demonstration's people, by login."""

    def _login(login: str, size: str = "desk") -> Page:
        page = enter(new_page(size), login)
        page.wait_for_url("**/mi-trabajo/")
        return page

    return _login


#: What axe is asked. It need not fetch the style sheets and media again: only rules for pages that play sound would look.
AXE = {"resultTypes": ["violations"], "preload": False}
#: The contrast of colours takes three quarters of axe's time.
NO_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}


def _violations(page: Page, *, with_colours: bool) -> list[dict[str, Any]]:
    """Return what axe finds. A page that is being left while it is looked at has no document: then look at the next one."""
    options = AXE if with_colours else AXE | NO_COLOURS
    for _ in range(3):
        page.wait_for_load_state("load")
        try:
            if page.evaluate("typeof axe") == "undefined":
                page.evaluate(AXE_SCRIPT)
            return list(page.evaluate("options => axe.run(options).then((found) => found.violations)", options))
        except Error:
            page.wait_for_timeout(500)
    raise AssertionError(f"{page.url} does not stay long enough to be looked at")


def assert_sound(page: Page, *, with_colours: bool = True) -> None:
    """Fail if axe finds a violation, if the page scrolls sideways, or if there is not exactly one main heading."""
    found = _violations(page, with_colours=with_colours)
    told = [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]
    assert told == [], f"{page.url}: {told}"
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} scrolls sideways by {overflow} px"
    assert page.locator("h1").count() == 1, f"{page.url} has {page.locator('h1').count()} h1"
