"""The workbook as people fill it in: titles above, sheets and columns of their own, rows of totals, rows that do not go in."""

from __future__ import annotations

import io
import re

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.core.roles import Role
from llegada.delivery.models import Session
from llegada.imports import tasks
from llegada.imports.models import ImportRun
from llegada.imports.services.runs import start_import
from llegada.imports.tables import workbook_bytes
from llegada.workplans.models import WorkPlan
from tests.factories import NOW, make_actor, make_service

PLANS = [
    "Identificador en la fuente",
    "Título del plan",
    "Código DANE del municipio",
    "Dependencia que asistió",
    "Vigencia",
]
SESSIONS = [
    "Identificador en la fuente",
    "Código DANE del municipio",
    "Dependencia que asistió",
    "Servicio",
    "Fecha",
    "Tema",
]
UNIT = "Dirección de Catastro"
SERVICE = "Catastro multipropósito"


def book(**sheets: list[list[object]]) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return SimpleUploadedFile("libro.xlsx", buffer.getvalue())


def sheets_of(content: bytes) -> dict[str, list[list[object]]]:
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


@pytest.fixture
def bring(browser, country):
    def work(upload: SimpleUploadedFile):
        data = {"target": "workbook", "organization": country.unit.organization_id, "file": upload}
        return browser.post(reverse("imports:new"), data)

    return work


@pytest.fixture
def tried(bring):
    def work(upload: SimpleUploadedFile) -> ImportRun:
        assert bring(upload).status_code == 302
        run = ImportRun.objects.latest("pk")
        tasks.try_import.func(run_id=run.pk, attempt=run.attempt)
        run.refresh_from_db()
        return run

    return work


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestSheets:
    def test_may_have_titles_above_and_headings_that_people_shortened(self, tried):
        headings = ["Identificador en la fuente", "Titulo", "Código DANE del municipio", "Dependencia", "Vigencia"]
        title = ["PLANES DEL MINISTERIO", *[""] * 4]

        run = tried(book(Planes=[title, [""] * 5, headings, ["P-1", "Catastro de Amagá", "05030", UNIT, 2019]]))

        assert (run.created, run.refused, run.summary["notes"]) == (1, 0, [])

    def test_say_which_of_their_columns_and_of_the_other_sheets_nobody_reads(self, tried, country):
        plans = [[*PLANS, "Presupuesto"], ["P-1", "Catastro de Amagá", "05030", UNIT, 2019, 1_000_000]]
        notes = {"Notas": [["Llamar a Rosa"]], "Vacía": []}

        run = tried(book(Planes=plans, **{"Asesorias 2023": [SESSIONS]}, **notes))

        others, column = run.summary["notes"]
        assert others.startswith("No se lee «Asesorias 2023», «Notas»: no tiene el nombre")
        assert column == "De la hoja «Planes» no se lee «Presupuesto»: no es un título de la plantilla."
        tasks.run_import.func(run_id=started(country, run).pk, attempt=run.attempt + 1)
        run.refresh_from_db()
        assert (run.status, run.summary["notes"]) == ("done", [others, column])

    def test_say_what_heading_they_lack_and_where(self, bring):
        answer = bring(book(Planes=[PLANS[:1] + PLANS[2:], ["P-1", "05030", UNIT, 2019]]))

        assert answer.status_code == 422
        assert "En la hoja «Planes» no está el título de: Título del plan." in words(answer)
        assert not ImportRun.objects.exists()

    def test_of_another_workbook_or_in_blank_are_told_apart(self, bring):
        assert "Ninguna hoja se llama como las de la plantilla: Servicios," in words(bring(book(Datos=[["Id"], ["1"]])))
        assert "La plantilla está en blanco" in words(bring(SimpleUploadedFile("p.xlsx", workbook_bytes())))


def started(country, run: ImportRun) -> ImportRun:
    return start_import(actor=country.actor, public_id=run.public_id, now=NOW)


class TestNotes:
    def test_name_the_sheet_that_they_speak_of(self, tried):
        plans = [
            PLANS,
            ["P-1", "Uno", "05030", UNIT, 2019],
            ["P-1", "Otro", "05001", UNIT, 2019],
            ["Total", "", "", "", 2],
        ]

        run = tried(book(Planes=plans))

        total, clash = run.summary["notes"]
        assert total == "Planes: La fila 4 es un total o una nota: no se trae."
        assert clash.startswith("Planes: «Identificador en la fuente» se repite en 1 fila")
        assert "Cambiar las columnas" not in clash


class TestBadRows:
    def test_come_back_in_their_sheets_and_go_in_once_corrected(self, tried, browser, country):
        plans = [PLANS, ["P-1", "Catastro de Amagá", 5.03, UNIT, 2019]]
        sessions = [SESSIONS, ["A-1", "05030", UNIT, SERVICE, "31/02/2019", "=Visita"]]
        run = tried(book(Planes=plans, Asesorías=sessions))

        answer = browser.get(reverse("imports:bad_rows", kwargs={"public_id": run.public_id}))

        assert answer["Content-Disposition"] == 'attachment; filename="filas-que-no-entran.xlsx"'
        found = sheets_of(answer.content)
        assert list(found) == ["Planes", "Asesorías"]
        assert found["Planes"][1][:6] == ["P-1", "Catastro de Amagá", "5.03", UNIT, "2019", 2]
        assert found["Asesorías"][1][5:7] == ["=Visita", 2]
        assert found["Asesorías"][1][7].startswith("Fecha: No se lee como una fecha")

        found["Planes"][1][2] = "05030"
        found["Asesorías"][1][4] = "28/02/2019"
        again = tried(book(**found))
        assert (again.created, again.refused, again.summary["notes"]) == (2, 0, [])

    def test_whose_whole_sheet_is_brought_by_others_say_by_whom(self, tried, browser):
        entities = [["Nombre", "NIT", "Orden", "Clase", "Código del municipio"]]
        entities.append(["Hospital de Amagá", "900123456", "Territorial", "Otra", "05030"])

        run = tried(book(Entidades=entities))

        page = words(browser.get(run.get_absolute_url()))
        assert "Toda la fila Las entidades son las mismas para todas las organizaciones" in page.replace("  ", " ")


class TestTemplate:
    @pytest.mark.parametrize(
        ("role", "hint", "absent"),
        [
            (Role.COORDINATOR, "Los catálogos de servicios y de entidades los trae", {"Servicios", "Entidades"}),
            (Role.MONITORING_ADMIN, "El catálogo de entidades lo trae", {"Entidades"}),
        ],
    )
    def test_has_only_what_its_reader_may_bring(self, login, country, role, hint, absent):
        actor = make_actor(role, organization=country.unit.organization)
        browser = login(Person.objects.get(pk=actor.person_id))

        sheets = sheets_of(browser.get(reverse("imports:template")).content)

        whole = {"Servicios", "Entidades", "Personas", "Planes", "Hitos", "Asesorías", "Asistentes", "Compromisos"}
        assert whole - set(sheets) == absent
        assert hint in words(browser.get(reverse("imports:new")))


class TestWhatCameIn:
    def test_of_a_service_never_published_is_filtered_by_its_name(self, tried, browser, country):
        make_service(country.unit, name="Catastro al día", is_published=False)
        plans = [
            [*PLANS, "Servicio", "Qué se logró"],
            ["P-1", "Plan", "05030", UNIT, 2019, "Catastro al día", "La base"],
        ]
        run = tried(book(Planes=plans))
        tasks.run_import.func(run_id=started(country, run).pk, attempt=run.attempt + 1)

        assert ">Catastro al día</option>" in browser.get(reverse("workplans:list")).content.decode()
        page = words(browser.get(WorkPlan.objects.get().get_absolute_url()))
        assert "Qué se logró La base" in page
        assert "Lo que la entidad podrá hacer" not in page

    def test_is_a_session_whose_minutes_nobody_is_asked_to_finish(self, tried, browser, country):
        run = tried(book(Asesorías=[SESSIONS, ["A-1", "05030", UNIT, SERVICE, "2019-02-28", "Visita"]]))
        tasks.run_import.func(run_id=started(country, run).pk, attempt=run.attempt + 1)

        page = words(browser.get(Session.objects.get().get_absolute_url()))

        assert "Acta De antes de Llegada" in page
        assert "Para aprobarla falta" not in page


class TestWhoeverWaits:
    def test_keeps_the_place_and_is_told_the_end_aloud(self, bring, browser):
        bring(book(Planes=[PLANS, ["P-1", "Plan", "05030", UNIT, 2019]]))
        run = ImportRun.objects.get()

        waiting = browser.get(run.get_absolute_url()).content.decode()
        tasks.try_import.func(run_id=run.pk, attempt=run.attempt)
        tried = browser.get(run.get_absolute_url()).content.decode()

        assert 'hx-select-oob="#importacion-dicho:innerHTML,#mensajes"' in waiting
        assert '<button id="cancelar-importacion"' in waiting
        assert 'role="status"></p>' in waiting
        assert 'role="status">libro.xlsx: Probada</p>' in tried
