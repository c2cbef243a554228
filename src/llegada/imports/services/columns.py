"""Reads a column of cells at once: each text that repeats is understood once, and what cannot be read says why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llegada.imports import cell_rules
from llegada.imports.choices import MatchKind
from llegada.imports.fields import Field, Kind
from llegada.imports.services.directory import LEFT_BLANK, SKIPPED, Directory
from llegada.targeting.table_rules import text_of
from llegada.territory.rules import read_code, read_nit

#: Texts that a column remembers; beyond them it reads each again.
_REMEMBERED: Final = 100_000
#: «05030 - Amagá», as many lists write a place.
_CODE_AND_NAME: Final = re.compile(r"(\d{5})\s*[-–—:]\s*([^\W\d].*)")
_FORMULA: Final = gettext_lazy("Es una fórmula que falló. Corríjala en su hoja de cálculo y suba el archivo de nuevo.")


class Bad:
    """What a cell cannot be, and why; `likely` is the entity that it would be, if the rest of its row says so."""

    __slots__ = ("likely", "reason")

    def __init__(self, reason: str | Promise, likely: int | None = None) -> None:
        self.reason, self.likely = reason, likely


class Memo(dict[Any, Any]):
    """What each cell of a column reads as; asked for a new one, it reads it."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, cell: Any) -> Any:
        """Read a cell for the first time."""
        value = self.read(cell)
        if len(self) < _REMEMBERED:
            self[cell] = value
        return value


Reader = Callable[[Sequence[Any]], list[Any]]


def reader_of(field: Field, directory: Directory, *, date_order: str) -> Reader:
    """Return what reads the cells of a field: blank is None, and what cannot be read is a Bad."""
    if field.kind is Kind.TEXT:
        return lambda cells: [_text(cell, field.longest) for cell in cells]
    if field.kind in {Kind.KEY, Kind.PLAN, Kind.SESSION}:
        return lambda cells: [_key(cell, field.longest) for cell in cells]
    reads: dict[Kind, Callable[[str, Any], Any]] = {
        Kind.DATE: lambda text, cell: _day(cell, date_order),
        Kind.YEAR: lambda text, cell: (
            cell_rules.read_year(cell) or Bad(_("No es un año, o no puede ser ese. Escríbalo con cuatro cifras: 2019."))
        ),
        Kind.TIME: lambda text, cell: _hour(cell),
        Kind.EMAIL: lambda text, cell: _email(text),
        Kind.CODE: lambda text, cell: _code(text, directory),
        Kind.NIT: lambda text, cell: _nit(text, directory),
        Kind.SHARE: _share,
        Kind.PLACE: lambda text, cell: _place(text),
        Kind.MATCH: lambda text, cell: _match(field, text, directory),
    }
    read = reads[field.kind]
    # What stands for nothing in a list may be said once by a person: «no aplica» of a list of modalities.
    is_said = field.kind == Kind.MATCH
    memo = Memo(lambda cell: _said(cell, read, is_said=is_said))
    return lambda cells: [memo[cell] for cell in cells]


def _said(cell: Any, read: Callable[[str, Any], Any], *, is_said: bool) -> Any:
    text = text_of(cell)
    if not text:
        return None
    if cell_rules.is_formula_error(text):
        return Bad(_FORMULA)
    return None if not is_said and cell_rules.says_nothing(text) else read(text, cell)


def _text(cell: Any, longest: int) -> Any:
    text = cell.strip() if cell.__class__ is str else text_of(cell)
    if not text:
        return None
    if text[0] == "#" and cell_rules.is_formula_error(text):
        return Bad(_FORMULA)
    if len(text) > longest:
        return Bad(_("Tiene %(n)s caracteres y caben %(most)s. Acórtelo.") % {"n": len(text), "most": longest})
    return text


def _key(cell: Any, longest: int) -> Any:
    text = _text(cell, longest)
    # Identifiers end in a figure, most of them: the words that people write for nothing do not.
    is_word = text.__class__ is str and not text[-1].isdigit()
    return None if is_word and cell_rules.says_nothing(text) else text


def _day(cell: Any, order: str) -> Any:
    day = cell_rules.read_any_day(cell, order)
    if day is None:
        return Bad(_("No se lee como una fecha. Escríbala como 2024-03-05 o 05/03/2024."))
    if not cell_rules.FIRST_YEAR <= day.year <= cell_rules.LAST_YEAR:
        words = {"year": day.year, "first": cell_rules.FIRST_YEAR, "last": cell_rules.LAST_YEAR}
        return Bad(
            _("Dice el año %(year)s: se admiten del %(first)s al %(last)s. Revise si es un error de dedo.") % words
        )
    return day.isoformat()


def _hour(cell: Any) -> Any:
    hour = cell_rules.read_hour(cell)
    return hour.isoformat("seconds") if hour else Bad(_("No se lee como una hora. Escríbala como 14:30."))


def _share(text: str, cell: Any) -> Any:
    if isinstance(cell, float) and 0 < cell < 1:
        words = {"kept": text.replace(".", ","), "shown": f"{cell * 100:.6g}".replace(".", ",")}
        return Bad(
            _(
                "Con formato de porcentaje, la hoja de cálculo guarda %(shown)s %% como %(kept)s, y no se sabe cuál de los dos "
                "es. Quite el formato y escriba %(shown)s."
            )
            % words
        )
    share = cell_rules.read_share(text)
    return share if share is not None else Bad(_("No es un porcentaje. Escriba un número de 0 a 100: 12,5."))


def _place(text: str) -> Any:
    place = int(text) if text.isdecimal() and len(text) < 5 else 0
    return place or Bad(_("No es un número de orden. Escriba 1, 2, 3…"))


def _email(text: str) -> Any:
    try:
        validate_email(text)
    except ValidationError:
        return Bad(_("No es un correo electrónico. Corríjalo o déjelo vacío."))
    return text if len(text) <= 254 else Bad(_("No es un correo electrónico. Corríjalo o déjelo vacío."))


def _code(text: str, directory: Directory) -> Any:
    """Return the entity whose place has that code; of a damaged one, which it may be, since nothing in the cell tells it."""
    text = text.removeprefix("'").strip()  # by which spreadsheets keep the zero, and programs forget it in a CSV
    if len(text) == 2 and text in directory.governorates:
        return directory.governorates[text]
    if named := _CODE_AND_NAME.fullmatch(text):
        return _code_with_name(named[1], named[2], directory)
    reading = read_code(text, length=5)
    if reading.code is None:
        if reading.proposal:
            words = {"proposal": reading.proposal}
            return Bad(
                _(
                    "La hoja de cálculo dañó el código: puede ser %(proposal)s, pero no es seguro. Escríbalo con sus cinco cifras."
                )
                % words,
                likely=directory.mayoralties.get(reading.proposal),
            )
        if cell_rules.looks_like_code(text):
            return Bad(
                _("Trae varios municipios. En «Cambiar las columnas» diga qué los separa: cada uno será una fila.")
            )
        return Bad(_("No es un código DANE de municipio. Escríbalo con sus cinco cifras: 05030."))
    entity = directory.mayoralties.get(reading.code)
    if entity is None and reading.code.endswith("000"):
        entity = directory.governorates.get(reading.code[:2])
    return (
        entity
        if entity is not None
        else Bad(_("Ese código no es de ningún municipio con alcaldía. Revíselo en la DIVIPOLA."))
    )


def _code_with_name(code: str, name: str, directory: Directory) -> Any:
    """Return the entity of a code that is followed by a name, unless the name is of another."""
    found, named = _code(code, directory), directory.find(MatchKind.ENTITY, name)
    is_known = named is not None and named.isdigit()  # and not said to be skipped or left blank
    if found.__class__ is Bad or not is_known or named == str(found):
        return found
    return Bad(_("El código y el nombre de la celda son de lugares distintos. Deje el que es."))


def _nit(text: str, directory: Directory) -> Any:
    reading = read_nit(text.removeprefix("'"))  # by which spreadsheets keep a figure as text
    if reading.nit is None:
        return Bad(_("No es un NIT. Escriba sus nueve cifras, o las diez con el dígito de verificación."))
    found = directory.by_nit.get(reading.nit, [])
    if len(found) == 1:
        return found[0]
    if found:
        return Bad(_("Varias entidades tienen ese NIT. Agregue una columna con el nombre o el código DANE."))
    return Bad(
        _("Ninguna entidad del catálogo tiene ese NIT. Agréguela al catálogo o relacione la entidad por su nombre.")
    )


def _match(field: Field, text: str, directory: Directory) -> Any:
    value = directory.find(field.match, text)
    if value is None:
        directory.unknown[field.match][text[:300]] = None
        return Bad(_("No sabemos qué es «%(text)s». Dígalo en el paso «Equivalencias».") % {"text": text[:80]})
    if value == LEFT_BLANK:
        return None
    if value == SKIPPED:
        return Bad(
            _("En «Equivalencias» se decidió no traer «%(text)s». Si no es así, cámbielo en «Lo que se recuerda».")
            % {"text": text[:80]}
        )
    return int(value) if value.isdigit() else value
