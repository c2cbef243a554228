"""Workbooks that unfold into more than a machine holds, and those that people bring."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest

from llegada.core.tabular import Table, Unreadable, read_table, xlsx_bytes
from llegada.core.workbooks import Bounds, TooManyCells, unpacked

SHEET = "xl/worksheets/sheet1.xml"


def workbook(sheet: str) -> bytes:
    """Return a workbook of ours with another sheet in it."""
    written = BytesIO()
    with (
        ZipFile(BytesIO(xlsx_bytes(Table("hoja", ["a"], [["1"]])))) as ours,
        ZipFile(written, "w", ZIP_DEFLATED) as other,
    ):
        for part in ours.infolist():
            other.writestr(part.filename, sheet if part.filename == SHEET else ours.read(part))
    return written.getvalue()


def sheet_with(*cells: str) -> str:
    """Return a sheet with a number in each of those cells."""
    rows = "".join(f'<row r="{cell.lstrip("ABCDEFX")}"><c r="{cell}"><v>1</v></c></row>' for cell in cells)
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


class TestUnpacked:
    def test_reads_the_same_as_what_was_brought(self):
        content = xlsx_bytes(Table("hoja", ["código", "peso"], [["05001", 12.5]]))
        with ZipFile(BytesIO(content)) as packed, ZipFile(BytesIO(unpacked(content))) as plain:
            assert plain.read(SHEET) == packed.read(SHEET)

    @pytest.mark.parametrize("last", ["XFD1048576", "XFDXFD999", "FD1048576"])
    def test_refuses_a_cell_so_far_that_the_grid_does_not_fit(self, last):
        with pytest.raises(TooManyCells):
            unpacked(workbook(sheet_with("A1", last)))

    def test_takes_a_format_that_reaches_the_last_column_for_no_data(self):
        assert unpacked(workbook(sheet_with("A1").replace("</row>", '<c r="XFD999" s="1"/></row>')))

    @pytest.mark.parametrize(
        "cell",
        [
            """<c b="/>" r="XFD999"><v>1</v></c>""",
            """<c r="XFD999" b='"/>'><v>1</v></c>""",
            """<c z="r='A1' x='" r='XFD999'><v>1</v></c>""",
            """<x:c r = "xfd999" s="1" ><v>1</v></x:c>""",
        ],
    )
    def test_is_not_deceived_by_how_a_cell_is_written(self, cell):
        with pytest.raises(TooManyCells):
            unpacked(workbook(sheet_with("A1").replace("</row>", f"{cell}</row>")))

    def test_lets_a_far_row_alone_in(self):
        assert unpacked(workbook(sheet_with("A1", "A1048576")))

    def test_refuses_what_unfolds_into_too_much(self):
        bomb = workbook(sheet_with("A1") + " " * 60_000)
        assert len(bomb) < 10_000
        with pytest.raises(TooManyCells):
            unpacked(bomb, Bounds(unpacked_bytes=50_000))

    def test_refuses_a_part_that_says_it_is_smaller_than_it_is(self):
        size = len(sheet_with("A1") + " " * 60_000)
        lying = workbook(sheet_with("A1") + " " * 60_000).replace(
            size.to_bytes(4, "little"), (100).to_bytes(4, "little")
        )
        with pytest.raises(BadZipFile):
            unpacked(lying)

    def test_leaves_pictures_out(self):
        written = BytesIO(xlsx_bytes(Table("hoja", ["a"], [["1"]])))
        with ZipFile(written, "a") as archive:
            archive.writestr("xl/media/foto.png", b"x" * 1000)
        with ZipFile(BytesIO(unpacked(written.getvalue()))) as plain:
            assert "xl/media/foto.png" not in plain.namelist()


class TestReadTable:
    def test_says_what_to_do_with_a_table_that_is_too_large(self):
        with pytest.raises(Unreadable, match="Copie solo sus datos en un libro nuevo"):
            read_table(BytesIO(workbook(sheet_with("A1", "XFD1048576"))), name="grande.xlsx")

    def test_counts_the_cells_of_a_csv_too(self, monkeypatch):
        monkeypatch.setattr("llegada.core.tabular.MAX_CELLS", 5)
        assert len(read_table(BytesIO(b"a,b\n1,2\n"), name="a.csv")) == 1
        with pytest.raises(Unreadable, match="demasiadas celdas"):
            read_table(BytesIO(b"a,b\n1,2\n3,4\n"), name="a.csv")
