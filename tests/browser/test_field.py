"""A day in the field with no signal: captured on a phone, kept with the browser closed, on the server exactly once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import assert_sound

pytestmark = pytest.mark.browser
Login = Callable[..., Page]


@pytest.fixture
def photo(new_page: Callable[..., Page], tmp_path: Path) -> Path:
    """Return a picture, as a camera would give it."""
    page = new_page("phone")
    page.goto("/campo/")
    path = tmp_path / "vereda.jpg"
    page.screenshot(path=path, type="jpeg", quality=95)
    return path


def carry(page: Page) -> None:
    """Open the app with signal, so that it is kept in the phone with the plans of its person."""
    page.goto("/campo/")
    expect(page.get_by_role("heading", name="Mis planes")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # governed by the worker from here on
    expect(page.get_by_role("heading", name="Mis planes")).to_be_visible()


def capture(page: Page, title: str, people: int, photo: Path) -> None:
    """Write a whole session of the first plan, with its list and a photo."""
    page.locator("[data-part=plans] summary").first.click()
    page.get_by_role("link", name="Registrar sesión").first.click()
    page.get_by_label("Tema").fill(title)
    for number in range(people):
        page.get_by_role("button", name="Agregar persona").click()
        page.locator(":focus").fill(f"Persona {number + 1} de {title}")
    page.get_by_role("textbox", name=re.compile("^Qué se hizo")).fill("Se revisó el plan con la comunidad.")
    page.get_by_label(re.compile("^No hubo compromisos")).check()
    page.get_by_label(re.compile("^Tomar o elegir una foto")).set_input_files(photo)
    expect(page.get_by_text(re.compile(r"^Foto 1, "))).to_be_visible()
    page.get_by_role("button", name="Listo para enviar").click()
    expect(page.get_by_text("Quedó listo: se envía solo cuando haya señal.")).to_be_visible()


def reopened(context: BrowserContext, page: Page) -> Page:
    """Close the tab and open the app again."""
    page.close()
    again = context.new_page()
    again.goto("/campo/")
    return again


class TestDayWithNoSignal:
    def test_reaches_the_server_exactly_once(self, login_as: Login, photo: Path) -> None:
        tag = uuid4().hex[:8]
        page = login_as("asesoria", "phone")
        context = page.context
        carry(page)
        assert_sound(page)

        context.set_offline(True)
        page.reload()
        titles = [f"Vereda {number} {tag}" for number in ("uno", "dos", "tres")]
        for title, people in zip(titles, (40, 2, 1), strict=True):
            capture(page, title, people, photo)
        page.get_by_role("link", name=re.compile("sin enviar")).click()
        expect(page.locator("main li")).to_have_count(6)  # three sessions and their photos
        assert_sound(page)
        page = reopened(context, page)
        expect(page.get_by_text("6 registros sin enviar")).to_be_visible()

        context.set_offline(False)
        page.get_by_role("button", name="Enviar y actualizar").click()
        expect(page.get_by_text("Nada sin enviar")).to_be_visible()
        for title, people in zip(titles, (40, 2, 1), strict=True):
            found = page.request.get("/campo/datos/").json()
            kept = [one for plan in found["plans"] for one in plan["sessions"] if one["title"] == title]
            assert [(one["status"], one["attendance"]) for one in kept] == [("held", people)]
        page.goto("/campo/")
        page.get_by_text("Sesiones realizadas").click()
        expect(page.locator("li", has_text=tag).get_by_role("link", name="Corregir")).to_have_count(3)
        page.goto(kept[0]["url"])
        expect(page.get_by_role("link", name=re.compile("vereda.jpg")).first).to_be_visible()
