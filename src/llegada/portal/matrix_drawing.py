"""The part of a matrix that a page shows: its words, its shades, and the addresses of the rows behind each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from llegada.core.drawings import Drawing, draw_grid
from llegada.core.templatetags.llegada import number
from llegada.insights import rules, view_rules
from llegada.insights.choices import Axis, ViewMetric
from llegada.insights.scope import ALONE
from llegada.insights.selectors import Option
from llegada.insights.selectors.explore_options import Options, UnitOption
from llegada.insights.selectors.matrix import NONE, TOTAL, Key, Matrix, label_axis, options_of
from llegada.portal.explore import Frame, told_short

#: What a cell of an axis adds to the filters of the rows behind it.
_NARROWS: Final = frozenset(
    {Axis.ORGANIZATION, Axis.UNIT, Axis.LINE, Axis.SERVICE, Axis.DEPARTMENT, Axis.MUNICIPALITY, Axis.YEAR}
)


@dataclass(frozen=True)
class Cell:
    """One cell: its words (empty is «sin dato»), its shade, and the rows behind it."""

    words: str
    level: int
    url: str


@dataclass(frozen=True)
class MatrixRow:
    """One row: its label, its page of rows, its cells and its total."""

    label: str
    url: str
    cells: list[Cell]
    total: str


@dataclass(frozen=True)
class Asked:
    """The axes that the address asks for."""

    rows: Axis
    columns: Axis
    metric: ViewMetric


def axis_words(axis: Axis, keys: Sequence[Key], options: Options) -> dict[Key, str]:
    """Return the words of the keys of an axis, those with no name too."""
    absent = {
        Axis.DEPARTMENT: _("Sin departamento"),
        Axis.MUNICIPALITY: _("Sin municipio de sede"),
        Axis.STRATEGY: _("Sin estrategia"),
    }.get(axis, _("Sin nombre publicado"))
    return {**dict.fromkeys(keys, absent), **label_axis(axis, keys, options)}


class _Narrowed(NamedTuple):
    """What a row or a column does to the filters: those whose place it takes, and what it writes in the address."""

    names: tuple[str, ...]
    query: str


class DrawnMatrix:
    """The part of a matrix that is shown, in words, shades and addresses."""

    def __init__(
        self, frame: Frame, asked: Asked, found: Matrix, row_keys: Sequence[Key], column_keys: Sequence[Key]
    ) -> None:
        self.frame, self.asked, self.found = frame, asked, found
        self.row_keys, self.column_keys = row_keys, column_keys
        self.row_words = axis_words(asked.rows, row_keys, frame.options)
        self.column_words = axis_words(asked.columns, column_keys, frame.options)
        paths = {one.path for one in frame.options.units}
        #: Units that have others below, which the row or column of the unit does not count.
        self.heads_of_units = {path[: path.rstrip("/").rfind("/") + 1] for path in paths}
        self.classes = rules.value_classes(self._told_values())
        self.detail = reverse("portal:detail")
        self.options_of: dict[Axis, dict[Key, Option]] = {
            axis: {one.pk: one for one in options_of(axis, frame.options)} for axis in (asked.rows, asked.columns)
        }
        #: Names of filters → the other filters of the page, as addresses write them.
        self.bases: dict[tuple[str, ...], str] = {}

    def _told_values(self) -> list[int]:
        values = self.found.cells.values()
        if self.asked.metric != ViewMetric.PEOPLE:
            return list(values)
        if not view_rules.is_small_group(min(values, default=None)):
            return list(values)  # and then nothing is kept back either
        untold = {value for value in set(values) if view_rules.is_small_group(value)}
        kept = self.found.kept
        return [value for key, value in self.found.cells.items() if value not in untold and key not in kept]

    def _narrowed(self, axis: Axis, key: Key) -> _Narrowed | None:
        """Return what the filters become in a row, a column or a cell; None where no filter says it."""
        if axis not in _NARROWS or key == NONE:
            return None
        if axis == Axis.YEAR:
            return _Narrowed(("year", "since", "until"), urlencode({"year": str(key)}))
        if axis in (Axis.DEPARTMENT, Axis.MUNICIPALITY):
            return _Narrowed((str(axis),), urlencode({str(axis): str(key)}))
        found = self.options_of[axis].get(key)
        if found is None:
            return None
        has_others = isinstance(found, UnitOption) and found.path in self.heads_of_units
        chosen = f"{found.key}{ALONE}" if has_others else found.key
        return _Narrowed((str(axis),), urlencode({str(axis): chosen}))

    def _url(self, *narrowed: _Narrowed | None) -> str:
        """Return the address of the rows behind: the filters of the page, with those of the row and the column in their place."""
        names: tuple[str, ...] = ()
        chosen: list[str] = []
        for one in narrowed:
            if one is None:
                return ""
            names += one.names
            chosen.append(one.query)
        if names not in self.bases:
            self.bases[names] = self.frame.scope.query(**dict.fromkeys(names, ""))
        return f"{self.detail}?{'&'.join([*filter(None, [self.bases[names]]), *chosen])}"

    def _level(self, value: int | None, *, is_kept: bool) -> int:
        if is_kept or (self.asked.metric == ViewMetric.PEOPLE and view_rules.is_small_group(value)):
            return 1
        return rules.level_of(value, self.classes)

    def heads(self) -> list[tuple[str, str, str]]:
        """Return each column's label, its address and its total."""
        return [
            (
                self.column_words[key],
                self._url(self._narrowed(self.asked.columns, key)),
                told_short(self.asked.metric, self.found.columns[key], is_kept=(TOTAL, key) in self.found.kept),
            )
            for key in self.column_keys
        ]

    def rows(self) -> list[MatrixRow]:
        """Return the rows shown."""
        narrowed = {key: self._narrowed(self.asked.columns, key) for key in self.column_keys}
        shown = []
        for row in self.row_keys:
            own = self._narrowed(self.asked.rows, row)
            cells = []
            for column in self.column_keys:
                value = self.found.cells.get((row, column))
                url = self._url(own, narrowed[column]) if value else ""
                is_kept = (row, column) in self.found.kept
                words = told_short(self.asked.metric, value, is_kept=is_kept)
                cells.append(Cell(words, self._level(value, is_kept=is_kept), url))
            total = told_short(self.asked.metric, self.found.rows[row], is_kept=(row, TOTAL) in self.found.kept)
            shown.append(MatrixRow(self.row_words[row], self._url(own), cells, total))
        return shown

    def legend(self) -> list[tuple[int, str]]:
        """Return the shades and the values that they hold."""
        return [
            (
                rules.level_at(index, len(self.classes)),
                number(one.low)
                if one.low == one.high
                else _("%(low)s a %(high)s") % {"low": number(one.low), "high": number(one.high)},
            )
            for index, one in enumerate(self.classes)
        ]

    def drawing(self) -> Drawing:
        """Return the drawing of what is shown."""
        title = f"{self.asked.metric.label}: {self.asked.rows.label} × {self.asked.columns.label}"
        rows = [
            (row.label, [(cell.words, cell.level) for cell in row.cells])
            for row in self.rows()
        ]  # fmt: skip
        heads = [self.column_words[key] for key in self.column_keys]
        return draw_grid(title, heads, rows, foot=[_("Rayado: sin dato.")])
