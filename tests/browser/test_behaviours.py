"""What our scripts add to the shared pieces: a real browser, the preview of `frontend/preview/`, the strict policy."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).parents[2]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'"
)

pytestmark = pytest.mark.browser


class Handler(SimpleHTTPRequestHandler):
    """Serve the preview; answer a form with a page that says it was accepted, or with one that says nothing."""

    received: list[bytes] = []

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append(body)
        threading.Event().wait(0.4)  # long enough for a second press to come
        page = "plan.html" if b"aceptado" in body else "vacio.html"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((Path(self.directory) / page).read_bytes())

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("preview")
    subprocess.run(
        [sys.executable, str(ROOT / "frontend/preview/render.py"), str(out)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, preview: str) -> Iterator[Page]:
    context = browser.new_context(base_url=preview, locale="es-CO", timezone_id="America/Bogota")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert problems == []


def draft_field(page: Page) -> Locator:
    return page.locator("form[data-draft] [name=otro-entity]")


def fill_draft_form(page: Page, entity: str) -> None:
    form = page.locator("form[data-draft]")
    form.locator("[name=otro-entity]").fill(entity)
    form.locator("[name=otro-starts_on]").fill("2026-11-21")
    form.locator("[name=otro-objective]").fill("Dejar lista la base predial.")


class TestFormset:
    def test_adds_and_takes_away_rows_and_says_the_sum(self, page: Page) -> None:
        page.goto("/formulario.html")
        total = page.locator("[data-formset-sum]")
        expect(total).to_have_text("Suman 85; faltan 15.")
        page.get_by_role("button", name="Agregar hito").click()
        expect(page.locator("[name=hitos-2-name]")).to_be_focused()
        page.locator("[name=hitos-2-weight]").fill("20.5")
        expect(total).to_have_text("Suman 105,5; sobran 5,5.")
        page.locator("[name=hitos-2-weight]").fill("15")
        expect(total).to_have_text("Suman 100.")
        page.get_by_role("group", name="Hito 2").get_by_role("button", name="Quitar Hito").click()
        expect(total).to_have_text("Suman 60; faltan 40.")
        assert page.locator("[name=hitos-TOTAL_FORMS]").input_value() == "3"
        assert page.locator("[name=hitos-1-DELETE]").is_checked()


class TestErrors:
    def test_are_where_the_focus_is_when_the_page_opens(self, page: Page) -> None:
        page.goto("/formulario.html")
        expect(page.locator(".error-summary").first).to_be_focused()


class TestDrafts:
    def test_gives_back_what_was_typed_and_can_discard_it(self, page: Page) -> None:
        page.goto("/formulario.html")
        draft_field(page).fill("Alcaldía de Ricaurte")
        expect(page.locator("[data-draft-status]")).to_contain_text("Borrador guardado")
        page.reload()
        expect(page.locator(".draft-note")).to_contain_text("Recuperamos lo que había escrito.")
        expect(draft_field(page)).to_have_value("Alcaldía de Ricaurte")
        page.get_by_role("button", name="Descartar").click()
        expect(page.locator(".draft-note")).to_have_count(0)
        expect(draft_field(page)).to_have_value("")

    @pytest.mark.parametrize(("entity", "kept"), [("aceptado", ""), ("rechazada", "rechazada")])
    def test_forgets_only_what_the_server_accepted(self, page: Page, entity: str, kept: str) -> None:
        page.goto("/formulario.html")
        fill_draft_form(page, entity)
        page.get_by_role("button", name="Enviar").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Nuevo plan de trabajo")
        page.goto("/formulario.html")
        expect(draft_field(page)).to_have_value(kept)


class TestOnce:
    def test_sends_a_form_once_however_often_it_is_pressed(self, page: Page) -> None:
        page.goto("/formulario.html")
        fill_draft_form(page, "dos veces")
        before = len(Handler.received)
        button = page.get_by_role("button", name="Enviar")
        button.dblclick(no_wait_after=True)
        expect(page.get_by_role("heading", level=1)).to_have_text("Informes")
        assert len(Handler.received) == before + 1


class TestFile:
    def test_refuses_before_it_travels_what_is_empty_or_too_large(self, page: Page, tmp_path: Path) -> None:
        page.goto("/formulario.html")
        large = tmp_path / "grande.pdf"
        with large.open("wb") as handle:
            handle.truncate(25 * 1024**2)
        field = page.locator("input[type=file]")
        field.set_input_files(large)
        expect(page.locator("#id_evidence_tamano")).to_contain_text("pesa 25 MB y el máximo es 20 MB")
        assert field.evaluate("input => input.validity.customError")
        (tmp_path / "vacio.pdf").touch()
        field.set_input_files(tmp_path / "vacio.pdf")
        expect(page.locator("#id_evidence_tamano")).to_contain_text("0 bytes")


class TestMap:
    def test_is_one_stop_for_the_tab_key_and_moves_with_the_arrows(self, page: Page) -> None:
        page.goto("/publico.html")
        assert page.locator(".map svg a[tabindex='0']").count() == 1
        page.locator(".map svg a[tabindex='0']").focus()
        expect(page.locator(".map-tip")).to_have_text("Departamento 05: sin dato")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.getAttribute('aria-label')") != "Departamento 05: sin dato"
        page.keyboard.press("Escape")
        expect(page.locator(".map-tip")).to_be_hidden()


class TestMenus:
    def test_close_with_escape_and_give_the_focus_back(self, page: Page) -> None:
        page.goto("/trabajo.html")
        page.locator(".account-menu summary").click()
        expect(page.get_by_role("button", name="Salir")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Salir")).to_be_hidden()
        expect(page.locator(".account-menu summary")).to_be_focused()

    def test_open_on_a_phone_without_any_script(self, browser: Browser, preview: str) -> None:
        context = browser.new_context(
            base_url=preview, viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="es-CO"
        )
        phone = context.new_page()
        phone.goto("/trabajo.html")
        entry = phone.get_by_role("link", name="Planes de trabajo")
        expect(entry).to_be_hidden()
        phone.get_by_role("button", name="Menú").click()
        expect(entry).to_be_visible()
        context.close()
