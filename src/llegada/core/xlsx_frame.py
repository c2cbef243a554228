"""What stands around the cells of an XLSX: the parts of the workbook, the beginning of each sheet and how cells look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

#: Characters that a cell holds: a spreadsheet refuses a file with a longer one, so it is cut and ends in «…».
CELL_CHARACTERS: Final = 32_767
#: What XML cannot carry, and what a spreadsheet would read as an escaped character.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_WIDTH: Final = 22
#: Of the sheet that says what a table is of: how wide its columns are, and the style of its words.
_ABOUT_WIDTHS: Final = (32, 110)
_WRAPPED: Final = 4

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def text_element(value: str) -> str:
    """Return a text as XML, cut to what a cell holds; blanks at its ends are kept."""
    if len(value) > CELL_CHARACTERS:
        value = f"{value[: CELL_CHARACTERS - 1]}…"
    keep = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() or "\n" in value else ""
    return f"<t{keep}>{escape(_UNWRITABLE.sub(_as_code, value))}</t>"


def _as_code(found: re.Match[str]) -> str:
    said = found.group()
    if len(said) > 1:
        return f"_x005F{said}"  # it was written so: a spreadsheet would read it as a character
    return f"_x{ord(said):04X}_" if said < "\ud800" else "\N{REPLACEMENT CHARACTER}"


def before_rows(titles: int, width: int) -> str:
    """Return the beginning of a sheet: its titles stay in sight."""
    pane = (
        f'<pane ySplit="{titles}" topLeftCell="A{titles + 1}" activePane="bottomLeft" state="frozen"/>'
        if titles
        else ""
    )
    columns = f'<cols><col min="1" max="{width}" width="{_WIDTH}" customWidth="1"/></cols>' if width else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{columns}<sheetData>"
    )


def about_sheet(lines: Iterable[tuple[str, str]]) -> str:
    """Return the sheet that says what a table is of: in each row a name in bold and its words, which the cell wraps."""
    rows = "".join(
        f'<row r="{number}"><c r="A{number}" s="1" t="inlineStr"><is>{text_element(name)}</is></c>'
        f'<c r="B{number}" s="{_WRAPPED}" t="inlineStr"><is>{text_element(words)}</is></c></row>'
        for number, (name, words) in enumerate(lines, start=1)
    )
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_ABOUT_WIDTHS, start=1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>'


def parts_around(
    name: str, sheets: int, shared: Iterable[str], *, has_about: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield the parts of the workbook that say what its sheets are, how cells look, and the texts that repeat.

    With `has_about`, after the sheets of the table there is one more, that says what it is of.
    """
    base = _SHEET_NAME.sub(" ", _UNWRITABLE.sub("", name)).strip().strip("'") or "Hoja"
    names = [base[:31] if number == 1 else f"{base[:25]} ({number})" for number in range(1, sheets + 1)]
    if has_about:
        names.append(_("Acerca de"))
    sheets = len(names)
    numbers = range(1, sheets + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPES}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPES}.sharedStrings+xml"/>{kinds}</Types>'
        ),
    )
    yield (
        "_rels/.rels",
        (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
    )
    listed = "".join(
        f'<sheet name="{escape(title, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{related}<Relationship Id="rId{sheets + 1}" '
            f'Type="{_OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId{sheets + 2}" '
            f'Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
        ),
    )
    yield "xl/styles.xml", _STYLES
    texts = "".join(f"<si>{text_element(value)}</si>" for value in shared)
    yield "xl/sharedStrings.xml", f'{_HEAD}<sst xmlns="{_MAIN}">{texts}</sst>'


_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders count='2'><border><left/><right/><top/><bottom/><diagonal/></border>"
    '<border><left/><right/><top/><bottom style="thin"/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="1" xfId="0" applyFont="1" applyBorder="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
