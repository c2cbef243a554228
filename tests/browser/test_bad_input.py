"""Bad input meets a sentence that says what happened and what to do, and nothing is lost, doubled or half-written."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import xlsxwriter
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.conftest import assert_sound
from tests.browser.steps import (
    HIDDEN,
    act,
    enter,
    fill_plan,
    find_plan_in_course,
    keep_posts,
    make_plan,
    open_plan_form,
)

pytestmark = pytest.mark.browser
Login = Callable[..., Page]
MEGABYTE = 1024**2


@pytest.fixture
def tag() -> str:
    """Return a mark that nothing else on the installation has."""
    return uuid4().hex[:8]


def replay(page: Page, sent: Request) -> str:
    """Send a form again, byte by byte as it was; return where it leads."""
    answer = page.request.post(
        sent.url, data=sent.post_data_buffer or b"", headers={"Content-Type": sent.headers["content-type"]}
    )
    assert answer.ok, answer.text()[:2000]
    return answer.url


def sparse(path: Path, size: int) -> Path:
    """Make a file of `size` bytes that takes up no room."""
    with path.open("wb") as handle:
        handle.truncate(size)
    return path


class TestFormSentTwice:
    def test_makes_one_plan(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria")
        open_plan_form(page)
        fill_plan(page, f"Plan pedido dos veces {tag}")
        sent = keep_posts(page)
        page.get_by_role("button", name="Crear el plan").dblclick(no_wait_after=True)
        expect(page.get_by_role("heading", level=1)).to_contain_text(tag)
        assert replay(page, sent[0]) == page.url
        page.goto(f"/planes-de-trabajo/?q={tag}")
        expect(page.locator("tbody tr")).to_have_count(1)

    def test_makes_one_session_on_a_phone(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria", "phone")
        plan = find_plan_in_course(page)
        page.goto(f"/sesiones/nueva/?plan={plan}")
        page.get_by_label("Tema").fill(f"Sesión pedida dos veces {tag}")
        page.get_by_label("Lugar o medio").fill("Alcaldía")
        sent = keep_posts(page)
        page.get_by_role("button", name="Terminar sesión").dblclick(no_wait_after=True)
        expect(page.get_by_role("heading", level=1)).to_contain_text(tag)
        assert replay(page, sent[0]) == page.url
        page.goto(f"/agenda/?plan={plan}")
        expect(page.get_by_role("link", name=re.compile(tag)).first).to_be_visible()
        assert page.locator("h3 a", has_text=tag).count() == 1


class TestTwoPeopleAtOnce:
    def test_the_second_is_told_and_keeps_the_reason_that_was_written(self, login_as: Login, tag: str) -> None:
        advisor = login_as("asesoria")
        address = make_plan(advisor, f"Plan de dos personas {tag}")
        act(advisor, "Mostrar a la entidad")
        expect(advisor.get_by_text("Socializado").first).to_be_visible()
        mayor, secretary = login_as("alcaldia"), login_as("secretaria", "phone")
        mayor.goto(address)
        secretary.goto(address)
        act(mayor, "Pedir ajustes", "Que empiece en enero.")
        expect(mayor.get_by_text("Con ajustes pedidos").first).to_be_visible()
        with secretary.expect_response(lambda answer: answer.request.method == "POST") as answer:
            act(secretary, "Pedir ajustes", f"Falta el taller con la comunidad {tag}")
        assert answer.value.status == 409
        expect(secretary.get_by_role("alert")).to_contain_text("Actualice la página")
        expect(secretary.get_by_role("alert")).to_contain_text(f"Falta el taller con la comunidad {tag}")
        expect(secretary.get_by_text("Con ajustes pedidos").first).to_be_visible()
        assert_sound(secretary)

    def test_the_second_correction_does_not_cover_the_first(self, login_as: Login, tag: str) -> None:
        first = login_as("asesoria")
        address = make_plan(first, f"Plan corregido por dos {tag}")
        second = login_as("asesoria", "phone")
        for page in (first, second):
            page.goto(f"{address}editar/")
        first.get_by_label("Objetivos").fill("Lo que escribió la primera.")
        first.get_by_role("button", name="Guardar los cambios").click()
        expect(first.get_by_text("Lo que escribió la primera.").first).to_be_visible()
        second.get_by_label("Objetivos").fill("Lo que escribió la segunda.")
        second.get_by_role("button", name="Guardar los cambios").click()
        expect(second.get_by_role("alert")).to_contain_text("Otra persona cambió esto")
        expect(second.get_by_label("Objetivos")).to_have_value("Lo que escribió la segunda.")
        assert_sound(second)
        first.reload()
        expect(first.get_by_text("Lo que escribió la primera.").first).to_be_visible()


def end_session(context: BrowserContext) -> None:
    """Leave the browser as it is when its session has expired."""
    context.clear_cookies(name="sessionid")


class TestExpiredSession:
    def test_in_the_middle_of_a_plan_loses_nothing(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria")
        open_plan_form(page)
        fill_plan(page, f"Plan interrumpido {tag}")
        end_session(page.context)
        page.get_by_role("button", name="Crear el plan").click()
        expect(page.get_by_text("Su sesión venció. Lo que escribió está guardado")).to_be_visible()
        assert_sound(page)
        enter(page, "asesoria")
        expect(page.get_by_text("Recuperamos lo que había escrito.").first).to_be_visible()
        expect(page.get_by_label("Título")).to_have_value(f"Plan interrumpido {tag}")
        expect(page.get_by_label(re.compile("Plan de previsión del empleo"))).to_be_checked()
        assert_sound(page)
        page.get_by_role("button", name="Crear el plan").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(tag)
        open_plan_form(page)
        expect(page.get_by_label("Título")).to_have_value("")

    def test_in_the_middle_of_a_session_loses_nothing_on_a_phone(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria", "phone")
        page.goto(f"/sesiones/nueva/?plan={find_plan_in_course(page)}")
        page.get_by_label("Tema").fill(f"Sesión interrumpida {tag}")
        page.get_by_label("Lugar o medio").fill("Casa de la Cultura")
        page.get_by_role("textbox", name=re.compile("^Qué se hizo")).fill(f"Se leyó el diagnóstico {tag}.")
        adding = page.locator("summary", has_text="Agregar personas")
        name = page.get_by_role("textbox", name="Nombre", exact=True).first
        if not name.is_visible():
            adding.click()
        name.fill(f"Nubia Brisa {tag}")
        end_session(page.context)
        page.get_by_role("button", name="Terminar sesión").click()
        expect(page.get_by_text("Su sesión venció. Lo que escribió está guardado")).to_be_visible()
        enter(page, "asesoria")
        expect(page.get_by_label("Tema")).to_have_value(f"Sesión interrumpida {tag}")
        expect(page.get_by_role("textbox", name="Nombre", exact=True).first).to_have_value(f"Nubia Brisa {tag}")
        assert_sound(page)
        page.get_by_role("button", name="Terminar sesión").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(tag)
        for words in (f"Se leyó el diagnóstico {tag}.", f"Nubia Brisa {tag}"):
            expect(page.get_by_text(words).first).to_be_visible()


@pytest.fixture
def open_report(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens, at a plan in course, the form that reports a milestone, with words already in it."""

    def _open(words: str, size: str = "desk", **options: object) -> Page:
        page = enter(new_page(size, **options), "asesoria")
        page.goto("/planes-de-trabajo/?status=in_execution")
        plans = [link.get_attribute("href") or "" for link in page.locator("tbody th a").all()]
        for address in plans:
            page.goto(address)
            summary = page.locator("summary", has_text="Reportar «").first
            if summary.count():
                summary.click()
                report_of(page).locator("textarea").fill(words)
                return page
        raise AssertionError(f"no milestone to report in {plans}")

    return _open


def report_of(page: Page):
    """Return the form of the milestone whose report is open."""
    return page.locator("details[open] form", has=page.get_by_role("button", name="Reportar el hito")).first


class TestEvidence:
    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("informe.pdf", b"<!doctype html><html><body><h1>Informe</h1></body></html>", "es una página web (HTML)"),
            ("foto.jpg", b"MZ" + bytes(200), "es un programa"),
            ("vacío.pdf", b"", "está vacío (0 bytes)"),
        ],
    )
    def test_disguised_or_empty_is_refused_by_name_and_the_words_stay(
        self, open_report: Callable[..., Page], tag: str, name: str, content: bytes, said: str, tmp_path: Path
    ) -> None:
        page = open_report(f"Se entregó el diagnóstico {tag}.", "phone", java_script_enabled=False)
        file = tmp_path / name
        file.write_bytes(content)
        report_of(page).locator("input[type=file]").set_input_files(file)
        report_of(page).get_by_role("button", name="Reportar el hito").click()
        expect(page.get_by_text(f"«{name}» {said}").first).to_be_visible()
        expect(report_of(page).locator("textarea")).to_have_value(f"Se entregó el diagnóstico {tag}.")

    def test_too_large_is_stopped_before_it_travels(
        self, open_report: Callable[..., Page], tag: str, tmp_path: Path
    ) -> None:
        page = open_report(f"Se entregó el video {tag}.")
        report_of(page).locator("input[type=file]").set_input_files(sparse(tmp_path / "video.mp4", 21 * MEGABYTE))
        expect(report_of(page).get_by_text("pesa 21 MB y el máximo es 20 MB")).to_be_visible()
        sent = keep_posts(page)
        report_of(page).get_by_role("button", name="Reportar el hito").click()
        expect(report_of(page).locator("textarea")).to_have_value(f"Se entregó el video {tag}.")
        assert sent == []
        assert_sound(page)

    def test_of_200_mb_is_refused_without_script_and_the_words_are_one_step_back(
        self, open_report: Callable[..., Page], tag: str, tmp_path: Path
    ) -> None:
        page = open_report(f"Se entregó el archivo {tag}.", "phone", java_script_enabled=False)
        report_of(page).locator("input[type=file]").set_input_files(sparse(tmp_path / "todo.pdf", 200 * MEGABYTE))
        report_of(page).get_by_role("button", name="Reportar el hito").click()
        expect(page.get_by_text("El archivo pesa demasiado: el máximo es 20 MB.")).to_be_visible()
        expect(page.get_by_text("Vuelva atrás")).to_be_visible()
        page.go_back()
        expect(page.locator("textarea[name$=report]").first).to_have_value(f"Se entregó el archivo {tag}.")


class TestStranger:
    def test_who_guesses_an_address_learns_nothing(self, login_as: Login, tag: str) -> None:
        advisor = login_as("asesoria")
        plan = make_plan(advisor, f"Plan que nadie ve {tag}")
        advisor.goto(f"/sesiones/nueva/?plan={find_plan_in_course(advisor)}")
        advisor.get_by_label("Tema").fill(f"Sesión que nadie ve {tag}")
        advisor.get_by_label("Lugar o medio").fill("Alcaldía")
        advisor.get_by_role("button", name="Solo programar").click()
        expect(advisor.get_by_role("heading", level=1)).to_contain_text(tag)
        stranger = login_as("asesor6", "phone")
        for address in (plan, f"{plan}editar/", advisor.url, f"{advisor.url}acta/"):
            answer = stranger.goto(address)
            assert answer is not None
            assert answer.status == 404
            expect(stranger.get_by_text(HIDDEN)).to_be_visible()
            expect(stranger.get_by_text(tag)).to_have_count(0)
        assert_sound(stranger)


class TestImport:
    @pytest.mark.parametrize(
        ("login", "address", "size"),
        [("sistemas", "/administracion/entidades/importar/", "desk"), ("monitoreo", "/servicios/importar/", "phone")],
    )
    def test_of_a_book_with_missing_columns_names_them(
        self, login_as: Login, login: str, address: str, size: str, tmp_path: Path
    ) -> None:
        book = xlsxwriter.Workbook(tmp_path / "otra cosa.xlsx")
        sheet = book.add_worksheet()
        for number, row in enumerate((["Nombre", "Teléfono"], ["Alcaldía de Ricaurte", "601"])):
            sheet.write_row(number, 0, row)
        book.close()
        page = login_as(login, size)
        page.goto(address)
        page.locator("input[type=file]").set_input_files(tmp_path / "otra cosa.xlsx")
        page.get_by_role("button", name="Revisar el archivo").click()
        expect(page.get_by_text("A la tabla le faltan columnas:").first).to_be_visible()
        expect(page.get_by_text("Descargue la plantilla").first).to_be_visible()
        expect(page.get_by_role("button", name="Confirmar la importación")).to_have_count(0)
        assert_sound(page)


class TestDates:
    def test_inverted_are_told_and_the_rest_stays(self, login_as: Login, tag: str) -> None:
        page = login_as("asesoria", "phone")
        page.goto(f"/sesiones/nueva/?plan={find_plan_in_course(page)}")
        page.get_by_label("Tema").fill(f"Sesión al revés {tag}")
        page.get_by_label("Lugar o medio").fill("Alcaldía")
        page.get_by_label("Hora de inicio").fill("11:00")
        page.get_by_label("Hora de fin").fill("09:00")
        page.get_by_role("button", name="Terminar sesión").click()
        expect(page.locator(".error-summary").first).to_contain_text(
            "La hora de fin debe ser posterior a la de inicio."
        )
        expect(page.get_by_label("Tema")).to_have_value(f"Sesión al revés {tag}")
        assert_sound(page)
        page.get_by_label("Hora de fin").fill("12:00")
        page.get_by_label("Qué se acordó").fill(f"Enviar la nómina {tag}")
        page.get_by_label("Responsable", exact=True).fill("Secretaría")
        page.get_by_label("Para cuándo").fill((date.today() - timedelta(days=40)).isoformat())
        page.get_by_role("button", name="Terminar sesión").click()
        expect(page.get_by_text("La fecha límite no puede ser anterior a la sesión.").first).to_be_visible()
        expect(page.get_by_label("Qué se acordó")).to_have_value(f"Enviar la nómina {tag}")
        assert_sound(page)


class TestWeights:
    def test_that_do_not_add_up_are_told_without_script_too(self, new_page: Callable[..., Page], tag: str) -> None:
        page = enter(new_page("phone", java_script_enabled=False), "lider")
        page.goto("/servicios/?q=manual+de+funciones")  # its new version is being designed
        page.locator("tbody th a").first.click()
        page.get_by_role("link", name="Editar", exact=True).first.click()
        page.get_by_label("Nombre", exact=True).fill(f"Servicio mal pesado {tag}")
        weights = page.get_by_label("Peso (%)")
        total = 33.3 + sum(float(one.input_value().replace(",", ".") or 0) for one in weights.all()[1:])
        weights.first.fill("33,3")
        page.get_by_role("button", name="Guardar", exact=True).click()
        expect(page.locator(".error-summary").last).to_contain_text(f"{total:.1f}".replace(".", ","))
        expect(page.get_by_label("Nombre", exact=True)).to_have_value(f"Servicio mal pesado {tag}")
        expect(page.get_by_label("Peso (%)").first).to_have_value(re.compile("33[,.]3"))
