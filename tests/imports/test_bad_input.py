"""What a bad file does: it is refused with a sentence, or its bad rows are, and nothing else suffers."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils import timezone

from llegada.core.errors import TooLarge
from llegada.core.tabular import Unreadable
from llegada.delivery.models import Session
from llegada.imports.errors import ColumnsMissing
from llegada.imports.layout import Layout, Source
from llegada.imports.models import ImportRun
from llegada.imports.services import batches
from llegada.imports.services.peeking import peek
from llegada.imports.services.report import read_bad_rows
from llegada.imports.services.runs import upload_file
from llegada.records.models import StoredFile
from tests.factories import NOW
from tests.imports.makers import (
    HEADINGS,
    Country,
    carried_out,
    counts,
    csv_upload,
    imported,
    layout_of,
    tried,
    xlsx_upload,
)

ROW = "{id};05001;Catastro multipropósito;{day};Taller;Virtual"


def reasons(run) -> list[tuple[int, str, str]]:
    """Return row, column and reason of each bad row."""
    return [(one.row, issue.column, issue.reason) for one in read_bad_rows(str(run.public_id)) for issue in one.issues]


def days(country: Country, *cells: object) -> list[date]:
    head = HEADINGS.split(";")
    rows = [
        [f"D-{n}", "05001", "Catastro multipropósito", cell, f"Taller {n}", "Virtual"] for n, cell in enumerate(cells)
    ]
    imported(country, xlsx_upload([head, *rows]), layout_of(country, sheet="Datos"))
    return list(Session.objects.order_by("title").values_list("held_on", flat=True))


class TestTexts:
    def test_that_spreadsheets_save_as_unicode_are_read_by_their_tabs(self, country):
        lines = [HEADINGS, f"A;05001;{country.version.name};15/03/2019;Taller, con comas;Virtual"]
        content = "\r\n".join(lines).replace(";", "\t").encode("utf-16")

        run = tried(country, SimpleUploadedFile("visitas.txt", content))

        assert counts(run) == {"created": 1}


class TestFile:
    def test_with_a_quote_that_hides_rows_says_where_and_brings_nothing(self, country):
        lines = [HEADINGS, *(ROW.format(id=f"A-{n}", day="15/03/2019") for n in range(20))]
        lines[10] = lines[10].replace(";Taller", ';"Taller')
        lines[11] = lines[11].replace(";Taller", ';"Taller"')

        run = tried(country, csv_upload(*lines))

        assert (run.status, counts(run)) == ("failed", {})
        assert "En la fila que empieza en la línea 11 del CSV se abren unas comillas" in run.problem

    def test_too_large_is_refused_before_it_is_read(self, country, settings):
        settings.MAX_IMPORT_BYTES = 1024**2
        upload = SimpleUploadedFile("grande.csv", b"a;b\n" * 300_000)

        with pytest.raises(TooLarge, match="1 MB"):
            upload_file(
                actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
            )

    def test_of_300_mb_is_refused_with_the_limit_and_the_way_out(self, country, tmp_path):
        with (tmp_path / "grande.csv").open("wb+") as content:
            content.write(HEADINGS.encode())
            content.truncate(300 * 1024**2)
            upload = UploadedFile(content, "grande.csv", "text/csv", 300 * 1024**2)

            with pytest.raises(TooLarge, match=r"máximo es 250 MB\. Reduzca su tamaño o divídalo"):
                upload_file(
                    actor=country.actor,
                    organization=country.unit.organization,
                    target="sessions",
                    upload=upload,
                    now=NOW,
                )

        assert not StoredFile.objects.exists()
        assert not ImportRun.objects.exists()

    def test_larger_than_any_evidence_is_taken(self, country, settings):
        settings.MAX_FILE_BYTES = 100

        run = tried(country, csv_upload(HEADINGS, *(ROW.format(id=n, day=f"2019-03-{n + 1:02d}") for n in range(9))))

        assert counts(run) == {"created": 9}

    def test_with_formulas_never_computed_is_refused(self, country):
        upload = xlsx_upload(
            [HEADINGS.split(";")], more=lambda book, sheet: sheet.write_formula("D2", "=TODAY()", None, "")
        )
        run = upload_file(
            actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
        )

        with pytest.raises(Unreadable, match="fórmulas sin su resultado"):
            peek(run)

    def test_with_forty_unknown_columns_brings_the_ones_that_were_said(self, country):
        more = ";".join(f"Campo {n}" for n in range(40))
        blank = ";" * 40
        upload = csv_upload(f"{HEADINGS};{more}", ROW.format(id="A", day="2019-03-05") + blank)

        assert counts(tried(country, upload)) == {"created": 1}

    def test_from_windows_and_elsewhere_put_together_is_read_line_by_line(self, country):
        first = "\n".join([HEADINGS, "A;05001;Catastro multipropósito;5 mar 2019;Niño;Virtual", ""])
        second = "B;05001;Catastro multipropósito;5 mar 2019;Ñuñoa;Virtual"

        imported(country, SimpleUploadedFile("dos.csv", first.encode() + second.encode("cp1252")))

        assert {*Session.objects.values_list("title", flat=True)} == {"Niño", "Ñuñoa"}

    def test_with_its_headings_below_titles_is_understood(self, country):
        upload = csv_upload("Informe de asesorías;;;;;", ";;;;;", HEADINGS, ROW.format(id="A", day="2019-03-05"))
        run = upload_file(
            actor=country.actor, organization=country.unit.organization, target="sessions", upload=upload, now=NOW
        )

        found = peek(run)

        assert found.header_row == 3
        assert {name: one.columns for name, one in found.layout.fields.items()} == {
            "external_id": ("Id",), "code": ("DIVIPOLA",), "service": ("Servicio",), "held_on": ("Fecha",), "title": ("Tema",),
            "modality": ("Modalidad",),
        }  # fmt: skip

    def test_from_windows_with_accents_is_read(self, country):
        text = "\n".join([HEADINGS, "A;05001;Catastro multipropósito;5 mar 2019;Avalúos de Ñuñoa;Virtual"])

        imported(country, SimpleUploadedFile("viejo.csv", text.encode("cp1252")))

        assert Session.objects.get().title == "Avalúos de Ñuñoa"


class TestCells:
    def test_tomorrow_is_still_to_come_in_the_evening(self, country, monkeypatch):
        monkeypatch.setattr(
            timezone, "now", lambda: NOW.replace(hour=20).astimezone(UTC)
        )  # there it is tomorrow already
        run = tried(
            country,
            csv_upload(HEADINGS, ROW.format(id="E-1", day="2026-11-22"), ROW.format(id="E-2", day="2026-11-21")),
        )

        assert (counts(run), reasons(run)[0][0]) == ({"created": 1, "refused": 1}, 2)
        assert "fecha por venir" in reasons(run)[0][2]

    def test_zeros_within_a_text_are_left_out(self, country):
        written = xlsx_upload(
            [HEADINGS.split(";"), ["N-1", "05001", "Catastro multipropósito", "2019-03-05", "Ta§ller", "Virtual"]]
        )
        parts = zipfile.ZipFile(written)
        damaged = io.BytesIO()
        with zipfile.ZipFile(damaged, "w") as book:
            for name in parts.namelist():
                book.writestr(name, parts.read(name).replace("§".encode(), b"_x0000_"))  # as a spreadsheet writes one

        imported(country, SimpleUploadedFile("n.xlsx", damaged.getvalue()), layout_of(country, sheet="Datos"))

        assert Session.objects.get().title == "Taller"

    def test_dates_in_many_styles_are_the_same_day(self, country):
        words = [
            "5 mar 2024",
            "5 de marzo de 2024",
            "5-mar-24",
            "05/Mar/2024",
            "Marzo 5 de 2024",
            "martes, 5 de marzo del 2024",
        ]
        said = days(country, "2024-03-05", "05/03/2024", 45356, date(2024, 3, 5), *words)

        assert set(said) == {date(2024, 3, 5)}
        assert len(said) == 4 + len(words)

    def test_rows_that_add_up_are_told_wherever_they_stand_and_what_they_are_called(self, country):
        rows: list[list[Any]] = [
            HEADINGS.split(";"),
            ["A", 5030, "Catastro multipropósito", "2019-03-05", "Taller", "Virtual"],
        ]
        rows += [
            [None, None, "SUBTOTAL", None, 3, None],
            ["Total asistencias: 8"],
            [None, None, None, None, "Gran total", 8],
        ]

        run = tried(country, xlsx_upload(rows), layout_of(country, sheet="Datos"))

        assert counts(run) == {"created": 1, "ignored": 3}

    def test_notes_below_are_told_and_what_only_looks_like_one_is_a_row(self, country):
        def merge(book, sheet):
            sheet.merge_range("A5:F5", "Fuente: Oficina de Planeación")

        rows = [
            HEADINGS.split(";"),
            ["A", "05001", "Catastro multipropósito", "2019-03-05", "Revisó: actas", "Virtual"],
        ]
        rows += [["Elaboró Planeación"], ["", "Nota: no incluye transporte."], [None] * 6, ["Revisión de la planta"]]

        run = tried(country, xlsx_upload(rows, more=merge), layout_of(country, sheet="Datos"))

        assert counts(run) == {"created": 1, "ignored": 3, "refused": 1}
        assert run.summary["notes"] == ["Las filas 3, 4, 5 son totales o notas: no se traen."]
        assert {row for row, _column, _reason in reasons(run)} == {6}

    def test_a_formula_is_what_it_came_to(self, country):
        def formula(book, sheet):
            sheet.write_formula("E2", '="Taller "&"de avalúos"', None, "Taller de avalúos")

        rows = [HEADINGS.split(";"), ["F-1", "05001", "Catastro multipropósito", "2019-03-05", None, "Virtual"]]

        imported(country, xlsx_upload(rows, more=formula), layout_of(country, sheet="Datos"))

        assert Session.objects.get().title == "Taller de avalúos"

    def test_a_failed_formula_is_said(self, country):
        run = tried(country, csv_upload(HEADINGS, ROW.format(id="A", day="#REF!")))

        assert "fórmula que falló" in reasons(run)[0][2]

    def test_what_was_merged_says_the_same_in_each_row(self, country):
        def merge(book, sheet):
            sheet.merge_range("C2:C3", "Catastro multipropósito")

        rows = [HEADINGS.split(";")] + [
            [f"M-{n}", "05001", None, "2019-03-05", f"Taller {n}", "Virtual"] for n in range(2)
        ]

        run = tried(country, xlsx_upload(rows, more=merge), layout_of(country, sheet="Datos"))

        assert counts(run) == {"created": 2}

    def test_a_row_of_totals_is_recognised_and_said(self, country):
        run = tried(country, csv_upload(HEADINGS, ROW.format(id="A", day="2019-03-05"), "Total;;;;1;"))

        assert counts(run) == {"created": 1, "ignored": 1}
        assert run.summary["notes"] == ["La fila 3 es un total o una nota: no se trae."]

    def test_a_row_of_more_cells_than_headings_is_said_by_its_number(self, country):
        line = ROW.format(id="A", day="2019-03-05")
        lines = [line, f"{line.replace('A;', 'B;', 1)};y otro", f"{line.replace('A;', 'C;', 1)};;"]

        run = tried(country, csv_upload(HEADINGS, *lines))

        assert counts(run) == {"created": 3}
        ((said),) = run.summary["notes"]
        assert said.startswith("La fila 3 trae más celdas que títulos")
        assert carried_out(country, run).summary["notes"] == [said]

    def test_a_row_twice_in_the_file_goes_in_once(self, country):
        line = ROW.format(id="A", day="2019-03-05")

        run = tried(country, csv_upload(HEADINGS, line, line))

        assert counts(run) == {"created": 1, "refused": 1}
        assert "Es la misma que la fila 2." in reasons(run)[0][2]
        assert (
            next(read_bad_rows(str(run.public_id))).issues[0].value == "A"
        )  # what the cell says, not that it is empty
        assert run.summary["notes"] == []

    def test_places_are_told_apart_whether_in_one_cell_or_in_a_row_each(self, country):
        layout = layout_of(country, code=Source(("DIVIPOLA",), split="|"))
        line = ROW.format(id="A", day="2019-03-05")
        apart = csv_upload(HEADINGS, line, line.replace("05001", "05030"))
        together = csv_upload(HEADINGS, line.replace("05001", "05001|05030"))

        assert counts(imported(country, apart, layout)) == {"created": 2}
        assert counts(tried(country, together, layout)) == {"unchanged": 2}

    def test_a_row_that_names_more_places_than_the_country_has_is_refused_as_one(self, country):
        named = "|".join(["05001", *(f"{number:05d}" for number in range(70_000, 70_000 + batches.MOST_PLACES))])
        fine = "|".join(["05001"] * 5_000)
        line = ROW.format(id="A", day="2019-03-05")
        file = csv_upload(HEADINGS, line.replace("05001", named), line.replace("A;", "B;").replace("05001", fine))

        run = tried(country, file, layout_of(country, code=Source(("DIVIPOLA",), split="|")))

        assert counts(run) == {"created": 1, "refused": 1}
        ((row, column, why),) = reasons(run)
        assert (row, column) == (2, "DIVIPOLA")
        assert f"Nombra {batches.MOST_PLACES + 1} lugares y una fila admite {batches.MOST_PLACES}" in why

    def test_a_batch_holds_few_rows_where_each_makes_many(self, country, monkeypatch):
        monkeypatch.setattr(batches, "SIZE", 4)
        layout = layout_of(country, code=Source(("DIVIPOLA",), split="|"))
        lines = [ROW.format(id=name, day="2019-03-05").replace("05001", "05001|05030") for name in "ABCDE"]
        held = []
        read = batches.SheetReader._read
        monkeypatch.setattr(
            batches.SheetReader, "_read", lambda reader, *rows: held.append(read(reader, *rows)) or held[-1]
        )

        run = tried(country, csv_upload(HEADINGS, *lines), layout)

        assert counts(run) == {"created": 10}
        assert [len(batch.raw) for batch in held] == [4, 4, 2]

    def test_several_places_in_one_cell_ask_what_divides_them(self, country):
        line = ROW.format(id="A", day="2019-03-05").replace("05001", "05001|05030")

        run = tried(country, csv_upload(HEADINGS, line))

        assert "diga qué los separa" in reasons(run)[0][2]

    @pytest.mark.parametrize("size", [1, 100])
    def test_an_identifier_of_rows_that_say_different_things_is_told_to_be_none(self, country, monkeypatch, size):
        monkeypatch.setattr(batches, "SIZE", size)
        lines = [ROW.format(id="A", day=f"2019-03-0{day}") for day in range(1, 5)]

        run = tried(country, csv_upload(HEADINGS, *lines))

        assert counts(run) == {"created": 1, "refused": 3}
        assert {one[0] for one in run.summary["reasons"]} == {"Id"}
        assert "Lleva el identificador de la fila 2 y dice otra cosa." in reasons(run)[0][2]
        note = run.summary["notes"][0]
        assert note.startswith("«Id» se repite en 3 filas que dicen otra cosa")
        assert "déjela en «No se trae»" in note

    def test_a_row_without_identifier_that_the_base_has_is_not_brought_again(self, country):
        layout = layout_of(country, external_id=Source())
        line = ROW.format(id="", day="2019-03-05")
        imported(country, csv_upload(HEADINGS, line), layout)

        run = tried(country, csv_upload(HEADINGS, line, line.replace("Taller", "Otro")), layout)

        assert counts(run) == {"created": 1, "unchanged": 1}

    @pytest.mark.parametrize(
        ("change", "column", "reason"),
        [
            (("2019-03-05", "31/13/2019"), "Fecha", "No se lee como una fecha"),
            (("2019-03-05", "2030-01-01"), "Fecha", "por venir"),
            (("2019-03-05", ""), "Fecha", "hace falta"),
            (("05001", "99999"), "DIVIPOLA", "ningún municipio"),
            (("05001", "Medellín"), "DIVIPOLA", "No es un código DANE"),
            (("Catastro multipropósito", "Otra cosa"), "Servicio", "No sabemos qué es «Otra cosa»"),
            (("Taller", "T" * 2001), "Tema", "2001 caracteres"),
        ],
    )
    def test_each_bad_value_says_its_column_reason_and_way_out(self, country, change, column, reason):
        run = tried(country, csv_upload(HEADINGS, ROW.format(id="A", day="2019-03-05").replace(*change)))

        ((row, where, why),) = reasons(run)
        assert (row, where) == (2, column)
        assert reason in why

    def test_a_long_title_is_cut_and_kept_whole_below(self, country):
        imported(country, csv_upload(HEADINGS, ROW.format(id="A", day="2019-03-05").replace("Taller", "T" * 201)))

        session = Session.objects.get()
        assert (session.title, session.what_was_done) == ("T" * 199 + "…", "T" * 201)

    def test_code_and_name_that_disagree_are_refused(self, country):
        upload = csv_upload(f"{HEADINGS};Entidad", ROW.format(id="A", day="2019-03-05") + ";Amagá")

        run = tried(country, upload, layout_of(country, entity=Source(("Entidad",))))

        assert "entidades distintas" in reasons(run)[0][2]

    def test_several_municipalities_in_a_cell_make_a_row_each(self, country):
        upload = csv_upload(HEADINGS, ROW.format(id="A", day="2019-03-05").replace("05001", "05001|05030|05.03"))

        run = tried(country, upload, layout_of(country, code=Source(("DIVIPOLA",), split="|")))

        assert counts(run) == {"created": 2, "refused": 1}


class TestColumns:
    def test_a_layout_for_columns_that_the_file_lacks_says_so(self, country):
        run = tried(country, csv_upload(HEADINGS.replace("Modalidad", "Otra"), ROW.format(id="A", day="2019-03-05")))

        assert "Modalidad" in run.summary["notes"][0]

    def test_a_needed_field_without_column_is_asked_for(self, country):
        with pytest.raises(ColumnsMissing, match="Fecha, Tema"):
            tried(country, csv_upload(HEADINGS), Layout("sessions", "", 1, {
                "code": Source(("DIVIPOLA",)), "service": Source(("Servicio",)), "unit": Source(value=country.unit.name),
            }))  # fmt: skip
