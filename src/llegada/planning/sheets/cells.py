"""Reads the cells of the workbook of lines as people write them: money, days, dates, words of a list."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

NOT_MONEY: Final = _("No es un valor en pesos. Escríbalo con cifras, por ejemplo 12.000.000 o 12000000,50.")
NO_MONEY: Final = _("El valor es más de cero. Si la fuente no aporta, deje la celda vacía.")
TOO_MUCH_MONEY: Final = _("El valor tiene demasiadas cifras. Escríbalo en pesos.")
NOT_DAYS: Final = _(
    "No es un número de días. Escriba, por ejemplo, 10 o 10,5: más de cero y con un decimal como máximo."
)
NOT_A_DATE: Final = _("No es una fecha. Escríbala como 2027-03-15 o 15/03/2027.")
#: Digits before the decimals that a line keeps.
_MOST_DIGITS: Final = 16
_MOST_DAYS: Final = Decimal(9_999_999)
_PLAIN = re.compile(r"^\d+(?:[.,]\d{1,2})?$")
_DOTTED = re.compile(r"^\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?$")
#: The comma as separator of thousands is told from a decimal one only where there are two.
_COMMAED = re.compile(r"^\d{1,3}(?:,\d{3}){2,}(?:\.\d{1,2})?$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?$")
_LOCAL_DATE = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$")


class BadValue(Exception):
    """A cell that cannot be read, and why."""

    def __init__(self, reason: Words) -> None:
        super().__init__(str(reason))
        self.reason = reason


@lru_cache(5000)
def read_money(text: str) -> Decimal | None:
    """Return an amount in COP, or None for a blank cell, which is no data and not zero. Raises BadValue."""
    plain = re.sub(r"[\s\u00a0]|COP|\$", "", text, flags=re.IGNORECASE)
    if not plain:
        return None
    if _DOTTED.match(plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif _COMMAED.match(plain):
        plain = plain.replace(",", "")
    elif _PLAIN.match(plain):
        plain = plain.replace(",", ".")
    else:
        raise BadValue(NOT_MONEY)
    amount = Decimal(plain)
    if amount <= 0:
        raise BadValue(NO_MONEY)
    if amount >= 10**_MOST_DIGITS:
        raise BadValue(TOO_MUCH_MONEY)
    return amount


def read_days(text: str) -> Decimal | None:
    """Return days of people with one decimal at most, or None for a blank cell. Raises BadValue."""
    if not text:
        return None
    if not re.match(r"^\d+(?:[.,]\d)?$", text):
        raise BadValue(NOT_DAYS)
    days = Decimal(text.replace(",", "."))
    if not 0 < days <= _MOST_DAYS:
        raise BadValue(NOT_DAYS)
    return days


@lru_cache(1000)
def read_date(text: str) -> date:
    """Return a day written as 2027-03-15 or 15/03/2027. Raises BadValue."""
    if found := _ISO_DATE.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _LOCAL_DATE.match(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise BadValue(NOT_A_DATE)
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(NOT_A_DATE) from None


def plain(text: str) -> str:
    """Return a cell without the apostrophe that a downloaded CSV puts before what a spreadsheet would run."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text
