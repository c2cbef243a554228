"""What a layout is: which column of a table is which index and year, and where each row says its place. No Django here."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

from llegada.targeting.table_rules import folded

#: In the heading of a column, where the year of its values is: «Categoría {year}».
YEAR_MARK: Final = "{year}"
#: Columns that a table with codes may lack: they only confirm.
_CONFIRMING: Final = frozenset({"department", "municipality"})


@dataclass(frozen=True)
class Measure:
    """One index in one column, of `year` if the layout knows it; of the rows where other columns say `where`, all if empty."""

    column: str
    index: str
    year: int | None = None
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a table is read. Columns are named as their headings; `*` in one stands for anything, `{year}` for a year.

    The place of a row is its `code` or, without it, its `department` and `municipality` names, which otherwise confirm it. Rows
    of indices of entities have a SIGEP `code` and the name of the `entity`. The year of a value is its measure's, or that of
    `year_column`, or the one that whoever loads says. `is_list`: the table only names who belongs; the rest of the
    catalogue do not. `unused` are columns that must not be taken, and why.
    """

    slug: str
    name: str
    measures: tuple[Measure, ...]
    code: str = ""
    department: str = ""
    municipality: str = ""
    entity: str = ""
    year_column: str = ""
    is_list: bool = False
    #: Without these the table is another one; the columns of the measures may be absent.
    required: tuple[str, ...] = ()
    unused: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads back."""
        return asdict(self)


def from_json(data: Mapping[str, Any]) -> Layout:
    """Return the layout that was kept."""
    measures = tuple(
        Measure(one["column"], one["index"], one["year"], tuple((column, value) for column, value in one["where"]))
        for one in data["measures"]
    )
    return Layout(**{**data, "measures": measures, "required": tuple(data["required"])})


def signature(headings: Iterable[str]) -> str:
    """Return what is the same for two tables with the same headings, in any order."""
    return hashlib.sha256("\n".join(sorted({folded(one) for one in headings})).encode()).hexdigest()


def fit(layout: Layout, headings: Sequence[str]) -> Layout | None:
    """Return the layout with the headings of a table in the place of its patterns; None if the table is another one."""
    named = {name: _only(pattern, headings) for name, pattern in _places(layout).items() if pattern}
    required = {pattern: _only(pattern, headings) for pattern in layout.required}
    needed = [heading for name, heading in named.items() if not (layout.code and name in _CONFIRMING)]
    if None in needed or None in required.values():
        return None
    measures = tuple(found for one in layout.measures for found in _fitted(one, headings, layout))
    if not measures:
        return None
    return Layout(
        slug=layout.slug,
        name=layout.name,
        measures=measures,
        code=named.get("code") or "",
        department=named.get("department") or "",
        municipality=named.get("municipality") or "",
        entity=named.get("entity") or "",
        year_column=named.get("year_column") or "",
        is_list=layout.is_list,
        unused={heading: why for pattern, why in layout.unused.items() if (heading := _only(pattern, headings))},
    )


def recognize(headings: Sequence[str], layouts: Iterable[Layout]) -> Layout | None:
    """Return the layout that takes most columns of a table, fitted to it; None if none does."""
    fitted = [found for layout in layouts if (found := fit(layout, headings)) is not None]
    return max(fitted, key=lambda one: (len(one.measures), len(_places(one))), default=None)


def _places(layout: Layout) -> dict[str, str]:
    names = ("code", "department", "municipality", "entity", "year_column")
    return {name: getattr(layout, name) for name in names if getattr(layout, name)}


def _only(pattern: str, headings: Sequence[str]) -> str | None:
    """Return the only heading that a pattern names."""
    found = [heading for heading in headings if _matches(pattern, heading)]
    return found[0] if len(found) == 1 else None


def _matches(pattern: str, heading: str) -> bool:
    wanted = "*".join(folded(part) for part in pattern.split("*"))
    return fnmatchcase(folded(heading), wanted) if "*" in pattern else wanted == folded(heading)


def _fitted(measure: Measure, headings: Sequence[str], layout: Layout) -> list[Measure]:
    where = tuple((_only(column, headings) or "", value) for column, value in measure.where)
    if any(not column for column, _value in where):
        return []
    if YEAR_MARK in measure.column:
        before, after = (re.escape(folded(part)) for part in measure.column.split(YEAR_MARK))
        pattern = re.compile(rf"{before} ?((?:19|20)\d\d) ?{after}")
        years = {heading: pattern.fullmatch(folded(heading)) for heading in headings}
        skipped = {heading for pattern in layout.unused for heading in headings if _matches(pattern, heading)}
        return [
            Measure(heading, measure.index, int(found[1]), where)
            for heading, found in years.items()
            if found and heading not in skipped
        ]
    heading = _only(measure.column, headings)
    return [Measure(heading, measure.index, measure.year, where)] if heading else []
