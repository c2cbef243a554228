"""What the streamed files say, read back by a reader that did not write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from llegada.core import csv_streams, table_blocks, xlsx_frame, xlsx_streams
from llegada.core.csv_streams import Separator, stream_csv, stream_csv_blocks
from llegada.core.table_blocks import Kept, Strand, rows_of
from llegada.core.xlsx_streams import column_letters, stream_xlsx, stream_xlsx_blocks

VALUES = st.one_of(
    st.none(), st.text(), st.integers(), st.floats(), st.decimals(allow_nan=False), st.dates(), st.datetimes()
)


def as_csv(
    rows: list[list[Any]], titles: tuple[str, ...] = ("a", "b"), separator: Separator = Separator.COMMA
) -> list[list[str]]:
    content = b"".join(stream_csv([titles], rows, separator)).decode("utf-8-sig")
    mark = ";" if separator == Separator.SEMICOLON else ","
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=mark))


def as_xlsx(rows: list[list[Any]], titles: tuple[str, ...] = ("a", "b")) -> list[list[Any]]:
    content = b"".join(stream_xlsx("hoja", [titles], rows))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def sheet_xml(rows: list[list[Any]]) -> str:
    with ZipFile(io.BytesIO(b"".join(stream_xlsx("hoja", [("a",)], rows)))) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


class TestStreamCsv:
    def test_quotes_what_would_break_the_row_and_leaves_the_rest(self):
        assert as_csv([['dos, "tres"', "uno\ndos"], ["solo", 5]]) == [
            ["a", "b"],
            ['dos, "tres"', "uno\ndos"],
            ["solo", "5"],
        ]

    @pytest.mark.parametrize(
        "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]
    )
    def test_disarms_formulas_alone_or_among_harmless_texts(self, text):
        assert as_csv([[text, text], ["solo", text]])[1:] == [[f"'{text}", f"'{text}"], ["solo", f"'{text}"]]

    def test_writes_dates_numbers_and_blanks_as_programs_read_them(self):
        moment = datetime(2026, 11, 21, 10, 30)
        row = [date(2026, 1, 2), Decimal("0.50"), None, -5, 1.5, moment]
        assert as_csv([row], tuple("abcdef"))[1] == ["2026-01-02", "0.50", "", "-5", "1.5", "2026-11-21T10:30:00"]

    def test_keeps_a_row_of_one_blank_cell(self):
        assert as_csv([[None], ["x"]], ("a",)) == [["a"], [""], ["x"]]

    def test_writes_decimals_with_a_comma_between_semicolons_whatever_stands_beside_them(self):
        rows = [[Decimal("0.50"), 1.5, "uno; dos", "1.5"], [Decimal(2), None, "tres, cuatro", "x"]]
        assert as_csv(rows, tuple("abcd"), Separator.SEMICOLON)[1:] == [
            ["0,50", "1,5", "uno; dos", "1.5"],
            ["2", "", "tres, cuatro", "x"],
        ]

    def test_quotes_only_what_divides_its_cells(self):
        row = [["uno; dos", "tres, cuatro"]]
        assert b'"uno; dos";tres, cuatro\r\n' in b"".join(stream_csv([], row, Separator.SEMICOLON))
        assert b'uno; dos,"tres, cuatro"\r\n' in b"".join(stream_csv([], row))

    @settings(max_examples=40)
    @given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=6), st.sampled_from(Separator))
    def test_never_loses_a_row_nor_starts_a_formula_from_text(self, rows, separator):
        read = as_csv(rows, separator=separator)
        assert len(read) == len(rows) + 1
        for row, cells in zip(rows, read[1:], strict=True):
            texts = [cell for value, cell in zip(row, cells, strict=True) if isinstance(value, str)]
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in texts)


class TestStreamXlsx:
    def test_keeps_types_apart(self):
        rows = [["05001", 12], [date(2026, 11, 21), Decimal("0.5")], [None, datetime(2026, 11, 21, 10, 30)]]
        assert as_xlsx(rows)[1:] == [
            ["05001", 12.0],
            [date(2026, 11, 21), 0.5],
            ["", datetime(2026, 11, 21, 10, 30)],
        ]

    def test_says_an_instant_in_the_hour_of_the_country(self):
        assert as_xlsx([[datetime(2026, 11, 21, 15, 30, tzinfo=UTC), 1]])[1][0] == datetime(2026, 11, 21, 10, 30)

    def test_writes_text_never_as_a_formula(self):
        written = sheet_xml([["=1+1"], ["http://ejemplo.gov.co"]])
        assert "<f>" not in written
        assert as_xlsx([["=1+1", "-5"]])[1] == ["=1+1", "-5"]

    @pytest.mark.parametrize(
        "text",
        ["a & b < c > d", " con espacios ", "dos\nlíneas", "«ñ» 😀", "_x0041_ tal cual", 'comillas "dobles"'],
    )
    def test_gives_back_every_text_alone_and_repeated(self, text):
        assert as_xlsx([[text, "x"]] + [[text, "y"]] * 4)[1][0] == text
        assert as_xlsx([[text, "x"]])[1][0] == text

    def test_writes_what_xml_cannot_carry_as_spreadsheets_do(self):
        assert "_x0000_" in sheet_xml([["a\x00b"]])
        assert "\N{REPLACEMENT CHARACTER}" in sheet_xml([["a\ud800b"]])

    @pytest.mark.parametrize(
        ("value", "read"),
        [
            (10**18, str(10**18)),
            (float("nan"), ""),
            (float("inf"), ""),
            (date(1850, 1, 1), "1850-01-01"),
            (True, "True"),
        ],
    )
    def test_says_as_text_what_a_spreadsheet_cannot_hold(self, value, read):
        assert as_xlsx([[value, 1]])[1][0] == read

    def test_cuts_a_text_longer_than_a_cell(self):
        read = as_xlsx([["x" * 40_000, 1]])[1][0]
        assert len(read) == xlsx_frame.CELL_CHARACTERS
        assert read.endswith("…")

    def test_freezes_its_titles_and_filters_them(self):
        written = sheet_xml([["x"], ["y"]])
        assert 'ySplit="1"' in written
        assert '<autoFilter ref="A1:A3"/>' in written
        assert '<row r="1"><c r="A1" s="1"' in written

    def test_continues_in_another_sheet_beyond_what_one_holds(self, monkeypatch):
        monkeypatch.setattr(xlsx_streams, "SHEET_ROWS", 3)
        content = b"".join(stream_xlsx("hoja", [("a",)], [[n] for n in range(5)]))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        assert book.sheet_names == ["hoja", "hoja (2)", "hoja (3)"]
        assert [row[0] for sheet in sheets for row in sheet if row[0] != "a"] == [0, 1, 2, 3, 4]

    def test_is_the_same_file_for_the_same_table(self):
        assert b"".join(stream_xlsx("h", [("a",)], [["x"]])) == b"".join(stream_xlsx("h", [("a",)], [["x"]]))

    @pytest.mark.parametrize(("number", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
    def test_names_columns_as_spreadsheets_do(self, number, letters):
        assert column_letters(number) == letters

    @settings(max_examples=40)
    @given(st.lists(st.lists(VALUES, min_size=2, max_size=2), max_size=6))
    def test_is_read_back_whatever_it_holds(self, rows):
        assert len(as_xlsx([*rows, ["fin", 1]])) == len(rows) + 2


class TestBlocks:
    """What goes together by a key is written as if each row said it."""

    CELLS = {1: ("=uno", date(2026, 1, 2), None), 2: ('dos, "2"', None, "a & b"), None: (None, None, None)}

    def blocks(self) -> list[list[Strand]]:
        keys = [1, 2, None, 1]
        return [[Strand(["a", "b", "c", "d"]), Strand(keys, self.CELLS, 3), Strand([1, 2, 3, 4])] for _ in range(3)]

    def test_write_the_same_csv(self):
        rows = list(rows_of(self.blocks()))
        assert rows[0] == ("a", "=uno", date(2026, 1, 2), None, 1)
        assert b"".join(stream_csv_blocks([tuple("abcde")], self.blocks())) == b"".join(
            stream_csv([tuple("abcde")], rows)
        )

    def test_write_an_xlsx_that_is_read_the_same(self, monkeypatch):
        monkeypatch.setattr(xlsx_streams, "SHEET_ROWS", 7)
        titles = [tuple("abcde")]
        read = []
        for content in (
            stream_xlsx_blocks("hoja", titles, self.blocks()),
            stream_xlsx("hoja", titles, rows_of(self.blocks())),
        ):
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(b"".join(content)))
            read.append([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
        assert read[0] == read[1]
        assert read[0][0][1] == ["a", "=uno", date(2026, 1, 2), "", 1.0]
        assert [len(sheet) for sheet in read[0]] == [7, 7]

    def test_make_what_is_kept_once_and_forget_it_when_there_is_no_more_room(self, monkeypatch):
        monkeypatch.setattr(table_blocks, "MOST_KEPT", 2)
        made = []
        kept = Kept(lambda key: made.append(key) or key * 2)
        assert [kept[key] for key in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
        assert made == [1, 2, 3, 1]
        assert len(kept) == 2

    def test_keep_no_more_than_memory_allows(self, monkeypatch):
        monkeypatch.setattr(table_blocks, "MOST_KEPT", 2)
        assert len(list(rows_of(self.blocks()))) == b"".join(stream_csv_blocks([], self.blocks())).count(b"\r\n")


class TestBoth:
    @pytest.mark.parametrize("stream", [stream_csv, lambda titles, rows: stream_xlsx("h", titles, rows)])
    def test_ask_for_rows_only_as_they_write_them(self, stream):
        asked = 0

        def rows() -> Iterator[list[int]]:
            nonlocal asked
            for asked in range(1, 5001):
                yield [asked]

        next(pieces := iter(stream([("a",)], rows())))
        next(pieces)
        assert asked <= 4 * csv_streams.CHUNK
