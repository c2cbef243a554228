"""Every page that the menu of each role offers, at a desk and on a phone, with the demonstration's data and with none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, assert_sound
from tests.browser.steps import enter

pytestmark = pytest.mark.browser
Login = Callable[..., Page]

#: Who looks at what else than their menu offers.
ALSO: dict[str, tuple[str, ...]] = {
    "": (
        "/glosario/", "/accesibilidad/", "/cuenta/login/", "/territorio/52612-ricaurte/", "/territorio/52612-ricaurte/perfil/",
        "/territorio/departamentos/52-narino/",
    ),
    "asesoria": ("/mi-cuenta/", "/sesiones/nueva/", "/planes-de-trabajo/nuevo/", "/cuenta/2fa/"),
    "jefatura": ("/planes-de-trabajo/avance/?por=asesor", "/documentos/fichas/"),
    "monitoreo": ("/servicios/importar/",),
    "sistemas": (
        "/administracion/personas/",
        "/administracion/personas/nueva/",
        "/administracion/organizaciones/",
        "/administracion/entidades/importar/",
    ),
}  # fmt: skip
#: The first row of these lists is opened too.
OPENED = {
    "/planes-de-trabajo/": "tbody th a",
    "/servicios/": "tbody th a",
    "/indicadores/": "tbody th a",
    "/administracion/personas/": "tbody th a",
}


def offered(page: Page) -> list[str]:
    """Return the addresses of the menu."""
    return [link.get_attribute("href") or "" for link in page.locator("#navegacion li a").all()]


#: These read what the others work on: on a phone, and of the pages that somebody else opened here only their first one.
READERS = {"control", "direccion"}
#: The pages that were looked at in this run, whoever opened them.
LOOKED_AT: set[str] = set()


def look(page: Page, address: str, sizes: Iterable[str] = SIZES) -> None:
    """Open a page and look at it at some sizes; at its colours at the first one: the readers' pages show the phone's."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    for turn, (width, height) in enumerate(SIZES[size] for size in sizes):
        page.set_viewport_size({"width": width, "height": height})
        assert_sound(page, with_colours=turn == 0)


class TestPages:
    @pytest.mark.parametrize(
        "login", ["", "asesoria", "jefatura", "monitoreo", "alcaldia", "sistemas", "control", "direccion"]
    )
    def test_are_sound_at_both_sizes(self, new_page: Callable[..., Page], login: str) -> None:
        page = new_page()
        if login:
            enter(page, login)
        else:
            page.goto("/")
        addresses = [one for one in offered(page) if not login or one not in {"/", "/territorio/"}]
        sizes = ("phone",) if login in READERS or login == "monitoreo" else tuple(SIZES)
        assert len(addresses) >= 2
        for address in (*addresses, *ALSO.get(login, ())):
            if login in READERS and address in LOOKED_AT and address != addresses[0]:
                continue
            LOOKED_AT.add(address)
            look(page, address, sizes)
            first = page.locator(OPENED.get(address, "#none")).first
            if first.count():
                look(page, first.get_attribute("href") or "", sizes)


@pytest.fixture(scope="module")
def new_organization() -> str:
    """Return the name of an organisation that has nothing yet."""
    return f"Agencia recién creada {uuid4().hex[:8]}"


class TestPagesWithNothing:
    """«practicante» gets two roles in an organisation that has nothing yet, and works there."""

    def test_are_prepared_by_the_administrator(self, login_as: Login, new_organization: str) -> None:
        page = login_as("sistemas")
        page.goto("/administracion/organizaciones/nueva/")
        page.get_by_label("Nombre", exact=True).fill(new_organization)
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(new_organization)
        assert_sound(page)
        page.goto("/administracion/personas/?q=Tomas+Rey+Duque")
        person = page.locator("tbody th a").first.get_attribute("href") or ""
        for role in ("advisor", "unit_head"):
            page.goto(f"{person}roles/nuevo/?role={role}")
            page.get_by_label("Organización").select_option(label=new_organization)
            page.get_by_role("button", name="Dar el rol").click()
            expect(page.get_by_text(new_organization).first).to_be_visible()
        assert_sound(page)

    @pytest.mark.parametrize("role", ["Asesor", "Jefe de dependencia"])
    def test_say_what_to_do_at_both_sizes(self, login_as: Login, new_organization: str, role: str) -> None:
        page = login_as("practicante")
        page.locator(".account-menu > summary").click()
        page.locator(".account-panel button[name=grant]", has_text=new_organization).filter(has_text=role).click()
        expect(page.locator(".account-menu > summary")).to_contain_text(role)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        own = [one for one in offered(page) if one not in {"/", "/territorio/"}]
        assert len(own) >= 4
        for address in own:
            look(page, address)
            expect(page.locator("main tbody tr")).to_have_count(0)
            assert page.locator("main").get_by_role("link").count() >= 1, f"{address} leads nowhere"
