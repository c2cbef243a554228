"""With the keyboard alone one can do everything, and sees at every stop where one is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from llegada.demo.catalogue import MAIL_DOMAIN, PASSWORD
from tests.browser.keys import assert_focus_is_seen, press, tab_to, write
from tests.browser.steps import find_plan_in_course, make_plan

pytestmark = pytest.mark.browser
Login = Callable[..., Page]


@pytest.fixture
def tag() -> str:
    """Return a mark that nothing else on the installation has."""
    return uuid4().hex[:8]


def account_menu(page: Page):
    return page.locator(".account-menu > summary")


class TestKeyboard:
    @pytest.mark.parametrize("size", ["desk", "phone"])
    def test_logs_in_skips_to_the_content_and_switches_role(self, new_page: Callable[..., Page], size: str) -> None:
        page = new_page(size)
        page.goto("/cuenta/login/")
        write(page, page.get_by_label("Correo electrónico"), f"asesoria@{MAIL_DOMAIN}")
        write(page, page.get_by_label("Contraseña", exact=True), PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/mi-trabajo/")
        press(page, page.get_by_role("link", name="Saltar al contenido"))
        expect(page.locator("main")).to_be_focused()
        tab_to(page, account_menu(page), key="Shift+Tab")
        page.keyboard.press("Enter")
        press(page, page.locator(".account-panel").get_by_role("button", name=re.compile("Líder")))
        expect(account_menu(page)).to_contain_text("Líder")
        press(page, account_menu(page), "Space")
        expect(page.get_by_role("button", name="Salir")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Salir")).to_be_hidden()
        expect(account_menu(page)).to_be_focused()
        assert_focus_is_seen(page)

    def test_opens_and_closes_the_menu_of_a_phone(self, login_as: Login) -> None:
        page = login_as("asesoria", "phone")
        entry = page.get_by_role("link", name="Planes de trabajo", exact=True)
        opener = page.get_by_role("button", name="Menú")
        press(page, opener)
        expect(entry).to_be_visible()
        page.keyboard.press("Escape")
        expect(entry).to_be_hidden()
        expect(opener).to_be_focused()
        page.keyboard.press("Enter")
        press(page, entry)
        expect(page.get_by_role("heading", level=1)).to_have_text("Planes de trabajo")

    def test_filters_the_map_reads_its_table_and_chooses_a_municipality(self, new_page: Callable[..., Page]) -> None:
        page = new_page()
        page.goto("/")
        department = page.get_by_label("Departamento", exact=True)
        write(page, department, "Nari")
        expect(department.locator("option:checked")).to_have_text("Nariño")
        page.wait_for_url("**department=52**")
        expect(page.locator("#alcance")).to_contain_text("Nariño")
        on_the_map = page.locator(".map svg a[tabindex='0']")
        tab_to(page, on_the_map)
        first = page.evaluate("document.activeElement.getAttribute('aria-label')")
        expect(page.locator(".map-tip")).to_have_text(first)
        moves = []
        for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
            page.keyboard.press(key)
            assert_focus_is_seen(page)
            moves.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        assert set(moves) != {first}
        chosen = moves[-1].split(" (")[0]
        expect(page.locator("#municipios").get_by_role("link", name=chosen, exact=True)).to_be_visible()
        tab_to(page, page.locator("#municipios tbody a").first)
        tab_to(page, on_the_map, key="Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(chosen)

    def test_takes_back_an_action_with_escape_and_then_does_it(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria")
        address = make_plan(page, f"Plan con el teclado {tag}")
        page.goto(f"/planes-de-trabajo/?q={tag}")
        press(page, page.get_by_role("link", name=re.compile(tag)))
        page.wait_for_url(address)
        show = page.locator("details.confirm > summary", has_text="Mostrar a la entidad")
        sure = page.locator("details.confirm").get_by_role("button", name="Mostrar a la entidad")
        press(page, show)
        tab_to(page, sure)
        page.keyboard.press("Escape")
        expect(sure).to_be_hidden()
        expect(show).to_be_focused()
        expect(page.get_by_text("Borrador").first).to_be_visible()
        page.keyboard.press("Enter")
        press(page, sure)
        expect(page.get_by_text("Socializado").first).to_be_visible()

    @pytest.mark.parametrize("size", ["desk", "phone"])
    def test_records_a_session_with_its_people_and_commitments(self, login_as: Login, tag: str, size: str) -> None:
        page = login_as("asesoria", size)
        page.goto(f"/sesiones/nueva/?plan={find_plan_in_course(page)}")
        write(page, page.get_by_label("Tema"), f"Sesión con el teclado {tag}")
        write(page, page.get_by_label("Lugar o medio"), "Alcaldía")
        page.keyboard.press("Escape")  # closes the list of places already used
        name = page.get_by_role("textbox", name="Nombre", exact=True).first
        if not name.is_visible():
            press(page, page.locator("summary", has_text="Agregar personas"))
        write(page, name, f"Yesid Cortal {tag}")
        press(page, page.get_by_label("Autoriza el tratamiento de sus datos").first, "Space")
        press(page, page.get_by_role("button", name="Agregar otra persona"))
        expect(page.get_by_role("textbox", name="Nombre", exact=True).nth(1)).to_be_focused()
        page.keyboard.type(f"Fanny Espinal {tag}")
        write(page, page.get_by_role("textbox", name=re.compile("^Qué se hizo")), "Se leyó el diagnóstico.")
        press(page, page.locator("summary", has_text="Anotar compromisos"))
        write(page, page.get_by_label("Qué se acordó"), f"Enviar la nómina {tag}")
        tab_to(page, page.get_by_label("Quién responde"))
        page.keyboard.type("Ent")
        write(page, page.get_by_label("Responsable", exact=True), "Secretaría")
        days = (date.today() + timedelta(days=ahead) for ahead in range(1, 400))
        due = next(day for day in days if day.day == day.month)  # whichever of the two the browser asks for first
        write(page, page.get_by_label("Para cuándo"), f"{due:%d%m%Y}")
        expect(page.get_by_label("Para cuándo")).to_have_value(due.isoformat())
        press(page, page.get_by_role("button", name="Terminar sesión"))
        expect(page.get_by_role("heading", level=1)).to_contain_text(tag)
        for words in (f"Yesid Cortal {tag}", f"Fanny Espinal {tag}", f"Enviar la nómina {tag}"):
            expect(page.get_by_text(words).first).to_be_visible()
