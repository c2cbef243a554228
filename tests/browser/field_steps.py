"""What the journeys with no signal do in the app of the field."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect


def carry(page: Page) -> None:
    """Open the app with signal, so that it is kept in the phone with the plans of its person."""
    page.goto("/campo/")
    expect(page.get_by_role("heading", name="Mis planes")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()  # governed by the worker from here on
    expect(page.get_by_role("heading", name="Mis planes")).to_be_visible()


def begin(page: Page, title: str) -> None:
    """Begin a session of the first plan."""
    page.locator("[data-part=plans] summary").first.click()
    page.get_by_role("link", name="Registrar sesión").first.click()
    page.get_by_label("Tema").fill(title)


def finish(page: Page, photo: Path | None = None) -> None:
    """End the session that is being written, with a photo."""
    page.get_by_role("textbox", name=re.compile("^Qué se hizo")).fill("Se revisó el plan con la comunidad.")
    page.get_by_label(re.compile("^No hubo compromisos")).check()
    if photo is not None:
        page.get_by_label(re.compile("^Tomar o elegir una foto")).set_input_files(photo)
        expect(page.get_by_text(re.compile(r"^Foto 1, "))).to_be_visible()
    page.get_by_role("button", name="Listo para enviar").click()
    expect(page.get_by_text("Quedó listo: se envía solo cuando haya señal.")).to_be_visible()


def send_now(page: Page) -> None:
    """Press the button that sends."""
    page.get_by_role("button", name="Enviar y actualizar").click()


def reopened(context: BrowserContext, page: Page) -> Page:
    """Close the tab and open the app again."""
    page.close()
    again = context.new_page()
    again.goto("/campo/")
    return again


def on_the_server(page: Page, title: str) -> list[dict[str, Any]]:
    """Return the sessions of that title that the server has."""
    found = page.request.get("/campo/datos/").json()
    return [one for plan in found["plans"] for one in plan["sessions"] if one["title"] == title]
