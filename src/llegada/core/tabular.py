"""Tables in and out: CSV and XLSX, read with their rows numbered as a person sees them, written with safe cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final

import python_calamine
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from llegada.core.compound import is_compound, is_locked
from llegada.core.csv_lines import LongCell, OpenQuote, read_rows, text_of_line
from llegada.core.csv_streams import Separator, safe_cell, stream_csv
from llegada.core.errors import Invalid
from llegada.core.table_about import About
from llegada.core.workbooks import MAX_CELLS, TooManyCells, unpacked
from llegada.core.xlsx_streams import stream_xlsx, write_xlsx

__all__ = [
    "MissingColumns", "Row", "Separator", "Sheet", "Table", "Unreadable", "as_number", "cell_text", "csv_response",
    "read_separator", "read_sheets", "read_table", "safe_cell", "table_response", "xlsx_bytes", "xlsx_response",
]  # fmt: skip

#: The language of the words in tables that go out and come back, whatever the reader's.
TABLE_LANGUAGE = "es-co"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What divides the cells of a CSV that goes out, by what an address may call it.
_SEPARATORS: Final = {
    "": Separator.COMMA,
    ",": Separator.COMMA,
    ";": Separator.SEMICOLON,
    **{one.value: one for one in Separator},
}
#: Lines of a CSV that may say what divides its cells.
LINES_SEEN: Final = 12
#: What divides the cells of a CSV that comes in; of two that say the same, the first.
_MARKS: Final = (",", ";", "\t")
#: A download smaller than this many bytes is held in memory; a larger one, in a temporary file.
_HELD_IN_MEMORY: Final = 2 * 1024 * 1024


class Unreadable(Invalid):
    """The file is not a table that can be read."""

    code = "unreadable-table"
    sentence = _("No pudimos leer el archivo como una tabla CSV o XLSX.")


class MissingColumns(Invalid):
    """The table lacks columns. Params: `columns`, `template`."""

    code = "missing-columns"
    sentence = _(
        "A la tabla le faltan columnas: %(columns)s. Los títulos van en la primera fila de la primera hoja. "
        "Descargue la plantilla, copie sus datos en ella y vuelva a subirla."
    )


EMPTY_FILE = _("El archivo está vacío. Revise si eligió el que era y suba el que tiene los datos.")
NO_ROWS = _("El archivo no tiene filas. Escriba los datos debajo de los títulos de la primera hoja y vuelva a subirlo.")
NOT_A_TABLE = _(
    "El contenido no es una tabla. Abra el archivo en su hoja de cálculo, guárdelo como XLSX y suba el que guardó."
)
LOCKED_BOOK = _(
    "El archivo tiene contraseña. Quítesela en su hoja de cálculo, guárdelo como XLSX y suba el que guardó."
)
OLD_BOOK = _(
    "El archivo es un libro de Excel antiguo (.xls). Ábralo en su hoja de cálculo, guárdelo como XLSX y suba el que guardó."
)
BROKEN_CSV = _("El CSV está mal formado. Ábralo en su hoja de cálculo, guárdelo como XLSX y suba el que guardó.")
_OPEN_QUOTE = _(
    "En la fila que empieza en la línea %(line)s del CSV se abren unas comillas que no se cierran, y lo que sigue "
    "quedaría dentro de esa celda. Ciérrelas o quítelas y súbalo de nuevo."
)
_LONG_CELL = _(
    "En la fila de la línea %(line)s del CSV hay una celda con más de %(most)s caracteres. Acórtela, o revise si falta lo que "
    "separa las celdas, y súbalo de nuevo."
)
BROKEN_XLSX = _(
    "El archivo parece XLSX, pero está dañado o no es una hoja de cálculo. "
    "Ábralo en su hoja de cálculo, guárdelo de nuevo como XLSX y suba el que guardó."
)
TOO_MANY_CELLS = _(
    "La tabla tiene demasiadas celdas. Copie solo sus datos en un libro nuevo, o divídalos en varios archivos, y vuelva a subir."
)

UNKNOWN_SEPARATOR = _(
    "No existe el separador «%(said)s». Escriba ?separador=punto-y-coma para Excel en español, o quítelo para separar con comas."
)


@dataclass(frozen=True)
class Row:
    """One row of an imported table: its number as the spreadsheet shows it (header is 1) and its cells as stripped text."""

    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Return the cell's text, empty where the cell is blank."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """One sheet as it came: its name (empty for a CSV) and its cells, whatever they are, row by row."""

    name: str
    rows: Sequence[Sequence[Any]]


def read_sheets(source: BinaryIO) -> list[Sheet]:
    """Read every sheet of an XLSX that has something, or the only one of a CSV. Raises Unreadable as `read_table` does."""
    content = source.read()
    if not content.strip():
        raise Unreadable({"file": EMPTY_FILE})
    sheets = _sheets_of_xlsx(content) if content[:4] == b"PK\x03\x04" else [Sheet("", _read_csv(content))]
    found = [sheet for sheet in sheets if sheet.rows]
    if not found:
        raise Unreadable({"file": NO_ROWS})
    return found


def read_table(source: BinaryIO, *, name: str, required: Sequence[str] = ()) -> list[Row]:
    """Read a CSV (UTF-8 or Windows-1252, comma or semicolon) or the first sheet of an XLSX.

    Raises Unreadable for a file that is empty, of another kind or with too many cells, and MissingColumns.
    """
    content = source.read()
    if not content.strip():
        raise Unreadable({"file": EMPTY_FILE})
    grid = _read_xlsx(content) if content[:4] == b"PK\x03\x04" else _read_csv(content)
    if not grid:
        raise Unreadable({"file": NO_ROWS})
    header = [str(cell).strip() for cell in grid[0]]
    missing = [column for column in required if column not in header]
    if missing:
        raise MissingColumns(columns=", ".join(missing))
    return [
        Row(number, {column: cell_text(value) for column, value in zip(header, line, strict=False) if column})
        for number, line in enumerate(grid[1:], start=2)
        if any(cell_text(value) for value in line)
    ]


def _read_xlsx(content: bytes) -> list[list[Any]]:
    return [list(row) for row in _sheets_of_xlsx(content, first_only=True)[0].rows]


def _sheets_of_xlsx(content: bytes, *, first_only: bool = False) -> list[Sheet]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(unpacked(content)))
        names = book.sheet_names[:1] if first_only else book.sheet_names
        return [Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]
    except TooManyCells as error:
        raise Unreadable({"file": TOO_MANY_CELLS}) from error
    except Exception as error:  # calamine raises several unrelated types for a damaged file
        raise Unreadable({"file": BROKEN_XLSX}) from error


def _read_csv(content: bytes) -> list[list[str]]:
    if is_compound(content):
        raise Unreadable({"file": LOCKED_BOOK if is_locked(content) else OLD_BOOK})
    if is_no_csv(content):
        raise Unreadable({"file": NOT_A_TABLE})
    text = _decoded(content).replace("\x00", "")  # no database keeps a NUL in a text
    delimiter = delimiter_of(text.split("\n", LINES_SEEN)[:LINES_SEEN])
    grid: list[list[str]] = []
    cells = 0
    try:
        for line in read_rows(io.StringIO(text, newline=""), delimiter):
            cells += len(line)
            if cells > MAX_CELLS:
                raise Unreadable({"file": TOO_MANY_CELLS})
            grid.append(line)
    except csv.Error as error:
        raise broken_csv(error) from error
    return grid


def broken_csv(error: csv.Error) -> Unreadable:
    """Return the refusal of a CSV that is not well written, with the line where that can be told."""
    if isinstance(error, OpenQuote):
        return Unreadable({"file": _OPEN_QUOTE % {"line": error.line}})
    if isinstance(error, LongCell):
        return Unreadable({"file": _LONG_CELL % {"line": error.line, "most": csv.field_size_limit()}})
    return Unreadable({"file": BROKEN_CSV})


def is_no_csv(head: bytes) -> bool:
    """Tell whether a file that begins so is neither a CSV nor any other text of rows: a page, a PDF, a picture."""
    is_binary = b"\x00" in head[:4096] and not is_utf16(head)
    return is_binary or head.lstrip()[:1] == b"<" or head.startswith(b"%PDF-")


def delimiter_of(lines: Sequence[str]) -> str:
    """Return what divides the cells, as the line that tells most clearly says: titles may come above it, decimals below."""

    def lead(mark: str) -> int:
        others = [one for one in _MARKS if one != mark]
        return max((line.count(mark) - max(map(line.count, others)) for line in lines), default=0)

    return max(_MARKS, key=lead)


def is_utf16(head: bytes) -> bool:
    """Tell whether a text is what spreadsheets call «Unicode»: it begins with the mark of UTF-16."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _decoded(content: bytes) -> str:
    """Return the text of a CSV; each line that is not UTF-8 comes from a spreadsheet on Windows."""
    if is_utf16(content):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(text_of_line, content.splitlines(keepends=True)))


def cell_text(value: Any) -> str:
    """Return a cell as stripped text; a whole number read as 5001.0 comes back as 5001."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


@dataclass(frozen=True)
class Table:
    """A table to download: its name (also the sheet's), its columns and its rows of plain values (None is a blank cell)."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    #: Of which day and filters it is, where it is a view of figures.
    about: About | None = None

    @property
    def file_name(self) -> str:
        """Return what its file is called: with the day of the cut, where its name does not say it."""
        day = self.about.day if self.about else ""
        return self.name if day in self.name else f"{self.name}-{day}"


def read_separator(asked: Mapping[str, str]) -> Separator:
    """Return what divides the cells of a CSV as an address says it; a comma where it says nothing. Raises Invalid."""
    said = asked.get("separador", "").strip().lower()
    found = _SEPARATORS.get(said)
    if found is None:
        raise Invalid({"separador": UNKNOWN_SEPARATOR % {"said": said[:40]}})
    return found


def table_response(table: Table, extension: str, *, asked: Mapping[str, str]) -> HttpResponseBase:
    """Return `table` as a CSV, with the separator that `asked`, what the address says, names, or as an XLSX.

    Raises Invalid for a separator that is none.
    """
    found: HttpResponseBase
    found = csv_response(table, separator=read_separator(asked)) if extension == "csv" else xlsx_response(table)
    if table.about and table.about.link:
        found["Link"] = table.about.link
    return found


def csv_response(table: Table, *, separator: Separator = Separator.COMMA) -> StreamingHttpResponse:
    """Stream `table` as UTF-8 CSV with a byte-order mark, which spreadsheets need to show accents."""
    columns, rows = table.columns, table.rows
    if table.about:
        columns, rows = table.about.titles(columns), table.about.rows(rows)
    content = stream_csv([columns], rows, separator)
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{table.file_name}.csv"'
    return response


def xlsx_bytes(table: Table) -> bytes:
    """Return `table` as an XLSX, whole in memory: for what is attached or kept, not for what is downloaded."""
    return b"".join(stream_xlsx(table.name, [table.columns], table.rows))


def as_number(value: Decimal) -> int | float:
    """Return an amount as JSON writes it."""
    return int(value) if value == value.to_integral_value() else float(value)


def xlsx_response(table: Table) -> FileResponse:
    """Return `table` as an XLSX download, written to a file before it leaves: what fails is said, and memory does not grow."""
    # Closed by the response, once it has left.
    held = SpooledTemporaryFile(max_size=_HELD_IN_MEMORY)  # noqa: SIM115
    about = list(table.about.lines()) if table.about else ()
    write_xlsx(held, table.name, [table.columns], table.rows, about=about)
    held.seek(0)
    return FileResponse(held, content_type=XLSX_TYPE, as_attachment=True, filename=f"{table.file_name}.xlsx")
