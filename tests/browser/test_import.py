"""An adviser's own Excel, which nobody designed a mapping for: brought in on its trial's word, brought again, and undone."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from uuid import uuid4

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, assert_sound
from tests.browser.demonstration import ROOT, environment_of

pytestmark = pytest.mark.browser
Login = Callable[..., Page]

#: So that the journey can be told again to the same installation.
MARK = uuid4().hex[:6]
NAME = f"Seguimiento {MARK}.xlsx"
HEADINGS = ["No.", "Departamento", "Municipio", "Fecha de la visita", "Modalidad", "Producto", "Tema tratado", "Grupo"]
HEADINGS.append(f"Nota {MARK}")  # the headings of no file that was brought before
SERVICE, UNIT = "Manual de funciones y competencias", "Grupo de Rediseño y Empleo"
ROWS = [
    [1, "Antioquia", "Yarumal", "15/03/2019", "Presencial", SERVICE, f"Planta {MARK}", UNIT],
    [2, "Antioquia", "Ituango", "22 de marzo de 2019", "Virtual", f"Manual funciones {MARK}", f"Perfiles {MARK}", UNIT],
    [3, "Tolima", "Ibagué", "31/06/2019", "Virtual", SERVICE, f"Ajuste {MARK}", UNIT],
]


def workbook() -> bytes:
    """Return the file as people keep it: a cover, a merged title, the headings in the fourth row, a total below."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.add_worksheet("Portada").write_string(2, 1, "Seguimiento a la asistencia técnica")
    sheet = book.add_worksheet("Visitas")
    sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, "MATRIZ DE SEGUIMIENTO")
    for number, row in enumerate(
        [HEADINGS, *([*row, "Con acta"] for row in ROWS), ["TOTAL", None, len(ROWS)]], start=3
    ):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def bring(page: Page) -> None:
    page.goto("/importaciones/nueva/")
    page.locator("input[name=target][value=sessions]").check()
    page.locator("input[type=file]").set_input_files({"name": NAME, "mimeType": "", "buffer": workbook()})
    page.get_by_role("button", name="Subir y seguir").click()
    page.wait_for_url(lambda address: "/nueva/" not in address)


def wait_for_worker(page: Page, site: Site) -> None:
    """Do what waits for the worker, unless the installation has one, and look at the page until it is done."""
    if not os.environ.get("LLEGADA_BROWSER_SITE"):
        command = [sys.executable, "-m", "django", "db_worker", "--batch", "--no-startup-delay", "--no-reload"]
        worked = subprocess.run(
            command, env=environment_of(site.data), cwd=ROOT, capture_output=True, timeout=120, check=False
        )
        assert worked.returncode == 0, worked.stderr[-2000:]
    expect(page.get_by_text("Esta página se actualiza sola")).to_have_count(0)
    page.wait_for_load_state()


def test_ones_own_excel_comes_in_is_not_repeated_and_goes_out(login_as: Login, site: Site) -> None:
    page = login_as("coordinacion")
    bring(page)
    expect(page.get_by_text("Los títulos están en la fila 4 de la hoja «Visitas»")).to_be_visible()
    expect(page.get_by_text("Está todo lo que hace falta")).to_be_visible()
    assert_sound(page)
    page.get_by_role("button", name="Probar").click()
    page.wait_for_url(lambda address: "/columnas/" not in address)
    wait_for_worker(page, site)

    page.get_by_role("link", name="Aclarar 1 nombre").click()
    assert_sound(page)
    page.get_by_label(f"Qué es «Manual funciones {MARK}»").select_option(label=SERVICE)
    page.get_by_role("button", name="Guardar y probar otra vez").click()
    wait_for_worker(page, site)
    expect(page.get_by_text("31/06/2019")).to_be_visible()
    assert_sound(page)

    page.get_by_role("button", name="Traer 2 filas").click()
    wait_for_worker(page, site)
    expect(page.get_by_text("Entraron 2 filas.")).to_be_visible()
    expect(page.get_by_text("Puede cerrar esta página")).to_have_count(0)  # what was said when it began
    assert_sound(page)
    brought = page.url

    bring(page)  # the same headings: nothing is asked
    wait_for_worker(page, site)
    expect(page.get_by_text("No hay filas nuevas que traer.")).to_be_visible()

    page.goto(brought)
    page.locator("summary", has_text="Deshacer todo").click()
    page.get_by_label("¿Por qué se deshace?").fill("Era una prueba.")
    page.locator("details[open]").get_by_role("button", name="Deshacer todo").click()
    expect(page.locator("#importacion").get_by_text("Deshaciéndose").first).to_be_visible()
    wait_for_worker(page, site)
    expect(page.get_by_text("Se deshizo: lo que trajo ya no está.")).to_be_visible()


def test_its_pages_fit_a_phone(login_as: Login) -> None:
    page = login_as("planeacion", "phone")
    for address in ("/importaciones/", "/importaciones/nueva/", "/importaciones/recordado/"):
        page.goto(address)
        assert_sound(page)
    bring(page)
    assert_sound(page)
