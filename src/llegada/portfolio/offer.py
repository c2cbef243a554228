"""Reads an offer of services from a table: our own template, or the national portfolio of technical assistance of 2022.

Rows become `OfferRow`s; nothing is looked up or written here. The template's columns are also those of every download, so that
what comes out can go back in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from llegada.core.tabular import NO_ROWS, TABLE_LANGUAGE, MissingColumns, Row, Unreadable
from llegada.core.text import fold
from llegada.portfolio.choices import Modality, ServiceKind
from llegada.portfolio.content import MilestoneContent
from llegada.portfolio.models import ServiceVersion

Words = str | Promise

# The columns are the format itself, not words of a screen: they are the same in every language.
TEMPLATE_COLUMNS: Final = (
    "Identificador",
    "Organización",
    "Sigla",
    "Dependencia",
    "Línea temática",
    "Tipo de servicio",
    "Nombre",
    "Objetivo",
    "Entregable",
    "A quién se dirige",
    "Modalidades",
    "Página web",
)
MILESTONE_COLUMNS: Final = ("Hito {}", "Peso {}", "Evidencia {}", "Días {}")
TEMPLATE_REQUIRED: Final = ("Organización", "Línea temática", "Nombre")
NATIONAL_REQUIRED: Final = ("Id", "Sector", "estrategia", "Nombre", "Objetivo", "PaginaWeb", "Entidad", "NombreEntidad")
with override(TABLE_LANGUAGE):
    _KINDS: Final = {fold(str(label)): value for value, label in ServiceKind.choices}
    _MODALITIES: Final = {fold(str(label)): value for value, label in Modality.choices}
_WEBSITE_LENGTH: Final = ServiceVersion._meta.get_field("website").max_length or 0
_LOOKS_LIKE_SITE = re.compile(r"^www\.|/|\.(co|com|org|net)$", re.IGNORECASE)
_is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Note:
    """Something to say of one cell."""

    column: str
    value: str
    reason: Words


class BadCell(Exception):
    """A cell for which the row cannot go in."""

    def __init__(self, column: str, value: str, reason: Words) -> None:
        super().__init__(column)
        self.note = Note(column, value, reason)


@dataclass(frozen=True)
class OfferRow:
    """One service as a table says it. `fields` are those of `ServiceContent` that the table knows, without the line."""

    number: int
    identifier: str
    organization: str
    acronym: str
    unit: str
    line: str
    line_column: str
    fields: dict[str, Any]
    cells: dict[str, str]
    notes: list[Note] = field(default_factory=list)


def without_nulls(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without the NUL characters that no database keeps in a text."""
    return [Row(row.number, {name: text.replace("\x00", "") for name, text in row.cells.items()}) for row in rows]


def is_national(rows: Sequence[Row]) -> bool:
    """Return whether the table is the national portfolio. Raises Unreadable and MissingColumns for neither of the two."""
    if not rows:
        raise Unreadable({"file": NO_ROWS})
    columns = {column for row in rows for column in row.cells}
    if columns.issuperset(NATIONAL_REQUIRED):
        return True
    national_hints = {"NombreEntidad", "estrategia", "PaginaWeb"}
    required = NATIONAL_REQUIRED if national_hints & columns else TEMPLATE_REQUIRED
    missing = [column for column in required if column not in columns]
    if missing:
        raise MissingColumns(columns=", ".join(missing))
    return False


def read_national(row: Row) -> OfferRow:
    """Return a row of the national portfolio, its labels tidied but not respelled. Raises BadCell."""
    cells = {column: text for column, text in row.cells.items() if text}
    notes: list[Note] = []
    line, line_column = tidy(row.get("estrategia")), "estrategia"
    if not line:
        line, line_column = tidy(row.get("Sector")), "Sector"
        notes.append(Note("estrategia", "", _("Está en blanco: se toma el sector como línea temática.")))
    website, complaint = _web_address(row.get("PaginaWeb"))
    if complaint:
        notes.append(Note("PaginaWeb", row.get("PaginaWeb"), complaint))
    return OfferRow(
        number=row.number,
        identifier=_needed(row, "Id"),
        organization=tidy(row.get("NombreEntidad")) or tidy(_needed(row, "Entidad")),
        acronym=tidy(row.get("Entidad")),
        unit="",
        line=line or _needed(row, "Sector"),
        line_column=line_column,
        fields={
            "name": tidy(_needed(row, "Nombre")),
            "kind": _KINDS.get(fold(row.get("Tipo de Oferta")), ""),
            "objective": row.get("Objetivo"),
            "website": website,
        },
        cells=cells,
        notes=notes,
    )


def read_template(row: Row) -> OfferRow:
    """Return a row of our own template. Raises BadCell."""
    row = Row(row.number, {column: _plain(text) for column, text in row.cells.items()})
    kind = row.get("Tipo de servicio")
    if kind and fold(kind) not in _KINDS:
        raise BadCell("Tipo de servicio", kind, _one_of(ServiceKind.labels))
    website, complaint = _web_address(row.get("Página web"))
    return OfferRow(
        number=row.number,
        identifier=row.get("Identificador"),
        organization=tidy(_needed(row, "Organización")),
        acronym=tidy(row.get("Sigla")),
        unit=tidy(row.get("Dependencia")),
        line=tidy(_needed(row, "Línea temática")),
        line_column="Línea temática",
        fields={
            "name": tidy(_needed(row, "Nombre")),
            "kind": _KINDS.get(fold(kind), ""),
            "objective": row.get("Objetivo"),
            "deliverable": row.get("Entregable"),
            "audience": row.get("A quién se dirige"),
            "website": website,
            "modalities": _modalities(row.get("Modalidades")),
            "milestones": _milestones(row),
        },
        cells={},
        notes=[Note("Página web", row.get("Página web"), complaint)] if complaint else [],
    )


def tidy(text: str) -> str:
    """Return `text` with its runs of blanks made one."""
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return a cell without the apostrophe that a downloaded CSV puts before what a spreadsheet would run."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _needed(row: Row, column: str) -> str:
    if not row.get(column):
        raise BadCell(column, "", _("Falta este dato."))
    return row.get(column)


def _one_of(labels: Collection[Words]) -> str:
    with override(TABLE_LANGUAGE):
        words = ", ".join(str(label) for label in labels)
    return str(_("Escriba uno de estos: %(labels)s.")) % {"labels": words}


def _web_address(text: str) -> tuple[str, Words]:
    """Return the address to keep (with its http:// where it lacked one), or nothing and why it is left out."""
    if not text:
        return "", ""
    has_scheme = re.match(r"https?://", text, re.IGNORECASE) is not None
    address = text if has_scheme else f"http://{text}"
    if len(address) > _WEBSITE_LENGTH:
        sentence = _("La dirección tiene %(length)s caracteres y el máximo es %(limit)s: el servicio entra sin ella.")
        return "", str(sentence) % {"length": len(address), "limit": _WEBSITE_LENGTH}
    try:
        if not has_scheme and not _LOOKS_LIKE_SITE.search(text):  # the name of a file also has a dot
            raise ValidationError("")
        _is_web_address(address)
    except ValidationError:
        return "", _("No es una dirección de internet: el servicio entra sin ella.")
    return address, ""


def _modalities(text: str) -> tuple[str, ...]:
    found = [one for one in re.split(r"[;,\n]", text) if one.strip()]
    for one in found:
        if fold(one) not in _MODALITIES:
            raise BadCell("Modalidades", one.strip(), _one_of(Modality.labels))
    return tuple(sorted({_MODALITIES[fold(one)] for one in found}))


def _milestones(row: Row) -> tuple[MilestoneContent, ...]:
    numbers = sorted(int(found[1]) for column in row.cells if (found := re.fullmatch(r"Hito ([1-9][0-9]?)", column)))
    return tuple(one for number in numbers if (one := _milestone(row, number)) is not None)


def _milestone(row: Row, number: int) -> MilestoneContent | None:
    name, weight, evidence, days = (column.format(number) for column in MILESTONE_COLUMNS)
    if not any(row.get(column) for column in (name, weight, evidence, days)):
        return None
    parsed = _decimal(_needed(row, weight))
    if parsed is None:
        raise BadCell(weight, row.get(weight), _("No es un número. Escriba el peso como 30 o 33,34."))
    if row.get(days) and not row.get(days).isdecimal():
        raise BadCell(days, row.get(days), _("No es un número entero de días."))
    return MilestoneContent(
        tidy(_needed(row, name)), parsed, row.get(evidence), int(row.get(days)) if row.get(days) else None
    )


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ".").removesuffix("%").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
