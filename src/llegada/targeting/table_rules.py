"""How a published table is read: where its headings are, what a number is, which years it says. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from llegada.core.text import fold

#: Rows among which the headings are looked for: official files put them in the first three, under titles and bands.
HEADING_ROWS: Final = 12
_ROWS_MEASURED: Final = 40
_YEAR: Final = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")
_NUMBER: Final = re.compile(r"[+-]?(\d[\d.,' \u00a0]*|[.,]\d+)(e[+-]?\d+)?", re.IGNORECASE)
#: One mark before three digits: 1.234 may be a thousand or one and a bit.
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
#: A figure that needs no second look: nearly all of them.
_PLAIN: Final = re.compile(r"-?\d+(\.\d+)?")
#: What sources write where there is no figure, folded.
NO_DATA: Final = frozenset(
    {
        "", "n a", "na", "nan", "null", "none", "nd", "n d", "no aplica", "no disponible", "sin dato", "sin datos", "sin info",
        "sin informacion", "s i", "s d", "no reporta", "no reporto", "no evaluado", "no calculado", "no evaluable",
        "6 sin info", "ref", "div 0",
    }
)  # fmt: skip
_NOTE_STARTS: Final = (
    "total",
    "promedio",
    "nacional",
    "colombia",
    "fuente",
    "nota",
    "elabor",
    "minimo",
    "maximo",
    "media",
)
_YEAR_WORDS: Final = frozenset({"ano", "anio", "vigencia", "year", "periodo"})


def text_of(cell: Any) -> str:
    """Return a cell as stripped text; a whole number read as 5001.0 comes back as 5001."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """Return `text` folded; an import asks for the same few thousands again and again."""
    return fold(text)


def is_no_data(text: str) -> bool:
    """Tell whether a cell says in some way that there is no figure, or says nothing."""
    return not _PLAIN.fullmatch(text) and folded(text) in NO_DATA


def find_heading_row(rows: Sequence[Sequence[Any]]) -> int | None:
    """Return the place (from 0) of the row of headings: the first that is nearly as wide as the table and mostly words."""
    width = max((_filled(row) for row in rows[:_ROWS_MEASURED]), default=0)
    for place, row in enumerate(rows[:HEADING_ROWS]):
        texts = [text_of(cell) for cell in row if text_of(cell)]
        words = [text for text in texts if not looks_like_number(text) or _YEAR.fullmatch(text)]
        if len(texts) >= max(2, 0.6 * width) and len(words) >= 0.7 * len(texts) and place + 1 < len(rows):
            return place
    return None


def headings_of(row: Sequence[Any]) -> list[str]:
    """Return the headings with single spaces; a repeated one with its turn («Puesto (2)»), a blank one as «Columna 3»."""
    seen: dict[str, int] = {}
    headings = []
    for place, cell in enumerate(row, start=1):
        heading = " ".join(text_of(cell).split()) or f"Columna {place}"
        seen[heading] = seen.get(heading, 0) + 1
        headings.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return headings


def _filled(row: Sequence[Any]) -> int:
    return sum(1 for cell in row if text_of(cell))


def looks_like_number(text: str) -> bool:
    """Tell whether a text has only what figures are written with."""
    return _NUMBER.fullmatch(text.removesuffix("%").strip()) is not None


def decimal_mark(texts: Iterable[str], *, is_whole: bool) -> str:
    """Return whether a column of figures written as text has its decimals after a comma or after a point.

    A comma beside a point, the last of them; a mark repeated in a figure groups thousands. What is left, such as a column of
    «1.234», can be read both ways: where the index `is_whole`, the mark groups thousands; else it is the decimal one.
    """
    ambiguous = ""
    for text in texts:
        marks = [mark for mark in text if mark in ",."]
        if len(set(marks)) == 2:
            return marks[-1]
        if len(marks) > 1:
            return _other(marks[0])
        if marks and not _GROUPED.fullmatch(text):
            return marks[0]
        ambiguous = ambiguous or "".join(marks)
    if not ambiguous:
        return "."
    return _other(ambiguous) if is_whole else ambiguous


def _other(mark: str) -> str:
    return "." if mark == "," else ","


def read_number(cell: Any, *, mark: str) -> float:
    """Return the figure of a cell, its decimals after `mark` where it is text. Raises ValueError for words."""
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, int | float):
        return float(cell)
    text = str(cell).strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    plain = re.sub(r"[ '\u00a0]", "", text).replace(_other(mark), "").replace(mark, ".")
    return float(plain)


def years_in(text: str) -> set[int]:
    """Return the years from 1980 to 2099 that a text names: «Resultados_vig2021.xlsx»."""
    return {int(year) for year in _YEAR.findall(text)}


def read_year(cell: Any) -> int | None:
    """Return the year of a cell that holds only a year, or a date."""
    text = text_of(cell)
    found = re.fullmatch(r"(19[89]\d|20\d\d)(-\d\d-\d\d.*)?", text)
    return int(found[1]) if found else None


def is_year_heading(heading: str) -> bool:
    """Tell whether a column says of which year each row is."""
    return folded(heading) in _YEAR_WORDS


def is_note(texts: Sequence[str]) -> bool:
    """Tell whether a row with no code is no place: a total, an average, the source or a note below the table."""
    said = [folded(text) for text in texts if text]
    return bool(said) and said[0].startswith(_NOTE_STARTS)


#: A code of the Contaduría: 21, the last two digits of the municipality and its DANE code, which so comes twice in part.
_CGN: Final = re.compile(r"21(\d\d)(\d\d\d(\d\d))")


def read_accounting_code(text: str) -> str | None:
    """Return the DANE code inside the nine digits of the Contaduría (218805088 → 05088), None if its digits do not agree."""
    found = _CGN.fullmatch(text)
    return found[2] if found and found[1] == found[3] else None


# --- what an edition says beside another --------------------------------------------------------------------------------
#: Fewer places than these in common prove nothing.
COPY_LEAST: Final = 30
#: From one year to the next some 2 % of municipalities change category; equal beyond this is no coincidence.
COPY_SHARE: Final = 0.995
#: Below this part of the previous edition, coverage is warned of (facts B.3).
COVERAGE_SHARE: Final = 0.6


def is_copy(numbers: dict[str, float], other: dict[str, float]) -> bool:
    """Tell whether two editions have the same values in nearly all places of both: one column under two years."""
    common = numbers.keys() & other.keys()
    if len(common) < COPY_LEAST or len(set(numbers.values())) == 1:
        return False
    return sum(numbers[code] == other[code] for code in common) >= COPY_SHARE * len(common)


def are_fractions(numbers: Iterable[float], *, maximum: float | None) -> bool:
    """Tell whether values of an index that goes up to 100 all are between 0 and 1: shares where percentages were expected."""
    values = list(numbers)
    return maximum == 100 and len(values) >= COPY_LEAST and all(0 <= value <= 1 for value in values) and any(values)
