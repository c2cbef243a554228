"""A person who brings the wrong file, or walks the steps in the wrong order: each time a sentence, and nothing lost."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llegada.accounts.models import Person
from llegada.imports import tasks
from llegada.imports.match_forms import name_of
from llegada.imports.models import ImportMapping, ImportRun, ValueMatch
from llegada.territory.models import Entity
from tests.factories import NOW, make_entity, make_municipality
from tests.imports.makers import HEADINGS, csv_upload, xlsx_upload

#: How an encrypted workbook and an old one begin: both are compound files, and the first names what it holds.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


@pytest.fixture
def browser(login, country):
    return login(Person.objects.get(pk=country.actor.person_id))


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def brought(browser, country, upload, target: str = "sessions"):
    data = {"target": target, "organization": country.unit.organization_id, "file": upload}
    return browser.post(reverse("imports:new"), data)


def document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


class TestFile:
    @pytest.mark.parametrize(
        ("upload", "sentence"),
        [
            (SimpleUploadedFile("vacio.xlsx", b""), "está vacío"),
            (SimpleUploadedFile("informe.xlsx", document()), "es un documento de Word y no se acepta"),
            (
                SimpleUploadedFile("clave.xlsx", _COMPOUND + "EncryptedPackage".encode("utf-16-le")),
                "quítesela en su programa y guárdelo de nuevo",
            ),
            (
                SimpleUploadedFile("sistema.xls", b"<html><body><table><tr><td>Id</td></tr></table></body></html>"),
                "«sistema.xls» es una página web (HTML) y no se acepta. Ábralo en su hoja de cálculo, guárdelo como XLSX",
            ),
            (SimpleUploadedFile("viejo.xls", _COMPOUND + "Workbook".encode("utf-16-le")), "guárdelo como XLSX"),
            (
                SimpleUploadedFile("cortado.xlsx", xlsx_upload([HEADINGS.split(";")]).read()[:-200]),
                "«cortado.xlsx» está dañado o llegó incompleto. Ábralo en el programa con que lo hizo, guárdelo de nuevo",
            ),
            (csv_upload(HEADINGS), "ninguna fila debajo"),
            (xlsx_upload([HEADINGS.split(";")]), "ninguna fila debajo"),
        ],
    )
    def test_that_cannot_be_read_says_why_beside_it(self, country, browser, upload, sentence):
        answer = brought(browser, country, upload)

        assert answer.status_code in {409, 422}
        assert sentence in words(answer)
        assert not ImportRun.objects.exists()

    def test_of_300_columns_shows_them_all_and_brings_those_that_were_said(self, country, browser):
        headings = ["Fecha", "Tema", *[f"Campo {number}" for number in range(298)]]

        page = browser.get(brought(browser, country, xlsx_upload([headings, ["15/03/2023", *["x"] * 299]])).url)

        assert page.status_code == 200
        assert "Reconocimos 2 de 300 columnas" in words(page)

    def test_of_indices_is_told_their_door_although_some_columns_were_taken_for_ours(self, country, browser):
        rows = ["cod_mpio;anio;area;poblacion", "05001;2018;Total;2427129", "05002;2018;Total;20367"]
        other = ["cod_mpio;anio;area;familias", "05001;2018;Total;2427129", "05002;2018;Total;20367"]

        page = words(browser.get(brought(browser, country, csv_upload(*rows), target="plans").url))

        assert "Reconocimos 3 de 4 columnas" in page
        assert "índices, categorías, población" in page
        other_page = words(browser.get(brought(browser, country, csv_upload(*other), target="plans").url))
        assert "índices, categorías, población" not in other_page

    def test_that_lacks_a_unit_asks_for_it_without_calling_it_optional(self, country, browser):
        run = brought(
            browser, country, csv_upload(HEADINGS, "A;05001;Catastro multipropósito;2019-03-01;Taller;Virtual")
        )

        page = words(browser.get(run.url))

        assert "Dependencia que asistió (opcional)" not in page
        assert "Recordar estas respuestas con el nombre (opcional)" in page

    def test_whose_identifier_repeats_says_why_it_is_not_proposed_and_what_to_choose_instead(self, country, browser):
        lines = (f"{code};05001;Catastro multipropósito;2019-03-0{n};Taller;Virtual" for n, code in enumerate("AAB", 1))

        page = words(browser.get(brought(browser, country, csv_upload(HEADINGS, *lines)).url))

        assert "por eso no se propone como identificador" in page
        apart = csv_upload(HEADINGS, "A;05001;Catastro multipropósito;2019-03-01;Taller;Virtual", name="otro.csv")
        assert "no se propone" not in words(browser.get(brought(browser, country, apart).url))

    def test_whose_identifier_only_counts_its_rows_is_not_said_to_repeat(self, country, browser):
        lines = (f"{n};05001;Catastro multipropósito;2019-03-0{n};Taller;Virtual" for n in (1, 2, 3))

        page = words(
            browser.get(brought(browser, country, csv_upload(HEADINGS.replace("Id", "Consecutivo"), *lines)).url)
        )

        assert "Cuenta las filas de este archivo" in page
        assert "Se repite" not in page

    def test_is_told_only_what_its_rows_may_say(self, country, browser):
        notes = {}
        for target, headings in (("sessions", HEADINGS), ("attendances", "Visita;Nombres;Entidad;ID")):
            upload = csv_upload(headings, "1;Ana;Alcaldía;1;x;y", "1;Luis;Alcaldía;1;x;y")
            notes[target] = words(browser.get(brought(browser, country, upload, target=target).url))

        assert "basta uno: el código DANE" in notes["sessions"]
        assert "basta uno: el código DANE" not in notes["attendances"]
        assert "se juntan: Nombre del asistente." in notes["attendances"]
        assert "Identificador en la fuente" not in notes["attendances"].replace("por su identificador en la fuente", "")

    @pytest.mark.parametrize(
        ("target", "sheet"), [("plans", "Convenios"), ("milestones", "Entregas"), ("sessions", "Visitas")]
    )
    def test_of_several_sheets_is_read_where_its_rows_are(self, country, browser, target, sheet):
        sheets = {
            "Convenios": [
                "N° convenio",
                "Objeto del plan",
                "Mpio",
                "Cód. mpio",
                "Inicio",
                "Producto",
                "Grupo",
                "Observaciones",
            ],
            "Entregas": ["Convenio", "Entrega", "Fecha programada"],
            "Visitas": [
                "Consec.",
                "Fecha",
                "Municipio(s)",
                "Producto",
                "Tema",
                "Modalidad",
                "Profesional",
                "Observaciones",
            ],
        }
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            for name, headings in sheets.items():
                page = book.add_worksheet(name)
                page.write_row(0, 0, headings)
                page.write_row(1, 0, ["CV-1", "Plan", "15/03/2023", *"abcde"][: len(headings)])

        upload = SimpleUploadedFile("base.xlsx", buffer.getvalue())
        answer = browser.get(brought(browser, country, upload, target=target).url)

        assert f"la hoja «{sheet}»" in words(answer)

    def test_several_places_in_one_cell_are_seen_however_far_down(self, country, browser):
        lines = [f"A{n};05001;Catastro multipropósito;2019-03-01;Taller {n};Virtual" for n in range(200)]
        lines[150] = lines[150].replace("05001", "05001|05030")

        page = browser.get(brought(browser, country, csv_upload(HEADINGS, *lines)).url)

        assert page.context["form"].split == "|"

    def test_of_something_else_is_told_and_read_as_what_it_is(self, country, browser):
        rows = [["Asesoría", "Compromiso", "Quién responde", "Responsable", "Fecha límite"]]
        rows.append(["A-1", "Enviar el acta", "Alcaldía", "Rosa", "15/03/2023"])
        columns = brought(browser, country, xlsx_upload(rows), target="sessions").url

        page = browser.get(columns)
        assert "Por sus títulos parece traer otra cosa: Compromisos" in words(page)

        page = browser.get(columns, {"trae": "commitments"})
        assert "Está todo lo que hace falta" in words(page)
        form = page.context["form"]
        answer = browser.post(columns + "?trae=commitments", {name: form[name].initial or "" for name in form.fields})
        assert answer.status_code == 302
        assert ImportRun.objects.get().target == "commitments"

    def test_chosen_below_its_last_row_says_so_and_shows_the_headings_again(self, country, browser):
        columns = brought(browser, country, csv_upload(HEADINGS, "1;05001;Catastro;5 mar 2019;Taller;Virtual")).url

        page = browser.get(columns, {"fila": "2"})

        assert "ninguna fila debajo" in words(page)
        assert "Los títulos están en la fila 1" in words(page)


def worked() -> ImportRun:
    run = ImportRun.objects.latest("pk")
    task = {"trying": tasks.try_import, "queued": tasks.run_import}[run.status]
    task.func(run_id=run.pk, attempt=run.attempt)
    run.refresh_from_db()
    return run


def answers_of(browser, columns: str, country) -> dict[str, object]:
    form = browser.get(columns).context["form"]
    return {name: form[name].initial or "" for name in form.fields} | {"fixed_unit": country.unit.name}


class TestSteps:
    @pytest.fixture
    def tried(self, country, browser):
        rows = [HEADINGS.split(";"), ["A-1", "05001", country.version.name, "15/03/2023", "Taller", "Virtual"],
                ["A-2", "05030", country.version.name, "marzo", "Taller", "Virtual"]]  # fmt: skip
        columns = brought(browser, country, xlsx_upload(rows, name="visitas.xlsx")).url
        browser.post(columns, answers_of(browser, columns, country))
        run = worked()
        return run, columns, reverse("imports:move", kwargs={"public_id": run.public_id})

    def test_started_twice_are_done_once(self, browser, tried):
        _run, _columns, move = tried
        browser.post(move, {"action": "start"})

        answer = browser.post(move, {"action": "start"})

        assert answer.status_code == 409
        assert "No se pudo" in words(answer)
        assert worked().created == 1

    def test_gone_back_over_after_the_end_change_nothing_and_say_so(self, country, browser, tried):
        _run, columns, move = tried
        browser.post(move, {"action": "start"})
        worked()

        answer = browser.post(columns, {**answers_of(browser, columns, country), "mapping_name": "Otra"})

        assert answer.status_code == 409
        assert "Revise lo siguiente" in words(answer)
        assert not ImportMapping.objects.filter(name="Otra").exists()

    def test_are_not_asked_again_for_a_file_of_the_same_shape(self, country, browser, tried):
        _run, _columns, move = tried
        browser.post(move, {"action": "start"})
        worked()
        rows = [HEADINGS.split(";"), ["A-1", "05001", country.version.name, "15/03/2023", "Taller", "Virtual"]]

        answer = brought(browser, country, xlsx_upload(rows, name="otro.xlsx"))

        assert answer.url == ImportRun.objects.latest("pk").get_absolute_url()
        assert worked().unchanged == 1
        assert "No hay nada que traer" in words(browser.get(answer.url))

    def test_begin_again_with_the_corrected_rows_as_they_were_downloaded(self, country, browser, tried):
        run, _columns, move = tried
        browser.post(move, {"action": "start"})
        worked()
        download = browser.get(reverse("imports:bad_rows", kwargs={"public_id": run.public_id}))
        content = b"".join(download.streaming_content)

        answer = brought(browser, country, SimpleUploadedFile("filas-que-no-entran.xlsx", content))

        assert answer.url == ImportRun.objects.latest("pk").get_absolute_url()
        assert worked().refused == 1

    def test_while_another_file_is_tried_keep_this_one_and_say_which(self, country, browser, tried):
        _run, _columns, move = tried
        browser.post(move, {"action": "try"})
        rows = [HEADINGS.split(";"), ["A-9", "05001", country.version.name, "15/03/2023", "Taller", "Virtual"]]

        answer = brought(browser, country, xlsx_upload(rows, name="otro.xlsx"))

        page = browser.get(answer.url)
        assert "ya tiene una importación en curso: «visitas.xlsx»" in words(page)
        assert "Todavía no se ha probado" in words(page)


class TestNames:
    def test_of_people_who_left_may_be_blank_and_their_rows_come_in(self, country, browser):
        rows = [[*HEADINGS.split(";"), "Asesor"],
                ["A-1", "05001", country.version.name, "15/03/2023", "Taller", "Virtual", "Quien Se Fue"]]  # fmt: skip
        columns = brought(browser, country, xlsx_upload(rows)).url
        browser.post(columns, answers_of(browser, columns, country))
        run = worked()
        assert run.refused == 1

        browser.post(
            reverse("imports:matches", kwargs={"public_id": run.public_id}),
            {f"value_{name_of('advisor', 'Quien Se Fue')}": "_"},
        )

        assert worked().created == 1
        assert "la fila entra sin ese dato" in words(browser.get(reverse("imports:remembered")))
        assert ValueMatch.objects.get().value == "_"


class TestRowsThatDidNotGoIn:
    def test_come_back_corrected_without_being_asked_again_although_a_column_was_blank(self, country, browser):
        rows = [
            [None, *HEADINGS.split(";")],
            [None, "A-1", "5.03", country.version.name, "2019-03-05", "Taller", "Virtual"],
        ]
        columns = brought(browser, country, xlsx_upload(rows)).url
        browser.post(columns, answers_of(browser, columns, country))
        run = worked()
        assert run.refused == 1

        answer = browser.get(reverse("imports:bad_rows", kwargs={"public_id": run.public_id}))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer)))
        said = book.get_sheet_by_index(0).to_python()
        said[1][said[1].index("5.03")] = "05030"
        answer = brought(browser, country, xlsx_upload(said, name="corregidas.xlsx"))

        assert "columnas" not in answer.url
        assert worked().created == 1


class TestTheSameFileAgain:
    def test_read_by_another_identifier_is_said_to_be_there_already(self, country, browser):
        lines = [f"A{n};05001;{country.version.name};2019-03-0{n};Taller;Virtual" for n in (1, 2)]

        def page_of(choice: str):
            upload = csv_upload(HEADINGS, *lines)
            columns = brought(browser, country, upload).url
            answers = answers_of(browser, columns, country) | {"mapping_name": "", "column_0": choice}
            browser.post(columns, answers)
            return worked(), words(browser.get(columns.replace("columnas/", "")))

        run, page = page_of("external_id")
        assert "ya se trajo" not in page
        browser.post(reverse("imports:move", kwargs={"public_id": run.public_id}), {"action": "start"})
        worked()

        same, page = page_of("external_id")
        assert (same.unchanged, "ya se trajo" in page) == (2, False)
        other, page = page_of("")
        assert (other.created, "Este mismo archivo ya se trajo" in page) == (2, True)
        assert run.get_absolute_url() in browser.get(other.get_absolute_url()).content.decode()

    def test_for_something_else_is_remembered_by_a_name_of_its_own(self, country, browser):
        ImportMapping.objects.create(
            organization=country.unit.organization, name="base", signature="x", layouts=[], saved_at=NOW,
            saved_by_id=country.actor.person_id,
        )  # fmt: skip

        page = browser.get(
            brought(browser, country, csv_upload(HEADINGS, "1;05001;x;2019-03-05;T;V", name="base.csv")).url
        )

        assert page.context["form"]["mapping_name"].initial == "base (Sesiones y asesorías)"


class TestPlacesInOneCell:
    HEADINGS = "Id;Municipios;Servicio;Fecha;Tema;Modalidad"

    def lines(self, country, *places: str):
        return [f"A{n};{place};{country.version.name};2019-03-05;Taller;Virtual" for n, place in enumerate(places)]

    def test_are_divided_without_asking_where_all_are_known(self, country, browser):
        upload = csv_upload(self.HEADINGS, *self.lines(country, "Medellín", "Amagá, Medellín", "Amagá y otros"))
        columns = brought(browser, country, upload).url

        answers = answers_of(browser, columns, country)
        browser.post(columns, answers)

        run = worked()
        assert answers["split"] == ","
        assert (run.created, run.refused) == (3, 1)

    def test_that_were_not_divided_are_not_proposed_as_one_of_them(self, country, browser):
        make_entity(make_municipality("68572", "Puente Nacional"))
        places = ("Amagá, Medellín", "NACIONAL", "Puente Nacionl")
        columns = brought(browser, country, csv_upload(self.HEADINGS, *self.lines(country, *places))).url
        browser.post(columns, answers_of(browser, columns, country) | {"split": ""})
        run = worked()

        answer = browser.get(reverse("imports:matches", kwargs={"public_id": run.public_id}))

        form = answer.context["form"]
        proposed = {text: form[f"value_{name_of('entity', text)}"].initial for text in places}
        bridge = str(Entity.objects.get(municipality_id="68572").pk)
        assert proposed == {"Amagá, Medellín": "", "NACIONAL": "", "Puente Nacionl": bridge}
        assert words(answer).count("Nombra varios municipios: diga qué los separa") == 1
