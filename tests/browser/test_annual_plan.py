"""The annual plan of one unit from its workbook to the committee's approval, each part by the person whose it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from playwright.sync_api import Download, Page, expect

from llegada.core.tabular import read_table
from llegada.planning.sheets import columns
from tests.browser.conftest import assert_sound
from tests.browser.steps import act

pytestmark = pytest.mark.browser
Login = Callable[..., Page]

YEAR = 2030 + uuid4().int % 70  # so that it can be told again to the same installation
UNIT = "Grupo de Participación y Transparencia"
#: What the unit fills in for two mayor offices; the first amount is written as people write it.
LINE = {
    columns.DESCRIPTION: "Acompañamiento a la rendición de cuentas",
    columns.SERVICE: "Rendición de cuentas con la comunidad",
    columns.TOPIC: "Participación ciudadana",
    columns.STARTS_ON: f"{YEAR}-02-01",
    columns.ENDS_ON: f"{YEAR}-06-30",
    columns.PERSON_DAYS: "20",
    columns.MODALITY: "Asistencia técnica en sitio",
    columns.ORIGIN: "Oferta",
    columns.OBLIGATION: "Voluntaria",
    columns.MANAGER: "territorio@demo.example",
}


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """Return what one part leaves for the next: addresses."""
    return {}


def workbook(folder: Path, titles: list[str], rows: list[dict[str, str]]) -> Path:
    """Write a workbook as a person would who filled in the template; return where it is."""
    path = folder / "plan del grupo.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, titles)
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, [row.get(title, "") for title in titles])
    return path


def downloaded(page: Page, link: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link).first.click()
    return waiting.value


def test_the_coordination_opens_the_year(login_as: Login) -> None:
    page = login_as("coordinacion")
    page.goto("/plan-anual/abrir/")
    page.get_by_label("Vigencia", exact=True).fill(str(YEAR))
    page.get_by_label("Apertura del ciclo").fill(f"{YEAR - 1}-10-01")
    page.get_by_label("Límite para enviar el análisis anual").fill(f"{YEAR - 1}-11-01")
    page.get_by_label("Límite para enviar estrategias").fill(f"{YEAR - 1}-11-15")
    page.get_by_label("Límite para enviar el plan").fill(f"{YEAR - 1}-12-01")
    page.get_by_label("Reunión del comité").fill(f"{YEAR - 1}-12-15")
    page.get_by_label("Límite para registrar el plan aprobado").fill(f"{YEAR}-01-31")
    page.get_by_label(f"{UNIT} (INAT)").check()
    assert_sound(page)
    page.get_by_role("button", name="Abrir el ciclo").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(YEAR))
    assert_sound(page)


def test_the_unit_brings_its_lines_in_a_workbook(login_as: Login, told: dict[str, str], tmp_path: Path) -> None:
    page = login_as("lider")
    page.goto("/plan-anual/")
    page.get_by_role("link", name=str(YEAR)).click()
    page.get_by_role("button", name=f"Comenzar el plan {UNIT}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Plan anual {YEAR}")
    told["plan"] = page.url
    assert_sound(page)

    page.get_by_role("link", name="Importar líneas").click()
    template = downloaded(page, "plantilla")
    titles = list(read_table(io.BytesIO(template.path().read_bytes()), name="plantilla.xlsx")[0].cells)
    bad = {**LINE, columns.ENTITY: "Alcaldía de Ninguna Parte", columns.BUDGET["investment"]: "doce millones"}
    page.get_by_label("Archivo").set_input_files(workbook(tmp_path, titles, [bad]))
    page.get_by_role("button", name="Revisar el archivo").click()
    expect(page.get_by_text("doce millones").first).to_be_visible()
    expect(page.get_by_text("Alcaldía de Ninguna Parte").first).to_be_visible()
    expect(page.get_by_role("button", name="Confirmar la importación")).to_have_count(0)
    assert_sound(page)

    good = [
        {**LINE, columns.ENTITY: entity, columns.BUDGET["investment"]: amount}
        for entity, amount in (("Alcaldía de Ipiales", "12.000.000"), ("Alcaldía de Pasto", "8500000"))
    ]
    page.get_by_label("Archivo").set_input_files(workbook(tmp_path, titles, good))
    page.get_by_role("button", name="Revisar el archivo").click()
    page.get_by_role("button", name="Confirmar la importación").click()
    expect(page.get_by_text("Lo que se importó de")).to_be_visible()
    assert_sound(page)

    page.goto(told["plan"])
    expect(page.get_by_text(re.compile(r"12\.000\.000")).first).to_be_visible()
    page.get_by_role("link", name="Editar el plan").click()
    page.get_by_label("Impactos a los que aporta").fill("Gobiernos locales que responden por lo que hacen.")
    page.get_by_label("Resultados esperados").fill("Dos alcaldías rinden cuentas con la comunidad.")
    page.get_by_label("Nota sobre las advertencias").fill("La capacidad se revisa con los contratos de enero.")
    assert_sound(page)
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Dos alcaldías rinden cuentas").first).to_be_visible()
    assert_sound(page)


def test_the_planning_office_says_how_much_there_is(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(told["plan"])
    page.get_by_role("link", name="Escribir el presupuesto disponible").first.click()
    page.get_by_label("Inversión").fill("30.000.000")
    assert_sound(page)
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text(re.compile(r"30\.000\.000")).first).to_be_visible()


def test_the_head_sends_it(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("jefatura", "phone")
    page.goto(told["plan"])
    assert_sound(page)
    act(page, "Enviar a la coordinación")
    expect(page.get_by_text("Enviado", exact=True).first).to_be_visible()


def test_the_coordination_consolidates_and_presents_it(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(told["plan"])
    act(page, "Consolidar")
    expect(page.get_by_text("Consolidado", exact=True).first).to_be_visible()
    page.goto("/plan-anual/")
    page.get_by_role("link", name=str(YEAR)).click()
    page.get_by_role("link", name="Comité").click()
    told["committee"] = page.url
    assert_sound(page)
    act(page, "Presentar al comité")
    expect(page.get_by_text("Sin quórum").first).to_be_visible()
    page.get_by_label("Fecha de la reunión").fill("2026-01-15")
    page.get_by_label("Número del acta").fill("CD-1")
    page.get_by_role("button", name="Cerrar la ronda").click()
    expect(page.get_by_text("quórum").first).to_be_visible()
    expect(page.get_by_label("Número del acta")).to_have_value("CD-1")
    assert_sound(page)


@pytest.mark.parametrize("member", ["comite", "direccion"])
def test_each_member_decides_from_one_page(login_as: Login, told: dict[str, str], member: str) -> None:
    page = login_as(member)
    if member == "direccion":  # who directs holds another role first
        page.locator(".account-menu > summary").click()
        page.locator(".account-panel button[name=grant]", has_text="Comité").click()
        expect(page.locator(".account-menu > summary")).to_contain_text("Comité")
    page.goto(told["committee"])
    assert_sound(page)
    page.get_by_label("Aprobar").check()
    page.get_by_role("textbox", name="Comentarios").fill("Las líneas responden a lo que pidieron las entidades.")
    page.get_by_role("button", name="Registrar mi decisión").click()
    expect(page.get_by_role("button", name="Registrar mi decisión")).to_have_count(0)


def test_the_secretary_closes_and_it_is_approved(login_as: Login, told: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(told["committee"])
    expect(page.get_by_text("Hay quórum").first).to_be_visible()
    page.get_by_label("Fecha de la reunión").fill(page.evaluate("new Date().toLocaleDateString('en-CA')"))
    page.get_by_label("Número del acta").fill(f"CD-{YEAR}-01")
    page.get_by_role("button", name="Cerrar la ronda").click()
    expect(page.get_by_text(f"CD-{YEAR}-01").first).to_be_visible()
    assert_sound(page)
    page.goto(told["plan"])
    expect(page.get_by_text("Aprobado", exact=True).first).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="Plan en PDF").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert_sound(page)
