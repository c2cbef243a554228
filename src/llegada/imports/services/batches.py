"""Cuts the rows of a sheet in batches of columns read and understood, with their numbers as the spreadsheet shows them."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from math import prod
from operator import itemgetter
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from llegada.core.table_streams import TableFile
from llegada.core.text import fold
from llegada.imports import cell_rules
from llegada.imports.choices import MatchKind
from llegada.imports.fields import FIELDS, GROUPS, Field, Kind, field_of
from llegada.imports.guessing import DEPARTMENTS
from llegada.imports.heading_rows import headings_at
from llegada.imports.layout import Layout, Source, stands_in
from llegada.imports.services.columns import Bad, Memo, Reader, reader_of
from llegada.imports.services.directory import Directory
from llegada.imports.services.report import Issue
from llegada.imports.several import codes_of, names_of
from llegada.targeting.table_rules import text_of

#: What says which places a cell holds.
Parting = Callable[[Any], list[str]]
SIZE: Final = 10_000
#: Places that the cells of one row may name: more than the country has. The longest list of a real file is a department: 125.
MOST_PLACES: Final = 1_200
#: How the first cell of a row of totals or of a note begins, where it is not blank: the rest is not looked at.
_TOTALS: Final = "TtSsGg"
_NOTES: Final = "NnFfEeRrAa*("
_TOO_MANY: Final = _lazy(
    "Nombra %(number)s lugares y una fila admite %(most)s, más de los que tiene el país. "
    "Revise qué los separa, o repártalos en varias filas."
)


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
    sums: list[Sequence[int] | None] | None = None

    def refuse(self, place: int, name: str, reason: str, *, value: str = "") -> None:
        """Say why a row cannot go in, at the column of a field."""
        source = self.layout.fields.get(name, Source())
        label = " + ".join(source.columns) or str(
            next(one.label for one in FIELDS[self.layout.target] if one.name == name)
        )
        self.issues.setdefault(place, []).append(Issue(label, value, reason))


class SheetReader:
    """Reads one sheet as its layout says; blank rows are no rows.

    `ignored` are its rows of totals and notes, `wide` those of a CSV with more cells than there are headings.
    """

    def __init__(self, file: TableFile, layout: Layout, directory: Directory) -> None:
        self.file, self.layout, self.directory = file, layout, directory
        rows = iter(file.rows(layout.sheet))
        begin = layout.header_row - 1
        self.headings = headings_at(list(islice(rows, begin, begin + layout.header_rows)))
        self._rows = rows
        self.ignored: list[int] = []
        self.wide: list[int] = []
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
        #: The fields that hold several places in one cell, each with its column and what parts its cells.
        self.several = [
            (one.name, _place_of_several(one, found, self.headings), self._parting(one, source.split))
            for one, source, found, _reader in self.fields
            if source.split and found
        ]

    def batches(self) -> Iterator[Batch]:
        """Yield the rows below the headings."""
        numbered = self._numbered()
        while taken := list(self._taken(numbered) if self.several else islice(numbered, SIZE)):
            numbers, raw = [number for number, _row in taken], [row for _number, row in taken]
            yield self._read(numbers, raw)

    def _taken(self, numbered: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[tuple[int, Sequence[Any]]]:
        """Yield rows until what they hold, a row for each place, is about a batch."""
        held = 0
        while held < SIZE and (one := next(numbered, None)) is not None:
            held += min(self._places_of(one[1]), MOST_PLACES)
            yield one

    def _places_of(self, row: Sequence[Any]) -> int:
        """Return how many rows the places of one would make."""
        return prod(max(1, len(parts(row[place]))) for _name, place, parts in self.several)

    def _parting(self, one: Field, mark: str) -> Parting:
        """Return what says which places a cell holds."""
        if one.kind is Kind.CODE:
            return partial(codes_of, mark=mark)
        return partial(
            names_of,
            mark=mark,
            knows=lambda name: self.directory.find(one.match, name) is not None,
            is_department=self.directory.is_department,
        )

    def _numbered(self) -> Iterator[tuple[int, Sequence[Any]]]:
        width, is_csv = len(self.headings), not self.layout.sheet
        for number, row in enumerate(self._rows, start=self.layout.header_row + self.layout.header_rows):
            if not any(row) and not any(cell not in (None, "") for cell in row):
                continue
            first = row[0] if row else None
            begins = "" if first in (None, "") else first[:1] if first.__class__ is str else " "
            if (begins in _TOTALS and cell_rules.is_total(row)) or (
                begins in _NOTES and width > 1 and cell_rules.is_note(row)
            ):
                self.ignored.append(number)
                continue
            if len(row) > width and is_csv and any(row[width:]):
                self.wide.append(number)
            yield number, row if len(row) >= width else [*row, *([None] * (width - len(row)))]

    def _read(self, numbers: list[int], raw: list[Sequence[Any]]) -> Batch:
        pieces: list[str] | None = None
        found = zip(numbers, map(self._places_of, raw), strict=True) if self.several else ()
        crowded = {number: places for number, places in found if places > MOST_PLACES}
        for _name, column, parts in self.several:
            numbers, raw, pieces = _exploded(numbers, raw, column, parts, pieces, crowded)
        size = len(raw)
        batch = Batch(self.layout, numbers, raw, {}, pieces=pieces)
        self._refuse_crowded(batch, crowded)
        damaged: list[tuple[int, str, Bad, str]] = []
        for one, source, places, reader in self.fields:
            cells = _cells(raw, places, source, size, one.glue)
            if one.match == MatchKind.ENTITY:
                cells = self._needed_names(batch, cells)
            batch.values[one.name] = values = reader(cells)
            excused = self._excused(batch, one)
            for place, value in enumerate(values):
                if crowded and source.split and numbers[place] in crowded:
                    continue
                if value.__class__ is Bad:
                    cell = text_of(_cells([raw[place]], places, source, 1, one.glue)[0])[:200]
                    if value.likely is None:
                        batch.refuse(place, one.name, str(value.reason), value=cell)
                    else:
                        damaged.append((place, one.name, value, cell))
                elif value is None and one.is_required and (excused is None or excused[place] is None):
                    batch.refuse(place, one.name, _("Está vacía y hace falta. Escriba el dato."))
        _mend(batch, damaged)
        _check_groups(batch)
        return batch

    def _excused(self, batch: Batch, one: Field) -> list[Any] | None:
        """Return the values of the field that says a needed one too, or that from whose column it is read."""
        target, fields = self.layout.target, self.layout.fields
        said = field_of(target, one.otherwise) if stands_in(target, fields, one.name) else one
        return batch.values.get(said.unless)

    def _needed_names(self, batch: Batch, cells: Sequence[Any]) -> Sequence[Any]:
        """Return the names of places without those that nobody knows where the code or the NIT says which place it is.

        Twenty names of municipalities are in several departments: one that is known is held against the code all the same.
        """
        said = [batch.values[name] for name in ("code", "nit") if name in batch.values]
        if not said:
            return cells
        told = [any(value.__class__ is int for value in values) for values in zip(*said, strict=True)]
        known = Memo(lambda cell: self.directory.find(MatchKind.ENTITY, text_of(cell)) is not None)
        return [cell if not is_told or known[cell] else None for cell, is_told in zip(cells, told, strict=True)]

    def _refuse_crowded(self, batch: Batch, crowded: Mapping[int, int]) -> None:
        for place, number in enumerate(batch.numbers) if crowded else ():
            if number in crowded:
                name, column, _parts = self.several[0]
                words = {"number": crowded[number], "most": MOST_PLACES}
                batch.refuse(place, name, str(_TOO_MANY % words), value=text_of(batch.raw[place][column])[:200])


def _place_of_several(one: Field, places: list[int], headings: Sequence[str]) -> int:
    """Return the column of a field whose cells hold several: not that of the department, where it has another."""
    others = [place for place in places if not DEPARTMENTS & set(fold(headings[place]).split())]
    return (others or places)[-1 if one.match else 0]


def _cells(raw: list[Sequence[Any]], places: list[int], source: Source, size: int, glue: str) -> Sequence[Any]:
    if not places:
        return [source.value] * size
    if len(places) == 1:
        place = places[0]
        cells = list(map(itemgetter(place), raw))
        return [source.value if cell in (None, "") else cell for cell in cells] if source.value else cells
    return [glue.join(text for place in places if (text := text_of(row[place]))) for row in raw]


def _exploded(
    numbers: list[int],
    raw: list[Sequence[Any]],
    place: int,
    parting: Parting,
    pieces: list[str] | None,
    crowded: Container[int],
) -> tuple[list[int], list[Sequence[Any]], list[str]]:
    """Return a row for each of the values that a cell holds, told apart by it; so is one with a single value. Those crowded stay.

    Its identifier may be that of several rows with a place each, and another file may put them in one cell.
    """
    more_numbers: list[int] = []
    more_raw: list[Sequence[Any]] = []
    said: list[str] = []
    for index, row in enumerate(raw):
        before = pieces[index] if pieces else ""
        parts = [] if numbers[index] in crowded else parting(row[place])
        if not parts or parts == [row[place]]:
            more_numbers.append(numbers[index])
            more_raw.append(row)
            said.append(f"{before}{_told(parts[0], 0)}" if parts else before)
            continue
        for turn, part in enumerate(parts):
            more_numbers.append(numbers[index])
            more_raw.append([*row[:place], part, *row[place + 1 :]])
            said.append(f"{before}{_told(part, turn)}")
    return more_numbers, more_raw, said


def _told(part: str, turn: int) -> str:
    """Return by what a row is told apart from others of its identifier: its code, or its name unless it is the first of its cell.

    So whatever speaks of that identifier, as attendees do, is of the first that is named.
    """
    if part[:1].isdigit():
        return f"#{part}"
    return f"#{fold(part)}" if turn else ""


def _mend(batch: Batch, damaged: list[tuple[int, str, Bad, str]]) -> None:
    """Take a damaged code for what it may be where the name or the NIT of its row says the same; refuse the others."""
    others = [batch.values[name] for name in ("nit", "entity") if name in batch.values]
    for place, name, bad, cell in damaged:
        if any(values[place] == bad.likely for values in others):
            batch.values[name][place] = bad.likely
        else:
            batch.refuse(place, name, str(bad.reason), value=cell)


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
