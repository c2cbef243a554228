"""The first rows of a workbook are those of the whole, and nothing else of it is held."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter

from llegada.core import workbook_heads
from llegada.core.table_streams import BOUNDS, open_table_file
from llegada.core.tabular import Table, Unreadable, xlsx_bytes
from llegada.core.workbook_heads import head_of

ROWS = 600
SHOWN = 20


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    """Read by pieces so small that tags, texts and what is merged fall between two of them."""
    monkeypatch.setattr(workbook_heads, "_PIECE", 997)


def of_a_spreadsheet(path: Path, **options: Any) -> None:
    """Write a book of two sheets as a spreadsheet does: shared texts, dates, what is merged, a formula that failed."""
    with xlsxwriter.Workbook(path, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        one, other = book.add_worksheet("Uno"), book.add_worksheet("Otra")
        one.merge_range("B1:D1", "Título de <tres> & más")
        one.merge_range("A4:A9", "de seis filas")
        for row in range(1, ROWS):
            one.write_row(row, 1, [f"texto {row}", row / 4, f"repetido {row % 7}"])
            one.write_datetime(row, 4, datetime(2024, 1, 1 + row % 28), day)
            other.write(row, 0, f"de la otra {ROWS - row}")
        one.write_formula("F3", "=1/0", None, "#DIV/0!")


def of_ours(path: Path) -> None:
    rows = ((number, f"texto {number}", None, number / 3) for number in range(ROWS))
    path.write_bytes(xlsx_bytes(Table("Nuestra", ["a", "b", "c", "d"], rows)))


def rewritten(path: Path, part: str, change: Any) -> None:
    """Write a book again with one of its parts changed."""
    written = BytesIO()
    with ZipFile(path) as book, ZipFile(written, "w", ZIP_DEFLATED) as other:
        for one in book.infolist():
            content = book.read(one)
            other.writestr(one.filename, change(content) if one.filename == part else content)
    path.write_bytes(written.getvalue())


def first(path: Path, rows: int | None) -> dict[str, list[list[Any]]]:
    file = open_table_file(path, rows=rows)
    return {name: [list(row) for row in islice(file.rows(name), SHOWN)] for name in file.sheet_names}


class TestHead:
    @pytest.mark.parametrize("write", [of_a_spreadsheet, of_ours])
    @pytest.mark.parametrize("rows", [SHOWN, ROWS - 1, ROWS * 2])
    def test_says_what_the_whole_says(self, tmp_path, write, rows):
        path = tmp_path / "libro.xlsx"
        write(path)

        assert first(path, rows) == first(path, None)

    def test_holds_no_more_rows_and_no_other_texts(self, tmp_path):
        path = tmp_path / "libro.xlsx"
        of_a_spreadsheet(path)

        content, _lacks_result = head_of(path, SHOWN, BOUNDS)

        with ZipFile(BytesIO(content)) as head:
            assert head.read("xl/worksheets/sheet1.xml").count(b"<row ") == SHOWN
            texts = head.read("xl/sharedStrings.xml")
        assert b"texto 19" in texts
        assert b"texto 20" not in texts
        assert b"de la otra 599" in texts
        assert b"de la otra 1<" not in texts

    def test_understands_tags_with_a_prefix(self, tmp_path):
        path = tmp_path / "libro.xlsx"
        of_a_spreadsheet(path)
        whole = first(path, None)
        for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
            rewritten(path, part, with_prefix)

        assert first(path, SHOWN) == first(path, None) == whole

    def test_finds_a_formula_without_its_result_far_below(self, tmp_path):
        path = tmp_path / "libro.xlsx"
        of_a_spreadsheet(path)
        lacking = b'<row r="700"><c r="A700"><f>1+1</f></c></row></sheetData>'
        rewritten(path, "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", lacking))

        with pytest.raises(Unreadable, match="sin su resultado"):
            open_table_file(path, rows=SHOWN)

    def test_finds_damage_far_below(self, tmp_path):
        path = tmp_path / "libro.xlsx"
        of_a_spreadsheet(path)
        with ZipFile(path) as book:
            part = book.getinfo("xl/worksheets/sheet1.xml")
        content = bytearray(path.read_bytes())
        content[part.header_offset + part.compress_size - 20] ^= 0xFF
        path.write_bytes(content)

        with pytest.raises(Unreadable, match="dañado"):
            open_table_file(path, rows=SHOWN)

    def test_forgets_what_follows_the_rows_where_it_is_too_long(self, tmp_path, monkeypatch):
        path = tmp_path / "libro.xlsx"
        of_a_spreadsheet(path)
        monkeypatch.setattr(workbook_heads, "_LONGEST_TAIL", 30)

        assert first(path, SHOWN)["Uno"][0] == ["", "Título de <tres> & más", "", "", "", ""]


def with_prefix(part: bytes) -> bytes:
    """Write the tags of a part with a prefix, as some programs do."""
    text = part.decode()
    for name in ("worksheet", "sheetData", "row", "c", "v", "f", "mergeCells", "mergeCell", "sst", "si", "t"):
        for end in (" ", ">", "/"):
            text = text.replace(f"<{name}{end}", f"<x:{name}{end}").replace(f"</{name}{end}", f"</x:{name}{end}")
    return text.replace("xmlns=", "xmlns:x=", 1).encode()
