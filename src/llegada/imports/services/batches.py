"""Cuts the rows of a sheet in batches of columns read and understood, with their numbers as the spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from django.utils.translation import gettext as _

from llegada.core.table_streams import TableFile
from llegada.imports import cell_rules
from llegada.imports.fields import FIELDS, GROUPS, Field
from llegada.imports.layout import Layout, Source
from llegada.imports.services.columns import Bad, Reader, reader_of
from llegada.imports.services.directory import Directory
from llegada.imports.services.report import Issue
from llegada.targeting.table_rules import headings_of, text_of

SIZE: Final = 10_000


@dataclass
class Batch:
    """Some rows of a sheet: `values` by field, one list each; `issues` by place of those that cannot go in."""

    layout: Layout
    numbers: list[int]
    raw: Sequence[Sequence[Any]]
    values: dict[str, list[Any]]
    issues: dict[int, list[Issue]] = field(default_factory=dict)
    #: What of a cell that holds several each row is about, to tell their identifiers apart.
    pieces: list[str] | None = None
    #: For each row that goes in, the numbers that stand for it and for what it says, once they have been made.
    sums: Sequence[Sequence[int] | None] | None = None

    def refuse(self, place: int, name: str, reason: str, *, value: str = "") -> None:
        """Say why a row cannot go in, at the column of a field."""
        source = self.layout.fields.get(name, Source())
        label = " + ".join(source.columns) or str(
            next(one.label for one in FIELDS[self.layout.target] if one.name == name)
        )
        self.issues.setdefault(place, []).append(Issue(label, value, reason))


class SheetReader:
    """Reads one sheet as its layout says. `ignored` counts its rows of totals and blank ones are no rows."""

    def __init__(self, file: TableFile, layout: Layout, directory: Directory) -> None:
        self.file, self.layout = file, layout
        rows = iter(file.rows(layout.sheet))
        header: Sequence[Any] = next(islice(rows, layout.header_row - 1, None), [])
        self.headings = headings_of(header)
        self._rows = rows
        self.ignored: list[int] = []
        places = {heading: place for place, heading in enumerate(self.headings)}
        self.fields: list[tuple[Field, Source, list[int], Reader]] = []
        self.absent: list[str] = []
        for one in FIELDS[layout.target]:
            source = layout.fields.get(one.name)
            if source is None or not (source.columns or source.value):
                continue
            self.absent += [column for column in source.columns if column not in places]
            found = [places[column] for column in source.columns if column in places]
            self.fields.append((one, source, found, reader_of(one, directory, date_order=layout.date_order)))

    def batches(self) -> Iterator[Batch]:
        """Yield the rows below the headings."""
        numbered = self._numbered()
        while taken := list(islice(numbered, SIZE)):
            numbers, raw = [number for number, _row in taken], [row for _number, row in taken]
            yield self._read(numbers, raw)

    def _numbered(self) -> Iterator[tuple[int, Sequence[Any]]]:
        width = len(self.headings)
        for number, row in enumerate(self._rows, start=self.layout.header_row + 1):
            if not any(row) and not any(cell not in (None, "") for cell in row):
                continue
            first = row[0] if row else None
            may_add_up = first in (None, "") or (first.__class__ is str and first[:1] in "TtSsGg")
            if may_add_up and cell_rules.is_total(row):
                self.ignored.append(number)
                continue
            yield number, row if len(row) >= width else [*row, *([None] * (width - len(row)))]

    def _read(self, numbers: list[int], raw: list[Sequence[Any]]) -> Batch:
        pieces: list[str] | None = None
        for _one, source, places, _reader in self.fields:
            if source.split and places:
                numbers, raw, pieces = _exploded(numbers, raw, places[0], source.split, pieces)
        size = len(raw)
        batch = Batch(self.layout, numbers, raw, {}, pieces=pieces)
        for one, source, places, reader in self.fields:
            batch.values[one.name] = values = reader(_cells(raw, places, source, size))
            for place, value in enumerate(values):
                if value.__class__ is Bad:
                    cell = _cells([raw[place]], places, source, 1)[0]
                    batch.refuse(place, one.name, str(value.reason), value=text_of(cell)[:200])
                elif value is None and one.is_required:
                    batch.refuse(place, one.name, _("Está vacía y hace falta. Escriba el dato."))
        _check_groups(batch)
        return batch


def _cells(raw: list[Sequence[Any]], places: list[int], source: Source, size: int) -> Sequence[Any]:
    if not places:
        return [source.value] * size
    if len(places) == 1:
        place = places[0]
        cells = list(map(itemgetter(place), raw))
        return [source.value if cell in (None, "") else cell for cell in cells] if source.value else cells
    return [" · ".join(text for place in places if (text := text_of(row[place]))) for row in raw]


def _exploded(
    numbers: list[int], raw: list[Sequence[Any]], place: int, mark: str, pieces: list[str] | None
) -> tuple[list[int], list[Sequence[Any]], list[str]]:
    """Return a row for each of the values that a cell holds, told apart by it; so is one with a single value.

    Its identifier may be that of several rows with a place each, and another file may put them in one cell.
    """
    more_numbers: list[int] = []
    more_raw: list[Sequence[Any]] = []
    said: list[str] = []
    for index, row in enumerate(raw):
        before = pieces[index] if pieces else ""
        cell = row[place]
        parts = [part.strip() for part in cell.split(mark) if part.strip()] if isinstance(cell, str) else []
        if len(parts) < 2:
            more_numbers.append(numbers[index])
            more_raw.append(row)
            said.append(f"{before}#{parts[0]}" if parts else before)
            continue
        for part in dict.fromkeys(parts):
            more_numbers.append(numbers[index])
            more_raw.append([*row[:place], part, *row[place + 1 :]])
            said.append(f"{before}#{part}")
    return more_numbers, more_raw, said


def _check_groups(batch: Batch) -> None:
    """Refuse rows without any of the fields of a group, and those in which two of them say different things."""
    fields = [one for one in FIELDS[batch.layout.target] if one.group]
    for group in dict.fromkeys(one.group for one in fields):
        names = [one.name for one in fields if one.group == group and one.name in batch.values]
        if group == "entity":
            _settle_entity(batch, names)
        elif names:
            columns = [batch.values[name] for name in names]
            for place, said in enumerate(zip(*columns, strict=True)):
                if all(value is None for value in said):
                    batch.refuse(place, names[0], _("Falta %(what)s.") % {"what": GROUPS[group]})


def _settle_entity(batch: Batch, names: list[str]) -> None:
    """Leave in `entity` the entity that each row says, by its code, its NIT or its name, if they agree."""
    columns = [batch.values[name] for name in names]
    has_plan = batch.values.get("plan") or [None] * len(batch.raw)
    settled: list[Any] = [None] * len(batch.raw)
    for place, said in enumerate(zip(*columns, strict=True) if columns else [()] * len(batch.raw)):
        found = {value for value in said if value is not None and value.__class__ is not Bad}
        if len(found) == 1:
            settled[place] = found.pop()
        elif len(found) > 1:
            batch.refuse(place, names[0], _("El código, el NIT y el nombre dicen entidades distintas. Deje la que es."))
        elif place not in batch.issues and has_plan[place] is None:
            first = names[0] if names else "entity"
            batch.refuse(place, first, _("No dice de qué entidad es. Escriba su código DANE, su NIT o su nombre."))
    batch.values["entity"] = settled
