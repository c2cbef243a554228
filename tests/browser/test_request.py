"""A request from the public form to its answer and back: followed by number and code, it did not help, and it is reopened once."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import assert_sound

pytestmark = pytest.mark.browser
Login = Callable[..., Page]

ORGANIZATION = "Instituto Nacional de Acompañamiento Territorial"
SUBJECT = f"Manual de funciones {uuid4().hex[:8]}"
#: What somebody might write to see whether it runs.
SCRIPT = "<script>document.title = 'corrió'</script>"


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Return what one part leaves for the next: number, code and the address inside."""
    return {}


def figure(page: Page, label: str) -> str:
    """Return the figure of the receipt with that label."""
    return page.locator("dl.figures > *", has=page.get_by_text(label, exact=True)).locator("dd").inner_text().strip()


def next_step(page: Page, label: str) -> Locator:
    """Return the card of the next step, which must be that one."""
    return page.locator("section.card", has=page.get_by_role("heading", name=f"Lo que sigue: {label}"))


def follow(page: Page, told: dict[str, str]) -> None:
    """Look at the request as whoever only has its number and code."""
    page.goto("/solicitudes/seguimiento/")
    page.get_by_label("Número de radicado").fill(told["number"])
    page.get_by_label("Código secreto").fill(told["code"])
    page.get_by_role("button", name="Consultar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SUBJECT)


def answer(page: Page, words: str) -> None:
    """Answer the request that is open, and write down how it was notified."""
    page.get_by_role("textbox", name="Respuesta").fill(words)
    next_step(page, "Responder").get_by_role("button", name="Responder").click()
    page.get_by_label("¿Cómo se prueba?").fill("Recibida en la ventanilla por quien la pidió.")
    assert_sound(page)
    next_step(page, "Registrar la notificación").get_by_role("button").click()
    expect(page.get_by_text("Notificada", exact=True).first).to_be_visible()


def test_anybody_asks_without_an_account(new_page: Callable[..., Page], told: dict[str, str]) -> None:
    page = new_page("phone")
    page.goto("/solicitudes/nueva/")
    assert_sound(page)
    page.get_by_label("¿A quién le pide?").select_option(label=ORGANIZATION)
    page.get_by_label("Asunto").fill(SUBJECT)
    page.get_by_label("Cuéntenos qué necesita").fill(f"Un manual que se entienda. {SCRIPT}")
    page.get_by_label("Su nombre").fill("Rosa Trigal Vegal")
    page.get_by_label("Teléfono o dirección").fill("Vereda La Unión, casa 3")
    page.get_by_label(re.compile("^Autorizo que usen mis datos")).check()
    page.get_by_role("button", name="Radicar la solicitud").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recibimos su solicitud")
    assert_sound(page)
    told |= {"number": figure(page, "número de radicado"), "code": figure(page, "código secreto")}


def test_the_coordination_classifies_and_assigns_it(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(f"/solicitudes/?q={told['number']}")
    page.get_by_role("link", name=SUBJECT).click()
    told["inside"] = page.url
    expect(page.get_by_text(SCRIPT)).to_be_visible()  # read as words
    assert page.title() != "corrió"
    assert_sound(page)
    next_step(page, "Clasificar").get_by_role("button", name="Clasificar").click()
    page.get_by_label("Dependencia").first.select_option(index=1)
    next_step(page, "Asignar").get_by_role("button", name="Asignar").click()
    expect(page.get_by_text("Asignada", exact=True).first).to_be_visible()
    assert_sound(page)
    answer(page, "El manual se hace en tres talleres.")


def test_whoever_asked_says_that_it_did_not_help(new_page: Callable[..., Page], told: dict[str, str]) -> None:
    page = new_page("phone")
    follow(page, told)
    expect(page.get_by_text("El manual se hace en tres talleres.")).to_be_visible()
    assert_sound(page)
    page.get_by_label("No", exact=True).check()
    page.get_by_label("¿Qué faltó?").fill("No dice cuándo.")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_text("Reabrimos la solicitud.")).to_be_visible()
    assert_sound(page)


def test_it_is_answered_again(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(told["inside"])
    expect(page.get_by_text("No dice cuándo.").first).to_be_visible()
    answer(page, "El primer taller es el lunes.")


def test_and_it_is_reopened_no_more(new_page: Callable[..., Page], told: dict[str, str]) -> None:
    page = new_page("phone")
    follow(page, told)
    expect(page.get_by_text("El primer taller es el lunes.")).to_be_visible()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("¿Qué faltó?").fill("No dice dónde.")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_text("Gracias por decírnoslo.")).to_be_visible()
    expect(page.get_by_text("Notificada", exact=True).first).to_be_visible()
    assert_sound(page)
