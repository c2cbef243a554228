"""A day in the field with no signal: captured on a phone, kept with the browser closed, on the server exactly once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_sound
from tests.browser.field_steps import begin, carry, finish, on_the_server, reopened, send_now

pytestmark = pytest.mark.browser
Login = Callable[..., Page]
#: What the issue of this page admits, beyond typing, to record a session with ten people.
MOST_TAPS = 12


@pytest.fixture
def photo(new_page: Callable[..., Page], tmp_path: Path) -> Path:
    """Return a picture, as a camera would give it."""
    page = new_page("phone")
    page.goto("/campo/")
    path = tmp_path / "vereda.jpg"
    page.screenshot(path=path, type="jpeg", quality=95)
    return path


def capture(page: Page, title: str, people: int, photo: Path) -> None:
    """Write a whole session of the first plan, with its list and a photo."""
    begin(page, title)
    by_name = people // 10 * 10  # those of a long list are written together, the others one by one
    page.get_by_label(re.compile("^Nombres de los demás")).fill(
        "\n".join(f"Vecino {n} de {title}" for n in range(by_name))
    )
    for number in range(people - by_name):
        page.get_by_role("button", name="Agregar persona").click()
        page.locator(":focus").fill(f"Persona {number + 1} de {title}")
    finish(page, photo)


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
        for title, people in zip(titles, (41, 2, 1), strict=True):
            capture(page, title, people, photo)
        page.get_by_role("link", name=re.compile("sin enviar")).click()
        expect(page.locator("main li")).to_have_count(6)  # three sessions and their photos
        assert_sound(page)
        page = reopened(context, page)
        expect(page.get_by_text("6 registros sin enviar")).to_be_visible()

        context.set_offline(False)
        send_now(page)
        expect(page.get_by_text("Nada sin enviar")).to_be_visible()
        for title, people in zip(titles, (41, 2, 1), strict=True):
            kept = on_the_server(page, title)
            assert [(one["status"], one["attendance"]) for one in kept] == [("held", people)]
        page.goto("/campo/")
        page.get_by_text("Sesiones realizadas").click()
        expect(page.locator("li", has_text=tag).get_by_role("link", name="Corregir")).to_have_count(3)
        page.goto(kept[0]["url"])
        expect(page.get_by_role("link", name=re.compile("vereda.jpg")).first).to_be_visible()

    def test_records_ten_people_in_few_taps(self, login_as: Login) -> None:
        title = f"Mesa {uuid4().hex[:8]}"
        page = login_as("asesoria", "phone")
        page.add_init_script("window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1; }, true);")
        page.goto("/campo/")
        page.locator("[data-part=plans] summary").first.click()
        page.get_by_role("link", name="Registrar sesión").first.click()
        page.get_by_label("Tema").click()
        page.keyboard.insert_text(title)
        page.get_by_label(re.compile("^Nombres de los demás")).click()
        for number in range(10):
            page.keyboard.insert_text(f"Asistente {number + 1}, líder comunal")
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Asistencia (10)")).to_be_visible()
        assert_sound(page)
        page.get_by_role("textbox", name=re.compile("^Qué se hizo")).click()
        page.keyboard.insert_text("Se revisó el plan con la comunidad.")
        page.get_by_text("No hubo compromisos").click()
        page.get_by_role("button", name="Listo para enviar").click()
        expect(page.get_by_text("Todo quedó enviado.")).to_be_visible()
        taps = page.evaluate("window.taps")
        assert 0 < taps <= MOST_TAPS, f"{taps} taps"
        assert [(one["status"], one["attendance"]) for one in on_the_server(page, title)] == [("held", 10)]
