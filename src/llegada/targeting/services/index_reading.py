"""Reads the rows of a table of indices by its layout, into drafts: every cell goes in, is put right, or is refused in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from llegada.core.tabular import Sheet
from llegada.targeting import table_rules
from llegada.targeting.choices import IndexKind
from llegada.targeting.layout_rules import Layout, Measure
from llegada.targeting.models import ExternalIndex, IndexCategory
from llegada.targeting.services.index_drafts import Draft, IndexReport, RowKey
from llegada.targeting.services.index_places import Catalogue, RowPlace
from llegada.targeting.table_rules import folded, text_of

#: Categories that a refusal names.
_CATEGORIES_NAMED = 8


@dataclass(frozen=True)
class Known:
    """What an import knows of its indices: by code, with their categories by each of their spellings."""

    indices: Mapping[str, ExternalIndex]
    spellings: Mapping[str, Mapping[str, float]]
    labels: Mapping[str, Sequence[str]]

    @classmethod
    def load(cls, codes: set[str]) -> Known:
        """Read the indices of a layout and their categories in two queries."""
        indices = {one.code: one for one in ExternalIndex.objects.select_related("unit").filter(code__in=codes)}
        spellings: dict[str, dict[str, float]] = {code: {} for code in indices}
        labels: dict[str, list[str]] = {code: [] for code in indices}
        for one in IndexCategory.objects.filter(index__code__in=codes).select_related("index").order_by("position"):
            labels[one.index.code].append(one.label)
            for text in (one.code, one.label, *filter(None, one.aliases.split("|"))):
                spellings[one.index.code][folded(text)] = float(one.position)
        return cls(indices, spellings, labels)


@dataclass
class TableReader:
    """Reads one sheet into the drafts of `report`. `said_year` is of the values whose year neither column nor layout says."""

    sheet: Sheet
    place: int
    heading_row: int
    layout: Layout
    known: Known
    catalogue: Catalogue
    report: IndexReport
    said_year: int | None
    drafts: dict[tuple[str, int], Draft]
    #: Figures of the file that the layout does not take, of a table with one indicator a row.
    untaken: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Read every row under the headings."""
        for number, row in enumerate(self.sheet.rows[self.heading_row + 1 :], start=self.heading_row + 2):
            if any(text_of(cell) for cell in row):
                self._read_row((self.place, number), row)

    # --- the columns --------------------------------------------------------------------------------------------------
    @cached_property
    def headings(self) -> list[str]:
        """Return the headings of the sheet."""
        return table_rules.headings_of(self.sheet.rows[self.heading_row])

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {heading: place for place, heading in enumerate(self.headings)}

    @cached_property
    def _measures(self) -> dict[tuple[str, ...], dict[tuple[str, ...], list[Measure]]]:
        """Return the measures by the columns on which they depend, and by what those say: () for those of every row."""
        grouped: dict[tuple[str, ...], dict[tuple[str, ...], list[Measure]]] = {}
        for measure in self.layout.measures:
            columns = tuple(column for column, _value in measure.where)
            values = tuple(folded(value) for _column, value in measure.where)
            grouped.setdefault(columns, {}).setdefault(values, []).append(measure)
        return grouped

    @cached_property
    def _marks(self) -> dict[tuple[str, str], str]:
        """Return the decimal mark of each column as text, for each index that takes it."""
        marks = {}
        for measure in self.layout.measures:
            index = self.known.indices[measure.index]
            if (measure.column, measure.index) not in marks and index.kind == IndexKind.CONTINUOUS:
                texts = (text for text in self._texts_under(measure.column) if table_rules.looks_like_number(text))
                marks[measure.column, measure.index] = table_rules.decimal_mark(texts, is_whole=index.decimals == 0)
        return marks

    def _texts_under(self, column: str) -> Iterator[str]:
        place = self._positions[column]
        for row in self.sheet.rows[self.heading_row + 1 :]:
            if place < len(row) and isinstance(row[place], str):
                yield row[place].strip()

    def _cell(self, row: Sequence[Any], column: str) -> Any:
        place = self._positions[column] if column else None
        return row[place] if place is not None and place < len(row) else ""

    def _named(self, column: str) -> str:
        return f"{self.sheet.name} · {column}" if self.place else column

    # --- a row --------------------------------------------------------------------------------------------------------
    def _read_row(self, key: RowKey, row: Sequence[Any]) -> None:
        self.report.read_rows.append(key)
        measures = self._measures_of(row)
        if not measures:
            return
        layout = self.layout
        columns = (layout.code, layout.department, layout.municipality, layout.entity)
        said = RowPlace(*(text_of(self._cell(row, column)) for column in columns))
        found = self.catalogue.find(said)
        column = layout.code or layout.entity or layout.municipality or layout.department
        if not found.key:
            texts = [text_of(cell) for cell in row]
            is_note = not any(ch.isdigit() for ch in said.code) and table_rules.is_note(texts)
            reason = _("Es un total o una nota al pie, no un lugar.") if is_note else found.refusal
            self._refuse(key, column, text_of(self._cell(row, column)), reason)
            return
        if found.repaired:
            self.report.repaired += 1
            self.report.warn(key[1], self._named(column), text_of(self._cell(row, column)), found.repaired)
        for measure in measures:
            self._read_cell(key, row, measure, found.key)

    def _measures_of(self, row: Sequence[Any]) -> list[Measure]:
        taken: list[Measure] = []
        for columns, by_value in self._measures.items():
            values = tuple(folded(text_of(self._cell(row, column))) for column in columns)
            taken += by_value.get(values, ())
            if columns and values not in by_value:
                self.untaken.add(" · ".join(text_of(self._cell(row, column)) for column in columns))
        return taken

    def _refuse(self, key: RowKey, column: str, value: str, reason: str) -> None:
        self.report.refused_rows.add(key)
        self.report.reject(key[1], self._named(column), value[:200], reason)

    def _read_cell(self, key: RowKey, row: Sequence[Any], measure: Measure, place: str) -> None:
        cell = self._cell(row, measure.column)
        text = text_of(cell)
        if not text:
            return
        if table_rules.is_no_data(text):
            self.report.warn(key[1], self._named(measure.column), text[:200], _("Queda sin dato, no en cero."))
            return
        year = self._year(key, row, measure)
        number = self._number(key, cell, measure) if year is not None else None
        if year is None or number is None:
            return
        draft = self._draft(measure, year)
        if place in draft.refused:
            return
        if place in draft.numbers:
            self._repeat(key, measure, draft, place, number)
            return
        draft.numbers[place] = number
        draft.rows[place] = key

    def _year(self, key: RowKey, row: Sequence[Any], measure: Measure) -> int | None:
        if measure.year is not None:
            return measure.year
        if not self.layout.year_column:
            return self.said_year
        cell = self._cell(row, self.layout.year_column)
        year = table_rules.read_year(cell)
        if year is None:
            self._refuse(key, self.layout.year_column, text_of(cell), _("La fila no dice de qué año es."))
        return year

    def _draft(self, measure: Measure, year: int) -> Draft:
        key = (measure.index, year)
        if key not in self.drafts:
            is_said = measure.year is None and not self.layout.year_column
            column = self._named(measure.column)[:200]
            self.drafts[key] = Draft(self.known.indices[measure.index], year, column, is_of_said_year=is_said)
        return self.drafts[key]

    def _repeat(self, key: RowKey, measure: Measure, draft: Draft, place: str, number: float) -> None:
        """Say that a place comes twice; if it says two things, neither goes in."""
        words = {"row": draft.rows[place][1], "place": self.catalogue.label(place), "title": draft.title}
        if draft.numbers[place] == number:
            reason = _("%(place)s ya venía en la fila %(row)s con el mismo dato de %(title)s.")
            self.report.warn(key[1], self._named(measure.column), text_of(number), reason % words)
            return
        reason = _("%(place)s ya venía en la fila %(row)s con otro dato de %(title)s: no entra ninguno de los dos.")
        self._refuse(key, measure.column, text_of(number), reason % words)
        self.report.refused_rows.add(draft.rows.pop(place))
        draft.numbers.pop(place)
        draft.refused.add(place)

    # --- a cell -------------------------------------------------------------------------------------------------------
    def _number(self, key: RowKey, cell: Any, measure: Measure) -> float | None:
        index = self.known.indices[measure.index]
        if index.kind != IndexKind.CONTINUOUS:
            return self._category(key, cell, measure, index)
        try:
            number = table_rules.read_number(cell, mark=self._marks[measure.column, measure.index])
        except ValueError:
            reason = _("«%(text)s» no es un número. Si no hay dato, deje la celda vacía.") % {
                "text": text_of(cell)[:60]
            }
            self._refuse(key, measure.column, text_of(cell), reason)
            return None
        low, high = index.minimum, index.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            self._refuse(key, measure.column, text_of(cell), _outside(index))
            return None
        return number

    def _category(self, key: RowKey, cell: Any, measure: Measure, index: ExternalIndex) -> float | None:
        found = self.known.spellings[index.code].get(folded(text_of(cell)))
        if found is None and self.layout.is_list and index.kind == IndexKind.FLAG:
            return 1.0  # a list of those who belong says so by naming them
        if found is None:
            labels = self.known.labels[index.code]
            words = ", ".join(labels[:_CATEGORIES_NAMED]) + ("…" if len(labels) > _CATEGORIES_NAMED else "")
            reason = _("«%(text)s» no es una categoría de %(index)s. Son: %(words)s.")
            words_of = {"text": text_of(cell)[:60], "index": index.short_name, "words": words}
            self._refuse(key, measure.column, text_of(cell), reason % words_of)
        return found


def _outside(index: ExternalIndex) -> str:
    if index.minimum is None:
        return _("Está fuera de lo posible para %(index)s: a lo sumo %(high)g.") % {
            "index": index.short_name,
            "high": index.maximum,
        }
    if index.maximum is None:
        return _("Está fuera de lo posible para %(index)s: %(low)g o más.") % {
            "index": index.short_name,
            "low": index.minimum,
        }
    words = {"index": index.short_name, "low": index.minimum, "high": index.maximum}
    return _("Está fuera de lo posible para %(index)s: de %(low)g a %(high)g.") % words
