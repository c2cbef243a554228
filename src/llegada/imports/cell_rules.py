"""How a cell is read as a day, an hour, a year or an address, whatever way people wrote it. No Django here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from llegada.core.text import fold

#: Day 0 of the serial numbers of spreadsheets, which took 1900 for a leap year.
_SERIAL_ZERO: Final = date(1899, 12, 30)
#: Serial numbers that are days of our time: from 1980 to 2079.
_SERIALS: Final = range(29221, 65746)
_MONTHS: Final = {
    "enero": 1, "january": 1, "febrero": 2, "february": 2, "marzo": 3, "march": 3, "abril": 4, "april": 4, "mayo": 5, "may": 5,
    "junio": 6, "june": 6, "julio": 7, "july": 7, "agosto": 8, "august": 8, "septiembre": 9, "setiembre": 9, "september": 9,
    "octubre": 10, "october": 10, "noviembre": 11, "november": 11, "diciembre": 12, "december": 12,
}  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_NUMBERS: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})(?: .*)?")
#: As they are once folded, without capitals or signs: «lunes 5 de marzo de 2022», «7 jun 22»; «marzo 5 de 2022».
_WORDS: Final = re.compile(r"(?:[a-z]+ )?(\d{1,2}) (?:de )?([a-z]{3,10}) (?:de |del )?(\d{4}|\d{2})")
_MONTH_FIRST: Final = re.compile(r"([a-z]{3,10}) (\d{1,2}) (?:de |del )?(\d{4})")
_TIME: Final = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?\s*([ap])?\.?\s*m?\.?", re.IGNORECASE)
_EMAIL: Final = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
_ERRORS: Final = frozenset(
    {
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#¡REF!",
        "#¿NOMBRE?",
        "#¡VALOR!",
        "#N/D",
        "#¡DIV/0!",
    }
)
_TOTALS: Final = ("total", "subtotal", "gran total", "suma", "totales")
#: «Nota:», «Fuente:», «Elaboró», «Revisado por»: what offices write below a table.
_NOTE: Final = re.compile(
    r"[*(\s]*((notas?|fuentes?)\s*\d*\s*[:.]|(elabor|revis|aprob)(ó|o|aron|ado por)\b)", re.IGNORECASE
)
#: The years that something brought may be of: outside them it is a slip of the finger.
FIRST_YEAR: Final = 1950
LAST_YEAR: Final = 2099
#: What offices write, folded, where there is nothing to write; and how long it is at most, signs among it.
_LONGEST_NOTHING: Final = 20
_NOTHING: Final = frozenset(
    {"n a", "na", "n d", "nd", "s d", "s i", "no aplica", "no tiene", "no registra", "no reporta", "no hay", "ninguno",
     "ninguna", "sin dato", "sin datos", "sin informacion", "sin registro", "sin correo", "s n", "sin numero",
     "sin codigo", "sin radicado", "pendiente", "por definir"}
)  # fmt: skip


def read_day(cell: Any, order: str = "dmy") -> date | None:
    """Return the day that a cell says, None if none of our time can be told: a date, a serial number, or text in any usual way.

    `order` settles 05/03/2024; a figure over twelve settles itself.
    """
    day = read_any_day(cell, order)
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_any_day(cell: Any, order: str = "dmy") -> date | None:
    """Return the day that a cell says, of whatever year."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_serial(cell)
    text = str(cell or "").strip()
    if re.fullmatch(r"\d{5}(\.\d*)?", text):
        return _of_serial(float(text))
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), int(found[3])
        is_month_first = (order == "mdy" and first <= 12) or second > 12
        return _day(_whole(year), first, second) if is_month_first else _day(_whole(year), second, first)
    if found := _WORDS.fullmatch(folded := fold(text)):
        return _day(_whole(int(found[3])), _month(found[2]), int(found[1]))
    if found := _MONTH_FIRST.fullmatch(folded):
        return _day(int(found[3]), _month(found[1]), int(found[2]))
    return None


def _whole(year: int) -> int:
    """Return a year with its century, which many leave out."""
    return year + (2000 if year < 70 else 1900 if year < 100 else 0)


def _month(word: str) -> int:
    """Return the month of a word, whole or cut short; 0 if it is none: «martes» is no «marzo»."""
    return next((number for name, number in _MONTHS.items() if name.startswith(word)), 0)


def _of_serial(number: float) -> date | None:
    is_ours = _SERIALS.start <= number < _SERIALS.stop  # neither is infinity, nor what is no number
    return _SERIAL_ZERO + timedelta(days=int(number)) if is_ours else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def date_order(cells: Iterable[Any]) -> str:
    """Return the order of the dates of a column written as text: «mdy» only if some cell cannot be read the other way."""
    for cell in cells:
        found = _NUMBERS.fullmatch(str(cell).strip()) if isinstance(cell, str) else None
        if found and int(found[2]) > 12 >= int(found[1]):
            return "mdy"
        if found and int(found[1]) > 12:
            return "dmy"
    return "dmy"


def read_hour(cell: Any) -> time | None:
    """Return the hour that a cell says: a time, a share of the day (0,375) or text such as «9:30 a. m.»."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, float) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = _TIME.fullmatch(str(cell or "").strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_share(text: str) -> Decimal | None:
    """Return a percentage from 0 to 100, in hundredths at most: «12,5», «12.5 %»."""
    said = text.removesuffix("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", said):
        return None
    share = Decimal(said).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return share if share <= 100 else None


def read_year(cell: Any) -> int | None:
    """Return a year of our time."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell or "").strip()
    year = cell.year if isinstance(cell, date) else int(text) if re.fullmatch(r"\d{4}", text) else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def says_nothing(text: str) -> bool:
    """Tell whether a cell holds what people write for nothing: «N/A», «no tiene», a dash."""
    # Most cells are longer than any of those words: folding hundreds of thousands of addresses takes its time.
    return not any(map(str.isalnum, text)) or (len(text) <= _LONGEST_NOTHING and fold(text) in _NOTHING)


def is_formula_error(text: str) -> bool:
    """Tell whether a cell holds what a formula leaves when it fails."""
    return text.startswith("#") and text.upper() in _ERRORS


def is_total(cells: Sequence[Any]) -> bool:
    """Tell whether a row adds up those above: it begins with «Total» and most of its cells are blank or figures."""
    filled = [cell for cell in cells if cell not in (None, "")]
    if not filled or not isinstance(filled[0], str):
        return False
    words = fold(filled[0])
    if words not in _TOTALS and not words.startswith(("total ", "gran total ", "subtotal ")):
        return False
    return all(not isinstance(cell, str) or _is_figure(cell) for cell in filled[1:])


def is_note(cells: Sequence[Any]) -> bool:
    """Tell whether a row says one thing only, perhaps merged over several cells: who made the table, or where it is from."""
    said = {cell for cell in cells if cell not in (None, "")}
    only = said.pop() if len(said) == 1 else None
    return isinstance(only, str) and _NOTE.match(only) is not None


def _is_figure(text: str) -> bool:
    return re.fullmatch(r"[-+$\s\d.,%]+", text) is not None


def share(test: Callable[[Any], bool], cells: Sequence[Any]) -> float:
    """Return the share of the cells that say something for which `test` holds."""
    said = [cell for cell in cells if cell not in (None, "")]
    return sum(1 for cell in said if test(cell)) / len(said) if said else 0.0


def looks_like_date(cell: Any) -> bool:
    """Tell whether a cell reads as a day, leaving plain numbers out: a figure of five digits is a code more often than a day."""
    return not isinstance(cell, int | float) and not str(cell).isdigit() and read_day(cell) is not None


def looks_like_code(cell: Any) -> bool:
    """Tell whether a cell holds DANE codes of municipalities, one or several."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return are_codes(re.split(r"[|;/,]", text))


def are_codes(pieces: Sequence[str]) -> bool:
    """Tell whether every piece is a code of five digits."""
    return all(
        re.fullmatch(r"(0[58]|1[1358-9]|2[0357]|4[147]|5[024]|6[368]|7[036]|8[1568]|9[14579])\d{3}", one.strip())
        for one in pieces
    )


def looks_like_email(cell: Any) -> bool:
    """Tell whether a cell is an e-mail address."""
    return isinstance(cell, str) and _EMAIL.fullmatch(cell.strip()) is not None


def looks_like_time(cell: Any) -> bool:
    """Tell whether a cell reads as an hour."""
    return not isinstance(cell, float) and read_hour(cell) is not None and not isinstance(cell, datetime)


def looks_like_year(cell: Any) -> bool:
    """Tell whether a cell is a year."""
    return not isinstance(cell, date) and read_year(cell) is not None


def looks_like_nit(cell: Any) -> bool:
    """Tell whether a cell has the nine or ten digits of a NIT."""
    text = re.sub(r"[.\s-]", "", str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell))
    return text.isdigit() and len(text) in {9, 10} and text[0] in "89"
