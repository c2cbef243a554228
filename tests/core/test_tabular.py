from __future__ import annotations

import codecs
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from llegada.core.errors import Invalid
from llegada.core.tabular import (
    MissingColumns,
    Table,
    Unreadable,
    cell_text,
    csv_response,
    read_sheets,
    read_table,
    safe_cell,
    table_response,
    xlsx_bytes,
    xlsx_response,
)


def read(content: bytes | str, required=(), name="tabla.csv"):
    return read_table(BytesIO(content.encode() if isinstance(content, str) else content), name=name, required=required)


def cells(rows) -> list[dict[str, str]]:
    return [row.cells for row in rows]


class TestReadTable:
    @pytest.mark.parametrize(
        "content",
        [
            "código,nombre\n05001,Medellín\n",
            "código;nombre\n05001;Medellín\n",
            "\ufeffcódigo,nombre\r\n05001,Medellín\r\n",
            "código,nombre\n05001,Medellín\n".encode("latin-1"),
            'código,nombre\n"05001"," Medellín "\n\n,\n',
            "código\tnombre\n05001\tMedellín\n",
            "código\tnombre\r\n05001\tMedellín\r\n".encode("utf-16"),
            codecs.BOM_UTF16_BE + "código;nombre\n05001;Medellín\n".encode("utf-16-be"),
        ],
        ids=[
            "comma",
            "semicolon",
            "byte-order mark",
            "latin-1",
            "quotes and blank rows",
            "tabs",
            "Unicode text",
            "Unicode, other way",
        ],
    )
    def test_reads_what_spreadsheets_write(self, content):
        assert cells(read(content)) == [{"código": "05001", "nombre": "Medellín"}]

    def test_reads_the_quotes_and_dashes_of_windows(self):
        assert cells(read("lema\n“Paz” – ya\n".encode("cp1252"))) == [{"lema": "“Paz” – ya"}]

    def test_reads_each_line_of_two_files_put_together_as_what_it_is(self):
        content = "lema\nNiño\n".encode() + "Ñandú – “sí”\n".encode("cp1252") + "\ufeffAcción\n".encode()
        assert [row["lema"] for row in cells(read(content))] == ["Niño", "Ñandú – “sí”", "Acción"]

    def test_leaves_out_the_nul_that_no_database_keeps(self):
        assert cells(read("a\n" + "x\n" * 3000 + "Me\x00ta\n"))[-1] == {"a": "Meta"}

    def test_numbers_rows_as_the_spreadsheet_does(self):
        assert [row.number for row in read("a\n1\n\n3\n")] == [2, 4]

    def test_answers_blank_for_a_column_that_is_not_there(self):
        assert read("a\n1\n")[0].get("b") == ""

    def test_reads_the_first_sheet_of_an_xlsx(self):
        content = xlsx_bytes(Table("hoja", ["código", "peso"], [["05001", 12.5], [None, 5001.0]]))
        assert cells(read(content)) == [{"código": "05001", "peso": "12.5"}, {"código": "", "peso": "5001"}]

    def test_reads_the_error_of_a_formula_as_it_is_shown(self):
        buffer = BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["valor", "nombre"])
            sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
            sheet.write_string(1, 1, 'dice t="e"')
        assert cells(read(buffer.getvalue())) == [{"valor": "#DIV/0!", "nombre": 'dice t="e"'}]

    def test_says_which_columns_are_missing(self):
        with pytest.raises(MissingColumns) as refused:
            read("código\n05001\n", required=["código", "nombre", "clase"])
        assert refused.value.params == {"columns": "nombre, clase"}

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "vacío"),
            (b" \n\n", "vacío"),
            (b"<!doctype html><table></table>", "no es una tabla"),
            (b"  <html>", "no es una tabla"),
            (b"\x01\x00\x00", "no es una tabla"),
            (b"%PDF-1.7\n1 0 obj\n", "no es una tabla"),
            (b"PK\x03\x04 something else", "dañado"),
        ],
        ids=["zero bytes", "blank", "html", "html after blanks", "binary", "pdf", "broken zip"],
    )
    def test_refuses_what_is_no_table_and_says_the_way_out(self, content, sentence):
        with pytest.raises(Unreadable, match=f"{sentence}.*(suba|subirlo)"):
            read(content)

    @pytest.mark.parametrize(
        ("content", "line"),
        [
            ('a;b\n1;x\n2;"se abre\n3;x\n4;x\n', 3),
            ('a;b\n"dos\nlíneas";x\n2;"se abre\n3;"x"\n', 4),
            ('a;b\n1;x\n\n2;"se abre' + "\n3;x" * 40_000, 4),
        ],
        ids=["until the end", "until the next quote", "more than a cell holds"],
    )
    def test_refuses_a_quote_that_would_swallow_the_rows_below(self, content, line):
        with pytest.raises(Unreadable, match=f"línea {line} del CSV se abren unas comillas"):
            read(content)

    def test_reads_cells_of_several_lines_and_loose_quotes_within_one(self):
        assert cells(read('a;b\n"uno ""dos""\ntres";x\nTaller "Paz";x\n"Taller" de paz;x\n')) == [
            {"a": 'uno "dos"\ntres', "b": "x"},
            {"a": 'Taller "Paz"', "b": "x"},
            {"a": "Taller de paz", "b": "x"},
        ]

    def test_refuses_a_zip_that_is_no_spreadsheet(self):
        buffer = BytesIO()
        with ZipFile(buffer, "w") as archive:
            archive.writestr("a.txt", "hola")
        with pytest.raises(Unreadable):
            read(buffer.getvalue())

    def test_refuses_an_unending_field(self):
        with pytest.raises(Unreadable, match="línea 2 del CSV hay una celda con más de 131072"):
            read('a\n"' + "x" * 200_000)


class TestCellText:
    @pytest.mark.parametrize(
        ("value", "text"),
        [(None, ""), (5001.0, "5001"), (5.03, "5.03"), (" a ", "a"), (7, "7"), (date(2026, 1, 2), "2026-01-02")],
    )
    def test_writes_a_cell_as_a_person_sees_it(self, value, text):
        assert cell_text(value) == text


class TestSafeCell:
    @pytest.mark.parametrize("text", ["=1+1", "+57", "-2", "@x", "\tx", "\rx", "\uff1d1", "\uff201"])
    def test_disarms_formulas(self, text):
        assert safe_cell(text) == f"'{text}"

    @given(st.text())
    def test_never_begins_as_a_formula(self, text):
        assert not str(safe_cell(text)).startswith(("=", "+", "-", "@", "\t", "\r"))

    def test_leaves_numbers_alone(self):
        assert (safe_cell(-5), safe_cell(None), safe_cell(date(2026, 1, 2))) == (-5, "", "2026-01-02")


class TestCsvResponse:
    def test_streams_with_the_mark_that_shows_accents(self):
        response = csv_response(Table("sesiones", ["título"], [["Ñandú"], ["=cmd()"]]))
        assert b"".join(response.streaming_content).decode() == "\ufefftítulo\r\nÑandú\r\n'=cmd()\r\n"
        assert response["Content-Disposition"] == 'attachment; filename="sesiones.csv"'

    def test_can_be_read_back(self):
        content = b"".join(csv_response(Table("x", ["a", "b"], [["uno, dos", None]])).streaming_content)
        assert cells(read(content)) == [{"a": "uno, dos", "b": ""}]

    @pytest.mark.parametrize("said", [";", "punto-y-coma", " Punto-y-Coma "])
    def test_is_divided_as_the_address_says(self, said):
        response = table_response(Table("x", ["a", "b"], [["uno", 0.5]]), "csv", asked={"separador": said})
        assert b"".join(response.streaming_content).decode() == "\ufeffa;b\r\nuno;0,5\r\n"

    @pytest.mark.parametrize("asked", [{}, {"separador": ""}, {"separador": ","}, {"separador": "coma"}])
    def test_is_divided_by_commas_unless_it_says_otherwise(self, asked):
        response = table_response(Table("x", ["a", "b"], [["uno", 0.5]]), "csv", asked=asked)
        assert b"".join(response.streaming_content).decode() == "\ufeffa,b\r\nuno,0.5\r\n"

    def test_refuses_another_separator_with_the_way_out(self):
        with pytest.raises(Invalid) as refused:
            table_response(Table("x", ["a"], []), "csv", asked={"separador": "tabulador"})
        assert "«tabulador»" in str(refused.value)
        assert "?separador=punto-y-coma" in str(refused.value)


class TestXlsx:
    def test_keeps_dates_numbers_and_codes_apart(self):
        moment = datetime(2026, 11, 21, 10, 30)
        row = ["05001", 12, Decimal("0.5"), date(2026, 11, 21), moment, None, True]
        content = xlsx_bytes(Table("hoja", list("abcdefg"), [row]))
        assert list(read(content)[0].cells.values()) == [
            "05001",
            "12",
            "0.5",
            "2026-11-21",
            "2026-11-21 10:30:00",
            "",
            "True",
        ]

    def test_never_holds_a_formula(self):
        with ZipFile(BytesIO(xlsx_bytes(Table("hoja", ["a"], [["=1+1"], ["http://ejemplo.gov.co"]])))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet

    def test_may_be_empty(self):
        with pytest.raises(Unreadable):
            read(xlsx_bytes(Table("hoja", [], [])))
        assert read(xlsx_bytes(Table("hoja", ["a"], []))) == []

    def test_is_downloaded_with_its_name(self):
        response = xlsx_response(Table("un nombre de hoja larguísimo que no cabe", ["a"], []))
        assert "spreadsheetml" in response["Content-Type"]
        assert ".xlsx" in response["Content-Disposition"]


class TestReadSheets:
    def test_gives_every_cell_of_a_csv_with_a_title_above_and_decimals_below(self):
        text = "Resultados, 2021\ncódigo;a;b\n05001;1,5;2,5\n"
        (sheet,) = read_sheets(BytesIO(text.encode()))
        assert sheet.rows == [["Resultados, 2021"], ["código", "a", "b"], ["05001", "1,5", "2,5"]]

    def test_gives_every_sheet_that_has_something(self):
        content = BytesIO()
        book = xlsxwriter.Workbook(content)
        book.add_worksheet("Uno").write_row(0, 0, ["código", 1])
        book.add_worksheet("Vacía")
        book.close()
        (sheet,) = read_sheets(BytesIO(content.getvalue()))
        assert (sheet.name, sheet.rows) == ("Uno", [["código", 1.0]])

    @pytest.mark.parametrize("content", [b"", b"  \n"])
    def test_refuses_a_file_with_nothing(self, content):
        with pytest.raises(Unreadable):
            read_sheets(BytesIO(content))
