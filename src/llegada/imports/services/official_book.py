"""How the sheets of our own workbook are read: by the name of each sheet and by the headings that it was given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from llegada.core.table_streams import TableFile
from llegada.core.tabular import TABLE_LANGUAGE, Unreadable
from llegada.core.text import fold
from llegada.imports import cell_rules
from llegada.imports.fields import FIELDS, WORKBOOK, Field
from llegada.imports.layout import Layout, Source, missing_fields
from llegada.targeting.table_rules import headings_of, text_of

#: Rows among which the headings are looked for: people write a title above them.
_GLANCE: Final = 40
NOT_THE_BOOK: Final = _(
    "Ninguna hoja se llama como las de la plantilla: %(names)s. Si el archivo es suyo, elija arriba qué hay en cada fila; si "
    "es la plantilla, devuelva a sus hojas el nombre que tenían."
)
EMPTY_BOOK: Final = _(
    "La plantilla está en blanco. Escriba los datos debajo de los títulos, en las hojas que use, y vuelva a subirla."
)
LACKS_HEADINGS: Final = _(
    "En la hoja «%(sheet)s» no está el título de: %(fields)s. Escríbalo en la fila de los títulos como lo trae la plantilla y "
    "vuelva a subirla."
)


def layouts_of_book(file: TableFile) -> tuple[list[Layout], list[str]]:
    """Return how the sheets of our own workbook are read, and all of their headings. Raises Unreadable."""
    names = {fold(name): name for name in file.sheet_names}
    with override(TABLE_LANGUAGE):  # its sheets and headings are in one language, whoever reads it
        ours = {target: str(label) for target, label in WORKBOOK}
        found = [_layout_of(file, target, names[fold(label)]) for target, label in ours.items() if fold(label) in names]
        read = [one for one in found if one is not None]
        lacking = [
            (layout.sheet, ", ".join(missing)) for layout, _headings in read if (missing := missing_fields(layout))
        ]
    if not found:
        raise Unreadable({"file": NOT_THE_BOOK % {"names": ", ".join(ours.values())}})
    if not read:
        raise Unreadable({"file": EMPTY_BOOK})
    if lacking:
        raise Unreadable({"file": " ".join(LACKS_HEADINGS % {"sheet": one, "fields": said} for one, said in lacking)})
    return [layout for layout, _headings in read], [heading for _layout, some in read for heading in some]


def sheets_of_others(file: TableFile) -> list[str]:
    """Return the sheets with something in them whose name is none of the workbook's."""
    with override(TABLE_LANGUAGE):
        return sheets_besides(file, [str(label) for _target, label in WORKBOOK])


def sheets_besides(file: TableFile, names: Collection[str]) -> list[str]:
    """Return the sheets with something in them and another name."""
    known = {fold(name) for name in names}
    return [
        name
        for name in file.sheet_names
        if fold(name) not in known and any(text_of(cell) for row in islice(file.rows(name), _GLANCE) for cell in row)
    ]


def _layout_of(file: TableFile, target: str, sheet: str) -> tuple[Layout, list[str]] | None:
    """Return how a sheet is read and its headings; nothing where nobody wrote below them."""
    rows = [list(row) for row in islice(file.rows(sheet), _GLANCE + 1)]
    named = [_named(target, headings_of(row)) for row in rows]
    place = max(range(len(rows)), key=lambda number: len(named[number]), default=0)
    if not any(text_of(cell) for row in rows[place + 1 :] for cell in row):
        return None
    fields = {name: Source((heading,)) for name, heading in named[place].items()}
    order = cell_rules.date_order(cell for row in rows[place + 1 :] for cell in row)
    layout = Layout(target, sheet, place + 1, fields, order)
    return layout, headings_of(rows[place])


def _named(target: str, headings: Sequence[Any]) -> Mapping[str, str]:
    """Return the heading of each field: the one that we gave it, else one by which it usually goes."""
    folded: dict[str, str] = {}
    for heading in headings:
        folded.setdefault(fold(heading), heading)
    found: dict[str, str] = {}
    for words in (_labels, _aliases):
        for one in FIELDS[target]:
            free = [text for text in words(one) if text in folded]
            if one.name not in found and free:
                found[one.name] = folded.pop(free[0])
    return found


def _labels(one: Field) -> tuple[str, ...]:
    return (fold(str(one.label)),)


def _aliases(one: Field) -> tuple[str, ...]:
    return one.aliases
