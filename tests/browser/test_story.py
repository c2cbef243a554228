"""One assistance from the portfolio to the map, each part by the person whose it is, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import assert_sound
from tests.browser.design_steps import write_design, write_operation
from tests.browser.steps import PDF, act, say_why_unplanned

pytestmark = pytest.mark.browser
Login = Callable[..., Page]

TAG = uuid4().hex[:4]  # so that the story can be told twice to the same installation
SERVICE = f"Archivo municipal al día {TAG}"
PLAN = f"Ordenar el archivo de Ricaurte {TAG}"
PROMISE = f"Enviar el inventario {TAG}"
SESSION = f"Taller de arranque del archivo {TAG}"


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """Return what one part of the story leaves for the next: addresses."""
    return {}


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evidence") / "acta de entrega.pdf"
    path.write_bytes(PDF)
    return path


def write_predesign(page: Page, address: str) -> None:
    """Fill in the pre-design, section by section, as in one sitting."""
    go_on = page.get_by_role("button", name="Guardar y seguir")
    page.goto(f"{address}problema/")
    page.get_by_label("Problema o necesidad").fill("No hay un archivo organizado")
    expect(page.get_by_text("¿Es un problema, o la falta de una solución?")).to_be_visible()
    assert_sound(page)
    page.get_by_label("Problema o necesidad").fill("La alcaldía pierde procesos porque no encuentra sus documentos")
    go_on.click()
    page.get_by_label("Texto").nth(0).fill("Cada oficina guarda a su manera")
    page.get_by_label("Qué es", exact=True).nth(1).select_option(label="Efecto directo")
    page.get_by_label("Texto").nth(1).fill("Se pagan condenas evitables")
    page.get_by_role("button", name="Guardar y dibujar").click()
    expect(page.get_by_role("heading", name="El árbol guardado")).to_be_visible()
    assert_sound(page)
    go_on.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Matriz de Vester")
    assert_sound(page)
    write_matrix(page)
    go_on.click()
    page.get_by_label("Aporte al plan de acción").fill("Meta 4: municipios con archivo al día")
    go_on.click()
    for column in ("Insumo", "Proceso", "Producto", "Resultado intermedio", "Resultado final", "Impacto"):
        page.get_by_label(f"{column}, fila 1").fill(f"{column} del archivo")
    page.get_by_role("button", name="Guardar y enlazar").click()
    expect(page.locator("input[name^='link-']").first).to_be_visible()
    for mark in page.locator("input[name^='link-']").all():
        mark.check()
    assert_sound(page)
    go_on.click()
    page.get_by_label("Planeación").check()
    go_on.click()
    page.get_by_label("Antecedentes").fill("Hubo un piloto en tres municipios.")
    page.get_by_label("Justificación").fill("La ley de archivos lo exige.")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Está completa")).to_be_visible()
    assert_sound(page)


def write_matrix(page: Page) -> None:
    """Weigh four problems against each other; on a phone the matrix moves inside its frame and the page does not."""
    for number in range(1, 5):
        page.get_by_label(f"Problema {number} ").fill(f"Causa {number} de que los documentos se pierdan")
    page.get_by_role("button", name="Guardar y calcular").click()
    for place, level in enumerate(page.locator("select[name^='influence-']").all()):
        level.select_option(str(place % 4))
    page.get_by_role("button", name="Guardar y calcular").click()
    expect(page.get_by_role("img", name="Problemas según sus sumas")).to_be_visible()
    desk = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert_sound(page)
    if desk:
        page.set_viewport_size(desk)


def test_a_technical_lead_designs_a_service(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("lider")
    page.goto("/servicios/nuevo/")
    assert_sound(page)
    page.get_by_label("Dependencia que lo ofrece").select_option(label="Grupo de Rediseño y Empleo · INAT")
    page.get_by_label("Nombre", exact=True).fill(SERVICE)
    page.get_by_label("Línea temática").select_option(label="Rediseño institucional")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SERVICE)
    assert_sound(page)
    story["service"] = page.url
    act(page, "Empezar el pre-diseño")
    write_predesign(page, f"{story['service']}prediseno/")
    page.goto(story["service"])
    act(page, "Enviar el pre-diseño a la coordinación")
    expect(page.get_by_text("Sigue la coordinación").first).to_be_visible()
    assert_sound(page)


def test_the_coordination_accepts_its_pre_design(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("coordinacion")
    page.goto(story["service"])
    assert_sound(page)
    act(page, "Aceptar el pre-diseño")
    expect(page.get_by_text("Sigue la dependencia").first).to_be_visible()


def test_the_technical_lead_designs_it(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("lider")
    page.goto(story["service"])
    page.get_by_role("link", name="Editar", exact=True).click()
    assert_sound(page)
    page.get_by_label("Tipo de servicio").select_option(label="Asistencia técnica")
    page.get_by_label("Objetivo").fill("Que la entidad encuentre sus documentos y cumpla la ley de archivos.")
    page.get_by_label("Entregable").fill("Tablas de retención adoptadas")
    page.get_by_label("Asistencia técnica en sitio").check()
    for number, (name, weight) in enumerate((("Diagnóstico del archivo", "40"), ("Tablas de retención", "50"))):
        page.get_by_label("Nombre del hito").nth(number).fill(name)
        page.get_by_label("Peso (%)").nth(number).fill(weight)
    expect(page.get_by_text("Suman 90; faltan 10.")).to_be_visible()
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("100").first).to_be_visible()
    assert_sound(page)
    expect(page.get_by_label("Nombre", exact=True)).to_have_value(SERVICE)
    page.get_by_label("Nombre del hito").nth(2).fill("Adopción")
    page.get_by_label("Peso (%)").nth(2).fill("10")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SERVICE)
    write_design(page, story["service"])
    write_operation(page, story["service"])
    page.goto(story["service"])
    act(page, "Enviar el protocolo a la coordinación")
    expect(page.get_by_text("Sigue la coordinación").first).to_be_visible()
    assert_sound(page)


def test_others_validate_parametrise_and_publish_it(login_as: Login, story: dict[str, str]) -> None:
    for login, action in (
        ("coordinacion", "Validar el protocolo"),
        ("monitoreo", "Dar los hitos por parametrizados"),
        ("coordinacion", "Publicar"),
        ("coordinacion", "Activar la operación"),
    ):
        page = login_as(login)
        page.goto(story["service"])
        act(page, action)
        assert_sound(page)
    expect(page.get_by_text("En operación").first).to_be_visible()


def test_a_citizen_finds_it_in_the_portfolio(new_page: Callable[..., Page]) -> None:
    page = new_page("phone")
    page.goto(f"/portafolio/?q=archivo+municipal+{TAG}")
    assert_sound(page)
    page.get_by_role("link", name=SERVICE).click()
    expect(page.get_by_text("Tablas de retención adoptadas")).to_be_visible()
    expect(page.get_by_text("Diagnóstico del archivo")).to_be_visible()
    assert_sound(page)


def test_an_advisor_prepares_a_plan_and_shows_it(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("asesoria")
    page.goto("/planes-de-trabajo/nuevo/")
    page.get_by_role("searchbox", name="Entidad").fill("ricaurte narino alcaldia")
    page.get_by_role("button", name="Buscar").click()
    chosen = page.get_by_role("link", name=re.compile("^Elegir Alcaldía de Ricaurte")).first
    expect(chosen).to_be_visible()
    assert_sound(page)
    chosen.click()
    expect(page.get_by_label("Título")).to_be_visible()
    assert_sound(page)
    page.get_by_label("Título").fill(PLAN)
    page.get_by_label("Objetivos").fill("Que la alcaldía encuentre cualquier documento en minutos.")
    today = date.today()
    page.get_by_label("Inicio").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("Fin").fill((today - timedelta(days=30)).isoformat())
    page.get_by_label(re.compile(SERVICE)).check()
    say_why_unplanned(page)
    page.get_by_label("Contraparte en la entidad").fill("Rosa Trigal Vegal")
    page.get_by_role("button", name="Crear el plan").click()
    expect(page.get_by_text("La fecha de fin debe ser posterior a la de inicio.").first).to_be_visible()
    assert_sound(page)
    expect(page.get_by_label("Título")).to_have_value(PLAN)
    page.get_by_label("Fin").fill((today + timedelta(days=120)).isoformat())
    page.get_by_role("button", name="Crear el plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PLAN)
    assert_sound(page)
    story["plan"] = page.url
    act(page, "Mostrar a la entidad")
    expect(page.get_by_text("Socializado").first).to_be_visible()
    assert_sound(page)


def test_the_mayors_office_agrees_and_signs_on_a_phone(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("alcaldia", "phone")
    assert_sound(page)
    page.goto(story["plan"])
    assert_sound(page)
    act(page, "Estamos de acuerdo")
    expect(page.get_by_text("Concertado").first).to_be_visible()
    assert_sound(page)
    page.locator("#aceptacion").check()
    act(page, "Firmar el plan")
    expect(page.get_by_text("Firmado").first).to_be_visible()
    assert_sound(page)


def test_the_head_signs_for_who_assists(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("jefatura")
    page.goto(story["plan"])
    page.get_by_role("link", name="Firmar por quien asiste").click()
    act(page, "Firmar por quien asiste")
    expect(page.get_by_text("La firma de quien asiste quedó registrada.")).to_be_visible()


def test_the_advisor_starts_it_and_records_a_session_on_a_phone(
    login_as: Login, story: dict[str, str], pdf: Path
) -> None:
    page = login_as("asesoria", "phone")
    page.goto(story["plan"])
    act(page, "Empezar la ejecución")
    expect(page.get_by_text("En ejecución").first).to_be_visible()
    page.get_by_role("link", name="Registrar sesión").click()
    expect(page.get_by_label("Tema")).to_be_visible()
    assert_sound(page)
    page.get_by_label("Tema").fill(SESSION)
    page.get_by_label("Lugar o medio").fill("Casa de la Cultura")
    page.get_by_role("textbox", name=re.compile("^Qué se hizo")).fill("Se revisó el estado del archivo con el equipo.")
    page.get_by_label("Diagnóstico del archivo").check()
    page.get_by_role("textbox", name="Nombre", exact=True).first.fill("Rosa Trigal Vegal")
    page.get_by_label("Autoriza el tratamiento de sus datos").first.check()
    page.locator("summary", has_text="Anotar compromisos").click()
    page.get_by_label("Qué se acordó").fill(PROMISE)
    page.get_by_label("Quién responde").select_option(label="Entidad")
    page.get_by_label("Responsable", exact=True).fill("Secretaría de gobierno")
    page.get_by_label("Para cuándo").fill((date.today() + timedelta(days=15)).isoformat())
    page.get_by_role("button", name="Terminar sesión").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SESSION)
    expect(page.get_by_text("Realizada").first).to_be_visible()
    expect(page.get_by_text(PROMISE).first).to_be_visible()
    page.locator("summary", has_text="Evidencias").click()
    page.locator("input[type=file]").set_input_files(pdf)
    page.get_by_role("button", name=re.compile("^(Subir|Adjuntar|Agregar) ")).last.click()
    expect(page.get_by_text("acta de entrega.pdf").first).to_be_visible()
    assert_sound(page)
    story["session"] = page.url


def test_the_group_coordinator_approves_the_minutes(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("grupo")
    page.goto(story["session"])
    act(page, "Aprobar el acta")
    expect(page.get_by_text("Acta aprobada").first).to_be_visible()
    assert_sound(page)
    page.get_by_role("link", name="Ver el acta").click()
    expect(page.get_by_text("Se revisó el estado del archivo con el equipo.")).to_be_visible()
    assert_sound(page)


def test_the_mayors_office_keeps_its_promise(login_as: Login) -> None:
    page = login_as("secretaria", "phone")
    page.goto("/compromisos/")
    assert_sound(page)
    expect(page.get_by_text(PROMISE).first).to_be_visible()


def test_the_advisor_reports_a_milestone_but_cannot_validate_it(
    login_as: Login, story: dict[str, str], pdf: Path
) -> None:
    page = login_as("asesoria")
    page.goto(story["plan"])
    page.get_by_text("Reportar «Diagnóstico del archivo»").click()
    section = page.locator("details", has_text="Reportar «Diagnóstico del archivo»").last
    section.get_by_label(re.compile("Qué se logró")).fill("Diagnóstico entregado y leído con el equipo.")
    section.locator("input[type=file]").set_input_files(pdf)
    section.get_by_role("button", name="Reportar el hito").click()
    expect(page.get_by_text("Reportado").first).to_be_visible()
    assert_sound(page)
    expect(page.get_by_role("button", name=re.compile("^Validar"))).to_have_count(0)


def test_somebody_else_validates_it_and_progress_moves(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("monitoreo")
    page.goto(story["plan"])
    expect(page.get_by_text("0 %").first).to_be_visible()
    page.get_by_text("Revisar «Diagnóstico del archivo»").click()
    page.get_by_role("button", name="Validar", exact=True).first.click()
    expect(page.get_by_text("40 %").first).to_be_visible()
    assert_sound(page)


def test_the_map_shows_it_to_everybody(new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto("/?department=52")
    assert_sound(page)
    expect(page.get_by_role("link", name="Ricaurte").first).to_be_visible()


def test_internal_control_reads_who_decided_what_and_changes_nothing(login_as: Login, story: dict[str, str]) -> None:
    page = login_as("control")
    page.goto(story["plan"])
    history = page.locator("section, div", has=page.get_by_role("heading", name="Historia")).last
    for words in ("Hito validado", "firmó", "Plan creado"):
        expect(history.get_by_text(re.compile(words)).first).to_be_visible()
    for verb in ("Reportar", "Validar", "Terminar", "Suspender"):
        expect(page.get_by_role("button", name=re.compile(f"^{verb}"))).to_have_count(0)
    assert_sound(page)
